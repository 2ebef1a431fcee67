"""The members of the hash named like a source's type, made up for each of the 19 types.

What Stripe would draw from a bank or a card network is made from the seed and the source's
number: plausible, never real, always the same. A fingerprint is the card's or account's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kit.facts import JsonObject
from kit.facts.type_hashes import TYPE_HASHES
from kit.offline.resources.card_numbers import (
    INTERNATIONAL_CARDS,
    PRACTICE_CARDS,
    TestCard,
    number_details,
)
from kit.offline.resources.ibans import iban_details, iban_of
from kit.offline.storage.ids import fingerprint, secret_text

__all__ = ["type_details"]


def type_details(type: str, seed: int, n: int) -> JsonObject:
    """The type's hash of the ``n``-th source."""
    return _DETAILS[type](seed, n)


def _digits(seed: int, what: str, n: int, length: int) -> str:
    return "".join(str(ord(letter) % 10) for letter in secret_text(seed, what, n, length))


def _pick(seed: int, what: str, n: int, choices: tuple[Any, ...]) -> Any:
    return choices[sum(secret_text(seed, what, n, 4).encode()) % len(choices)]


_US_ROUTING: Final = "110000000"


def _bank_debit(type: str, seed: int, n: int, bank: str) -> JsonObject:
    """What a debit shows of an account at a bank: its end, and its whole number's fingerprint."""
    last4 = _digits(seed, "last4", n, 4)
    number = _digits(seed, "account", n, 8) + last4
    return {"fingerprint": fingerprint(seed, type, f"{bank} {number}"), "last4": last4}


def _ach_credit_transfer(seed: int, n: int) -> JsonObject:
    # The refund_* members stay away until there is something in them, as on the page [SEED].
    account = "test_" + secret_text(seed, "ach", n, 12).lower()
    return {
        "account_number": account,
        "routing_number": _US_ROUTING,
        "fingerprint": fingerprint(seed, "ach_credit_transfer", f"{_US_ROUTING} {account}"),
        "bank_name": "TEST BANK",
        "swift_code": "TSTEZ122",
    }


#: Members that are left out rather than null when there is nothing in them [SPEC22].
_NEVER_NULL: Final = {
    "card_present": frozenset(
        (
            "application_cryptogram",
            "application_preferred_name",
            "authorization_response_code",
            "cvm_type",
            "dedicated_file_name",
            "emv_auth_data",
            "pos_entry_mode",
            "terminal_verification_results",
            "transaction_status_information",
        )
    ),
    "klarna": frozenset(
        field.name for field in TYPE_HASHES["klarna"] if field.name != "client_token"
    ),
}


#: In the schema, and in none of eighteen recorded cards [REC].
_NEVER_ANSWERED: Final = ("description", "iin", "issuer")

#: The order in which answers write the members [REC]; of the rest it is not known.
_AS_ANSWERED: Final = {
    "ach_debit": "country type routing_number bank_name fingerprint last4",
    "card": """
        exp_month exp_year brand country cvc_check fingerprint funding last4 three_d_secure name
        address_line1_check address_zip_check tokenization_method dynamic_last4
    """,
    "giropay": "bank_code bic bank_name statement_descriptor",
    "multibanco": "reference entity",
    "sepa_credit_transfer": "iban bank_name bic",
    "sepa_debit": """
        last4 bank_code fingerprint country mandate_reference mandate_url branch_code
    """,
    "sofort": """
        country bank_code bank_name bic iban_last4 statement_descriptor preferred_language
    """,
    "three_d_secure": """
        card brand country cvc_check exp_month exp_year fingerprint funding last4 three_d_secure
        customer authenticated name address_line1_check address_zip_check tokenization_method
        dynamic_last4
    """,
}


def _with_nulls(name: str, members: JsonObject) -> JsonObject:
    never_null = _NEVER_NULL.get(name, frozenset())
    answered = _AS_ANSWERED.get(name, "").split()
    known = (field.name for field in TYPE_HASHES[name] if field.name not in _NEVER_ANSWERED)
    return {
        member: members.get(member)
        for member in dict.fromkeys((*answered, *known))
        if member in members or member not in never_null
    }


def _ach_debit(seed: int, n: int) -> JsonObject:
    return _with_nulls(
        "ach_debit",
        {
            "bank_name": "STRIPE TEST BANK",
            "country": "US",
            **_bank_debit("ach_debit", seed, n, _US_ROUTING),
            "routing_number": _US_ROUTING,
            "type": "individual",
        },
    )


def _acss_debit(seed: int, n: int) -> JsonObject:
    return _with_nulls(
        "acss_debit",
        {
            "bank_name": "STRIPE TEST BANK",
            "category": "personal",
            "country": "CA",
            **_bank_debit("acss_debit", seed, n, "11000000"),
            "routing_number": "11000000",
        },
    )


def _alipay(seed: int, n: int) -> JsonObject:  # noqa: ARG001 - one shape for all types
    return _with_nulls("alipay", {})


def _au_becs_debit(seed: int, n: int) -> JsonObject:
    return {"bsb_number": "000000", **_bank_debit("au_becs_debit", seed, n, "000000")}


def _bancontact(seed: int, n: int) -> JsonObject:
    return _with_nulls(
        "bancontact", {"preferred_language": _pick(seed, "tongue", n, ("en", "fr", "nl", "de"))}
    )


def _card(seed: int, n: int) -> JsonObject:
    card: TestCard = _pick(seed, "card", n, PRACTICE_CARDS)
    if card is PRACTICE_CARDS[0]:
        card = _pick(seed, "country", n, (card, *INTERNATIONAL_CARDS))
    members = {
        **number_details(card.number, seed),
        "brand": card.brand,
        "country": card.country,
        "cvc_check": "pass",
        "exp_month": _pick(seed, "month", n, tuple(range(1, 13))),
        "exp_year": _pick(seed, "year", n, tuple(range(2027, 2033))),
        "funding": card.funding,
        # As 4242... answers, always [REC]; of other numbers it is not known.
        "three_d_secure": "optional",
    }
    return _with_nulls("card", members)


def _card_present(seed: int, n: int) -> JsonObject:
    members = _card(seed, n)
    members.update(
        data_type="emv",
        pos_entry_mode="05",
        read_method="contact_emv",
        application_preferred_name=members["brand"],
    )
    return _with_nulls("card_present", members)


def _eps(seed: int, n: int) -> JsonObject:
    return _with_nulls("eps", {"reference": _digits(seed, "reference", n, 12)})


def _german_bank(name: str) -> Callable[[int, int], JsonObject]:
    def members(seed: int, n: int) -> JsonObject:  # noqa: ARG001 - one shape for all types
        return _with_nulls(
            name,
            {"bank_code": "37040044", "bank_name": "Commerzbank", "bic": "COBADEFFXXX"},
        )

    return members


def _ideal(seed: int, n: int) -> JsonObject:
    banks = ("abn_amro", "asn_bank", "bunq", "ing", "knab", "rabobank", "triodos_bank")
    return _with_nulls("ideal", {"bank": _pick(seed, "bank", n, banks)})


def _klarna(seed: int, n: int) -> JsonObject:
    return _with_nulls(
        "klarna",
        {
            "client_token": "test_" + secret_text(seed, "klarna", n, 20),
            "locale": "de-DE",
            "payment_method_categories": "pay_later,pay_over_time",
            "purchase_country": "DE",
            "purchase_type": "buy",
        },
    )


def _multibanco(seed: int, n: int) -> JsonObject:
    return _with_nulls(
        "multibanco", {"entity": "12345", "reference": _digits(seed, "reference", n, 9)}
    )


def _p24(seed: int, n: int) -> JsonObject:
    return {"reference": f"P24-{_digits(seed, 'reference', n, 9)}"}


def _sepa_credit_transfer(seed: int, n: int) -> JsonObject:
    return _with_nulls(
        "sepa_credit_transfer",
        {
            "bank_name": "Stripe Test Bank",
            "bic": "TSTEZ122",
            "iban": f"test_{_digits(seed, 'iban', n, 18)}",
        },
    )


def _sepa_debit(seed: int, n: int) -> JsonObject:
    account = _digits(seed, "account", n, 6) + _digits(seed, "last4", n, 4)
    return _with_nulls(
        "sepa_debit",
        {
            **iban_details(iban_of("DE", f"37040044{account}"), seed),
            "mandate_reference": secret_text(seed, "mandate", n, 16).upper(),
        },
    )


def _sofort(seed: int, n: int) -> JsonObject:
    return _with_nulls(
        "sofort",
        {
            "bank_code": "VAPE",
            "bank_name": "VAN DE PUT & CO",
            "bic": "VAPEBE22",
            "country": _pick(seed, "country", n, ("AT", "BE", "DE", "ES", "IT", "NL")),
            "iban_last4": _digits(seed, "last4", n, 4),
            "preferred_language": "en",
        },
    )


def _three_d_secure(seed: int, n: int) -> JsonObject:
    return _with_nulls("three_d_secure", {**_card(seed, n), "authenticated": False})


def _wechat(seed: int, n: int) -> JsonObject:
    token = secret_text(seed, "wechat", n, 20)
    return {
        "prepay_id": f"wx{token}",
        "qr_code_url": f"weixin://wxpay/bizpayurl?pr={token[:8]}",
        "statement_descriptor": "",
    }


_DETAILS: Final[dict[str, Callable[[int, int], JsonObject]]] = {
    "ach_credit_transfer": _ach_credit_transfer,
    "ach_debit": _ach_debit,
    "acss_debit": _acss_debit,
    "alipay": _alipay,
    "au_becs_debit": _au_becs_debit,
    "bancontact": _bancontact,
    "card": _card,
    "card_present": _card_present,
    "eps": _eps,
    "giropay": _german_bank("giropay"),
    "ideal": _ideal,
    "klarna": _klarna,
    "multibanco": _multibanco,
    "p24": _p24,
    "sepa_credit_transfer": _sepa_credit_transfer,
    "sepa_debit": _sepa_debit,
    "sofort": _sofort,
    "three_d_secure": _three_d_secure,
    "wechat": _wechat,
}
