"""What a card's number tells of it: brand, funding, country, last four digits.

Stripe's own test cards stand in a table [D:Testing]. Made-up ones follow its scheme for
cards of a country: 4000 00, the country's ISO 3166 number, six digits, a check digit. A
number serves to tell cards apart; no object, event or log holds one.
"""

from __future__ import annotations

from typing import Final

from kit.facts import JsonObject

__all__ = ["CARD_BRANDS", "card_members", "made_card_number"]

#: The first digits of made-up cards, by brand; those of Stripe's test cards.
CARD_BRANDS: Final = {
    "Visa": "400000",
    "MasterCard": "555555",
    "American Express": "378282",
    "Discover": "601111",
    "Diners Club": "305693",
    "JCB": "356600",
    "UnionPay": "620000",
}

_BRANDS: Final = {digits: brand for brand, digits in CARD_BRANDS.items()}

#: How a made-up card is paid for, by the first of the six digits that are its own.
_FUNDINGS: Final = ("credit",) * 5 + ("debit",) * 4 + ("prepaid",)

#: Test cards whose digits do not say it: brand, funding, country [D:Testing].
_TEST_CARDS: Final = {
    "4242424242424242": ("Visa", "credit", "US"),
    "4000056655665556": ("Visa", "debit", "US"),
    "5555555555554444": ("MasterCard", "credit", "US"),
    "5200828282828210": ("MasterCard", "debit", "US"),
    "5105105105105100": ("MasterCard", "prepaid", "US"),
    "378282246310005": ("American Express", "credit", "US"),
    "371449635398431": ("American Express", "credit", "US"),
    "6011111111111117": ("Discover", "credit", "US"),
    "6011981111111113": ("Discover", "debit", "US"),
    "3056930009020004": ("Diners Club", "credit", "US"),
    "3566002020360505": ("JCB", "credit", "JP"),
    "6200000000000005": ("UnionPay", "credit", "CN"),
    "6200000000000047": ("UnionPay", "debit", "CN"),
}

_COUNTRY_NUMBERS: Final = {
    "AT": "040",
    "AU": "036",
    "BE": "056",
    "BG": "100",
    "CA": "124",
    "CH": "756",
    "CN": "156",
    "DE": "276",
    "DK": "208",
    "ES": "724",
    "FI": "246",
    "FR": "250",
    "GB": "826",
    "GR": "300",
    "IE": "372",
    "IT": "380",
    "JP": "392",
    "LU": "442",
    "NL": "528",
    "NO": "578",
    "PL": "616",
    "PT": "620",
    "SE": "752",
    "US": "840",
}

_COUNTRIES: Final = {number: country for country, number in _COUNTRY_NUMBERS.items()}


def made_card_number(brand: str, country: str, own: int) -> str:
    """The number of a card of practice; ``own`` below a million tells it from others.

    >>> made_card_number("Visa", "DE", 1)  # Stripe's own test card of Germany
    '4000002760000016'
    """
    digits = f"{CARD_BRANDS[brand]}{_COUNTRY_NUMBERS[country]}{own:06d}"
    return digits + _check_digit(digits)


def card_members(number: str) -> JsonObject:
    """The members of a card's hash that its number tells.

    Raises ValueError for a number that neither Stripe's tests nor this kit would use.

    >>> card_members("4242 4242 4242 4242")["brand"]
    'Visa'
    """
    digits = number.replace(" ", "")
    brand, funding, country = _TEST_CARDS.get(digits) or _read(digits)
    return {
        "brand": brand,
        "country": country,
        "funding": funding,
        "last4": digits[-4:],
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


def _check_digit(digits: str) -> str:
    """The digit that lets a number pass Luhn's test."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    return str(-(sum(doubled) + sum(int(digit) for digit in digits[-2::-2])) % 10)
