"""Checking an answer, giving the next hint, showing a solution."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from kit.learn.comparison import difference
from kit.learn.course import find_exercise
from kit.learn.exercise import Exercise
from kit.learn.learner_record import Step, keep
from kit.learn.replies import Hint, Solution, Verdict

__all__ = ["check", "hint", "judged", "solution"]

#: How many hints of each exercise this process has given.
_GIVEN: Final[Counter[str]] = Counter()


def check(name: str, answer: Any) -> Verdict:
    """Whether ``answer`` to the exercise ``name`` is right, and if not, what is wrong with it.

    ``...`` in its place asks the question and counts as no try. Raises InvalidInput for a
    name that no exercise has.
    """
    exercise = find_exercise(name)
    verdict, mistake = judged(exercise, answer)
    if verdict.right is not None:
        keep(Step.now(exercise.name, "check", right=verdict.right, mistake=mistake))
    return verdict


def judged(exercise: Exercise, answer: Any) -> tuple[Verdict, int | None]:
    """The verdict on ``answer``, and the number of the known mistake that it is, from 0.

    >>> three = Exercise("q1", "How many?", lambda: 3, (), "", "One, two, three.")
    >>> judged(three, 3)[0]
    q1: right. One, two, three.
    """
    if answer is ...:
        return Verdict(exercise.name, None, _asked(exercise)), None
    wrong = difference(answer, exercise.worked_out, exercise)
    if wrong is None:
        return Verdict(exercise.name, right=True, says=exercise.explanation), None
    for number, mistake in enumerate(exercise.mistakes):
        if difference(answer, mistake.worked_out, exercise) is None:
            return Verdict(exercise.name, right=False, says=mistake.says), number
    return Verdict(exercise.name, right=False, says=wrong), None


def _asked(exercise: Exercise) -> str:
    help_ = f' hint("{exercise.name}") helps.' if exercise.hints else ""
    return f"{exercise.question} Put your answer in the place of the dots.{help_}"


def hint(name: str) -> Hint:
    """The next hint for the exercise ``name``; after the last one, the last one again.

    A new kernel begins with the first.
    """
    exercise = find_exercise(name)
    steps = len(exercise.hints)
    number = min(_GIVEN[exercise.name], steps - 1)
    _GIVEN[exercise.name] += 1
    keep(Step.now(exercise.name, "hint"))
    return Hint(exercise.name, number + 1, steps, exercise.hints[number])


def solution(name: str) -> Solution:
    """One way to the answer of the exercise ``name``, as code, and why it is the answer."""
    exercise = find_exercise(name)
    keep(Step.now(exercise.name, "solution"))
    return Solution(exercise.name, exercise.solution, exercise.explanation)
