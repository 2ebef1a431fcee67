"""Orders: what ``update`` wants of the account, and the asking for it.

An order that reads carries the number under which its answer counts; an answer to an older
number is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kit.explorer.batch import Pair
from kit.explorer.events import ActAsked, MakeAsked
from kit.explorer.listing import ListName, Query
from kit.explorer.state import Chosen, State, Subject, Write

__all__ = [
    "Act",
    "DryRun",
    "FollowUp",
    "Make",
    "Order",
    "ReadList",
    "ReadOverview",
    "ReadRecord",
    "ReadTimeline",
    "ReadWhole",
    "Reset",
    "RunPairs",
    "Send",
    "Settle",
    "Step",
    "StopOverview",
    "StopRun",
    "ask_list",
    "ask_record",
    "numbered",
    "take",
]


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
class FollowUp:
    """Let the result be shown before what it changed elsewhere is read and drawn."""


@dataclass(frozen=True, slots=True)
class Settle:
    """Read the source of a write to learn what happened."""

    write: Write


@dataclass(frozen=True, slots=True)
class ReadWhole:
    """Read all sources that are ready, not only the newest."""


@dataclass(frozen=True, slots=True)
class ReadTimeline:
    """Read what happened to a source."""

    number: int
    source: str


@dataclass(frozen=True, slots=True)
class ReadOverview:
    """Read the whole account, and count it."""

    number: int


@dataclass(frozen=True, slots=True)
class StopOverview:
    """Read no more of the account."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """Foretell what attaching these pairs would come to."""

    number: int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class RunPairs:
    """Attach these pairs."""

    number: int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class StopRun:
    """Send no more pairs after those under way."""


@dataclass(frozen=True, slots=True)
class Make:
    """Make a practice source; ``beside`` is the source that is chosen now."""

    asked: MakeAsked
    beside: str | None


@dataclass(frozen=True, slots=True)
class Act:
    """Play the payer's part."""

    asked: ActAsked


@dataclass(frozen=True, slots=True)
class Reset:
    """Reset the practice data."""


Order = (
    ReadList
    | ReadRecord
    | ReadWhole
    | ReadTimeline
    | ReadOverview
    | StopOverview
    | Send
    | FollowUp
    | Settle
    | DryRun
    | RunPairs
    | StopRun
    | Make
    | Act
    | Reset
)

Step = tuple[State, tuple[Order, ...]]


def numbered(state: State) -> tuple[State, int]:
    """A state that has given out one number more, and that number."""
    return replace(state, number=state.number + 1), state.number + 1


def ask_list(state: State, name: ListName, *, afresh: bool = False) -> Step:
    """Ask the list called ``name`` what its query says; older answers no longer count."""
    state, number = numbered(state)
    listing = replace(state.listing(name), asked=number)
    order = ReadList(name, number, listing.query, state.customer.id, afresh=afresh)
    return state.with_listing(name, listing), (order,)


def ask_record(state: State, subject: Subject) -> Step:
    """Read what is chosen as ``subject``, again if it was read before."""
    chosen = state.chosen(subject)
    if chosen.id is None:
        return state, ()
    state, number = numbered(state)
    # The old record stays in sight meanwhile; an error gives way to "Reading…".
    asked = replace(chosen, asked=number, error=None)
    return state.with_chosen(subject, asked), (ReadRecord(subject, number, chosen.id),)


def take(state: State, customer: str | None, source: str | None) -> Step:
    """Take over a pair; what differs from before is read."""
    orders: tuple[Order, ...] = ()
    wanted: dict[Subject, str | None] = {"customer": customer, "source": source}
    for subject, chosen in wanted.items():
        if chosen != state.chosen(subject).id:
            state, asked = _take_one(state, subject, chosen)
            orders += asked
    return state, orders


def _take_one(state: State, subject: Subject, chosen: str | None) -> Step:
    # A number of its own, or the answer about the one before would be taken for its.
    state, number = numbered(state)
    state, orders = ask_record(state.with_chosen(subject, Chosen(chosen, asked=number)), subject)
    if subject == "source":
        return state, orders
    state, listed = ask_list(replace(state, confirm=""), "attached")
    return state, orders + listed
