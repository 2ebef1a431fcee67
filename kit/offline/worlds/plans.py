"""Customers and sources as a world tells of them: what they are, and what happened when.

A plan is not yet an object of Stripe's. ``unfolding`` plays it from its first day to today,
by the arrows of the life cycle, and refuses what cannot have happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from kit.facts import JsonObject
from kit.facts.source_types import SourceType
from kit.offline.errors import InvalidWorld

__all__ = ["Happening", "PlannedCustomer", "PlannedSource"]


class Happening(NamedTuple):
    """One thing that happened, at a time in seconds since 1970."""

    at: int
    verb: str
    value: Any = None


class _Plan:
    """What customers and sources share: an id from the start, and a past."""

    __slots__ = ("created", "happenings", "id", "today")

    def __init__(self, id: str, created: int, today: int) -> None:
        self.id = id
        self.created = created
        self.today = today
        self.happenings: list[Happening] = []
        self._check(created, "is made")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r})"

    @property
    def latest(self) -> int:
        """When the latest thing happened that was told."""
        return self.happenings[-1].at if self.happenings else self.created

    def _happen(self, verb: str, after: int, value: Any = None) -> Self:
        """Let it happen ``after`` seconds after the latest thing that was told."""
        at = self.latest + after
        self._check(at, verb, after)
        self.happenings.append(Happening(at, verb, value))
        return self

    def _check(self, at: int, verb: str, after: int = 0) -> None:
        if at > self.today or after < 0:
            when = "after today" if after >= 0 else "before what was told last"
            raise InvalidWorld(f"{self.id} {verb} {when}; a world tells the past, in order.")


class PlannedSource(_Plan):
    """A source. Each verb happens ``after`` so many seconds after the latest one; all chain.

    What Stripe does by itself happens by itself: pending and uncharged single-use sources
    are canceled when their time is over.
    """

    __slots__ = (
        "amount",
        "currency",
        "customer",
        "kind",
        "mandate",
        "members",
        "metadata",
        "n",
        "number",
        "owner",
        "usage",
        "values",
        "without",
    )

    def __init__(self, id: str, created: int, today: int, n: int, kind: SourceType) -> None:
        super().__init__(id, created, today)
        self.n = n
        self.kind = kind
        self.usage: str = kind.usage
        self.amount: int | None = None
        self.currency: str | None = None
        self.number: str | None = None
        self.members: JsonObject = {}
        self.metadata: dict[str, str] = {}
        self.owner: JsonObject = {}
        self.mandate = True
        #: What else it has in its first second, by Stripe's own names, and what it lacks.
        self.values: JsonObject = {}
        self.without: tuple[str, ...] = ()
        #: Whose it is, or was.
        self.customer: PlannedCustomer | None = None

    def attach(self, customer: PlannedCustomer, *, after: int = 0) -> Self:
        """Attach it; a customer's first source becomes the default."""
        if self.customer is not None:
            raise InvalidWorld(f"{self.id} is attached a second time; a source has one customer.")
        self.customer = customer
        customer.sources.append(self)
        return self._happen("attach", after)

    def detach(self, *, after: int = 0) -> Self:
        """Detach it, which consumes it."""
        return self._happen("detach", after)

    def authorize(self, *, after: int = 0) -> Self:
        """The payer agrees: pending becomes chargeable."""
        return self._happen("authorize", after)

    def decline(self, reason: str = "declined", *, after: int = 0) -> Self:
        """The payer or the bank refuses: pending or chargeable becomes failed."""
        return self._happen("decline", after, reason)

    def receive_funds(self, amount: int, *, after: int = 0) -> Self:
        """A transfer of so many minor units reaches a receiver."""
        return self._happen("receive_funds", after, amount)

    def return_funds(self, amount: int, *, after: int = 0) -> Self:
        """So many minor units of what a receiver holds go back to the payer: a refund."""
        return self._happen("return_funds", after, amount)

    def charge(self, amount: int | None = None, *, after: int = 0) -> Self:
        """It pays: it is consumed unless it is reusable and attached.

        ``amount`` in minor units matters for receivers only; None takes all they hold.
        """
        return self._happen("charge", after, amount)

    def update(self, *, after: int = 0, **metadata: str) -> Self:
        """Its metadata changes; for this no event is known."""
        return self._happen("update", after, metadata)


class PlannedCustomer(_Plan):
    """A customer, and what is attached to it; every verb happens ``at`` a time."""

    __slots__ = ("fields", "n", "sources", "world")

    def __init__(
        self, id: str, created: int, n: int, world: Any, fields: Mapping[str, Any]
    ) -> None:
        super().__init__(id, created, world.today)
        self.n = n
        self.world = world
        self.fields: JsonObject = dict(fields)
        self.sources: list[PlannedSource] = []

    def source(self, type: str, at: int, *, attach: bool = True, **told: Any) -> PlannedSource:
        """A source of this customer, made and attached at a time; see ``World.source``."""
        address = self.fields.get("address") or {}
        owner = {"email": self.fields.get("email"), "name": self.fields.get("name")}
        told = {"country": address.get("country"), "owner": owner, **told}
        source: PlannedSource = self.world.source(type, at, **told)
        return source.attach(self) if attach else source

    def update(self, at: int, **fields: Any) -> Self:
        """Its name, e-mail address, metadata or another field changes."""
        return self._happen_at(at, "update", fields)

    def choose_default(self, source: PlannedSource, at: int) -> Self:
        """Another of its sources becomes the default."""
        return self._happen_at(at, "choose_default", source)

    def delete(self, at: int) -> Self:
        """It is deleted; what is attached to it is detached, and so consumed."""
        return self._happen_at(at, "delete")

    def _happen_at(self, at: int, verb: str, value: Any = None) -> Self:
        return self._happen(verb, at - self.latest, value)
