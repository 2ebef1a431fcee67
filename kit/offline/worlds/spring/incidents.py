"""What went wrong at the shop, and when: an outage, a release, an import, a stopped job."""

from __future__ import annotations

from typing import Final

from kit.offline.worlds.people import person
from kit.offline.worlds.regulars import Regular
from kit.offline.worlds.till import LOCAL_TYPES, Till
from kit.offline.worlds.trading_days import DAY, HOUR
from kit.offline.worlds.world import World

__all__ = [
    "Outage",
    "is_hasty",
    "note_hasty",
    "plant_bank_cards",
    "plant_import",
    "plant_uncharged",
    "plant_unfinished",
]

#: No iDEAL payment came back from the bank in this week.
_OUTAGE: Final = ("2023-04-03", "2023-04-10")
_TRIES: Final = 2

#: A release that attached the first order's source before the saved one, until the next.
_HASTY: Final = ("2023-03-06 09:00", "2023-03-20 09:00")

#: The hour in which another shop's customers were taken over, without their mandates.
_IMPORT: Final = "2022-02-15 02:00"

#: The job that charges what was paid stopped this evening.
_JOB_STOPPED: Final = "2023-08-15 20:15"


class Outage:
    """A week without iDEAL: the payer was sent to the bank, and nothing ever came back."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._from, self._until = (world.on(day) for day in _OUTAGE)

    def plant(self, till: Till, regulars: list[Regular]) -> None:
        """Dutch customers try, and try again; iDEAL has no documented time-out [U]."""
        self._silence()
        dutch = [
            each
            for each in regulars
            if each.person.country.code == "NL"
            and each.saved is not None
            and each.customer.created < self._from
        ]
        wanted = max(8, self._world.size // 40)
        for n, regular in enumerate(dutch[:wanted]):
            at = self._from + (n * 9973) % (self._until - self._from - HOUR)
            for again in range(_TRIES):
                source = till.order(regular.person, at + 600 * again, regular.customer)
                self._world.note("outage", source=source, customer=regular.customer)

    def _silence(self) -> None:
        """Let the ordinary iDEAL orders of that week hang as well."""
        for source in self._world.sources:
            if source.kind.name == "ideal" and self._from <= source.created < self._until:
                attached = [each for each in source.happenings if each.verb == "attach"]
                source.happenings[:] = attached
                if source.customer is not None:
                    self._world.note("outage", source=source, customer=source.customer)


def is_hasty(world: World, n: int, joined: int) -> bool:
    """Whether a customer met the hasty release at the till."""
    first, last = (world.on(moment) for moment in _HASTY)
    if not first <= joined < last:
        return False
    return person(world.seed, "buyer", n).country.code in LOCAL_TYPES


def note_hasty(world: World, regular: Regular) -> None:
    """Write down who has a single-use source as default, whatever became of it."""
    default = regular.customer.sources[0]
    world.note("hasty_release", customer=regular.customer, source=default)


def plant_import(world: World) -> None:
    """Customers of a shop that was bought: their debits came without a mandate."""
    start = world.on(_IMPORT)
    count = max(6, world.size // 50)
    for n in range(count):
        who = person(world.seed, "import", n, country="AT" if n % 3 else "DE")
        at = start + n * HOUR // count
        customer = world.customer(who.name, who.email, at, **who.fields())
        metadata = {"imported_from": "gartenpost"}
        debit = customer.source("sepa_debit", at + 1, mandate=False, metadata=metadata)
        if n % 4:
            debit.charge(after=(20 + n % 200) * DAY).update(last_order=f"G{n + 100}")
        world.note("imported", customer=customer, source=debit)


def plant_bank_cards(world: World, till: Till) -> None:
    """A company gave its staff cards of one bank, which all end in September 2023."""
    for n in range(max(5, world.size // 130)):
        who = person(world.seed, "staff", n, country="FR")
        at = world.on("2021-09-20 08:00") + n * 2 * HOUR + world.chance.randrange(HOUR)
        email = f"{who.email.partition('@')[0]}@flora-bureau.example"
        customer = world.customer(who.name, email, at, **who.fields(description="Flora Bureau"))
        number = till.card_number(who.country)
        card = till.save_card(customer, who.country, at + 60, number=number, expires=(2023, 9))
        card.charge(after=(30 + n % 90) * DAY).update(last_order=f"F{n + 1}")
        world.note("bank_cards", customer=customer, source=card)


def plant_unfinished(world: World, till: Till) -> None:
    """Mandates given in the last weeks that a slow page never attached to the customer."""
    for n in range(max(5, world.size // 60)):
        who = person(world.seed, "unfinished", n, country="BE" if n % 2 else "DE")
        at = world.ago(days=29 - 28 * n / max(5, world.size // 60))
        at -= world.chance.randrange(9 * HOUR)
        customer = world.customer(who.name, who.email, at, **who.fields())
        debit = customer.source("sepa_debit", at + 90, attach=False)
        till.pay(till.order(who, at + 200))
        world.note("unfinished", customer=customer, source=debit)


def plant_uncharged(till: Till, regulars: list[Regular]) -> None:
    """Orders of this evening were paid and not charged; six hours later they are void."""
    world = till.world
    stopped = world.on(_JOB_STOPPED)
    able = [each for each in regulars if each.person.country.code in ("NL", "BE", "AT")]
    able = [each for each in able if each.saved is not None and each.customer.latest < stopped]
    wanted = max(4, world.size // 120)
    for n, regular in enumerate(able[:: max(1, len(able) // wanted)][:wanted]):
        at = stopped + n * (3 * HOUR) // wanted + world.chance.randrange(2 * HOUR // wanted)
        source = till.order(regular.person, at, regular.customer)
        source.authorize(after=45 + n)
        world.note("uncharged", customer=regular.customer, source=source, amount=source.amount)
