"""One exercise of the course: its question, its answer, and what people get wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

__all__ = ["Exercise", "Mistake"]


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people really give, worked out, and what is said to them.

    ``says`` names the mistake in one or two sentences and never the answer.
    """

    answer: Callable[[], Any]
    says: str

    @cached_property
    def worked_out(self) -> Any:
        """The wrong answer itself, made once."""
        return self.answer()


@dataclass(frozen=True)
class Exercise:
    """A question with one right answer, which is worked out and not written down.

    ``name`` is "q1", "q2" ... through the whole course, in reading order. ``expected`` works
    the answer out, offline and always the same. ``solution`` is code for the chapter's
    notebook whose last statement is the answer; ``explanation`` says why it is. ``hints`` go
    from a nudge to nearly all of it.

    Numbers are compared within ``tolerance``, a share of the expected number; frames and
    lists without regard to their order, unless they are ``ordered``; text without regard to
    capitals, unless ``exact_case``.

    >>> one = Exercise("q1", "How many?", lambda: 3, ("Count.",), "1 + 2", "Three stand there.")
    >>> one.worked_out
    3
    """

    name: str
    question: str
    expected: Callable[[], Any]
    hints: tuple[str, ...]
    solution: str
    explanation: str
    mistakes: tuple[Mistake, ...] = ()
    tolerance: float = 1e-6
    ordered: bool = False
    exact_case: bool = False

    @cached_property
    def worked_out(self) -> Any:
        """The right answer, made once."""
        return self.expected()
