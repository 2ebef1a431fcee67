"""One running offline account: its objects, its faults, its beginnings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from kit.facts import JsonObject
from kit.offline.errors import InvalidWorld
from kit.offline.protocol.faults import FaultInjector, FaultPlan
from kit.offline.protocol.messages import API_VERSION
from kit.offline.resources.recorded import NotTakenOver, take_over
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
from kit.offline.storage.repository import Repository
from kit.offline.storage.snapshot import import_snapshot
from kit.offline.worlds.calm_people import START
from kit.offline.worlds.named import DEFAULT_WORLD, NAMED_WORLDS, PracticeWorld

__all__ = ["OfflineAccount"]

#: Facts that outlive a reset: how large the practice data is, and how often a snapshot came.
_LASTING: Final = ("customers", "imports", "world")

_ANSWERS: Final = "answers"


class OfflineAccount:
    """A repository over a database, filled with a practice world unless there is some.

    ``world`` None means the kept one, or the default world; raises InvalidWorld where
    another is kept than is asked for. ``faults`` come on top of those of the world.
    ``api_version`` is the account's default, for answers and events; ``pretty`` indents.
    """

    def __init__(
        self,
        database: Database,
        *,
        customers: int | None,
        seed: int,
        faults: FaultPlan | Mapping[str, Any],
        world: PracticeWorld | None = None,
        api_version: str = API_VERSION,
        pretty: bool = False,
    ) -> None:
        kept_seed = database.fact("seed")
        self.api_version = api_version
        self.pretty = pretty
        self.repository = Repository(
            database,
            seed=seed if kept_seed is None else kept_seed,
            now=START,
            api_version=api_version,
        )
        self._world = world or NAMED_WORLDS[DEFAULT_WORLD]
        if kept_seed is None:
            wanted = self._world.customers if customers is None else customers
            self._world.check(wanted)
            with database.transaction():
                database.set_fact("customers", wanted)
                if self._world.name != DEFAULT_WORLD:
                    database.set_fact("world", self._world.name)
                self._fill()
        else:
            self.repository.now = database.fact("now")
            self._world = _kept_world(database.fact("world", DEFAULT_WORLD), world)
        if not isinstance(faults, FaultPlan):
            faults = FaultPlan.of({**self._world.faults, **faults})
        self.faults = FaultInjector.of(faults)

    def answers(self) -> JsonObject:
        """What was planted, by name; nothing for a world that tells no story."""
        kept = self.repository.database.fact(_ANSWERS)
        answers: JsonObject = {} if kept is None else orjson.loads(kept)
        return answers

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
            self._empty()
            self._fill()
        self.repository.count_requests_from(0)

    def import_snapshot(self, document: bytes) -> str:
        """Become the exported account; returns what its next idempotency keys begin with.

        The snapshot remembers keys of the account it was taken of, so a client that counts
        its keys has to count under another name from now on.
        """
        import_snapshot(self.repository, document)
        database = self.repository.database
        forget_first_state(database)
        self._world = _kept_world(database.fact("world", DEFAULT_WORLD), None)
        self.repository.count_requests_from(0)
        imports = database.fact("imports", 0) + 1
        database.set_fact("imports", imports)
        return f"practice-{imports}"

    def begin_recorded(self, now: int) -> None:
        """Be empty, at the time ``now``, for the objects of another account to come."""
        database = self.repository.database
        self._empty()
        forget_first_state(database)
        for name, value in {"seed": self.repository.seed, "now": now}.items():
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
        repository.count_requests_from(0)

    @property
    def is_recorded(self) -> bool:
        """Whether it was made of recorded objects, and so is no practice data."""
        return has_first_state(self.repository.database)

    def left_out(self) -> list[tuple[str, str | None, str]]:
        """What was recorded and is not here: its kind, its id, and why."""
        return left_out(self.repository.database)

    def close(self) -> None:
        """Let the database go."""
        self.repository.database.close()

    def _empty(self) -> None:
        """Forget all but what lasts."""
        database = self.repository.database
        lasting = {name: database.fact(name) for name in _LASTING}
        database.clear()
        for name, value in lasting.items():
            if value is not None:
                database.set_fact(name, value)

    def _fill(self) -> None:
        repository, database = self.repository, self.repository.database
        repository.timers.forget()
        repository.now = START
        database.set_fact("seed", repository.seed)
        database.set_fact("now", START)
        answers = self._world.fill(repository, database.fact("customers"))
        if answers is not None:
            database.set_fact(_ANSWERS, orjson.dumps(answers).decode())


def _kept_world(kept: str, asked: PracticeWorld | None) -> PracticeWorld:
    """The world that is kept: by its name, or the asked one where that is the same."""
    if asked is not None and asked.name != kept:
        raise InvalidWorld(
            f"The world {kept} is kept there, not {asked.name}: leave world out, or keep "
            f"{asked.name} in another file."
        )
    if asked is not None:
        return asked
    unknown = PracticeWorld(kept, "A world of a file that is not at hand.", _not_at_hand, least=0)
    return NAMED_WORLDS.get(kept, unknown)


def _not_at_hand(world: object) -> None:  # noqa: ARG001 - a world's build
    raise InvalidWorld(
        "The file that tells this world is not at hand, so there is no way back to its "
        "beginning. Start the account with world= and its path."
    )
