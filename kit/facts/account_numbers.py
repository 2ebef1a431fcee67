"""Numbers of bank accounts and cards: what they look like, and their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["IBAN_LENGTHS", "account_numbers", "holds_account_number"]

#: How many characters an IBAN has, by country: the registry of ISO 13616.
IBAN_LENGTHS: Final[dict[str, int]] = {
    entry[:2]: int(entry[2:])
    for entry in """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22
        DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28
        HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25
        MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29
        RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29
        VA22 VG24 XK20 YE30
    """.split()
}

#: Card numbers by their first digits and their length: Visa, Mastercard, American Express,
#: Discover, Diners Club, JCB, UnionPay.
CARD_NUMBER: Final = re.compile(
    r"4\d{15}(?:\d{3})?"
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"
    r"|3[47]\d{13}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}"
    r"|3(?:0[0-5]|[689]\d)\d{11}"
    r"|35(?:2[89]|[3-8]\d)\d{12}"
    r"|62\d{14,17}"
)

#: Where an IBAN or a card number may begin, and as much as it may take.
_IBAN: Final = re.compile(
    r"(?<![0-9A-Za-z])"
    r"(?=([A-Z]{2}\d\d(?:[ -]?[0-9A-Z]){11,30}|[a-z]{2}\d\d(?:[ -]?[0-9a-z]){11,30}))",
    re.ASCII,
)
_DIGITS: Final = re.compile(r"(?<![0-9A-Za-z])(?=(\d(?:[ -]?\d){13,18}))", re.ASCII)


def holds_account_number(text: str) -> bool:
    """Whether an IBAN or a card number stands anywhere in ``text``, alone or between other signs.

    >>> holds_account_number("to DE89 3704 0044 0532 0130 00"), holds_account_number("1234")
    (True, False)
    """
    return any(_is_iban(found[1]) for found in _IBAN.finditer(text)) or any(
        _card_number(found[1]) for found in _DIGITS.finditer(text)
    )


def account_numbers(text: str) -> Iterator[str]:
    """Each IBAN and card number in ``text``, without what parts its groups.

    >>> list(account_numbers("to DE89 3704 0044 0532 0130 00, from 4242-4242-4242-4242"))
    ['DE89370400440532013000', '4242424242424242']
    """
    for found in _IBAN.finditer(text):
        if _is_iban(found[1]):
            compact = re.sub("[ -]", "", found[1])
            yield compact[: IBAN_LENGTHS[compact[:2].upper()]]
    for found in _DIGITS.finditer(text):
        if number := _card_number(found[1]):
            yield number


def _is_iban(candidate: str) -> bool:
    """Whether the text begins with an IBAN whose check digits are right."""
    compact = re.sub("[ -]", "", candidate).upper()
    iban = compact[: IBAN_LENGTHS.get(compact[:2], 0)]
    if not iban or len(iban) < IBAN_LENGTHS[compact[:2]]:
        return False
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def _card_number(candidate: str) -> str | None:
    """The card's number that the digits, or the first groups of them, are, or None."""
    ends = [m.start() for m in re.finditer("[ -]|$", candidate)]
    numbers = (re.sub("[ -]", "", candidate[:end]) for end in ends)
    return next((each for each in numbers if CARD_NUMBER.fullmatch(each) and _luhn(each)), None)


def _luhn(digits: str) -> bool:
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(d), 10)) for d in even)) % 10 == 0
