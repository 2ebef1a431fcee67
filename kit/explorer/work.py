"""What each order asks of the account, what its answer and its failure are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any, Final

from kit import explorer
from kit.account import Account
from kit.explorer.answers import (
    Acted,
    Answer,
    Failed,
    FollowedUp,
    Foretold,
    Listed,
    Made,
    NotActed,
    NotListed,
    NotMade,
    NotRead,
    NotReset,
    NotWritten,
    OverviewFailed,
    OverviewProgressed,
    OverviewRead,
    OverviewStopped,
    Progressed,
    Read,
    ResetDone,
    RunBroke,
    Settled,
    StillUnknown,
    TimelineRead,
    WholeRead,
    Wrote,
)
from kit.explorer.metadata_rows import as_metadata
from kit.explorer.orders import (
    Act,
    DryRun,
    FollowUp,
    Make,
    Order,
    ReadList,
    ReadOverview,
    ReadRecord,
    ReadTimeline,
    ReadWhole,
    Reset,
    RunPairs,
    Send,
    Settle,
    StopOverview,
    StopRun,
)
from kit.explorer.pair_runs import foretell, run_pairs
from kit.explorer.practising import make_source, play
from kit.explorer.reads import Reads, timeline_rows
from kit.explorer.state import Write
from kit.facts import JsonObject
from kit.models.source_change import SourceChange

__all__ = ["WRITES", "Work", "lane_of"]

#: The lane in which orders wait for one another; in any other the newest takes the place.
WRITES: Final = "writes"

#: A result needs so long to the page; at a tenth of a second a person begins to notice.
_RESULT_FIRST_SECONDS: Final = 0.1


class Work:
    """Does orders on ``account``; what takes long tells how far it is, and may be stopped."""

    def __init__(self, account: Account, tell: Callable[[Answer], None]) -> None:
        self._account = account
        self._stops: dict[type, Event] = {}
        self._tell = tell
        self._reads = Reads(account)

    def answer(self, order: Order) -> tuple[Answer, Exception | None]:
        """What ``order`` came to; with the error, if it was one."""
        way = _WAYS[type(order)]
        try:
            return way.do(self, order), None
        except Exception as error:  # noqa: BLE001 - a failure is an answer too
            return way.failed(order, error), error

    def expect(self, order: Order) -> None:
        """``order`` waits for its turn; what was stopped before is another one."""
        self._stops[type(order)] = Event()

    def stop(self, order: Order) -> None:
        """End what ``order`` stops as soon as it can be ended."""
        self._stops.setdefault(_STOPPED_BY[type(order)], Event()).set()

    def stop_all(self) -> None:
        """End whatever can be ended."""
        for stop in list(self._stops.values()):
            stop.set()

    def remember(self, made: JsonObject) -> None:
        """List a source that a cell made among those that are ready."""
        self._reads.remember(made)

    def read_list(self, order: ReadList) -> Answer:
        """Ask a list."""
        return Listed(order.name, order.number, self._reads.found(order))

    def read_record(self, order: ReadRecord) -> Answer:
        """Read a customer or source."""
        read = self._account.customer if order.subject == "customer" else self._account.source
        return Read(order.subject, order.number, read(order.id))

    def read_whole(self, _order: ReadWhole) -> Answer:
        """Read all that is ready."""
        self._reads.read_whole()
        return WholeRead()

    def read_timeline(self, order: ReadTimeline) -> Answer:
        """Read what happened to a source."""
        return TimelineRead(order.number, timeline_rows(self._account, order.source))

    def read_overview(self, order: ReadOverview) -> Answer:
        """Read the whole account, and count it."""
        number = order.number
        try:
            census = explorer.census.take_census(
                self._account,
                self._stops[ReadOverview],
                lambda words, done, total: self._tell(
                    OverviewProgressed(number, words, done, total)
                ),
            )
        except explorer.census.CountingStopped:
            return OverviewStopped(number)
        self._reads.keep(census)
        return OverviewRead(number, census.counts)

    def send(self, order: Send) -> Answer:
        """Attach or detach."""
        try:
            return Wrote(order.write, self._written(order.write))
        finally:
            self._reads.drop(order.write.source)

    def follow_up(self, _order: FollowUp) -> Answer:
        """Let the result be on its way before anything else wants the processor."""
        self._stops[FollowUp].wait(_RESULT_FIRST_SECONDS)
        return FollowedUp()

    def settle(self, order: Settle) -> Answer:
        """Read what became of a write."""
        return Settled(order.write, self._account.source(order.write.source))

    def dry_run(self, order: DryRun) -> Answer:
        """Foretell several pairs."""
        return Foretold(order.number, foretell(self._account, order.pairs))

    def run(self, order: RunPairs) -> Answer:
        """Attach several pairs."""
        try:
            done = run_pairs(
                self._account,
                order.pairs,
                self._stops[RunPairs],
                lambda so_far: self._tell(Progressed(order.number, so_far)),
            )
        finally:
            for pair in order.pairs:
                self._reads.drop(pair.source)
        return Progressed(order.number, done, ended=True)

    def make(self, order: Make) -> Answer:
        """Make a practice source."""
        made = make_source(self._account, order.asked)
        self._reads.remember(made)
        return Made(made, order.beside)

    def act(self, order: Act) -> Answer:
        """Play the payer's part."""
        words = play(self._account, order.asked)
        self._reads.forget()
        return Acted(order.asked.source, words)

    def reset(self, _order: Reset) -> Answer:
        """Reset the practice data."""
        self._account.offline.reset()
        self._reads.forget()
        self._reads.keep(None)
        return ResetDone()

    def _written(self, write: Write) -> SourceChange:
        if write.kind == "detach":
            return self._account.detach(write.customer, write.source)
        metadata = as_metadata(write.metadata) or None
        return self._account.attach(write.customer, write.source, metadata)


@dataclass(frozen=True, slots=True)
class _Way:
    """How an order is done, what its failure is called, and where it waits."""

    do: Callable[[Work, Any], Answer]
    failed: Callable[[Any, Exception], Answer]
    lane: str | None = WRITES


#: What each wish to stop ends.
_STOPPED_BY: Final[dict[type, type]] = {StopRun: RunPairs, StopOverview: ReadOverview}

_WAYS: Final[dict[type, _Way]] = {
    ReadList: _Way(
        Work.read_list, lambda order, error: NotListed(order.name, order.number, error), None
    ),
    ReadRecord: _Way(
        Work.read_record, lambda order, error: NotRead(order.subject, order.number, error), None
    ),
    ReadWhole: _Way(Work.read_whole, lambda _order, error: WholeRead(error), "whole"),
    ReadTimeline: _Way(
        Work.read_timeline,
        lambda order, error: TimelineRead(order.number, error=error),
        "timeline",
    ),
    ReadOverview: _Way(
        Work.read_overview,
        lambda order, error: OverviewFailed(order.number, error),
        "overview",
    ),
    Send: _Way(Work.send, lambda order, error: NotWritten(order.write, error)),
    FollowUp: _Way(Work.follow_up, lambda _order, error: Failed(error), "follow_up"),
    Settle: _Way(Work.settle, lambda order, error: StillUnknown(order.write, error), "settle"),
    DryRun: _Way(Work.dry_run, lambda order, error: Foretold(order.number, error=error), "pairs"),
    RunPairs: _Way(Work.run, lambda order, error: RunBroke(order.number, error), "pairs"),
    Make: _Way(Work.make, lambda _order, error: NotMade(error)),
    Act: _Way(Work.act, lambda _order, error: NotActed(error)),
    Reset: _Way(Work.reset, lambda _order, error: NotReset(error)),
}


def lane_of(order: Order) -> str:
    """The lane in which ``order`` waits: each list and each chosen record has its own."""
    match order:
        case ReadList():
            return order.name
        case ReadRecord():
            return order.subject
        case _:
            return _WAYS[type(order)].lane or WRITES
