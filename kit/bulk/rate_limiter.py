"""How fast requests may go: found from the answers, since no call of Stripe's tells.

Requests leave evenly spaced, so that a token bucket, a fixed and a sliding window all see
the same. The rate takes turns in three::

    grow    no limit is known: faster and faster, until a request is refused
    hold    just below the limit that the refusal told, for a few seconds
    climb   slowly past it; refused, and it holds again; not refused, the limit was raised
            and it grows

Some limiters count what they refuse. So after a refusal nothing leaves until the last
second holds no more than the new rate, and longer the more often that was in vain.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from kit.facts.limits import REQUESTS_PER_SECOND_PER_ENDPOINT

__all__ = ["AdaptiveRateLimiter"]

_UNKNOWN: Final = float("inf")
_LONG_AGO: Final = float("-inf")

#: Rates are requests a second, and so are all of Stripe's limits [Dx:Rate limits].
_WINDOW_SECONDS: Final = 1.0

#: The rate is looked at so often; grown by a share that doubles, climbed by one that stays.
#: These, and the shares below, were found by simulating eight kinds of limiters: see the tests.
_STEP_SECONDS: Final = 0.35
_FIRST_GROWTH: Final = 0.09
_MOST_GROWTH: Final = 0.15
_CLIMB: Final = 0.003

#: What is left of a limit that was found growing, and found climbing.
_AFTER_GROWTH: Final = 0.98
_AFTER_CLIMB: Final = 0.995

#: What is left of a rate that was refused again within a second of the pause before.
_AFTER_RETURN: Final = 0.88

_HOLD_SECONDS: Final = 5.0
#: A rate so far beyond the limit that was known, and not refused, tells of a new one.
_OUTGROWN: Final = 1.04

_FIRST_PAUSE: Final = 0.025
_LONGEST_PAUSE: Final = 30.0
_SLOWEST: Final = 0.5


class AdaptiveRateLimiter:
    """The rate of requests. Times are seconds on any clock that never goes back.

    ``ceiling`` is a rate never to exceed. The ``first`` rate is Stripe's default limit for
    one endpoint unless a better one is known.

    >>> limiter = AdaptiveRateLimiter(ceiling=10)
    >>> limiter.sent(0.0)
    >>> round(limiter.next_at(0.0), 3)
    0.1
    """

    def __init__(self, ceiling: float | None = None, first: float | None = None) -> None:
        self._ceiling = ceiling or _UNKNOWN
        self.rate = min(first or REQUESTS_PER_SECOND_PER_ENDPOINT, self._ceiling)
        self._limit = _UNKNOWN
        self._growth = _FIRST_GROWTH
        self._next = 0.0
        self._sent: deque[float] = deque(maxlen=2048)
        self._accepted: deque[float] = deque(maxlen=2048)  # when they were sent
        self._stepped_at = _LONG_AGO
        self._holds_until = _LONG_AGO
        #: What was sent before tells of the rate before.
        self._changed_at = _LONG_AGO
        self._refused_in_a_row = 0

    @property
    def limited(self) -> bool:
        """Whether a limit was met, and not outgrown since."""
        return self._limit < _UNKNOWN

    def next_at(self, now: float) -> float:
        """When the next request may leave: now, or later."""
        return max(self._next, now)

    def sent(self, now: float) -> None:
        """One request leaves now."""
        self._sent.append(now)
        # A sender that was held up may catch up on a moment, but never in a burst.
        self._next = max(self._next, now - max(2 / self.rate, 0.1)) + 1 / self.rate

    def accepted(self, sent_at: float, now: float) -> None:
        """An answer came that is no rate-limit refusal."""
        self._accepted.append(sent_at)
        if sent_at < self._changed_at:
            return
        self._refused_in_a_row = 0
        if now >= max(self._stepped_at + _STEP_SECONDS, self._holds_until) and self._keeps_up(now):
            self._faster(now)

    def refused(self, sent_at: float, now: float) -> None:
        """An answer came that says: over the rate limit."""
        if sent_at < self._changed_at:
            return
        self._refused_in_a_row += 1
        self._slower(sent_at)
        self._stepped_at = now
        self._holds_until = now + _HOLD_SECONDS
        self._next = self._changed_at = max(self._when_there_is_room(now), now + self._pause())

    def _faster(self, now: float) -> None:
        if self.rate > _OUTGROWN * self._limit:
            self._limit = _UNKNOWN
            self._growth = _FIRST_GROWTH
        self.rate = min(self.rate * (1 + (_CLIMB if self.limited else self._growth)), self._ceiling)
        if not self.limited:
            self._growth = min(2 * self._growth, _MOST_GROWTH)
        self._stepped_at = now

    def _slower(self, refused_at: float) -> None:
        """Below what was let through in the second before the refusal, but not by far."""
        if self._refused_in_a_row == 1 and refused_at < self._changed_at + _WINDOW_SECONDS:
            # That second holds a pause as well, so what came through in it tells too little.
            self.rate = self._limit = max(_AFTER_RETURN * self.rate, min(_SLOWEST, self._ceiling))
            return
        since = refused_at - _WINDOW_SECONDS
        through = sum(1 for at in self._accepted if since < at <= refused_at)
        share = _AFTER_CLIMB if self.limited else _AFTER_GROWTH
        self.rate = max(
            share * min(max(through, self.rate / 2), self.rate), min(_SLOWEST, self._ceiling)
        )
        self._limit = self.rate / share

    def _when_there_is_room(self, now: float) -> float:
        """When the last second holds no more than the new rate."""
        fits = max(int(self.rate), 1)
        if len(self._sent) < fits:
            return now
        return max(self._sent[-fits] + _WINDOW_SECONDS, now)

    def _pause(self) -> float:
        return max(1 / self.rate, min(_FIRST_PAUSE * 2.0**self._refused_in_a_row, _LONGEST_PAUSE))

    def _keeps_up(self, now: float) -> bool:
        """Whether requests leave as fast as the rate allows; else a higher one is no use."""
        span = max(_STEP_SECONDS, 5 / self.rate)
        return sum(1 for at in self._sent if at >= now - span) >= 0.85 * self.rate * span - 1
