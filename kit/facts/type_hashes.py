"""The hash that a source carries under the name of its type, member by member.

From stripe-python 16.1 [SDK _source.py], 19 types; every member may be null.
"""

from typing import Final

from kit.facts.field import OPENAPI, STRIPE_PYTHON, Field, Kind
from kit.facts.type_hash_meanings import MEANINGS, UNITS

_KINDS: Final[dict[str, Kind]] = {
    "authenticated": "boolean",
    "exp_month": "integer",
    "exp_year": "integer",
    "shipping_delay": "integer",
}

#: Members that the older schema lacks.
_NEWER: Final = frozenset({"description", "iin", "issuer"})

_REFUND_HOLDER: Final = """
    refund_account_holder_address_city refund_account_holder_address_country
    refund_account_holder_address_line1 refund_account_holder_address_line2
    refund_account_holder_address_postal_code refund_account_holder_address_state
    refund_account_holder_name refund_iban
"""


def _fields(type_name: str, names: str) -> tuple[Field, ...]:
    return tuple(_field(type_name, name) for name in names.split())


def _field(type_name: str, name: str) -> Field:
    newer = name in _NEWER or type_name == "sepa_credit_transfer"
    return Field(
        name,
        _KINDS.get(name, "string"),
        MEANINGS.get(f"{type_name}.{name}") or MEANINGS[name],
        UNITS.get(name, ""),
        fact=STRIPE_PYTHON if newer else OPENAPI,
    )


_MEMBERS: Final = {
    "ach_credit_transfer": """
        account_number bank_name fingerprint refund_account_holder_name
        refund_account_holder_type refund_routing_number routing_number swift_code
    """,
    "ach_debit": "bank_name country fingerprint last4 routing_number type",
    "acss_debit": """
        bank_address_city bank_address_line_1 bank_address_line_2 bank_address_postal_code
        bank_name category country fingerprint last4 routing_number
    """,
    "alipay": "data_string native_url statement_descriptor",
    "au_becs_debit": "bsb_number fingerprint last4",
    "bancontact": "bank_code bank_name bic iban_last4 preferred_language statement_descriptor",
    "card": """
        address_line1_check address_zip_check brand country cvc_check description dynamic_last4
        exp_month exp_year fingerprint funding iin issuer last4 name three_d_secure
        tokenization_method
    """,
    "card_present": """
        application_cryptogram application_preferred_name authorization_code
        authorization_response_code brand country cvm_type data_type dedicated_file_name
        description emv_auth_data evidence_customer_signature
        evidence_transaction_certificate exp_month exp_year fingerprint funding iin issuer last4
        pos_device_id pos_entry_mode read_method reader terminal_verification_results
        transaction_status_information
    """,
    "eps": "reference statement_descriptor",
    "giropay": "bank_code bank_name bic statement_descriptor",
    "ideal": "bank bic iban_last4 statement_descriptor",
    "klarna": """
        background_image_url client_token first_name last_name locale logo_url page_title
        pay_later_asset_urls_descriptive pay_later_asset_urls_standard pay_later_name
        pay_later_redirect_url pay_now_asset_urls_descriptive pay_now_asset_urls_standard
        pay_now_name pay_now_redirect_url pay_over_time_asset_urls_descriptive
        pay_over_time_asset_urls_standard pay_over_time_name pay_over_time_redirect_url
        payment_method_categories purchase_country purchase_type redirect_url shipping_delay
        shipping_first_name shipping_last_name
    """,
    "multibanco": f"entity reference {_REFUND_HOLDER}",
    "p24": "reference",
    "sepa_credit_transfer": f"bank_name bic iban {_REFUND_HOLDER}",
    "sepa_debit": "bank_code branch_code country fingerprint last4 mandate_reference mandate_url",
    "sofort": """
        bank_code bank_name bic country iban_last4 preferred_language statement_descriptor
    """,
    "three_d_secure": """
        address_line1_check address_zip_check authenticated brand card country customer cvc_check
        description dynamic_last4 exp_month exp_year fingerprint funding iin issuer last4 name
        three_d_secure tokenization_method
    """,
    "wechat": "prepay_id qr_code_url statement_descriptor",
}

TYPE_HASHES: Final[dict[str, tuple[Field, ...]]] = {
    name: _fields(name, members) for name, members in _MEMBERS.items()
}
