"""Several pairs at once: pasted or put together, foretold by reading, then sent or stopped.

What runs is what the dry run showed, row by row. A text that was changed since, or another
customer chosen for lines that name none, asks for a new dry run first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from kit.confirmation import confirmation_of_rows
from kit.errors import InvalidId, InvalidInput
from kit.explorer.metadata_rows import Rows, rows_problem
from kit.models.attach_request import checked_customer_id, checked_source_id

__all__ = ["MOST_PAIRS", "Batch", "Pair", "PairOutcome", "pairs_in"]

#: What a screen can show; ``account.attach_many`` takes any number.
MOST_PAIRS: Final = 1000


@dataclass(frozen=True, slots=True)
class Pair:
    """One line: a source, the customer it is for, and metadata of its own."""

    customer: str
    source: str
    metadata: Rows = ()


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """What is expected of a pair, or what became of it, and why."""

    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The pairs, what was foretold of them by dry run ``asked``, and how far they are."""

    text: str = ""
    asked: int = 0
    #: Whom lines without a customer were meant for.
    customer: str | None = None
    pairs: tuple[Pair, ...] = ()
    busy: Literal["", "reading", "running", "stopping"] = ""
    expected: tuple[PairOutcome, ...] = ()
    outcomes: tuple[PairOutcome, ...] = ()
    words: str = ""
    failed: bool = False

    @property
    def foretold(self) -> bool:
        """Whether there is a dry run to go by, not yet run."""
        return bool(self.expected) and not self.outcomes and not self.busy

    @property
    def attachable(self) -> tuple[Pair, ...]:
        """The pairs that a run would send: those that are expected to be attached."""
        both = zip(self.pairs, self.expected, strict=False)
        return tuple(pair for pair, foretold in both if foretold.outcome == "attached")

    @property
    def phrase(self) -> str:
        """What confirms a run in live mode."""
        return confirmation_of_rows(len(self.attachable)).phrase

    def confirmed_by(self, typed: str) -> bool:
        """Whether ``typed`` confirms a run in live mode."""
        return confirmation_of_rows(len(self.attachable)).given_by(typed)

    def typed(self, text: str) -> Batch:
        """The batch once ``text`` stands in the field; what was foretold goes with the old."""
        return self if text == self.text or self.busy else Batch(text=text, asked=self.asked)

    def at(self, outcomes: tuple[PairOutcome, ...]) -> Batch:
        """The batch with so many of its attachable pairs done."""
        return replace(self, outcomes=outcomes)

    def rows(self) -> list[tuple[Pair, PairOutcome]]:
        """Each pair with the latest that is known of it."""
        done = iter(self.outcomes)
        return [
            (pair, next(done, foretold) if foretold.outcome == "attached" else foretold)
            for pair, foretold in zip(self.pairs, self.expected, strict=False)
        ]


def pairs_in(text: str, customer: str | None) -> tuple[Pair, ...]:
    """The pairs of ``text``, a line each; InvalidInput for a line that is none.

    A line holds the id of a source and of a customer in any order, divided by blanks,
    commas or tabs, also inside addresses of the Dashboard, and metadata as ``key=value``.
    Without a customer of its own it is for ``customer``.

    >>> pairs_in("src_1, cus_1, order=6735", None)
    (Pair(customer='cus_1', source='src_1', metadata=(('order', '6735'),)),)
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    lines = [(number, line) for number, line in lines if not _is_heading(line)]
    if not lines:
        raise InvalidInput("There is no pair yet: put a source and a customer on each line.")
    if len(lines) > MOST_PAIRS:
        raise InvalidInput(
            f"{len(lines)} pairs are more than the {MOST_PAIRS} that fit here: "
            "account.attach_many(...) takes any number."
        )
    return tuple(_pair(number, line, customer) for number, line in lines)


def _is_heading(line: str) -> bool:
    return set(re.split(r"[\s,;]+", line.strip().casefold())) <= {"customer", "source", ""}


def _pair(number: int, line: str, customer: str | None) -> Pair:
    customers, sources, metadata = [], [], []
    for word in filter(None, re.split(r"[\s,;]+", line.replace('"', " "))):
        key, equals, value = word.partition("=")
        if found := re.search(r"(?<![A-Za-z0-9])cus_\w+", word):
            customers.append(found[0])
        elif equals and "/" not in key:
            metadata.append((key, value))
        else:
            sources.append(word.rpartition("/")[2].partition("?")[0])
    owner = customers[0] if customers else customer
    if len(customers) > 1 or len(sources) != 1 or owner is None:
        wanted = "one source, and a customer unless one is chosen above"
        raise InvalidInput(f"Line {number} needs {wanted}: {line.strip()[:80]}")
    problem = rows_problem(tuple(metadata))
    if problem:
        raise InvalidInput(f"Line {number}: {problem}")
    try:
        return Pair(checked_customer_id(owner), checked_source_id(sources[0]), tuple(metadata))
    except InvalidId as error:
        raise InvalidInput(f"Line {number}: {error}") from error
