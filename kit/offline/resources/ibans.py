"""International bank account numbers: where each country writes the bank and its branch."""

from __future__ import annotations

from typing import Final, NamedTuple

from kit.facts import JsonObject
from kit.offline.storage.ids import fingerprint

__all__ = ["iban_details", "iban_of"]


class _Layout(NamedTuple):
    """How many characters the bank and the branch have behind the country and its check."""

    bank: int
    branch: int = 0
    #: A check character of the country's own comes first.
    begins_at: int = 0


#: The registry of ISO 13616, for the countries of SEPA.
_LAYOUTS: Final = {
    "AD": _Layout(4, 4),
    "AT": _Layout(5),
    "BE": _Layout(3),
    "BG": _Layout(4, 4),
    "CH": _Layout(5),
    "CY": _Layout(3, 5),
    "CZ": _Layout(4),
    "DE": _Layout(8),
    "DK": _Layout(4),
    "EE": _Layout(2),
    "ES": _Layout(4, 4),
    "FI": _Layout(3),
    "FR": _Layout(5, 5),
    "GB": _Layout(4, 6),
    "GI": _Layout(4),
    "GR": _Layout(3, 4),
    "HR": _Layout(7),
    "HU": _Layout(3, 4),
    "IE": _Layout(4, 6),
    "IS": _Layout(2, 2),
    "IT": _Layout(5, 5, begins_at=1),
    "LI": _Layout(5),
    "LT": _Layout(5),
    "LU": _Layout(3),
    "LV": _Layout(4),
    "MC": _Layout(5, 5),
    "MT": _Layout(4, 5),
    "NL": _Layout(4),
    "NO": _Layout(4),
    "PL": _Layout(8),
    "PT": _Layout(4, 4),
    "RO": _Layout(4),
    "SE": _Layout(3),
    "SI": _Layout(5),
    "SK": _Layout(4),
    "SM": _Layout(5, 5, begins_at=1),
    "VA": _Layout(3),
}


def iban_details(iban: str, seed: int) -> JsonObject:
    """What a SEPA debit shows of its account: as recorded for FR14 2004 1010 05... [REC].

    A code that the country's numbers do not hold is null.

    >>> details = iban_details("FR14 2004 1010 0505 0001 3M02 606", 0)
    >>> details["bank_code"], details["branch_code"], details["last4"]
    ('20041', '01005', '2606')
    """
    bare = "".join(iban.split()).upper()
    country = bare[:2]
    bank, branch, begins_at = _LAYOUTS.get(country, _Layout(0))
    codes = bare[4 + begins_at :]
    return {
        "bank_code": codes[:bank] or None,
        "branch_code": codes[bank : bank + branch] or None,
        "country": country,
        "fingerprint": fingerprint(seed, "sepa_debit", bare),
        "last4": bare[-4:],
    }


def iban_of(country: str, account: str) -> str:
    """The whole number of a country's account: bank, branch and account, with its check.

    >>> iban_of("DE", "370400440532013000")
    'DE89370400440532013000'
    """
    digits = "".join(str(int(letter, 36)) for letter in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"
