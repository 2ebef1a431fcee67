"""A practice world: customers, their sources, and what happened when, told in Python.

The named worlds are written in it, and so can your own be: a file with a function ``build``::

    from kit.offline import World

    def build(world: World) -> None:
        for n in range(world.size):
            anna = world.customer(f"Anna {n}", f"anna.{n}@example.com", world.ago(days=90))
            card = anna.source("card", world.ago(days=60), expires=(2023, 9))
            card.charge(after=3600)
            world.note("expiring", customer=anna, source=card)

``kit offline --world PATH`` and ``kit.connect(offline=True, world=PATH)`` load it, and
``account.offline.answers()["expiring"]`` is then a frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

from kit.facts import JsonObject
from kit.facts.source_types import SOURCE_TYPES
from kit.offline.errors import InvalidWorld
from kit.offline.storage.ids import long_id, short_id
from kit.offline.worlds.calm import PAGE_SOURCE_ID, PAGE_SOURCE_VALUES
from kit.offline.worlds.calm_people import PAGE_CUSTOMER_ID, START
from kit.offline.worlds.plans import PlannedCustomer, PlannedSource
from kit.offline.worlds.source_objects import made_number

__all__ = ["World"]

_DAY: Final = 86_400


class World:
    """What an offline account is to begin with.

    ``today`` is where its clock stands, in seconds since 1970; ``size`` how many customers
    were asked for; ``chance`` the one source of chance, so that a seed is a world. The pair
    of the page "Attach a source" is in it, as one of the customers, unless ``page_pair`` is
    False. All times are seconds since 1970; ``ago`` and ``on`` make them.

    >>> world = World(seed=1, customers=2)
    >>> anna = world.customer("Anna Berg", "anna@example.com", world.ago(days=400))
    >>> debit = anna.source("sepa_debit", world.on("2023-05-01"), number="DE89370400440532013000")
    >>> debit.charge(after=3600).decline(after=14 * 86_400)
    PlannedSource('src_1cj2Ru2eZvKYlo2CGxMccbb6')
    """

    def __init__(
        self, *, seed: int = 0, customers: int = 200, today: int = START, page_pair: bool = True
    ) -> None:
        self.seed = seed
        self.size = customers
        self.today = today
        self.chance = Random(seed)  # noqa: S311 - practice data, not a secret
        self.customers: list[PlannedCustomer] = []
        self.sources: list[PlannedSource] = []
        self.notes: dict[str, Any] = {}
        self.has_page_pair = page_pair
        if page_pair:
            self._plan_page_pair()

    # -- time ----------------------------------------------------------------------------

    def ago(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> int:
        """So long before today."""
        return self.today - round(days * _DAY + hours * 3600 + minutes * 60)

    @staticmethod
    def on(moment: str) -> int:
        """A moment in UTC, such as "2023-04-03" or "2023-04-03 14:30"."""
        try:
            return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())
        except ValueError as error:
            raise InvalidWorld(
                f"{moment!r} is no moment: write such as '2023-04-03 14:30'."
            ) from error

    # -- people and what they pay with -----------------------------------------------------

    def customer(
        self, name: str | None, email: str | None, created: int, **fields: Any
    ) -> PlannedCustomer:
        """A customer, made at a time; ``fields`` are others of Stripe's customer object."""
        n = len(self.customers) + 1
        told = {"name": name, "email": email, **fields}
        customer = PlannedCustomer(short_id(self.seed, "cus_", n), created, n, self, told)
        self.customers.append(customer)
        return customer

    def source(
        self,
        type: str,
        created: int,
        *,
        usage: str | None = None,
        amount: int | None = None,
        currency: str | None = None,
        number: str | None = None,
        country: str | None = None,
        expires: tuple[int, int] | None = None,
        mandate: bool = True,
        metadata: Mapping[str, str] | None = None,
        owner: Mapping[str, Any] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> PlannedSource:
        """A source, made at a time and attached to nobody.

        ``number`` is a card's or account's, and decides the fingerprint; one is made up for
        ``country`` where none is given. ``expires`` is a card's (year, month), ``mandate``
        False a SEPA debit without one, ``members`` others of the hash named like the type.
        """
        kind = SOURCE_TYPES.get(type)
        if kind is None:
            raise InvalidWorld(f"There is no source type {type!r}: {', '.join(SOURCE_TYPES)}.")
        if usage is not None and usage not in kind.usages:
            raise InvalidWorld(f"A source of type {type} is {' or '.join(kind.usages)}.")
        n = len(self.sources) + 1
        plan = PlannedSource(long_id(self.seed, "src_", n), created, self.today, n, kind)
        plan.usage = usage or kind.usage
        plan.amount = amount
        plan.currency = currency or (kind.currencies[0] if kind.currencies else None)
        plan.number = number or made_number(type, country or "DE", n)
        plan.members = dict(members or {})
        if expires is not None:
            plan.members |= {"exp_year": expires[0], "exp_month": expires[1]}
        plan.mandate = mandate
        plan.metadata = dict(metadata or {})
        plan.owner = dict(owner or {})
        self.sources.append(plan)
        return plan

    # -- the answer key --------------------------------------------------------------------

    def note(self, answer: str, **facts: Any) -> None:
        """Write one row into the answer key; customers and sources become their ids."""
        row = {
            name: fact.id if isinstance(fact, PlannedCustomer | PlannedSource) else fact
            for name, fact in facts.items()
        }
        kept = self.notes.setdefault(answer, {"columns": list(row), "rows": []})
        if kept["columns"] != list(row):
            raise InvalidWorld(f"The rows of {answer!r} have the columns {kept['columns']}.")
        kept["rows"].append(list(row.values()))

    def note_number(self, answer: str, number: float | str) -> None:
        """Write one number, or one word, into the answer key."""
        self.notes[answer] = number

    def _plan_page_pair(self) -> None:
        """The pair of the documentation page, value for value."""
        created = self.ago(days=730)
        jenny = self.customer("Jenny Rosen", "jenny.rosen@example.com", created)
        jenny.id = PAGE_CUSTOMER_ID
        values: JsonObject = dict(PAGE_SOURCE_VALUES)
        source = self.source(
            "ach_credit_transfer",
            values.pop("created"),
            amount=1000,
            owner={"email": "jenny.rosen@example.com"},
            members=values.pop("ach_credit_transfer"),
        )
        source.id = PAGE_SOURCE_ID
        source.values = values
        source.without = ("allow_redisplay",)  # the page is older than it
        source.receive_funds(1000)
