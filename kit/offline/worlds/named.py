"""The practice worlds by name, what each is for, and where a world of your own comes from."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kit.facts import JsonObject
from kit.facts.did_you_mean import did_you_mean
from kit.offline.errors import InvalidWorld
from kit.offline.storage.repository import Repository
from kit.offline.worlds import calm, migration, spring
from kit.offline.worlds.planting import plant
from kit.offline.worlds.world import World

__all__ = ["DEFAULT_WORLD", "NAMED_WORLDS", "PracticeWorld", "find_world"]

DEFAULT_WORLD: Final = "calm"

#: A file of a world's own: so many customers where nobody asks for more.
_USUAL_CUSTOMERS: Final = 200


@dataclass(frozen=True, slots=True)
class PracticeWorld:
    """One world: ``build`` tells it, None for what is older than worlds.

    ``customers`` are made unless others are asked for, ``least`` at least; ``faults`` are in
    force from the beginning, by the names of FaultPlan.
    """

    name: str
    title: str
    build: Callable[[World], None] | None = None
    customers: int = _USUAL_CUSTOMERS
    least: int = 1
    page_pair: bool = True
    faults: Mapping[str, Any] = field(default_factory=dict)

    def check(self, customers: int) -> None:
        """Raise InvalidWorld where so few customers cannot tell the story."""
        if customers < self.least:
            raise InvalidWorld(
                f"The world {self.name} needs {self.least} customers at least, not {customers}."
            )

    def fill(self, repository: Repository, customers: int) -> JsonObject | None:
        """Fill an empty account; returns the answer key, None where nothing was planted."""
        if self.build is None:
            calm.fill(repository, customers)
            return None
        world = World(seed=repository.seed, customers=customers, page_pair=self.page_pair)
        self.build(world)
        return plant(world, repository)


def _nothing(world: World) -> None:
    """Plant nothing at all."""


_WORLDS: Final = (
    PracticeWorld("calm", "Customers and sources without a story: what is there by default."),
    PracticeWorld(
        "spring",
        "A mid-size European shop of two years with ten stories in it, for analysts.",
        spring.build,
        customers=2000,
        least=spring.LEAST_CUSTOMERS,
    ),
    PracticeWorld(
        "migration",
        "A portfolio half-way from Sources to PaymentMethods, for the audit.",
        migration.build,
        customers=1000,
        least=migration.LEAST_CUSTOMERS,
    ),
    PracticeWorld(
        "storm",
        "Calm, with everything going wrong that may, for bulk practice.",
        faults={
            "latency_ms": 20,
            "latency_spread_ms": 60,
            "rate_limit": 50,
            "cut_before": 0.02,
            "cut_after": 0.02,
            "error_before": 0.01,
            "error_after": 0.01,
            "lock_timeout": 0.03,
            "rate_limited": 0.03,
        },
    ),
    PracticeWorld(
        "empty", "Nothing at all, for first steps.", _nothing, customers=0, least=0, page_pair=False
    ),
)

NAMED_WORLDS: Final[Mapping[str, PracticeWorld]] = {world.name: world for world in _WORLDS}


def find_world(name: str | Path) -> PracticeWorld:
    """A world by its name, or by the path of a Python file that has a function ``build``.

    Raises InvalidWorld where there is none. The file is run: load only what you would run.

    >>> find_world("spring").customers
    2000
    """
    named = NAMED_WORLDS.get(str(name))
    if named is not None:
        return named
    path = Path(name)
    if path.suffix != ".py":
        meant = did_you_mean(str(name), NAMED_WORLDS)
        raise InvalidWorld(
            f"There is no practice world {str(name)!r}.{meant} One is {', '.join(NAMED_WORLDS)}, "
            "or the path of a Python file with a function build(world), or of a recording."
        )
    return PracticeWorld(path.name, f"The world of {path.name}.", _build_of(path), least=0)


def _build_of(path: Path) -> Callable[[World], None]:
    spec = importlib.util.spec_from_file_location(f"kit_world_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise InvalidWorld(f"There is no file {path}; a world of your own is a Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    build: Callable[[World], None] | None = getattr(module, "build", None)
    if build is None or not callable(build):
        raise InvalidWorld(f"{path} has no function build(world), which tells its world.")
    return build
