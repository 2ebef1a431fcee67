"""The shop's own trials, which nobody removed: every type in every status that it can reach."""

from __future__ import annotations

from typing import Final

from kit.facts.source_types import SOURCE_TYPES, SourceType
from kit.facts.statuses import STATUSES, Status
from kit.offline.worlds.plans import PlannedCustomer, PlannedSource
from kit.offline.worlds.trading_days import HOUR
from kit.offline.worlds.world import World

__all__ = ["plant_shelf", "reachable"]

#: Some statuses last hours only, so what is to be seen in them is of today.
_MINUTES_AGO: Final = 50


def plant_shelf(world: World) -> None:
    """One customer of the quality assurance for each status, with every type that reaches it."""
    for status in STATUSES:
        tester = world.customer(
            f"QA {status}",
            f"qa.{status}@shop.example",
            world.ago(days=90),
            description="Quality assurance, please ignore",
            metadata={"qa": "true"},
        )
        for kind in SOURCE_TYPES.values():
            if status in reachable(kind):
                source = _in_status(world, tester, kind, status)
                world.note("shelf", customer=tester, source=source, status=status)


def reachable(kind: SourceType) -> tuple[Status, ...]:
    """The statuses that a source of a type can have, by what is documented of it."""
    reached: list[Status] = ["chargeable", "consumed", "failed"]
    if kind.starts_as == "pending":
        reached.append("pending")
    if kind.pending_seconds is not None or "single_use" in kind.usages:
        reached.append("canceled")
    return tuple(reached)


def _in_status(
    world: World, tester: PlannedCustomer, kind: SourceType, status: Status
) -> PlannedSource:
    ends_soon = status in ("pending", "chargeable")
    at = world.ago(minutes=_MINUTES_AGO) if ends_soon else world.ago(days=20, hours=3)
    usage = kind.usages[-1]  # single use where there is one: that is what can be canceled
    single = usage == "single_use"
    source = tester.source(
        kind.name,
        at,
        usage=usage,
        amount=100 if single else None,
        currency=next(iter(kind.currencies), "eur") if single else None,
        metadata={"qa": status},
        attach=False,
    ).attach(tester)
    if status in ("chargeable", "consumed"):
        _make_chargeable(source)
    if status == "consumed":
        _consume(source)
    elif status == "failed":
        source.decline(after=HOUR // 2)
    elif status == "canceled" and kind.pending_seconds is None:
        _make_chargeable(source)  # and nobody charges it in time
    return source


def _make_chargeable(source: PlannedSource) -> None:
    if source.kind.starts_as != "pending":
        return
    if source.kind.flow == "receiver":
        source.receive_funds(source.amount or 100, after=60)
    else:
        source.authorize(after=60)


def _consume(source: PlannedSource) -> None:
    if source.usage == "single_use":
        source.charge(after=60)
    else:
        source.detach(after=60)
