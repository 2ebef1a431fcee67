"""One running offline account: its objects, its faults, its numbering of requests and keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kit.facts import JsonObject
from kit.offline.protocol.faults import FaultInjector, FaultPlan
from kit.offline.resources.recorded import NotTakenOver, take_over
from kit.offline.seed_data import fill
from kit.offline.seed_people import START
from kit.offline.storage.database import Database
from kit.offline.storage.first_state import (
    add_left_out,
    forget_first_state,
    has_first_state,
    left_out,
    lost_defaults,
    restore_first_state,
    save_first_state,
    seed_of,
)
from kit.offline.storage.ids import request_id
from kit.offline.storage.repository import Repository
from kit.offline.storage.snapshot import import_snapshot

__all__ = ["OfflineAccount"]

#: Facts that outlive a reset: how large the practice data is, and how often a snapshot came.
_LASTING: Final = ("customers", "imports")


class OfflineAccount:
    """A repository over a database, filled with practice data unless there is something."""

    def __init__(self, database: Database, *, customers: int, seed: int, faults: FaultPlan) -> None:
        kept_seed = database.fact("seed")
        self.repository = Repository(
            database, seed=seed if kept_seed is None else kept_seed, now=START
        )
        self.faults = FaultInjector.of(faults)
        self._requests = 0
        if kept_seed is None:
            with self.repository.transaction():
                database.set_fact("customers", customers)
                self._fill()
        else:
            self.repository.now = database.fact("now")
        self._run = database.fact("runs", 0)

    def next_request_id(self) -> str:
        """The id of the next request: its number in this run of this account."""
        if not self._requests:
            self.repository.database.set_fact("runs", self._run + 1)
        self._requests += 1
        return request_id(self.repository.seed, self._run, self._requests)

    def put_in_force(self, plan: FaultPlan) -> None:
        """Let other things go wrong from now on."""
        self.faults = FaultInjector.of(plan)

    def reset(self) -> None:
        """Back to the practice or the recorded data, as if the account had just been made."""
        database = self.repository.database
        if has_first_state(database):
            restore_first_state(database)
            self.repository.reload()
        else:
            lasting = self._lasting()
            database.clear()
            for name, value in lasting.items():
                database.set_fact(name, value)
            self._fill()
        self._begin_anew()

    def import_snapshot(self, document: bytes) -> str:
        """Become the exported account; returns what its next idempotency keys begin with.

        The snapshot remembers keys of the account it was taken of, so a client that counts
        its keys has to count under another name from now on.
        """
        import_snapshot(self.repository, document)
        forget_first_state(self.repository.database)
        self._begin_anew()
        imports = self.repository.database.fact("imports", 0) + 1
        self.repository.database.set_fact("imports", imports)
        return f"practice-{imports}"

    def begin_recorded(self, now: int) -> None:
        """Be empty, at the time ``now``, for the objects of another account to come."""
        database = self.repository.database
        lasting = self._lasting()
        database.clear()
        forget_first_state(database)
        for name, value in {**lasting, "seed": self.repository.seed, "now": now}.items():
            database.set_fact(name, value)
        self.repository.reload()

    def take_over(self, objects: Iterable[JsonObject]) -> None:
        """Keep recorded objects, and note which could not be, or not as they were."""
        noted: list[tuple[str, str | None, str]] = []
        for given in objects:
            try:
                reason = take_over(self.repository, given)
            except NotTakenOver as error:
                reason = str(error)
            if reason is not None:
                known_as = given.get("id")
                named = known_as if isinstance(known_as, str) else None
                noted.append((str(given.get("object")), named, reason))
        add_left_out(self.repository.database, noted)

    def end_recorded(self, notes: Sequence[str]) -> None:
        """That was all: a reset comes back to this. ``notes`` say what was never recorded."""
        repository = self.repository
        for customer_id in lost_defaults(repository.database):
            repository.save_customer({**repository.customer(customer_id), "default_source": None})
            reason = "Its default source was not taken over: it has none now."
            add_left_out(repository.database, [("customer", customer_id, reason)])
        add_left_out(repository.database, [("recording", None, note) for note in notes])
        # New ids are made from the seed and a number: another seed, lest one is taken already.
        repository.seed = seed_of(repository.database, repository.seed)
        repository.database.set_fact("seed", repository.seed)
        save_first_state(repository.database)
        self._begin_anew()

    def left_out(self) -> list[tuple[str, str | None, str]]:
        """What was recorded and is not here: its kind, its id, and why."""
        return left_out(self.repository.database)

    def close(self) -> None:
        """Let the database go."""
        self.repository.database.close()

    def _lasting(self) -> JsonObject:
        facts = {name: self.repository.database.fact(name) for name in _LASTING}
        return {name: value for name, value in facts.items() if value is not None}

    def _begin_anew(self) -> None:
        """Number the requests from one again, as in an account that has just been made."""
        self._run = 0
        self._requests = 0

    def _fill(self) -> None:
        repository = self.repository
        repository.timers.forget()
        repository.now = START
        repository.database.set_fact("seed", repository.seed)
        repository.database.set_fact("now", START)
        fill(repository, repository.database.fact("customers"))
