"""A list read by windows in simulated time: seconds of waiting cost nothing."""

from __future__ import annotations

import heapq
import itertools
import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from kit.bulk.rate_limiter import AdaptiveRateLimiter
from kit.whole_account.strands import Window
from kit.whole_account.windows import WindowPlan

PAGE = 100


@dataclass
class Reading:
    """What one reading cost."""

    seconds: float
    requests: int
    rows: list[int]


class Bucket:
    """A token bucket that holds a second's requests."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._tokens = rate
        self._at = 0.0

    def lets_in(self, now: float) -> bool:
        self._tokens = min(self._rate, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def simulate(created: Sequence[int], *, latency: float, rate: float, seed: int = 1) -> Reading:
    """Read objects with these times of creation; answers take ``latency`` seconds or a bit more.

    ``requests`` are those that were not refused.
    """
    chance = random.Random(seed)
    newest_first = sorted(created, reverse=True)
    ages = [-second for second in newest_first]
    bucket, limiter = Bucket(rate), AdaptiveRateLimiter()
    whole = Window("customers", {})
    plan, turns = WindowPlan([whole]), itertools.count()
    ready = [((True, 0.0, next(turns)), whole)]
    answers: list[tuple[float, int, float, bool, Window]] = []
    places: dict[int, int] = {}
    held: list[Window] = []  # their ids are keys
    now, requests, rows = 0.0, 0, list[int]()
    while ready or answers:
        due = limiter.next_at(now) if ready else float("inf")
        if not answers or due <= answers[0][0]:
            now = max(now, due)
            window = heapq.heappop(ready)[1]
            limiter.sent(now)
            arrives = now + latency * chance.uniform(1, 1.2)
            heapq.heappush(answers, (arrives, next(turns), now, bucket.lets_in(now), window))
            continue
        now, _, sent_at, let_in, window = heapq.heappop(answers)
        if not let_in:
            limiter.refused(sent_at, now)
            was_read = bool(window.cursor.ids)
            heapq.heappush(ready, ((was_read, -window.pages_left, next(turns)), window))
            continue
        limiter.accepted(sent_at, now)
        requests += 1
        held.append(window)
        top = 0 if window.until is None else bisect_left(ages, 1 - window.until)
        end = len(ages) if window.since is None else bisect_left(ages, 1 - window.since)
        first = places.get(id(window), top)
        last = max(min(first + PAGE, end), first)
        places[id(window)] = last
        page = newest_first[first:last]
        rows += range(first, last)
        window.cursor.pass_over([str(number) for number in range(first, last)])
        window.done = last >= end
        for part in plan.took(window, page, at_once=limiter.rate * 1.1 * latency):
            heapq.heappush(ready, ((False, -part.pages_left, next(turns)), part))
        if not window.done:
            heapq.heappush(ready, ((True, -window.pages_left, next(turns)), window))
    return Reading(now, requests, rows)
