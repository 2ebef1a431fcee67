"""Invented people of a European shop: where they live, what they are called, how to write them.

A person depends on the seed and a number alone, so the first hundred of any world of a seed
are the same people. Addresses use the domains that nobody can own, and numbers nobody has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, TypeVar

from kit.facts import JsonObject
from kit.offline.worlds.people_names import NAMES

__all__ = ["COUNTRIES", "Country", "Person", "person"]


@dataclass(frozen=True, slots=True)
class Country:
    """Where customers live: how many of a thousand, what they pay in, and some cities."""

    code: str
    share: int
    currency: str
    locale: str
    dialling: str
    street: str
    cities: tuple[tuple[str, str], ...]


def _country(line: str) -> Country:
    code, share, currency, locale, dialling, street, *cities = line.split("|")
    places = tuple((name, start) for name, _, start in (city.rpartition(" ") for city in cities))
    return Country(code, int(share), currency, locale, dialling, street, places)


#: Code, share, currency, language, dialling code, a street, cities with the start of their code.
COUNTRIES: Final = {
    country.code: country
    for country in map(
        _country,
        """
NL|235|eur|nl-NL|31|Tulpenstraat|Amsterdam 10|Utrecht 35|Rotterdam 30|Groningen 97
DE|225|eur|de-DE|49|Gartenweg|Berlin 10|Hamburg 20|Köln 50|Leipzig 04|München 80
FR|120|eur|fr-FR|33|Rue des Lilas|Lyon 69|Paris 75|Nantes 44|Strasbourg 67
BE|105|eur|nl-BE|32|Rozenlaan|Antwerpen 20|Gent 90|Liège 40
AT|50|eur|de-AT|43|Fliederweg|Wien 10|Graz 80|Linz 40
GB|60|gbp|en-GB|44|Rose Lane|London E1|Leeds LS|Bristol BS
IT|42|eur|it-IT|39|Via dei Fiori|Torino 10|Bologna 40|Palermo 90
ES|38|eur|es-ES|34|Calle de las Flores|Sevilla 41|Bilbao 48
PL|32|pln|pl-PL|48|Kwiatowa|Gdańsk 80|Kraków 30
PT|24|eur|pt-PT|351|Rua das Flores|Porto 40|Lisboa 11
SE|16|sek|sv-SE|46|Rosengatan|Göteborg 41|Malmö 21
DK|9|dkk|da-DK|45|Rosenvej|Aarhus 80|Odense 50
IE|10|eur|en-IE|353|Garden Road|Cork T1|Galway H9
GR|8|eur|el-GR|30|Οδός Ανθέων|Αθήνα 10|Θεσσαλονίκη 54
BG|4|eur|bg-BG|359|ул. Роза|София 10|Пловдив 40
US|9|usd|en-US|1|Garden Street|Portland 97|Austin 78
CA|4|cad|en-CA|1|Maple Lane|Montréal H2|Halifax B3
AU|3|aud|en-AU|61|Wattle Street|Melbourne 30|Perth 60
CN|3|cny|zh-CN|86|花园路|上海 20|成都 61
JP|3|jpy|ja-JP|81|桜通り|東京 10|京都 60
""".strip().splitlines(),
    )
}

#: A thousand people, each in the country it is at home in.
_AT_HOME: Final = tuple(
    country.code for country in COUNTRIES.values() for _ in range(country.share)
)

#: Domains that are set aside for examples (RFC 2606).
_DOMAINS: Final = ("example.com", "example.com", "example.org", "example.net")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented."""

    given: str
    family: str
    name: str
    email: str
    phone: str | None
    country: Country
    address: JsonObject

    def fields(self, **more: object) -> JsonObject:
        """What a customer object says of the person beside name and e-mail address."""
        return {
            "address": dict(self.address),
            "phone": self.phone,
            "preferred_locales": [self.country.locale],
            **more,
        }


def person(seed: int, role: str, n: int, country: str | None = None) -> Person:
    """The ``n``-th person of a role, the same whatever else there is in a world.

    >>> person(0, "buyer", 3) == person(0, "buyer", 3)
    True
    """
    # A digest is chance enough for eight choices, at a fifth of what seeding a generator costs.
    digest = blake2b(f"{seed} {role} {n}".encode(), digest_size=32).digest()
    draws = [int.from_bytes(digest[place : place + 4]) for place in range(0, 32, 4)]
    home = COUNTRIES[country or _AT_HOME[draws[0] % len(_AT_HOME)]]
    pool = _pick(NAMES[home.code], draws[1])
    given, family = _pick(pool.given, draws[2]), _pick(pool.family, draws[3])
    words = (family, given) if pool.family_first else (given, family)
    mailbox = f"{given.mailbox}.{family.mailbox}{'.' * (draws[4] % 3 == 0)}{n}"
    return Person(
        given=given.text,
        family=family.text,
        name=" ".join(word.text for word in words),
        email=f"{mailbox}@{_pick(_DOMAINS, draws[5])}",
        phone=f"+{home.dialling}555{draws[6] % 10**6:06d}" if draws[6] % 9 < 5 else None,
        country=home,
        address=_address(home, draws[7]),
    )


_Choice = TypeVar("_Choice")


def _pick(choices: Sequence[_Choice], draw: int) -> _Choice:
    return choices[draw % len(choices)]


def _address(home: Country, draw: int) -> JsonObject:
    city, code = _pick(home.cities, draw)
    return {
        "city": city,
        "country": home.code,
        "line1": f"{home.street} {1 + draw // 16 % 119}",
        "line2": None,
        "postal_code": f"{code}{draw // 4096 % 100:02d}0",
        "state": None,
    }
