"""A list on the screen: what is asked of it, and what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kit.facts import JsonObject

__all__ = ["FIRST_ROWS", "LISTS", "Found", "ListName", "Listing", "Query"]

ListName = Literal["customers", "ready", "attached", "by_id", "known"]

LISTS: Final[tuple[ListName, ...]] = ("customers", "ready", "attached", "by_id", "known")

#: What a list shows before anybody asks for more.
FIRST_ROWS: Final[Mapping[ListName, int]] = {
    "customers": 25,
    "ready": 25,
    "attached": 100,
    "by_id": 1,
    "known": 25,
}


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a list: ``sort`` is a column's name, with a minus for downwards."""

    text: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found: records in order, words about them, and whether there are more.

    ``partial`` if only the newest were looked through, and the rest should be.
    """

    records: tuple[JsonObject, ...] = ()
    words: str = ""
    more: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: the newest query is number ``asked``, what is shown answers ``answered``."""

    query: Query
    asked: int = 0
    answered: int = 0
    found: Found = Found()
    error: Exception | None = None

    @property
    def waits(self) -> bool:
        """Whether the newest query has no answer yet."""
        return self.asked != self.answered
