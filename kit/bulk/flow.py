"""The flow of requests: as many at once as pay, as fast as allowed, one per lane.

One thread, the caller's, decides everything; each request has a short-lived thread of its
own that only waits for the answer. Nothing here knows what the requests are about.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Final, Protocol

from kit.bulk.patience import Outage, Patience
from kit.bulk.progress import Progress
from kit.bulk.rate import RateFinder
from kit.bulk.room import Room
from kit.bulk.stopping import StopWish
from kit.errors import KeyRefused, KitError, StripeUnreachable, TooManyRequests
from kit.gateway.stripe_api import ApiResponse, StripeApi

__all__ = ["Flow", "Job", "Reply", "Work", "limit_kind"]

#: How many jobs are held at once, and how many are taken at a time.
_HELD: Final = 1000
_TAKEN: Final = 100
_READY: Final = 50

#: How long the loop sleeps at most, so that a wish to stop is seen.
_NAP: Final = 0.1


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one request: an answer or an error.

    ``in_outage`` tells that nobody else gets answers either.
    """

    answer: ApiResponse | None
    error: KitError | None
    seconds: float
    in_outage: bool = False


class Job(Protocol):
    """Something that takes one request or several, one after the other."""

    @property
    def lane(self) -> str:
        """What no two requests may touch at once."""

    def call(self, api: StripeApi) -> ApiResponse:
        """Make the next request; in a thread of its own."""

    def take(self, reply: Reply) -> float | None:
        """Take what came of it. Seconds until the next request, None when all is done."""


class Work(Protocol):
    """Where jobs come from, and where they go when they are done."""

    def more(self, count: int) -> Iterable[Job]:
        """The next jobs, ``count`` at most; nothing when there are no more."""

    def unsent(self, jobs: Iterable[Job]) -> None:
        """Jobs that were handed out and did not get to send anything in the end."""


@dataclass(order=True, slots=True)
class _Held:
    """A job in its place: who was handed out earlier goes first."""

    place: int
    job: Job = field(compare=False)
    was_sent: bool = field(default=False, compare=False)


@dataclass(slots=True)
class _Arrival:
    held: _Held
    sent_at: float
    answer: ApiResponse | None = None
    error: KitError | None = None
    bug: BaseException | None = None


class Flow:
    """Runs the jobs of a work until all are done, or it must stop."""

    def __init__(
        self,
        api: StripeApi,
        *,
        pace: RateFinder,
        wish: StopWish,
        progress: Progress,
        patience: Patience,
    ) -> None:
        self._api = api
        self._pace = pace
        self._wish = wish
        self._progress = progress
        self._outage = Outage(patience)
        self._room = Room()
        self._arrivals: SimpleQueue[_Arrival] = SimpleQueue()
        self._lanes: dict[str, deque[_Held]] = {}
        self._ready: list[_Held] = []
        self._later: list[tuple[float, _Held]] = []
        self._places = itertools.count()
        self._count = 0
        self._is_dry = False
        self._under_way = 0
        self._stopped_by: str | None = None

    def run(self, work: Work) -> str | None:
        """Run everything. None when all is done, else in a few words why it stopped."""
        while self._goes_on():
            self._supply(work)
            pause = self._send()
            if not self._count:
                break
            self._receive(min(pause, _NAP))
            self._progress.tick()
        held = (each for lane in self._lanes.values() for each in lane)
        work.unsent(each.job for each in held if not each.was_sent)
        return self._stopped_by

    def _goes_on(self) -> bool:
        if self._stopped_by is None and self._wish.asked:
            self._stopped_by = "interrupted"
        if self._stopped_by is None and self._outage.is_over_limit(time.monotonic()):
            self._stopped_by = "no answer"
        return self._stopped_by is None or (self._under_way > 0 and self._wish.asked < 2)

    def _supply(self, work: Work) -> None:
        while not self._is_dry and self._count < _HELD and len(self._ready) < _READY:
            jobs = list(work.more(_TAKEN))
            self._is_dry = not jobs
            self._count += len(jobs)
            for job in jobs:
                held = _Held(next(self._places), job)
                lane = self._lanes.setdefault(job.lane, deque())
                lane.append(held)
                if len(lane) == 1:
                    heapq.heappush(self._ready, held)

    def _send(self) -> float:
        """Send what may go now; seconds until something else may."""
        while self._stopped_by is None and self._has_room():
            now = time.monotonic()
            while self._later and self._later[0][0] <= now:
                heapq.heappush(self._ready, heapq.heappop(self._later)[1])
            if not self._ready:
                return self._later[0][0] - now if self._later else _NAP
            at = self._next_at(now)
            if at > now:
                return at - now
            self._start(heapq.heappop(self._ready), now)
        return _NAP

    def _has_room(self) -> bool:
        return self._under_way < (1 if self._outage.active else self._room.size)

    def _next_at(self, now: float) -> float:
        at = self._pace.next_at(now)
        return max(at, self._outage.next_probe) if self._outage.active else at

    def _start(self, held: _Held, now: float) -> None:
        self._pace.sent(now)
        self._under_way += 1
        held.was_sent = True
        # A daemon: a request that hangs must not keep the interpreter from ending.
        threading.Thread(target=self._perform, args=(_Arrival(held, now),), daemon=True).start()

    def _perform(self, arrival: _Arrival) -> None:
        try:
            arrival.answer = arrival.held.job.call(self._api)
        except KitError as error:
            arrival.error = error
        except BaseException as bug:  # noqa: BLE001  # raised again where somebody sees it
            arrival.bug = bug
        self._arrivals.put(arrival)

    def _receive(self, pause: float) -> None:
        try:
            arrival = self._arrivals.get(timeout=max(pause, 0.0))
            while True:
                self._take(arrival)
                arrival = self._arrivals.get_nowait()
        except Empty:
            return

    def _take(self, arrival: _Arrival) -> None:
        self._under_way -= 1
        if arrival.bug is not None:
            raise arrival.bug
        now = time.monotonic()
        self._learn(arrival, now)
        seconds = now - arrival.sent_at
        reply = Reply(arrival.answer, arrival.error, seconds, in_outage=self._outage.active)
        wait = arrival.held.job.take(reply)
        if wait is None:
            self._leave(arrival.held.job)
        else:
            heapq.heappush(self._later, (now + wait, arrival.held))

    def _learn(self, arrival: _Arrival, now: float) -> None:
        """What an answer tells about the line, whatever it is about."""
        error = arrival.error
        if isinstance(error, StripeUnreachable):
            self._outage.lost(now)
            return
        self._outage.answered()
        if isinstance(error, KeyRefused):
            self._stopped_by = self._stopped_by or "key refused"
        kind = limit_kind(error) if isinstance(error, TooManyRequests) else None
        if kind == "rate":
            self._pace.refused(arrival.sent_at, now)
        else:
            self._pace.accepted(arrival.sent_at, now)
        if kind == "concurrency":
            self._room.refused(self._under_way + 1, arrival.sent_at, now)
        else:
            self._room.accepted()

    def _leave(self, job: Job) -> None:
        """A job is done: the next one of its lane may go."""
        self._count -= 1
        lane = self._lanes[job.lane]
        lane.popleft()
        if lane:
            heapq.heappush(self._ready, lane[0])
        else:
            del self._lanes[job.lane]


def limit_kind(error: TooManyRequests) -> str:
    """What a 429 is about: the "rate", the "concurrency", or one "object"."""
    reason = error.limit_reason or ""
    if reason.endswith("-concurrency"):
        return "concurrency"
    # Without a reason it is likely a lock [DIG]; its code tells for sure.
    if reason == "resource-specific" or error.code == "lock_timeout":
        return "object"
    return "rate"
