"""The chapters in reading order, and where an exercise is found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final

from kit.errors import InvalidInput
from kit.facts.did_you_mean import did_you_mean
from kit.learn.exercise import Exercise

__all__ = ["CHAPTERS", "Chapter", "course_exercises", "find_exercise"]

_ROOM: Final = "kit.learn.exercises"


@dataclass(frozen=True)
class Chapter:
    """One notebook of the course; ``name`` is that of its module of exercises."""

    number: int
    name: str

    @property
    def notebook(self) -> str:
        """The name of its file.

        >>> Chapter(2, "attach_a_source").notebook
        '02-attach-a-source.ipynb'
        """
        return f"{self.number:02}-{self.name.replace('_', '-')}.ipynb"

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """Its exercises in reading order; a chapter may have none."""
        module = self._module()
        exercises: tuple[Exercise, ...] = () if module is None else module.EXERCISES
        return exercises

    @property
    def prepared(self) -> str:
        """What its notebook has run before the first exercise, as far as solutions need it."""
        module = self._module()
        return "" if module is None else module.PREPARED

    def _module(self) -> ModuleType | None:
        name = f"{_ROOM}.{self.name}"
        return None if find_spec(name) is None else import_module(name)


CHAPTERS: Final = tuple(
    Chapter(number, name)
    for number, name in enumerate(
        """
        explore attach_a_source life_of_a_source when_stripe_says_no frames attach_many
        whole_account the_end_of_sources your_own_account
        """.split(),
        1,
    )
)


@cache
def course_exercises() -> dict[str, Exercise]:
    """Every exercise by its name, in reading order."""
    return {each.name: each for chapter in CHAPTERS for each in chapter.exercises}


def find_exercise(name: object) -> Exercise:
    """The exercise ``name``; InvalidInput for a name that none has."""
    known = course_exercises()
    if isinstance(name, str) and name in known:
        return known[name]
    text = str(name).strip()
    number = f"q{text}" if text.isdecimal() else text.casefold()
    raise InvalidInput(
        f"There is no exercise {name!r}.{did_you_mean(number, known)} Exercises are called "
        f"q1 to q{len(known)}; `kit learn` lists them."
    )
