"""Numbers of cards and accounts that practice people have, and what they tell.

Stripe's own test cards stand in ``resources.card_numbers``. Made-up ones follow its scheme for
cards of a country: 4000 00, the country's ISO 3166 number, six digits, a check digit. Made-up
IBANs keep their country's layout with the check digits 00, which no real one has. A number
serves to tell sources apart; no object, event or log holds one.
"""

from __future__ import annotations

from typing import Final

from kit.facts import JsonObject
from kit.facts.account_numbers import IBAN_LENGTHS
from kit.offline.resources.card_numbers import (
    INTERNATIONAL_CARDS,
    PRACTICE_CARDS,
    TOKEN_CARDS,
    number_details,
)
from kit.offline.resources.ibans import iban_details
from kit.offline.storage.ids import fingerprint

__all__ = ["card_members", "debit_members", "iban_members", "made_card_number", "made_iban"]

#: The first digits of made-up cards, by brand; those of Stripe's test cards.
_FIRST_DIGITS: Final = {"Visa": "400000", "MasterCard": "555555", "American Express": "378282"}

_BRANDS: Final = {digits: brand for brand, digits in _FIRST_DIGITS.items()}

#: How a made-up card is paid for, by the first of the six digits that are its own.
_FUNDINGS: Final = ("credit",) * 5 + ("debit",) * 4 + ("prepaid",)

_TEST_CARDS: Final = {
    card.number: card for card in (*PRACTICE_CARDS, *INTERNATIONAL_CARDS, *TOKEN_CARDS.values())
}

_COUNTRY_NUMBERS: Final = dict(
    entry.split(":")
    for entry in """
        AT:040 AU:036 BE:056 BG:100 CA:124 CH:756 CN:156 DE:276 DK:208 ES:724 FI:246 FR:250
        GB:826 GR:300 IE:372 IT:380 JP:392 LU:442 NL:528 NO:578 PL:616 PT:620 SE:752 US:840
    """.split()
)

_COUNTRIES: Final = {number: country for country, number in _COUNTRY_NUMBERS.items()}

#: Bank and branch as they stand in a made-up IBAN, by country: those of Stripe's test IBAN
#: there [D:SEPA Direct Debit payments with Sources]; elsewhere zeros.
_BANKS: Final = {
    "AT": "19043",
    "BE": "510",
    "DE": "37040044",
    "ES": "00120345",
    "FI": "123",
    "FR": "2004101005",
    "IE": "AIBK931152",
    "IT": "S0542811101",
    "LU": "001",
    "NL": "RABO",
    "PT": "00020123",
    "SE": "500",
}


def made_card_number(brand: str, country: str, own: int) -> str:
    """The number of a card of practice; ``own`` below a million tells it from others.

    >>> made_card_number("Visa", "DE", 1)  # Stripe's own test card of Germany
    '4000002760000016'
    """
    digits = f"{_FIRST_DIGITS[brand]}{_COUNTRY_NUMBERS[country]}{own:06d}"
    return digits + _check_digit(digits)


def made_iban(country: str, own: int) -> str:
    """The IBAN of an account of practice; ``own`` tells it from others of its country.

    >>> made_iban("NL", 65264)
    'NL00RABO0000065264'
    """
    head = f"{country}00{_BANKS.get(country, '')}"
    return head + f"{own:0{IBAN_LENGTHS[country] - len(head)}d}"


def card_members(number: str, seed: int, type: str = "card") -> JsonObject:  # noqa: ARG001
    """The members of a card's hash that its number tells.

    Raises ValueError for a number that neither test mode nor ``made_card_number`` has.

    >>> card_members("4242 4242 4242 4242", 0)["brand"]
    'Visa'
    """
    digits = "".join(number.split())
    card = _TEST_CARDS.get(digits)
    told = (card.brand, card.funding, card.country) if card else _read(digits)
    return {
        **number_details(digits, seed),
        **dict(zip(("brand", "funding", "country"), told, strict=True)),
        "three_d_secure": "optional",  # as recorded ones say, each time [REC]
    }


def _read(digits: str) -> tuple[str, str, str]:
    brand, country = _BRANDS.get(digits[:6]), _COUNTRIES.get(digits[6:9])
    if len(digits) != 16 or not digits.isdecimal() or brand is None or country is None:
        raise ValueError(
            "a card's number is one of Stripe's test cards, such as 4242 4242 4242 4242, or one "
            "that made_card_number() gave"
        )
    return brand, _FUNDINGS[int(digits[9])], country


def iban_members(number: str, seed: int, type: str = "sepa_debit") -> JsonObject:  # noqa: ARG001
    """The members of a SEPA debit's hash that its IBAN tells.

    >>> iban_members(made_iban("FR", 1234), 0)["branch_code"]
    '01005'
    """
    bare = "".join(number.split()).upper()
    if IBAN_LENGTHS.get(bare[:2]) != len(bare):
        raise ValueError("an IBAN begins with its country and has the length of that country's")
    return iban_details(bare, seed)


def debit_members(number: str, seed: int, type: str) -> JsonObject:
    """The members of another debit's hash that its account number tells."""
    if len(number) < 4:
        raise ValueError("an account number has four digits at least")
    return {"fingerprint": fingerprint(seed, type, number), "last4": number[-4:]}


def _check_digit(digits: str) -> str:
    """The digit that lets a number pass Luhn's test."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    return str(-(sum(doubled) + sum(int(digit) for digit in digits[-2::-2])) % 10)
