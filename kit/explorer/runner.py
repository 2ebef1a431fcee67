"""Carries out orders beside the kernel and answers with events.

One thread reads for each list, and the newest order for it replaces one that still waits;
writes have a thread of their own, in order, so that no read ever holds one back.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from functools import partial
from typing import Final

from kit import frames, snippets
from kit.account import Account
from kit.explorer.answers import Answer, Failed
from kit.explorer.orders import Order, StopOverview, StopRun
from kit.explorer.work import WRITES, Work, lane_of
from kit.facts import JsonObject

__all__ = ["Lane", "Runner"]

#: So long it may take until the first lists are there.
_LOAD_AHEAD_SECONDS: Final = 60.0

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

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running = False
                    return
                context, job = self._waiting.popleft()
            context.run(job)


class Runner:
    """Does what ``update`` orders on ``account``; each answer goes to ``dispatch``.

    Whoever waits lets go of ``lock`` meanwhile, which ``dispatch`` needs.
    """

    def __init__(
        self,
        account: Account,
        dispatch: Callable[[Answer, Exception | None], None],
        lock: threading.RLock,
    ) -> None:
        self._dispatch = dispatch
        self._work = Work(account, lambda answer: dispatch(answer, None))
        self._lanes: dict[str, Lane] = {}
        self._idle = threading.Condition(lock)
        self._under_way = 0
        self._closed = False

    def start(self, orders: tuple[Order, ...]) -> None:
        """Begin ``orders``; their answers come whenever they come. After ``close`` none begins."""
        if self._closed:
            return
        for order in orders:
            if isinstance(order, StopRun | StopOverview):
                self._work.stop(order)
                continue
            self._work.expect(order)
            lane = self._lane(order)
            with self._idle:
                self._under_way += 1
            dropped = lane.put(partial(self._run, order))
            if dropped:
                self._done(dropped)

    def load_ahead(self) -> None:
        """Load, once nothing is under way, what the first result would wait for."""

        def load() -> None:
            self.wait(_LOAD_AHEAD_SECONDS)
            with suppress(ImportError):  # whoever needs it then is told
                _ = frames.flatten, frames.mask, snippets.as_code

        threading.Thread(target=load, name="kit-explorer-load-ahead", daemon=True).start()

    def remember(self, made: JsonObject) -> None:
        """List a source that a cell made among those that are ready."""
        self._work.remember(made)

    def wait(self, timeout: float) -> bool:
        """Wait until nothing is under way; False when it took longer."""
        with self._idle:
            return self._idle.wait_for(lambda: self.is_idle, timeout)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return self._under_way == 0

    @property
    def is_closed(self) -> bool:
        """Whether nothing is begun any more."""
        return self._closed

    def close(self) -> None:
        """Take on nothing that waits, and end what takes long after what is under way."""
        self._closed = True
        self._work.stop_all()

    def _lane(self, order: Order) -> Lane:
        name = lane_of(order)
        if name not in self._lanes:
            self._lanes[name] = Lane(f"kit-explorer-{name}", newest_only=name != WRITES)
        return self._lanes[name]

    def _run(self, order: Order) -> None:
        try:
            if self._closed:
                return
            answer, error = self._work.answer(order)
            self._dispatch(answer, error)
        except Exception as error:  # noqa: BLE001 - nobody else would ever see it
            self._dispatch(Failed(error), error)
        finally:
            self._done(1)

    def _done(self, jobs: int) -> None:
        with self._idle:
            self._under_way -= jobs
            self._idle.notify_all()
