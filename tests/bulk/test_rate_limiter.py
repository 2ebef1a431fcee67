"""The pace is found on every kind of limiter: simulated, so that minutes take no time."""

import heapq
import itertools
import random

import pytest
from limiters import LIMITERS, Bucket

from kit.bulk.rate_limiter import AdaptiveRateLimiter

#: The share of a limit that is reached over a minute, and that of requests refused at most.
#: What a bucket refuses may cost the part of a token that is there: then nothing passes while
#: requests come faster than tokens do, and each time that the limit is felt for costs more.
SHARE = dict.fromkeys(LIMITERS, 0.93) | {
    "sliding window, counts refused": 0.92,
    "burst of five, counts refused": 0.92,
}
MOST_REFUSED = dict.fromkeys(LIMITERS, 0.023) | {
    "token bucket, counts refused": 0.073,
    "burst of five, counts refused": 0.07,
}
#: The share that is taken of the half that another client leaves.
HALF = dict.fromkeys(LIMITERS, 0.85) | {"sliding window, counts refused": 0.8}


class Minute:
    """What becomes of requests that leave at ``pace``, answered after a quarter of a second."""

    def __init__(self, limiter, pace, *, seconds=60, seed=1, raised_at=None, others=0):
        self.accepted, self.refused = [], 0
        chance = random.Random(seed)
        number = itertools.count()
        waiting = [(0.01, next(number), "other", 0)] if others else []
        now, under_way = 0.0, 0
        while now < seconds:
            due = pace.next_at(now) if under_way < 128 else float("inf")
            if not waiting or due < waiting[0][0]:
                now = due
                pace.sent(now)
                under_way += 1
                heapq.heappush(
                    waiting, (now + 0.1 + chance.uniform(0, 0.02), next(number), "arrives", now)
                )
                continue
            now, _, what, sent_at = heapq.heappop(waiting)
            if raised_at is not None and now >= raised_at:
                limiter.rate, raised_at = 2 * limiter.rate, None
            if what == "other":
                limiter.lets_in(now)
                heapq.heappush(waiting, (now + 1 / others, next(number), "other", 0))
            elif what == "arrives":
                answer = "accepted" if limiter.lets_in(now) else "refused"
                later = sent_at + 0.25 + chance.uniform(0, 0.02)
                heapq.heappush(waiting, (later, next(number), answer, sent_at))
            else:
                under_way -= 1
                getattr(pace, what)(sent_at, now)
                if what == "accepted":
                    self.accepted.append(now)
                else:
                    self.refused += 1

    def rate(self, since, until):
        """Requests a second that were accepted between two times."""
        return sum(since <= at < until for at in self.accepted) / (until - since)


@pytest.mark.parametrize("limit", [25, 100])
@pytest.mark.parametrize("kind", LIMITERS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_minute_comes_close_to_the_limit(kind, limit, seed):
    """Most of what is permitted, the search for the limit included, and few refused."""
    minute = Minute(LIMITERS[kind](limit), AdaptiveRateLimiter(), seed=seed)
    assert minute.rate(0, 60) >= SHARE[kind] * limit
    refused = minute.refused / (minute.refused + len(minute.accepted))
    assert refused <= MOST_REFUSED[kind]


@pytest.mark.parametrize("limit", [25, 100])
@pytest.mark.parametrize("kind", LIMITERS)
def test_a_raised_limit_is_regained(kind, limit):
    """Twice the limit, and within some ten seconds nearly all of it is used."""
    minute = Minute(LIMITERS[kind](limit), AdaptiveRateLimiter(), raised_at=30)
    assert minute.rate(42, 50) >= 0.9 * 2 * limit


@pytest.mark.parametrize("limit", [25, 100])
@pytest.mark.parametrize("kind", LIMITERS)
def test_another_client_s_half_is_left_to_it(kind, limit):
    """Where another client takes half of a limit evenly, about the other half is taken."""
    minute = Minute(LIMITERS[kind](limit), AdaptiveRateLimiter(), others=limit / 2)
    assert minute.rate(0, 60) >= HALF[kind] * limit / 2


@pytest.mark.parametrize("limit", [25, 100])
def test_the_first_seconds_find_a_documented_limit(limit):
    """Ten seconds of a token bucket: most of what it lets through, and few refused on the way."""
    minute = Minute(Bucket(limit, limit), AdaptiveRateLimiter(), seconds=10)
    assert minute.rate(0, 10) >= 0.95 * limit
    assert minute.refused <= 0.02 * 1000


def test_a_full_bucket_is_no_new_limit():
    """After a pause a bucket lets more through for a while; the pace does not run away with it."""
    pace = AdaptiveRateLimiter()
    minute = Minute(Bucket(25, 25), pace, seconds=60)
    assert minute.refused <= 0.025 * len(minute.accepted)
    assert pace.rate < 2 * 25


def test_a_ceiling_is_never_exceeded():
    """Given a rate, nothing is asked for beyond it."""
    minute = Minute(Bucket(1000, 1000), AdaptiveRateLimiter(ceiling=40))
    assert 39 < minute.rate(1, 60) <= 40.1
    assert minute.refused == 0


def test_without_a_limit_the_pace_grows():
    """Nothing refuses, so the requests at once are what bounds it."""
    assert Minute(Bucket(10**6, 10**6), AdaptiveRateLimiter()).rate(20, 60) > 300


def test_a_lowered_limit_is_not_hammered():
    """From 100 to 5 a second: few requests are refused on the way."""
    minute = Minute(Bucket(5, 5), AdaptiveRateLimiter(first=100), seconds=300)
    assert minute.rate(0, 300) > 4.5
    assert minute.refused < 0.08 * len(minute.accepted)


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
