"""What one running offline account consists of: its world, its faults, its request ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.offline.faults import FaultPlan, Faults
from kit.offline.ids import request_id
from kit.offline.practice_data import START, fill
from kit.offline.world import World

if TYPE_CHECKING:
    from kit.offline.store import Store

__all__ = ["Service"]


class Service:
    """A world over a store, filled with practice data unless the store holds one."""

    def __init__(self, store: Store, *, customers: int, seed: int, faults: FaultPlan) -> None:
        kept_seed = store.fact("seed")
        self.world = World(store, seed if kept_seed is None else kept_seed, START)
        self.faults = Faults.of(faults)
        self._requests = 0
        if kept_seed is None:
            with self.world.writing():
                store.set_fact("customers", customers)
                self._fill()
        else:
            self.world.now = store.fact("now")
        self._run = store.fact("runs", 0)

    def next_request_id(self) -> str:
        """The id of the next request: its number in this run of this account."""
        if not self._requests:
            self.world.store.set_fact("runs", self._run + 1)
        self._requests += 1
        return request_id(self.world.seed, self._run, self._requests)

    def put_in_force(self, plan: FaultPlan) -> None:
        """Let other things go wrong from now on."""
        self.faults = Faults.of(plan)

    def reset(self) -> None:
        """Back to the practice data, as if the account had just been made."""
        customers = self.world.store.fact("customers")
        self.world.store.clear()
        self.world.forget_numbers()
        self.world.store.set_fact("customers", customers)
        self._fill()
        self.begin_anew()

    def begin_anew(self) -> None:
        """Number the requests from one again, as in an account that has just been made."""
        self._run = 0
        self._requests = 0

    def _fill(self) -> None:
        world = self.world
        world.now = START
        world.store.set_fact("seed", world.seed)
        world.store.set_fact("now", START)
        fill(world, world.store.fact("customers"))
