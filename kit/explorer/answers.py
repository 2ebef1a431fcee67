"""Answers: what came of an order, each an event that ``update`` takes."""

from __future__ import annotations

from dataclasses import dataclass

from kit.errors import KitError
from kit.explorer.batch import PairOutcome
from kit.explorer.listing import Found, ListName
from kit.explorer.overview import Counts
from kit.explorer.state import Subject, Write
from kit.facts import JsonObject
from kit.models.source_change import SourceChange

__all__ = [
    "Acted",
    "Answer",
    "Failed",
    "FollowedUp",
    "Foretold",
    "Listed",
    "Made",
    "NotActed",
    "NotListed",
    "NotMade",
    "NotRead",
    "NotReset",
    "NotWritten",
    "OverviewFailed",
    "OverviewProgressed",
    "OverviewRead",
    "OverviewStopped",
    "Progressed",
    "Read",
    "ResetDone",
    "RunBroke",
    "Settled",
    "StillUnknown",
    "TimelineRead",
    "WholeRead",
    "Wrote",
    "error_words",
]


@dataclass(frozen=True, slots=True)
class Listed:
    """Query ``number`` of a list found this."""

    name: ListName
    number: int
    found: Found


@dataclass(frozen=True, slots=True)
class NotListed:
    """Query ``number`` of a list failed."""

    name: ListName
    number: int
    error: Exception


@dataclass(frozen=True, slots=True)
class Read:
    """Read ``number`` of a chosen record answered."""

    subject: Subject
    number: int
    record: JsonObject


@dataclass(frozen=True, slots=True)
class NotRead:
    """Read ``number`` of a chosen record failed."""

    subject: Subject
    number: int
    error: Exception


@dataclass(frozen=True, slots=True)
class Wrote:
    """A write was done."""

    write: Write
    change: SourceChange


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """The latest result had time to be shown."""


@dataclass(frozen=True, slots=True)
class NotWritten:
    """A write failed, or its answer was lost."""

    write: Write
    error: Exception


@dataclass(frozen=True, slots=True)
class Settled:
    """The source of a write with an unknown outcome, as it is now."""

    write: Write
    record: JsonObject


@dataclass(frozen=True, slots=True)
class StillUnknown:
    """The source of a write with an unknown outcome could not be read."""

    write: Write
    error: Exception


@dataclass(frozen=True, slots=True)
class WholeRead:
    """All sources that are ready were read, or ``error`` says why not."""

    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class TimelineRead:
    """What happened to the source of read ``number``: rows of texts, or an error."""

    number: int
    rows: tuple[tuple[str, ...], ...] = ()
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class OverviewProgressed:
    """How far read ``number`` of the account is, in words and in ``done`` of ``total``."""

    number: int
    words: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class OverviewRead:
    """The account was read and counted."""

    number: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class OverviewStopped:
    """Read ``number`` of the account was stopped."""

    number: int


@dataclass(frozen=True, slots=True)
class OverviewFailed:
    """Read ``number`` of the account failed."""

    number: int
    error: Exception


@dataclass(frozen=True, slots=True)
class Foretold:
    """What dry run ``number`` expects of each pair, or why there is none."""

    number: int
    expected: tuple[PairOutcome, ...] = ()
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Progressed:
    """So many pairs of a run are done, in their order; ``ended`` when no more will be."""

    number: int
    outcomes: tuple[PairOutcome, ...]
    ended: bool = False


@dataclass(frozen=True, slots=True)
class RunBroke:
    """A run ended in an error; what was done before it was told."""

    number: int
    error: Exception


@dataclass(frozen=True, slots=True)
class Made:
    """A practice source was made: it takes the place of ``beside``, if that is chosen still."""

    record: JsonObject
    beside: str | None


@dataclass(frozen=True, slots=True)
class NotMade:
    """No practice source was made."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Acted:
    """The payer's part was played on ``source``."""

    source: str
    words: str


@dataclass(frozen=True, slots=True)
class NotActed:
    """The payer's part was refused."""

    error: Exception


@dataclass(frozen=True, slots=True)
class ResetDone:
    """The practice data is as at the start."""


@dataclass(frozen=True, slots=True)
class NotReset:
    """The practice data could not be reset."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Failed:
    """Something of the explorer's own went wrong."""

    error: Exception


Answer = (
    Listed
    | NotListed
    | Read
    | NotRead
    | Wrote
    | FollowedUp
    | NotWritten
    | Settled
    | StillUnknown
    | WholeRead
    | TimelineRead
    | OverviewProgressed
    | OverviewRead
    | OverviewStopped
    | OverviewFailed
    | Foretold
    | Progressed
    | RunBroke
    | Made
    | NotMade
    | Acted
    | NotActed
    | ResetDone
    | NotReset
    | Failed
)


def error_words(error: Exception) -> str:
    """An error for people: the kit's own sentence, or that it is a bug."""
    if isinstance(error, KitError):
        return str(error)
    # Hiding it in Lab's log would leave a button that does nothing.
    return f"The explorer met an error of its own: {type(error).__name__}: {error}"
