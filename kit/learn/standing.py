"""How far a learner has come: each exercise with its tries, hints and times, by chapter."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from kit.learn.course import CHAPTERS, Chapter
from kit.learn.exercise import Exercise
from kit.learn.learner_folder import shipped_folder
from kit.learn.learner_record import Step

__all__ = ["ChapterStanding", "ExerciseStanding", "active_minutes", "standing", "title_of"]

#: Whoever does nothing for longer is away.
_AWAY_MINUTES: Final = 15


@dataclass(frozen=True)
class ExerciseStanding:
    """One exercise and every step that was taken at it, in order."""

    exercise: Exercise
    steps: tuple[Step, ...]

    @property
    def is_done(self) -> bool:
        """Whether an answer was right; a solution that was looked at is not yet an answer."""
        return any(step.right for step in self.steps)

    @property
    def tries(self) -> int:
        """Answers until the first that was right, that one included."""
        checks = [bool(step.right) for step in self.steps if step.did == "check"]
        return checks.index(True) + 1 if True in checks else len(checks)

    @property
    def hints(self) -> int:
        """Hints taken; asking again after the last does not count."""
        taken = sum(step.did == "hint" for step in self.steps)
        return min(taken, len(self.exercise.hints))

    @property
    def saw_solution(self) -> bool:
        """Whether the solution was looked at before an answer was right."""
        for step in self.steps:
            if step.right or step.did == "solution":
                return not step.right
        return False

    @property
    def mistakes(self) -> list[str]:
        """What was said of the known mistakes that were made, each once."""
        known = self.exercise.mistakes
        made = [step.mistake for step in self.steps if step.mistake is not None]
        return [known[number].says for number in dict.fromkeys(made) if number < len(known)]

    def as_json(self) -> dict[str, Any]:
        """All of it by name, for JSON."""
        done_at = next((step.at for step in self.steps if step.right), None)
        return {
            "exercise": self.exercise.name,
            "question": self.exercise.question,
            "done": self.is_done,
            "tries": self.tries,
            "hints": self.hints,
            "saw_solution": self.saw_solution,
            "mistakes": self.mistakes,
            "begun_at": self.steps[0].at if self.steps else None,
            "done_at": done_at,
        }


@dataclass(frozen=True)
class ChapterStanding:
    """One chapter and how each of its exercises stands."""

    chapter: Chapter
    exercises: tuple[ExerciseStanding, ...]

    @cached_property
    def title(self) -> str:
        """What its notebook is called."""
        return title_of(self.chapter)

    @property
    def done(self) -> int:
        """How many of its exercises are done."""
        return sum(each.is_done for each in self.exercises)

    @property
    def minutes(self) -> int:
        """How long somebody was at it, as far as steps tell."""
        return active_minutes(step.at for each in self.exercises for step in each.steps)

    def as_json(self) -> dict[str, Any]:
        """All of it by name, for JSON."""
        return {
            "chapter": self.chapter.number,
            "notebook": self.chapter.notebook,
            "title": self.title,
            "done": self.done,
            "minutes": self.minutes,
            "exercises": [each.as_json() for each in self.exercises],
        }


def standing(steps: Iterable[Step]) -> list[ChapterStanding]:
    """How all chapters stand after ``steps``; those of exercises that are no more do not count."""
    by_exercise = defaultdict(list)
    for step in steps:
        by_exercise[step.exercise].append(step)
    return [
        ChapterStanding(
            chapter,
            tuple(
                ExerciseStanding(each, tuple(by_exercise[each.name])) for each in chapter.exercises
            ),
        )
        for chapter in CHAPTERS
    ]


def title_of(chapter: Chapter) -> str:
    """The heading of a chapter's notebook without its number; its name without the notebook.

    >>> title_of(CHAPTERS[0]) != ""
    True
    """
    with suppress(OSError, ValueError, KeyError, StopIteration):
        text = (shipped_folder() / chapter.notebook).read_text(encoding="utf-8")
        lines = (str(line) for cell in json.loads(text)["cells"] for line in cell["source"])
        heading = next(line for line in lines if line.startswith("# "))
        return re.sub(r"^# (?:\d+\. )?", "", heading).strip()
    return chapter.name.replace("_", " ")


def active_minutes(times: Iterable[str]) -> int:
    """Minutes between times in ISO 8601, without pauses of more than a quarter of an hour.

    >>> day = "2026-05-01T10:00:00+00:00"
    >>> active_minutes([day, day.replace("10:00", "10:12"), day.replace("10:00", "15:00")])
    12
    """
    moments = sorted(datetime.fromisoformat(each) for each in times)
    gaps = [(later - earlier).total_seconds() / 60 for earlier, later in pairwise(moments)]
    return round(sum(gap for gap in gaps if gap <= _AWAY_MINUTES))
