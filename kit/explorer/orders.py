"""What ``update`` orders: work that reaches the account and answers with events."""

from __future__ import annotations

from dataclasses import dataclass

from kit.explorer.events import ActAsked, MakeAsked
from kit.explorer.state import ListName, Query, Subject, Write

__all__ = ["Act", "Make", "Order", "ReadList", "ReadRecord", "Reset", "Send", "Settle"]


@dataclass(frozen=True, slots=True)
class ReadList:
    """Ask the account; ``customer`` is whose sources are meant."""

    name: ListName
    number: int
    query: Query
    customer: str | None
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """Read one customer or source."""

    subject: Subject
    number: int
    id: str


@dataclass(frozen=True, slots=True)
class Send:
    """Do the write."""

    write: Write


@dataclass(frozen=True, slots=True)
class Settle:
    """Read the source of a write to learn what happened."""

    write: Write


@dataclass(frozen=True, slots=True)
class Make:
    """Make a practice source."""

    asked: MakeAsked


@dataclass(frozen=True, slots=True)
class Act:
    """Play the payer's part."""

    asked: ActAsked


@dataclass(frozen=True, slots=True)
class Reset:
    """Reset the practice data."""


Order = ReadList | ReadRecord | Send | Settle | Make | Act | Reset
