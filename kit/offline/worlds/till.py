"""How a shop's customers pay: what each country uses, what a basket costs, how it goes.

Single-use sources are paid, declined, given up, or paid and never charged; saved ones are
charged again and again, and say in their metadata for which order they were last.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from random import Random
from typing import Any, Final

from kit.facts.source_types import SOURCE_TYPES
from kit.offline.worlds.made_numbers import made_card_number
from kit.offline.worlds.people import Country, Person
from kit.offline.worlds.plans import PlannedCustomer, PlannedSource
from kit.offline.worlds.trading_days import DAY, HOUR
from kit.offline.worlds.world import World

__all__ = ["LOCAL_TYPES", "Till"]

#: What people pay a single order with, by country; everywhere else 3D Secure.
LOCAL_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "AT": ("eps", "eps", "sofort"),
    "BE": ("bancontact",),
    "CN": ("alipay", "wechat"),
    "DE": ("sofort", "giropay", "sofort", "giropay", "klarna"),
    "ES": ("sofort", "three_d_secure"),
    "GB": ("klarna", "three_d_secure"),
    "IT": ("sofort", "three_d_secure"),
    "NL": ("ideal",),
    "PL": ("p24",),
    "PT": ("multibanco",),
    "SE": ("klarna",),
}

#: What people let a shop keep, by country; everywhere else cards.
_SAVED_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "AT": ("card", "sepa_debit"),
    "AU": ("card", "au_becs_debit"),
    "BE": ("card", "card", "sepa_debit"),
    "CA": ("card", "acss_debit"),
    "CN": ("card", "alipay"),
    "DE": ("card", "sepa_debit", "sepa_debit"),
    "ES": ("card",) * 6 + ("sepa_debit",),
    "FR": ("card",) * 4 + ("sepa_debit",),
    "IT": ("card",) * 6 + ("sepa_debit",),
    "NL": ("card", "sepa_debit"),
    "US": ("card", "card", "ach_debit"),
}

#: Seconds that a payer usually takes.
_USUAL_SECONDS: Final = {
    "alipay": 30,
    "bancontact": 55,
    "eps": 70,
    "giropay": 85,
    "ideal": 40,
    "klarna": 150,
    "multibanco": 14 * HOUR,
    "p24": 120,
    "sofort": 100,
    "three_d_secure": 25,
    "wechat": 20,
}

#: A basket of 35 euro in other money, in minor units.
_BASKETS: Final = {
    "aud": 5700,
    "cad": 5200,
    "cny": 27000,
    "dkk": 26000,
    "eur": 3500,
    "gbp": 3000,
    "jpy": 5400,
    "pln": 15600,
    "sek": 41000,
    "usd": 3800,
}

_BRANDS: Final = ("Visa",) * 11 + ("MasterCard",) * 8 + ("American Express",)

_CVC_CHECKS: Final = ("pass",) * 20 + ("unchecked", "unavailable", "fail")

_WALLETS: Final = (None,) * 12 + ("apple_pay", "android_pay")

#: Shares of single-use payments that end otherwise than paid and charged.
_DECLINED: Final = 0.05
_GIVEN_UP: Final = 0.03
_NEVER_CHARGED: Final = 0.01

#: The share of SEPA debits that come back, and of cards that a bank closes.
_RETURNED: Final = 0.035


class Till:
    """Where a shop takes money; all chance is the world's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._chance: Random = world.chance

    # -- saved payment methods -------------------------------------------------------------

    def save_method(self, customer: PlannedCustomer, home: Country, at: int) -> PlannedSource:
        """What a customer lets the shop keep."""
        kind = self._chance.choice(_SAVED_TYPES.get(home.code, ("card",)))
        if kind == "card":
            return self.save_card(customer, home, at)
        usage = "reusable"
        source = customer.source(kind, at, usage=usage)
        if source.kind.starts_as == "pending":
            wait = 2 * DAY if kind == "ach_debit" else 40
            if at + wait <= self.world.today:
                source.authorize(after=wait)
        return source

    def save_card(
        self, customer: PlannedCustomer, home: Country, at: int, **told: Any
    ) -> PlannedSource:
        """A card of a customer's; ``told`` overrides what chance would say."""
        chance = self._chance
        if "expires" not in told:
            told["expires"] = _months_after(at, chance.randrange(4, 60))
        if "number" not in told:
            told["number"] = self.card_number(home)
        members = {
            "cvc_check": chance.choice(_CVC_CHECKS),
            "address_zip_check": "pass" if home.code in ("GB", "US") else None,
            "tokenization_method": chance.choice(_WALLETS),
        }
        told["members"] = {**members, **told.get("members", {})}
        return customer.source("card", at, **told)

    def card_number(self, home: Country) -> str:
        """The number of a card that nobody else has."""
        own = (len(self.world.sources) + 1) % 10**6
        return made_card_number(self._chance.choice(_BRANDS), home.code, own)

    def charge_saved(self, saved: PlannedSource, at: int) -> bool:
        """An order on a saved method; False where the money came back and it failed."""
        saved.charge(after=max(0, at - saved.latest)).update(last_order=_order(at))
        back = self._chance.randrange(4, 15) * DAY
        debit = saved.kind.name == "sepa_debit" and self._chance.random() < _RETURNED
        if debit and saved.latest + back <= self.world.today:
            saved.decline(after=back)
            return False
        return True

    # -- single orders -----------------------------------------------------------------------

    def order(
        self, buyer: Person, at: int, customer: PlannedCustomer | None = None, **told: Any
    ) -> PlannedSource:
        """A single-use source for one order, of a customer's or a guest's; not yet paid."""
        kinds = LOCAL_TYPES.get(buyer.country.code, ("three_d_secure",))
        kind = SOURCE_TYPES[self._chance.choice(kinds)]
        currency = buyer.country.currency
        if kind.currencies and currency not in kind.currencies:
            currency = kind.currencies[0]
        told = {
            "usage": "single_use",
            "amount": self.basket(currency),
            "currency": currency,
            "country": buyer.country.code,
            "owner": {"email": buyer.email, "name": buyer.name},
            "metadata": {"order": _order(at)},
            **told,
        }
        if customer is None:
            return self.world.source(kind.name, at, **told)
        return customer.source(kind.name, at, **told)

    def pay(self, source: PlannedSource) -> None:
        """Let the payer do what payers do, and the shop charge what was paid."""
        chance, fate = self._chance, self._chance.random()
        wait = int(_USUAL_SECONDS[source.kind.name] * exp(chance.gauss(0, 0.5))) + 1
        wait = min(wait, 50 * 60 if source.kind.name != "multibanco" else 6 * DAY)
        fate_time = source.latest + wait
        if fate < _GIVEN_UP or fate_time + 60 > self.world.today:
            return
        if source.kind.flow == "receiver":
            source.receive_funds(source.amount or 0, after=wait)
        elif fate < _GIVEN_UP + _DECLINED:
            source.decline("user_abort" if fate < 0.05 else "declined", after=wait)
            return
        else:
            source.authorize(after=wait)
        if fate < 1 - _NEVER_CHARGED:
            source.charge(after=chance.randrange(1, 20))

    def basket(self, currency: str) -> int:
        """What an order costs, in minor units."""
        return int(_BASKETS[currency] * exp(self._chance.gauss(0, 0.6))) // 5 * 5 + 5


def _order(at: int) -> str:
    """An order's number; they count the minutes since the shop began."""
    return f"B{at // 60 - 27_000_000}"


def _months_after(at: int, months: int) -> tuple[int, int]:
    month = int(at / (365.25 * DAY) * 12) + months
    return 1970 + month // 12, month % 12 + 1
