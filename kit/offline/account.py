"""One running offline account: its objects, its faults, its beginnings."""

from __future__ import annotations

from typing import Final

from kit.offline.protocol.faults import FaultInjector, FaultPlan
from kit.offline.seed_data import fill
from kit.offline.seed_people import START
from kit.offline.storage.database import Database
from kit.offline.storage.repository import Repository
from kit.offline.storage.snapshot import import_snapshot

__all__ = ["OfflineAccount"]

#: Facts that outlive a reset: how large the practice data is, and how often a snapshot came.
_LASTING: Final = ("customers", "imports")


class OfflineAccount:
    """A repository over a database, filled with practice data unless there is some."""

    def __init__(self, database: Database, *, customers: int, seed: int, faults: FaultPlan) -> None:
        kept_seed = database.fact("seed")
        self.repository = Repository(
            database, seed=seed if kept_seed is None else kept_seed, now=START
        )
        self.faults = FaultInjector.of(faults)
        if kept_seed is None:
            with self.repository.transaction():
                database.set_fact("customers", customers)
                self._fill()
        else:
            self.repository.now = database.fact("now")

    def put_in_force(self, plan: FaultPlan) -> None:
        """Let other things go wrong from now on."""
        self.faults = FaultInjector.of(plan)

    def reset(self) -> None:
        """Back to the practice data, as if the account had just been made."""
        database = self.repository.database
        lasting = {name: database.fact(name) for name in _LASTING}
        database.clear()
        for name, value in lasting.items():
            if value is not None:
                database.set_fact(name, value)
        self._fill()
        self.repository.count_requests_from(0)

    def import_snapshot(self, document: bytes) -> str:
        """Become the exported account; returns what its next idempotency keys begin with.

        The snapshot remembers keys of the account it was taken of, so a client that counts
        its keys has to count under another name from now on.
        """
        import_snapshot(self.repository, document)
        self.repository.count_requests_from(0)
        imports = self.repository.database.fact("imports", 0) + 1
        self.repository.database.set_fact("imports", imports)
        return f"practice-{imports}"

    def close(self) -> None:
        """Let the database go."""
        self.repository.database.close()

    def _fill(self) -> None:
        repository = self.repository
        repository.timers.forget()
        repository.now = START
        repository.database.set_fact("seed", repository.seed)
        repository.database.set_fact("now", START)
        fill(repository, repository.database.fact("customers"))
