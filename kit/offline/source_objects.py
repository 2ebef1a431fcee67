"""What a new source of each of the 19 types looks like on the wire.

A value that Stripe would draw from a bank or a card network is made up from the seed and
the source's number, so that it is plausible, never real, and always the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kit.facts.source_types import SOURCE_TYPES, SourceType
from kit.facts.type_hashes import TYPE_HASHES
from kit.offline.ids import client_secret, secret_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["NULL_OWNER", "in_wire_order", "new_source"]

JSON = dict[str, Any]

_PLAIN_KEYS: Final = (
    "amount",
    "client_secret",
    "code_verification",
    "created",
    "currency",
    "customer",
    "flow",
    "livemode",
    "metadata",
    "owner",
    "receiver",
    "redaction",
    "redirect",
    "source_order",
    "statement_descriptor",
    "status",
    "type",
    "usage",
)

#: Stripe writes id and object first and the rest by the alphabet [SEED].
_WIRE_ORDER: Final = ("id", "object", *sorted((*_PLAIN_KEYS, *SOURCE_TYPES)))

_OWNER_KEYS: Final = (
    "address",
    "email",
    "name",
    "phone",
    "verified_address",
    "verified_email",
    "verified_name",
    "verified_phone",
)

NULL_OWNER: Final[Mapping[str, None]] = dict.fromkeys(_OWNER_KEYS)

#: The tries that code verification leaves; a choice [U].
_CODE_ATTEMPTS: Final = 3


def in_wire_order(source: JSON) -> JSON:
    """The same source with its keys in Stripe's order."""
    return {key: source[key] for key in _WIRE_ORDER if key in source}


def new_source(
    id: str,
    type: SourceType,
    *,
    seed: int,
    n: int,
    created: int,
    status: str | None = None,
    flow: str | None = None,
    usage: str | None = None,
    amount: int | None = None,
    currency: str | None = None,
    owner: Mapping[str, Any] | None = None,
    metadata: Mapping[str, str] | None = None,
    details: Mapping[str, Any] | None = None,
    return_url: str = "https://example.com/return",
    statement_descriptor: str | None = None,
) -> JSON:
    """An unattached source; ``details`` overrides members of the hash named like the type."""
    flow = flow or type.flow
    hash_members = _TYPE_HASH[type.name](seed, n)
    source: JSON = {
        "id": id,
        "object": "source",
        type.name: {**hash_members, **(details or {})},
        "amount": amount,
        "client_secret": client_secret(seed, n),
        "created": created,
        "currency": currency,
        "flow": flow,
        "livemode": False,
        "metadata": dict(metadata or {}),
        "owner": {**NULL_OWNER, **(owner or {})},
        # The documentation page shows it, no schema knows it: always there, always null.
        "redaction": None,
        "statement_descriptor": statement_descriptor,
        "status": status or type.starts_as,
        "type": type.name,
        "usage": usage or type.usage,
    }
    _add_flow_hashes(source, seed, n, return_url)
    return in_wire_order(source)


def _add_flow_hashes(source: JSON, seed: int, n: int, return_url: str) -> None:
    flow = source["flow"]
    if flow == "receiver":
        source["receiver"] = {
            "address": _receiver_address(source),
            "amount_received": 0,
            "amount_charged": 0,
            "amount_returned": 0,
            "refund_attributes_status": "missing",
            "refund_attributes_method": "email",
        }
    if flow == "redirect" or source["type"] == "multibanco":  # it has both hashes [D:Multibanco]
        source["redirect"] = {
            "failure_reason": None,
            "return_url": return_url,
            "status": "pending",
            "url": f"https://hooks.stripe.com/redirect/authenticate/{source['id']}"
            f"?client_secret={source['client_secret']}",
        }
    if flow == "code_verification":
        source["code_verification"] = {
            "attempts_remaining": _CODE_ATTEMPTS,
            "status": "pending",
        }


def _receiver_address(source: JSON) -> str | None:
    members = source[source["type"]]
    if source["type"] == "ach_credit_transfer":  # routing number and account [SEED]
        return f"{members['routing_number']}-{members['account_number']}"
    if source["type"] == "multibanco":
        return f"{members['entity']}-{members['reference']}"
    iban: str | None = members.get("iban")
    return iban


def _digits(seed: int, what: str, n: int, length: int) -> str:
    return "".join(str(ord(letter) % 10) for letter in secret_text(seed, what, n, length))


def _fingerprint(seed: int, n: int) -> str:
    return secret_text(seed, "fingerprint", n, 16)


def _pick(seed: int, what: str, n: int, choices: tuple[Any, ...]) -> Any:
    return choices[sum(secret_text(seed, what, n, 4).encode()) % len(choices)]


def _ach_credit_transfer(seed: int, n: int) -> JSON:
    # The refund_* members stay away until there is something in them, as on the page [SEED].
    return {
        "account_number": "test_" + secret_text(seed, "ach", n, 12).lower(),
        "routing_number": "110000000",
        "fingerprint": _fingerprint(seed, n),
        "bank_name": "TEST BANK",
        "swift_code": "TSTEZ122",
    }


def _with_nulls(name: str, members: JSON) -> JSON:
    return {field.name: members.get(field.name) for field in TYPE_HASHES[name]}


def _ach_debit(seed: int, n: int) -> JSON:
    return _with_nulls(
        "ach_debit",
        {
            "bank_name": "STRIPE TEST BANK",
            "country": "US",
            "fingerprint": _fingerprint(seed, n),
            "last4": _digits(seed, "last4", n, 4),
            "routing_number": "110000000",
            "type": "individual",
        },
    )


def _acss_debit(seed: int, n: int) -> JSON:
    return _with_nulls(
        "acss_debit",
        {
            "bank_name": "STRIPE TEST BANK",
            "category": "personal",
            "country": "CA",
            "fingerprint": _fingerprint(seed, n),
            "last4": _digits(seed, "last4", n, 4),
            "routing_number": "11000000",
        },
    )


def _alipay(seed: int, n: int) -> JSON:  # noqa: ARG001 - one shape for all types
    return _with_nulls("alipay", {})


def _au_becs_debit(seed: int, n: int) -> JSON:
    return {
        "bsb_number": "000000",
        "fingerprint": _fingerprint(seed, n),
        "last4": _digits(seed, "last4", n, 4),
    }


def _bancontact(seed: int, n: int) -> JSON:
    return _with_nulls(
        "bancontact", {"preferred_language": _pick(seed, "tongue", n, ("en", "fr", "nl", "de"))}
    )


_CARDS: Final = (
    ("Visa", "credit", "4242"),
    ("Visa", "debit", "5556"),
    ("MasterCard", "credit", "4444"),
    ("MasterCard", "debit", "8210"),
    ("American Express", "credit", "8431"),
    ("Discover", "credit", "1117"),
    ("JCB", "credit", "0505"),
)


def _card(seed: int, n: int) -> JSON:
    brand, funding, last4 = _pick(seed, "card", n, _CARDS)
    return _with_nulls(
        "card",
        {
            "brand": brand,
            "country": _pick(seed, "country", n, ("US", "DE", "FR", "GB", "JP", "IE")),
            "cvc_check": "pass",
            "exp_month": _pick(seed, "month", n, tuple(range(1, 13))),
            "exp_year": _pick(seed, "year", n, tuple(range(2027, 2033))),
            "fingerprint": _fingerprint(seed, n),
            "funding": funding,
            "last4": last4,
            "three_d_secure": _pick(seed, "3ds", n, ("optional", "required", "not_supported")),
        },
    )


def _card_present(seed: int, n: int) -> JSON:
    members = _card(seed, n)
    members.update(
        data_type="emv",
        pos_entry_mode="05",
        read_method="contact_emv",
        application_preferred_name=members["brand"],
    )
    return _with_nulls("card_present", members)


def _eps(seed: int, n: int) -> JSON:
    return _with_nulls("eps", {"reference": _digits(seed, "reference", n, 12)})


def _german_bank(name: str) -> Callable[[int, int], JSON]:
    def members(seed: int, n: int) -> JSON:  # noqa: ARG001 - one shape for all types
        return _with_nulls(
            name,
            {"bank_code": "37040044", "bank_name": "Commerzbank", "bic": "COBADEFFXXX"},
        )

    return members


def _ideal(seed: int, n: int) -> JSON:
    banks = ("abn_amro", "asn_bank", "bunq", "ing", "knab", "rabobank", "triodos_bank")
    return _with_nulls("ideal", {"bank": _pick(seed, "bank", n, banks)})


def _klarna(seed: int, n: int) -> JSON:
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


def _multibanco(seed: int, n: int) -> JSON:
    return _with_nulls(
        "multibanco", {"entity": "12345", "reference": _digits(seed, "reference", n, 9)}
    )


def _p24(seed: int, n: int) -> JSON:
    return {"reference": f"P24-{_digits(seed, 'reference', n, 9)}"}


def _sepa_credit_transfer(seed: int, n: int) -> JSON:
    return _with_nulls(
        "sepa_credit_transfer",
        {
            "bank_name": "Stripe Test Bank",
            "bic": "TSTEZ122",
            "iban": f"test_{_digits(seed, 'iban', n, 18)}",
        },
    )


def _sepa_debit(seed: int, n: int) -> JSON:
    reference = secret_text(seed, "mandate", n, 16).upper()
    return _with_nulls(
        "sepa_debit",
        {
            "bank_code": "37040044",
            "branch_code": "",
            "country": "DE",
            "fingerprint": _fingerprint(seed, n),
            "last4": _digits(seed, "last4", n, 4),
            "mandate_reference": reference,
            "mandate_url": f"https://hooks.stripe.com/adapter/sepa_debit/file/{reference}",
        },
    )


def _sofort(seed: int, n: int) -> JSON:
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


def _three_d_secure(seed: int, n: int) -> JSON:
    return _with_nulls("three_d_secure", {**_card(seed, n), "authenticated": False})


def _wechat(seed: int, n: int) -> JSON:
    token = secret_text(seed, "wechat", n, 20)
    return {
        "prepay_id": f"wx{token}",
        "qr_code_url": f"weixin://wxpay/bizpayurl?pr={token[:8]}",
        "statement_descriptor": "",
    }


_TYPE_HASH: Final[dict[str, Callable[[int, int], JSON]]] = {
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
