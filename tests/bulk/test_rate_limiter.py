"""The pace is found on every kind of limiter: simulated, so that minutes take no time."""

import heapq
import random
from collections import deque

import pytest

from kit.bulk.rate_limiter import AdaptiveRateLimiter


class Bucket:
    """A token bucket that holds ``size`` requests."""

    def __init__(self, rate, size):
        self.rate, self.size = rate, size
        self.tokens, self.at = size, 0.0

    def lets_in(self, now):
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class FixedWindow:
    """So many in each second of the clock."""

    def __init__(self, rate):
        self.rate, self.second, self.count = rate, None, 0

    def lets_in(self, now):
        if int(now) != self.second:
            self.second, self.count = int(now), 0
        self.count += 1
        return self.count <= self.rate


class SlidingWindow:
    """So many in any second."""

    def __init__(self, rate):
        self.rate, self.times = rate, deque()

    def lets_in(self, now):
        while self.times and self.times[0] <= now - 1:
            self.times.popleft()
        if len(self.times) >= self.rate:
            return False
        self.times.append(now)
        return True


def simulate(limiter, rows, pace, *, latency=0.25, jitter=0.02, most=128):
    """Requests per second that got through, and the share that was refused."""
    chance = random.Random(1)
    now, to_send, under_way, through, refused = 0.0, rows, 0, 0, 0
    events = []
    while through < rows:
        due = pace.next_at(now) if to_send and under_way < most else float("inf")
        if not events or due < events[0][0]:
            now = due
            pace.sent(now)
            to_send, under_way = to_send - 1, under_way + 1
            heapq.heappush(events, (now + chance.uniform(0, jitter), "arrives", now))
            continue
        now, what, sent_at = heapq.heappop(events)
        if what == "arrives":
            answer = "accepted" if limiter.lets_in(now) else "refused"
            heapq.heappush(events, (sent_at + latency + chance.uniform(0, jitter), answer, sent_at))
            continue
        under_way -= 1
        getattr(pace, what)(sent_at, now)
        through += what == "accepted"
        refused += what == "refused"
        to_send += what == "refused"
    return through / now, refused / (through + refused)


@pytest.mark.parametrize("limit", [25, 100])
@pytest.mark.parametrize("kind", ["bucket", "small bucket", "fixed window", "sliding window"])
def test_five_minutes_come_close_to_the_limit(kind, limit):
    """At least 95 % of what is permitted, at most 2 % refused."""
    limiter = {
        "bucket": Bucket(limit, limit),
        "small bucket": Bucket(limit, limit / 5),
        "fixed window": FixedWindow(limit),
        "sliding window": SlidingWindow(limit),
    }[kind]
    rate, refused = simulate(limiter, 300 * limit, AdaptiveRateLimiter())
    assert rate >= 0.95 * limit
    assert refused <= 0.02


def test_a_ceiling_is_never_exceeded():
    """Given a rate, nothing is asked for beyond it."""
    rate, refused = simulate(Bucket(1000, 1000), 2000, AdaptiveRateLimiter(ceiling=40))
    assert 39 < rate <= 40.1
    assert refused == 0


def test_without_a_limit_the_pace_grows():
    """Nothing refuses, so the room is what bounds it."""
    rate, _ = simulate(Bucket(10**6, 10**6), 20_000, AdaptiveRateLimiter())
    assert rate > 200


def test_a_lifted_limit_is_noticed():
    """After a cut, the pace finds its way up again."""
    limiter = Bucket(20, 20)
    pace = AdaptiveRateLimiter()
    simulate(limiter, 600, pace)
    assert 18 < pace.rate < 24
    limiter = Bucket(80, 80)
    rate, _ = simulate(limiter, 20_000, pace)
    assert rate > 60


def test_a_lowered_limit_is_not_hammered():
    """From 100 to 5 a second: few requests are refused on the way."""
    pace = AdaptiveRateLimiter(first=100)
    rate, refused = simulate(Bucket(5, 5), 1500, pace)
    assert rate > 4.5
    assert refused < 0.08


def test_with_nothing_let_in_the_pauses_grow():
    """A dead limit gets some tries a minute, not thousands."""
    pace, now, tries = AdaptiveRateLimiter(), 0.0, 0
    while now < 600:
        now = pace.next_at(now)
        pace.sent(now)
        pace.refused(now, now + 0.05)
        now += 0.05
        tries += 1
    assert tries < 100
