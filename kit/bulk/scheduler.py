"""The scheduler of requests: as many at once as pay, as fast as allowed, one per lane.

One thread, the caller's, decides everything; each request has a short-lived thread of its
own that only waits for the answer. Nothing here knows what the requests are about.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final, Protocol

from kit.bulk.cancellation import CancelToken
from kit.bulk.concurrency_limit import ConcurrencyLimit
from kit.bulk.progress import Progress
from kit.bulk.rate_limiter import AdaptiveRateLimiter
from kit.bulk.retry import Outage, RetryPolicy
from kit.errors import KeyRefused, KitError, StripeUnreachable, TooManyRequests
from kit.gateway.stripe_api import ApiResponse, StripeApi

__all__ = ["Attempt", "JobQueue", "ScheduledJob", "Scheduler", "limit_kind"]

#: How many jobs are held at once, and how many are taken at a time.
_HELD: Final = 1000
_TAKEN: Final = 100
_READY: Final = 50

#: How long the loop sleeps at most, so that a wish to stop is seen.
_NAP: Final = 0.1


class ScheduledJob(ABC):
    """Something that takes one request or several, one after the other.

    No two requests of one ``lane`` are under way at once. The rest is the scheduler's:
    ``place`` is when it was handed out, and who was handed out earlier goes first.
    """

    def __init__(self, lane: str) -> None:
        self.lane = lane
        self.place = 0
        self.was_sent = False

    @abstractmethod
    def send(self, api: StripeApi) -> ApiResponse:
        """Make the next request; in a thread of its own."""

    @abstractmethod
    def receive(self, attempt: Attempt) -> float | None:
        """Take what came of it. Seconds until the next request, None when all is done."""


@dataclass(slots=True)
class Attempt:
    """One request of a job, and what came of it: a response or an error.

    ``in_outage`` tells that nobody else gets answers either.
    """

    job: ScheduledJob
    sent_at: float
    response: ApiResponse | None = None
    error: KitError | None = None
    bug: BaseException | None = None
    seconds: float = 0.0
    in_outage: bool = False


class JobQueue(Protocol):
    """Where jobs come from."""

    def more(self, count: int) -> Iterable[ScheduledJob]:
        """The next jobs, ``count`` at most; nothing when there are no more."""

    def take_back(self, jobs: Iterable[ScheduledJob]) -> None:
        """Jobs that were handed out and did not get to send anything in the end."""


class Scheduler:
    """Runs the jobs of a queue until all are done, or it must stop."""

    def __init__(
        self,
        api: StripeApi,
        *,
        rate: AdaptiveRateLimiter,
        cancel: CancelToken,
        progress: Progress,
        policy: RetryPolicy,
    ) -> None:
        self._api = api
        self._rate = rate
        self._cancel = cancel
        self._progress = progress
        self._outage = Outage(policy)
        self._concurrency = ConcurrencyLimit()
        self._arrivals: SimpleQueue[Attempt] = SimpleQueue()
        self._lanes: dict[str, deque[ScheduledJob]] = {}
        self._ready: list[tuple[int, ScheduledJob]] = []
        self._later: list[tuple[float, int, ScheduledJob]] = []
        self._places = itertools.count()
        self._count = 0
        self._is_dry = False
        self._under_way = 0
        self._stopped_by: str | None = None

    def run(self, queue: JobQueue) -> str | None:
        """Run everything. None when all is done, else in a few words why it stopped."""
        while self._goes_on():
            self._supply(queue)
            pause = self._send()
            if not self._count:
                break
            self._receive(min(pause, _NAP))
            self._progress.tick()
        held = (job for lane in self._lanes.values() for job in lane)
        queue.take_back(job for job in held if not job.was_sent)
        return self._stopped_by

    def _goes_on(self) -> bool:
        if self._stopped_by is None and self._cancel.times_asked:
            self._stopped_by = "interrupted"
        if self._stopped_by is None and self._outage.is_over_limit(time.monotonic()):
            self._stopped_by = "no answer"
        return self._stopped_by is None or (self._under_way > 0 and self._cancel.times_asked < 2)

    def _supply(self, queue: JobQueue) -> None:
        while not self._is_dry and self._count < _HELD and len(self._ready) < _READY:
            jobs = list(queue.more(_TAKEN))
            self._is_dry = not jobs
            self._count += len(jobs)
            for job in jobs:
                job.place = next(self._places)
                lane = self._lanes.setdefault(job.lane, deque())
                lane.append(job)
                if len(lane) == 1:
                    heapq.heappush(self._ready, (job.place, job))

    def _send(self) -> float:
        """Send what may go now; seconds until something else may."""
        while self._stopped_by is None and self._may_send_another():
            now = time.monotonic()
            while self._later and self._later[0][0] <= now:
                heapq.heappush(self._ready, heapq.heappop(self._later)[1:])
            if not self._ready:
                return self._later[0][0] - now if self._later else _NAP
            at = self._next_at(now)
            if at > now:
                return at - now
            self._start(heapq.heappop(self._ready)[1], now)
        return _NAP

    def _may_send_another(self) -> bool:
        return self._under_way < (1 if self._outage.active else self._concurrency.size)

    def _next_at(self, now: float) -> float:
        at = self._rate.next_at(now)
        return max(at, self._outage.next_probe) if self._outage.active else at

    def _start(self, job: ScheduledJob, now: float) -> None:
        self._rate.sent(now)
        self._under_way += 1
        job.was_sent = True
        # A daemon: a request that hangs must not keep the interpreter from ending.
        threading.Thread(target=self._make, args=(Attempt(job, now),), daemon=True).start()

    def _make(self, attempt: Attempt) -> None:
        try:
            attempt.response = attempt.job.send(self._api)
        except KitError as error:
            attempt.error = error
        except BaseException as bug:  # noqa: BLE001  # raised again where somebody sees it
            attempt.bug = bug
        self._arrivals.put(attempt)

    def _receive(self, pause: float) -> None:
        try:
            attempt = self._arrivals.get(timeout=max(pause, 0.0))
            while True:
                self._take_in(attempt)
                attempt = self._arrivals.get_nowait()
        except Empty:
            return

    def _take_in(self, attempt: Attempt) -> None:
        self._under_way -= 1
        if attempt.bug is not None:
            raise attempt.bug
        now = time.monotonic()
        self._learn(attempt, now)
        attempt.seconds = now - attempt.sent_at
        attempt.in_outage = self._outage.active
        job = attempt.job
        wait = job.receive(attempt)
        if wait is None:
            self._leave(job)
        else:
            heapq.heappush(self._later, (now + wait, job.place, job))

    def _learn(self, attempt: Attempt, now: float) -> None:
        """What an answer tells about the line, whatever it is about."""
        error = attempt.error
        if isinstance(error, StripeUnreachable):
            self._outage.lost(now)
            return
        self._outage.answered()
        if isinstance(error, KeyRefused):
            self._stopped_by = self._stopped_by or "key refused"
        kind = limit_kind(error) if isinstance(error, TooManyRequests) else None
        if kind == "rate":
            self._rate.refused(attempt.sent_at, now)
        else:
            self._rate.accepted(attempt.sent_at, now)
        if kind == "concurrency":
            self._concurrency.refused(self._under_way + 1, attempt.sent_at, now)
        else:
            self._concurrency.accepted()

    def _leave(self, job: ScheduledJob) -> None:
        """A job is done: the next one of its lane may go."""
        self._count -= 1
        lane = self._lanes[job.lane]
        lane.popleft()
        if lane:
            heapq.heappush(self._ready, (lane[0].place, lane[0]))
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
