"""What an account's number tells of it: country, bank, branch, last four digits.

Made-up IBANs keep their country's layout with the bank of Stripe's test IBAN there
[D:SEPA Direct Debit payments with Sources], and the check digits 00, which no real one has.
"""

from __future__ import annotations

from typing import Final

from kit.facts import JsonObject
from kit.facts.account_numbers import IBAN_LENGTHS

__all__ = ["bank_members", "iban_members", "made_iban"]

#: Bank and branch as they stand in an IBAN, by country; no branch where there is none in it.
_BANKS: Final = {
    "AT": ("19043", ""),
    "BE": ("510", ""),
    "BG": ("BNBG", "9661"),
    "DE": ("37040044", ""),
    "DK": ("0040", ""),
    "ES": ("0012", "0345"),
    "FI": ("123", ""),
    "FR": ("20041", "01005"),
    "GR": ("011", "0125"),
    "IE": ("AIBK", "931152"),
    "IT": ("05428", "11101"),
    "LU": ("001", ""),
    "NL": ("RABO", ""),
    "PL": ("109", "01014"),
    "PT": ("0002", "0123"),
    "SE": ("500", ""),
}

#: Italy's IBAN has a letter before the bank.
_LETTER: Final = {"IT": "S"}


def made_iban(country: str, own: int) -> str:
    """The IBAN of an account of practice; ``own`` tells it from others of its country.

    >>> made_iban("NL", 65264)
    'NL00RABO0000065264'
    """
    bank, branch = _BANKS.get(country, _BANKS["DE"])
    country = country if country in _BANKS else "DE"
    head = f"{country}00{_LETTER.get(country, '')}{bank}{branch}"
    return head + f"{own:0{IBAN_LENGTHS[country] - len(head)}d}"


def iban_members(iban: str) -> JsonObject:
    """The members of a SEPA debit's hash that its IBAN tells.

    >>> iban_members(made_iban("FR", 1234))["branch_code"]
    '01005'
    """
    number = iban.replace(" ", "").upper()
    country = number[:2]
    if country not in _BANKS or len(number) != IBAN_LENGTHS[country]:
        raise ValueError(f"an IBAN begins with one of {', '.join(_BANKS)} and has its length")
    start = 4 + len(_LETTER.get(country, ""))
    bank, branch = (len(part) for part in _BANKS[country])
    return {
        "bank_code": number[start : start + bank],
        "branch_code": number[start + bank : start + bank + branch] or None,
        "country": country,
        "last4": number[-4:],
    }


def bank_members(number: str) -> JsonObject:
    """The members of another bank debit's hash that its account number tells."""
    if len(number) < 4:
        raise ValueError("an account number has four digits at least")
    return {"last4": number[-4:]}
