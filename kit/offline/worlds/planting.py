"""From a world to an account: every life unfolded, numbered by its time, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Final

import orjson

from kit.facts import JsonObject
from kit.offline.storage import bulk_rows
from kit.offline.storage.bulk_rows import SourceRow
from kit.offline.storage.ids import long_id, short_id
from kit.offline.storage.repository import Repository
from kit.offline.worlds.chronicle import Chronicle
from kit.offline.worlds.ledger import Ledger
from kit.offline.worlds.plans import PlannedCustomer, PlannedSource
from kit.offline.worlds.source_life import Life
from kit.offline.worlds.unfolding import Unfolding
from kit.offline.worlds.world import World

__all__ = ["plant"]

#: So many sources are written at a time, in the order of their numbers.
_BATCH: Final = 20_000

_BY_CREATION: Final = attrgetter("created")


def plant(world: World, repository: Repository) -> JsonObject:
    """Fill an empty account with a world; returns the answer key."""
    planting = _Planting(world, repository)
    planting.add_everything()
    if world.has_page_pair:
        for prefix, make_id in (("cus_", short_id), ("src_", long_id)):
            # One of each that exists in live mode only, to meet that refusal.
            repository.add_live_object(make_id(world.seed, prefix, 0))
    repository.database.forget_numbers()
    return {**planting.ledger.answers(), **world.notes}


class _Planting:
    """One world on its way into an account."""

    def __init__(self, world: World, repository: Repository) -> None:
        self._world = world
        self._repository = repository
        self._chronicle = Chronicle(world.seed, world.today, repository.api_version)
        self.ledger = Ledger(world.today)
        self._numbers = _numbered(sorted(world.sources, key=_BY_CREATION))
        self._attachments = _numbered(_in_order_of_attachment(world.sources))

    def add_everything(self) -> None:
        """Customers in the order of their creation, each with its sources; then nobody's."""
        database = self._repository.database
        rows: list[SourceRow] = []
        people = sorted(self._world.customers, key=_BY_CREATION)
        for n, plan in enumerate(people, 1):
            unfolded = self._unfolded(plan, plan.sources)
            customer = (n, unfolded.customer, unfolded.deleted)
            bulk_rows.add_customers(database, (customer,))
            self._keep(unfolded.lives, rows)
        for source in self._world.sources:
            if source.customer is None:
                self._keep(self._unfolded(None, [source]).lives, rows)
        self._write(rows)
        events = enumerate(sorted(self._chronicle.events, key=_EVENT_ORDER), 1)
        bulk_rows.add_events(
            database, ((n, each.id, each.created, each.type, each.body) for n, each in events)
        )
        bulk_rows.add_transactions(database, self._chronicle.transactions)

    def _unfolded(
        self, plan: PlannedCustomer | None, sources: Iterable[PlannedSource]
    ) -> Unfolding:
        world = self._world
        unfolded = Unfolding(
            plan, sources, seed=world.seed, chronicle=self._chronicle, today=world.today
        )
        self.ledger.count(unfolded)
        return unfolded

    def _keep(self, lives: list[Life], rows: list[SourceRow]) -> None:
        rows.extend(map(self._row, lives))
        for life in lives:
            if life.ends_at is not None:
                self._repository.timers.add(life.plan.id, "cancel", life.ends_at)
            if life.expires_at is not None and life.expires_at > self._world.today:
                self._repository.timers.add(life.plan.id, "expire", life.expires_at)
        if len(rows) >= _BATCH:
            self._write(rows)

    def _write(self, rows: list[SourceRow]) -> None:
        bulk_rows.add_sources(self._repository.database, sorted(rows))
        rows.clear()

    def _row(self, life: Life) -> SourceRow:
        source = life.object
        attached = None if life.attached_at is None else self._attachments[life.plan.id]
        return SourceRow(
            self._numbers[life.plan.id],
            source["id"],
            "source",
            source.get("customer"),
            attached,
            orjson.dumps(source),
        )


_EVENT_ORDER: Final = attrgetter("created", "n")


def _numbered(sources: Iterable[PlannedSource]) -> dict[str, int]:
    return {source.id: n for n, source in enumerate(sources, 1)}


def _in_order_of_attachment(sources: Iterable[PlannedSource]) -> Iterator[PlannedSource]:
    attachments = sorted(
        (
            (happening.at, source.n, source)
            for source in sources
            for happening in source.happenings
            if happening.verb == "attach"
        ),
        key=lambda each: each[:2],
    )
    return (source for _, _, source in attachments)
