"""The practice clock: it stands still until it is told to move, and then rings every timer."""

from __future__ import annotations

import orjson

from kit.facts.statuses import ATTACHABLE_STATUSES
from kit.offline import life_cycle
from kit.offline.timers import Timer
from kit.offline.world import JSON, World

__all__ = ["advance", "run_due"]


def advance(world: World, seconds: int) -> None:
    """Move the clock on; what falls due on the way happens at its own time, in order."""
    target = world.now + seconds
    while (due := world.timers.first(target)) is not None:
        world.set_clock(max(due.at, world.now))
        world.timers.drop(due.n)
        _ring(world, due)
    world.set_clock(target)


def run_due(world: World) -> None:
    """Let happen what is due now."""
    advance(world, 0)


def _ring(world: World, timer: Timer) -> None:
    source: JSON = orjson.loads(world.source_body(timer.source_id) or b"{}")
    if source.get("status") not in ATTACHABLE_STATUSES:
        return
    if timer.action == "cancel":
        life_cycle.cancel(world, source)
    elif timer.action == "receive":
        life_cycle.receive_funds(world, source, timer.amount or 0)
    elif source["status"] == "pending":
        life_cycle.make_chargeable(world, source)
