"""Cards and bank accounts, the older payment sources that share the attach route.

A token or the fields of a card become a ``card``, ``btok_...`` a ``bank_account``; both
belong to their customer from the start and are gone when they are deleted.
"""

from __future__ import annotations

from typing import Any, Final

from kit.facts import JsonObject
from kit.offline import errors
from kit.offline.storage.ids import long_id, secret_text
from kit.offline.storage.repository import Repository

__all__ = ["new_bank_account", "new_card", "new_from_token", "token_card"]

#: Brand, funding, last four digits and country behind test mode's tokens.
_TOKENS: Final = {
    "tok_visa": ("Visa", "credit", "4242", "US"),
    "tok_visa_debit": ("Visa", "debit", "5556", "US"),
    "tok_mastercard": ("MasterCard", "credit", "4444", "US"),
    "tok_mastercard_debit": ("MasterCard", "debit", "3222", "US"),
    "tok_mastercard_prepaid": ("MasterCard", "prepaid", "5100", "US"),
    "tok_amex": ("American Express", "credit", "8431", "US"),
    "tok_discover": ("Discover", "credit", "1117", "US"),
    "tok_diners": ("Diners Club", "credit", "0004", "US"),
    "tok_jcb": ("JCB", "credit", "0505", "JP"),
    "tok_unionpay": ("UnionPay", "credit", "0005", "CN"),
    "tok_chargeCustomerFail": ("Visa", "credit", "0341", "US"),
}

#: Tokens that fail when they are attached [GIFT]: code, decline code, message.
_DECLINED: Final = {
    "tok_chargeDeclined": ("card_declined", "generic_decline", "Your card was declined."),
    "tok_chargeDeclinedInsufficientFunds": (
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds.",
    ),
    "tok_chargeDeclinedIncorrectCvc": (
        "incorrect_cvc",
        None,
        "Your card's security code is incorrect.",
    ),
    "tok_chargeDeclinedExpiredCard": ("expired_card", None, "Your card has expired."),
}

_BANK_TOKENS: Final = ("btok_us", "btok_us_verified")

_BRANDS: Final = (
    ("34", "American Express"),
    ("37", "American Express"),
    ("35", "JCB"),
    ("36", "Diners Club"),
    ("6", "Discover"),
    ("5", "MasterCard"),
    ("4", "Visa"),
)


def token_card(token: str, param: str) -> dict[str, Any]:
    """What a card token says of its card; ApiError for unknown and declined ones."""
    declined = _DECLINED.get(token)
    if declined is not None:
        raise errors.card_declined(*declined)
    if token not in _TOKENS:
        raise errors.no_such("token", token, param=param, in_path=False)
    brand, funding, last4, country = _TOKENS[token]
    return {
        "brand": brand,
        "country": country,
        "cvc_check": None,
        "exp_month": 8,
        "exp_year": 2030,
        "funding": funding,
        "last4": last4,
    }


def new_from_token(repository: Repository, customer_id: str, token: str) -> tuple[int, JsonObject]:
    """A new card or bank account of a customer, with its row number."""
    if token in _BANK_TOKENS:
        status = "verified" if token.endswith("verified") else "new"
        return _bank_account(repository, customer_id, {"status": status})
    return _card(repository, customer_id, token_card(token, "source"))


def new_card(repository: Repository, customer_id: str, given: JsonObject) -> tuple[int, JsonObject]:
    """A new card of a customer from the fields of a form."""
    number = given["number"].replace(" ", "")
    if not number.isdecimal() or not _passes_luhn(number):
        raise errors.card_declined("incorrect_number", None, "Your card number is incorrect.")
    brand = next((name for prefix, name in _BRANDS if number.startswith(prefix)), "Unknown")
    fields = {name: value for name, value in given.items() if name not in ("number", "object")}
    cvc = fields.pop("cvc", None)
    fields.update(
        brand=brand, country="US", funding="credit", last4=number[-4:], cvc_check=cvc and "pass"
    )
    return _card(repository, customer_id, fields)


def _passes_luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _card(repository: Repository, customer_id: str, fields: JsonObject) -> tuple[int, JsonObject]:
    n = repository.database.next_number("sources")
    names = (
        "address_city",
        "address_country",
        "address_line1",
        "address_line1_check",
        "address_line2",
        "address_state",
        "address_zip",
        "address_zip_check",
        "brand",
        "country",
        "customer",
        "cvc_check",
        "dynamic_last4",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
        "metadata",
        "name",
        "tokenization_method",
    )
    card = {
        "id": long_id(repository.seed, "card_", n),
        "object": "card",
        **dict.fromkeys(names),
        "customer": customer_id,
        "fingerprint": secret_text(repository.seed, "fingerprint", n, 16),
        "metadata": {},
        **fields,
    }
    return n, card


def new_bank_account(
    repository: Repository, customer_id: str, given: JsonObject
) -> tuple[int, JsonObject]:
    """A new bank account of a customer from the fields of a form."""
    fields = {name: value for name, value in given.items() if name != "object"}
    number = fields.pop("account_number")
    return _bank_account(repository, customer_id, {"last4": number[-4:], **fields})


def _bank_account(
    repository: Repository, customer_id: str, fields: JsonObject
) -> tuple[int, JsonObject]:
    n = repository.database.next_number("sources")
    bank_account: JsonObject = {
        "id": long_id(repository.seed, "ba_", n),
        "object": "bank_account",
        "account_holder_name": None,
        "account_holder_type": None,
        "account_type": None,
        "bank_name": "STRIPE TEST BANK",
        "country": "US",
        "currency": "usd",
        "customer": customer_id,
        "fingerprint": secret_text(repository.seed, "fingerprint", n, 16),
        "last4": "6789",
        "metadata": {},
        "routing_number": "110000000",
        "status": "new",
        **fields,
    }
    return n, bank_account
