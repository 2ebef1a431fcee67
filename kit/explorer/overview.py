"""The overview: what an account holds and what in it needs attention, as numbers.

It is read when it is first opened, since reading a whole account takes a while; its numbers
are those of that moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from kit.auditing.findings import FINDINGS, Kind
from kit.errors import InvalidInput

__all__ = ["ABOUT", "Counts", "FindingCount", "Overview", "filtered_by", "filters_of"]

#: The filter that leaves what a finding counts.
ABOUT: Final = "about"


@dataclass(frozen=True, slots=True)
class FindingCount:
    """So many customers or sources are under a finding; ``says`` is what about them."""

    name: str
    of: Kind
    count: int
    says: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers: ``by_type`` has for each type the sources in each status, 0 left out."""

    customers: int
    sources: int
    by_type: tuple[tuple[str, Mapping[str, int]], ...] = ()
    attention: tuple[FindingCount, ...] = ()
    #: When they were read, in words.
    read_at: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The numbers, once read ``asked`` has answered, and how far a read is.

    ``outdated`` when something was changed here since the read began.
    """

    asked: int = 0
    busy: Literal["", "reading", "stopping"] = ""
    counts: Counts | None = None
    words: str = ""
    failed: bool = False
    outdated: bool = False
    done: int = 0
    #: None while nobody knows how many there will be.
    total: int | None = None

    def begun(self, number: int) -> Overview:
        """A read begins; numbers that are there stay in sight meanwhile."""
        return Overview(number, "reading", self.counts, "Reading the account…")

    def ended(self, words: str = "", *, failed: bool = False) -> Overview:
        """No read is under way any more."""
        return replace(self, busy="", words=words, failed=failed, done=0, total=None)


def filters_of(of: Kind) -> list[list[str]]:
    """The findings as choices of a filter: name and title."""
    return [[name, each.title] for name, each in FINDINGS.items() if each.of == of]


def filtered_by(finding: str) -> tuple[tuple[str, str], ...]:
    """The filter of a list of customers that leaves what ``finding`` counts; none for ''."""
    known = [name for name, _ in filters_of("customers")]
    if finding and finding not in known:
        raise InvalidInput(f"Customers are counted by {', '.join(known)}, not by {finding!r}.")
    return ((ABOUT, finding),) if finding else ()
