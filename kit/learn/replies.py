"""What check, hint and solution show: a sentence in a terminal, a small box in a notebook.

No clock and no count of past tries stands in them, so a saved notebook can be compared. Colours
are borders alone, so that they can be read on light and dark ground; words say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

__all__ = ["Hint", "Solution", "Verdict"]

_GREEN: Final = "#2e9e5b"
_AMBER: Final = "#c98500"
_BLUE: Final = "#3f7fd0"


def _box(colour: str, *paragraphs: str) -> str:
    inside = "".join(f'<p style="margin:.2em 0">{each}</p>' for each in paragraphs if each)
    return f'<div style="border-left:4px solid {colour};padding:.1em .8em">{inside}</div>'


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and what is wrong with it; true in an ``if`` when it is right.

    ``right`` is None as long as nothing was answered.

    >>> Verdict("q3", False, "You counted canceled sources too.")
    q3: not yet. You counted canceled sources too.
    """

    name: str
    right: bool | None
    says: str

    @property
    def word(self) -> str:
        """The verdict in a word or two."""
        return {True: "right", False: "not yet", None: "your turn"}[self.right]

    def __bool__(self) -> bool:
        return self.right is True

    def __repr__(self) -> str:
        return f"{self.name}: {self.word}. {self.says}".rstrip()

    def _repr_html_(self) -> str:
        sign, colour = {True: ("✓", _GREEN), False: ("✗", _AMBER), None: ("…", _BLUE)}[self.right]
        head = f"<b>{sign} {escape(self.name)}: {self.word}.</b>"
        return _box(colour, f"{head} {escape(self.says)}".rstrip())


@dataclass(frozen=True)
class Hint:
    """One step of an exercise's hints, ``number`` of ``steps``."""

    name: str
    number: int
    steps: int
    says: str

    def __repr__(self) -> str:
        return f"{self.name}, hint {self.number} of {self.steps}: {self.says}{self._after}"

    def _repr_html_(self) -> str:
        head = f"<b>{escape(self.name)}, hint {self.number} of {self.steps}:</b>"
        return _box(_BLUE, f"{head} {escape(self.says)}{escape(self._after)}")

    @property
    def _after(self) -> str:
        last = f' It is the last one; solution("{self.name}") shows the whole.'
        return last if self.number == self.steps else ""


@dataclass(frozen=True)
class Solution:
    """One way to the answer, as code, and why it is one."""

    name: str
    code: str
    explanation: str

    def __repr__(self) -> str:
        return f"{self.name}, one way to do it:\n\n{self.code}\n\n{self.explanation}"

    def _repr_html_(self) -> str:
        code = f'<pre style="margin:.4em 0;white-space:pre-wrap">{escape(self.code)}</pre>'
        head = f"<b>{escape(self.name)}, one way to do it:</b>"
        inside = f"{_paragraph(head)}{code}{_paragraph(escape(self.explanation))}"
        return f'<div style="border-left:4px solid {_BLUE};padding:.1em .8em">{inside}</div>'


def _paragraph(html: str) -> str:
    return f'<p style="margin:.2em 0">{html}</p>'
