"""Carries out orders beside the kernel and answers with events.

One thread reads for each list, and the newest order for it replaces one that still waits;
writes have a thread of their own, in order, so that no read ever holds one back.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from functools import partial
from typing import Final

from kit.account import Account
from kit.explorer.answers import (
    Acted,
    Answer,
    Failed,
    Listed,
    Made,
    NotActed,
    NotListed,
    NotMade,
    NotRead,
    NotReset,
    NotSettled,
    NotWritten,
    Read,
    ResetDone,
    Settled,
    Wrote,
)
from kit.explorer.metadata import as_metadata
from kit.explorer.orders import Act, Make, Order, ReadList, ReadRecord, Reset, Send, Settle
from kit.explorer.practising import make_source, play
from kit.explorer.reads import Reads
from kit.explorer.state import Write
from kit.facts import JsonObject
from kit.models.source_change import SourceChange

__all__ = ["Lane", "Runner"]

_WRITES: Final = "writes"

_Job = tuple[Context, Callable[[], None]]


class Lane:
    """Runs jobs one after the other, in a thread that ends when there are none.

    With ``newest_only`` a job that waits is dropped for a newer one.
    """

    def __init__(self, name: str, *, newest_only: bool) -> None:
        self._name = name
        self._newest_only = newest_only
        self._lock = threading.Lock()
        self._waiting: deque[_Job] = deque()
        self._running = False
        self._dropped: Callable[[], None] = lambda: None

    def put(self, job: Callable[[], None]) -> int:
        """Run ``job`` when its turn comes; how many jobs were dropped for it."""
        # ipykernel keeps the request that it answers in a context variable, and routes the
        # browser's next event by it; without a copy it takes the latest request of anybody,
        # perhaps of a subshell that is gone, and the widget never hears again.
        context = copy_context()
        with self._lock:
            dropped = len(self._waiting) if self._newest_only else 0
            if dropped:
                self._waiting.clear()
            self._waiting.append((context, job))
            if not self._running:
                self._running = True
                threading.Thread(target=self._work, name=self._name, daemon=True).start()
        return dropped

    def clear(self) -> None:
        """Forget what waits."""
        with self._lock:
            self._waiting.clear()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running = False
                    return
                context, job = self._waiting.popleft()
            context.run(job)


class Runner:
    """Does what ``update`` orders on ``account``; each answer goes to ``dispatch``."""

    def __init__(
        self, account: Account, dispatch: Callable[[Answer, Exception | None], None]
    ) -> None:
        self._account = account
        self._dispatch = dispatch
        self._reads = Reads(account)
        self._lanes: dict[str, Lane] = {}
        self._idle = threading.Condition()
        self._under_way = 0

    def start(self, orders: tuple[Order, ...]) -> None:
        """Begin ``orders``; their answers come whenever they come."""
        for order in orders:
            lane = self._lane(order)
            with self._idle:
                self._under_way += 1
            dropped = lane.put(partial(self._run, order))
            if dropped:
                self._done(dropped)

    def remember(self, made: JsonObject) -> None:
        """List a source that a cell made among those that are ready."""
        self._reads.remember(made)

    def wait(self, timeout: float) -> bool:
        """Wait until nothing is under way; False when it took longer."""
        with self._idle:
            return self._idle.wait_for(lambda: self._under_way == 0, timeout)

    def close(self) -> None:
        """Take on nothing that waits."""
        for lane in self._lanes.values():
            lane.clear()

    def _lane(self, order: Order) -> Lane:
        name = _lane_name(order)
        if name not in self._lanes:
            self._lanes[name] = Lane(f"kit-explorer-{name}", newest_only=name != _WRITES)
        return self._lanes[name]

    def _run(self, order: Order) -> None:
        try:
            answer, error = self._answer(order)
            self._dispatch(answer, error)
        except Exception as error:  # noqa: BLE001 - nobody else would ever see it
            self._dispatch(Failed(error), error)
        finally:
            self._done(1)

    def _done(self, jobs: int) -> None:
        with self._idle:
            self._under_way -= jobs
            self._idle.notify_all()

    def _answer(self, order: Order) -> tuple[Answer, Exception | None]:
        try:
            return self._done_as_ordered(order), None
        except Exception as error:  # noqa: BLE001 - a failure is an answer too
            return _failed(order, error), error

    def _done_as_ordered(self, order: Order) -> Answer:
        match order:
            case ReadList():
                return Listed(order.name, order.number, self._reads.found(order))
            case ReadRecord():
                return Read(order.subject, order.number, self._record(order))
            case Send():
                return Wrote(order.write, self._written(order.write))
            case Settle():
                return Settled(order.write, self._account.source(order.write.source))
            case Make():
                made = make_source(self._account, order.asked)
                self._reads.remember(made)
                return Made(made)
            case Act():
                words = play(self._account, order.asked)
                self._reads.forget()
                return Acted(order.asked.source, words)
            case Reset():
                self._account.offline.reset()
                self._reads.forget()
                return ResetDone()

    def _record(self, order: ReadRecord) -> JsonObject:
        if order.subject == "customer":
            return self._account.customer(order.id)
        return self._account.source(order.id)

    def _written(self, write: Write) -> SourceChange:
        try:
            if write.kind == "detach":
                return self._account.detach(write.customer, write.source)
            metadata = as_metadata(write.metadata) or None
            return self._account.attach(write.customer, write.source, metadata)
        finally:
            self._reads.drop(write.source)


def _lane_name(order: Order) -> str:
    match order:
        case ReadList():
            return order.name
        case ReadRecord():
            return order.subject
        case Settle():
            return "settle"
        case _:
            return _WRITES


def _failed(order: Order, error: Exception) -> Answer:
    """What the failure of ``order`` is called."""
    match order:
        case ReadList():
            return NotListed(order.name, order.number, error)
        case ReadRecord():
            return NotRead(order.subject, order.number, error)
        case Send():
            return NotWritten(order.write, error)
        case Settle():
            return NotSettled(order.write, error)
        case Make():
            return NotMade(error)
        case Act():
            return NotActed(error)
        case Reset():
            return NotReset(error)
