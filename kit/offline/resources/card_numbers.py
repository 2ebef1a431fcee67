"""Card numbers: test mode's own, what a number says, what stands behind a test token."""

from __future__ import annotations

from typing import Final, NamedTuple

from kit.facts import JsonObject
from kit.offline.storage.ids import fingerprint

__all__ = [
    "INTERNATIONAL_CARDS",
    "PRACTICE_CARDS",
    "TOKEN_CARDS",
    "TestCard",
    "number_details",
    "passes_luhn",
]


class TestCard(NamedTuple):
    """A card of test mode."""

    brand: str
    funding: str
    number: str
    country: str = "US"


#: What card sources of the practice data are made of.
PRACTICE_CARDS: Final = (
    TestCard("Visa", "credit", "4242424242424242"),
    TestCard("Visa", "debit", "4000056655665556"),
    TestCard("MasterCard", "credit", "5555555555554444"),
    TestCard("MasterCard", "debit", "5200828282828210"),
    TestCard("American Express", "credit", "371449635398431"),
    TestCard("Discover", "credit", "6011111111111117"),
    TestCard("JCB", "credit", "3566002020360505", "JP"),
)

#: Credit cards of Visa that other countries issued.
INTERNATIONAL_CARDS: Final = tuple(
    TestCard("Visa", "credit", number, country)
    for country, number in (
        ("DE", "4000002760000016"),
        ("FR", "4000002500000003"),
        ("GB", "4000008260000000"),
        ("JP", "4000003920000003"),
        ("IE", "4000003720000005"),
    )
)

TOKEN_CARDS: Final = {
    "tok_visa": PRACTICE_CARDS[0],
    "tok_visa_debit": PRACTICE_CARDS[1],
    "tok_mastercard": PRACTICE_CARDS[2],
    "tok_mastercard_debit": TestCard("MasterCard", "debit", "2223003122003222"),
    "tok_mastercard_prepaid": TestCard("MasterCard", "prepaid", "5105105105105100"),
    "tok_amex": PRACTICE_CARDS[4],
    "tok_discover": PRACTICE_CARDS[5],
    "tok_diners": TestCard("Diners Club", "credit", "3056930009020004"),
    "tok_jcb": PRACTICE_CARDS[6],
    "tok_unionpay": TestCard("UnionPay", "credit", "6200000000000005", "CN"),
    "tok_chargeCustomerFail": TestCard("Visa", "credit", "4000000000000341"),
}

_BRANDS: Final = (
    ("34", "American Express"),
    ("37", "American Express"),
    ("35", "JCB"),
    ("36", "Diners Club"),
    ("62", "UnionPay"),
    ("6", "Discover"),
    ("5", "MasterCard"),
    ("2", "MasterCard"),
    ("4", "Visa"),
)


def number_details(number: str, seed: int) -> JsonObject:
    """What an object shows of a card's number, and the number's own fingerprint [REC].

    >>> number_details("4242 4242 4242 4242", 0)["last4"]
    '4242'
    """
    bare = "".join(number.split())
    brand = next((name for prefix, name in _BRANDS if bare.startswith(prefix)), "Unknown")
    return {"brand": brand, "fingerprint": fingerprint(seed, "card", bare), "last4": bare[-4:]}


def passes_luhn(number: str) -> bool:
    """Whether the last digit of a number fits the others.

    >>> passes_luhn("4242424242424242"), passes_luhn("4242424242424243")
    (True, False)
    """
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
