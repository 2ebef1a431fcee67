"""Cards, older payment sources that share the attach route.

A token or the fields of a card become a ``card``, which belongs to its customer from the
start and is gone when it is deleted.
"""

from __future__ import annotations

from typing import Any, Final

from kit.facts import JsonObject
from kit.offline import errors
from kit.offline.resources.bank_accounts import BANK_TOKENS, bank_account_of
from kit.offline.resources.card_numbers import TOKEN_CARDS, number_details, passes_luhn
from kit.offline.storage.ids import long_id
from kit.offline.storage.repository import Repository

__all__ = ["new_card", "new_from_token", "token_card"]

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


def token_card(token: str, param: str, seed: int) -> dict[str, Any]:
    """What a card token says of its card; ApiError for unknown and declined ones."""
    declined = _DECLINED.get(token)
    if declined is not None:
        raise errors.card_declined(*declined)
    if token not in TOKEN_CARDS:
        raise errors.no_such("token", token, param=param, in_path=False)
    card = TOKEN_CARDS[token]
    return {
        **number_details(card.number, seed),
        "brand": card.brand,
        "country": card.country,
        "cvc_check": None,
        "exp_month": 8,
        "exp_year": 2030,
        "funding": card.funding,
    }


def new_from_token(repository: Repository, customer_id: str, token: str) -> tuple[int, JsonObject]:
    """A new card or bank account of a customer, with its row number."""
    if token in BANK_TOKENS:
        return bank_account_of(repository, customer_id, token)
    return _card(repository, customer_id, token_card(token, "source", repository.seed))


def new_card(repository: Repository, customer_id: str, given: JsonObject) -> tuple[int, JsonObject]:
    """A new card of a customer from the fields of a form."""
    number = given["number"].replace(" ", "")
    if not number.isdecimal() or not passes_luhn(number):
        raise errors.card_declined("incorrect_number", None, "Your card number is incorrect.")
    fields = {name: value for name, value in given.items() if name not in ("number", "object")}
    cvc = fields.pop("cvc", None)
    fields.update(country="US", funding="credit", cvc_check=cvc and "pass")
    fields |= number_details(number, repository.seed)
    return _card(repository, customer_id, fields)


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
        "metadata": {},
        **fields,
    }
    return n, card
