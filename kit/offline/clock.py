"""The practice clock: it stands still until it is told to move, and then rings every timer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from kit.facts.statuses import ATTACHABLE_STATUSES
from kit.offline import life_cycle

if TYPE_CHECKING:
    from kit.offline.world import JSON, World

__all__ = ["advance", "run_due"]


def advance(world: World, seconds: int) -> None:
    """Move the clock on; what falls due on the way happens at its own time, in order."""
    target = world.now + seconds
    while (due := world.first_timer(target)) is not None:
        n, at, source_id, action, amount = due
        world.set_clock(max(at, world.now))
        world.drop_timer(n)
        _ring(world, source_id, action, amount)
    world.set_clock(target)


def run_due(world: World) -> None:
    """Let happen what is due now."""
    advance(world, 0)


def _ring(world: World, source_id: str, action: str, amount: int | None) -> None:
    source: JSON = orjson.loads(world.source_body(source_id) or b"{}")
    if source.get("status") not in ATTACHABLE_STATUSES:
        return
    if action == "cancel":
        life_cycle.cancel(world, source)
    elif action == "receive":
        life_cycle.receive_funds(world, source, amount or 0)
    elif source["status"] == "pending":
        life_cycle.make_chargeable(world, source)
