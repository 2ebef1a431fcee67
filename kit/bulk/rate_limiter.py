"""How fast requests may go: found from the answers, since no call of Stripe's tells.

Requests leave evenly spaced, so that a token bucket, a fixed and a sliding window all see
the same. The rate takes turns in four::

    ask     is it this limit? beyond it, for as long as its bucket may last: first the limits
            that Stripe documents, one after the other; refused, and it is known
    grow    none of these: faster and faster, until a request is refused
    hold    just below the limit that the refusal told, for a few seconds
    climb   slowly past it; refused, and it holds again; not refused, and it asks

Some limiters count what they refuse. So after a refusal nothing leaves until the last
second holds no more than the new rate, and longer the more often that was in vain.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from kit.bulk.limit_question import LimitQuestion
from kit.facts.limits import REQUESTS_PER_SECOND, REQUESTS_PER_SECOND_PER_ENDPOINT

__all__ = ["AdaptiveRateLimiter"]

_UNKNOWN: Final = float("inf")
_LONG_AGO: Final = float("-inf")

#: Rates are requests a second, and so are all of Stripe's limits [Dx:Rate limits].
_WINDOW_SECONDS: Final = 1.0

#: Limits that are likelier than others [Dx:Rate limits].
_DOCUMENTED: Final = (REQUESTS_PER_SECOND_PER_ENDPOINT, REQUESTS_PER_SECOND)

#: A limit is asked for by so many requests a second beyond it, fewer where its bucket holds
#: fewer: what leaves so before the refusal is back, is refused as well.
_ASKED_BEYOND: Final = 30.0
_HASTE: Final = 1.2
_LEAST_HELD: Final = 2.0

#: The rate is looked at so often, and grown or climbed by these shares.
#: These, and the shares below, were found by simulating eight kinds of limiters: see the tests.
_STEP_SECONDS: Final = 0.35
_GROWTH: Final = 0.15
_CLIMB: Final = 0.003

#: What is left of a limit that was found growing, and found climbing.
_AFTER_GROWTH: Final = 0.98
_AFTER_CLIMB: Final = 0.995

#: What is left of a rate that was refused again within a second of the pause before.
_AFTER_RETURN: Final = 0.88

_HOLD_SECONDS: Final = 5.0
#: A rate so far beyond the limit that was known, and not refused, raises the question.
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
        self._next = 0.0
        self._sent: deque[float] = deque(maxlen=2048)
        self._accepted: deque[float] = deque(maxlen=2048)  # when they were sent
        self._stepped_at = _LONG_AGO
        self._holds_until = _LONG_AGO
        #: What was sent before tells of the rate before.
        self._changed_at = _LONG_AGO
        self._refused_in_a_row = 0
        self._likely = [] if first else list(_DOCUMENTED)
        self._question: LimitQuestion | None = None
        #: What went well for some seconds, before it was climbed from.
        self._held = _UNKNOWN
        #: When the bucket was empty, if there is one, and what was sent since.
        self._emptied_at = 0.0
        self._sent_since = 0

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
        self._sent_since += 1
        # A sender that was held up may catch up on a moment, but never in a burst.
        self._next = max(self._next, now - max(2 / self.rate, 0.1)) + 1 / self.rate

    def accepted(self, sent_at: float, now: float) -> None:
        """An answer came that is no rate-limit refusal."""
        self._accepted.append(sent_at)
        if sent_at < self._changed_at:
            return
        self._refused_in_a_row = 0
        if self._question is not None:
            if self._question.accepted(sent_at):
                self._question, self._limit, self._held = None, _UNKNOWN, _UNKNOWN
        elif self._likely and not self.limited:
            limit = self._likely.pop(0)
            self._ask(limit, limit, now)
        elif now >= max(self._stepped_at + _STEP_SECONDS, self._holds_until) and self._keeps_up(
            now
        ):
            self._faster(now)

    def refused(self, sent_at: float, now: float) -> None:
        """An answer came that says: over the rate limit."""
        if sent_at < self._changed_at:
            return
        self._refused_in_a_row += 1
        self._slower(sent_at)
        self._question, self._held, self._likely = None, _UNKNOWN, []
        self._emptied_at, self._sent_since = now, 0
        self._stepped_at = now
        self._holds_until = now + _HOLD_SECONDS
        self._next = self._changed_at = max(self._when_there_is_room(now), now + self._pause())

    def _ask(self, limit: float, in_bucket: float, now: float) -> None:
        """Go beyond a limit until it is known whether it is the one."""
        self._question = LimitQuestion(limit, in_bucket, now)
        self.rate = max(
            self.rate, min(limit + min(_HASTE * in_bucket, _ASKED_BEYOND), self._ceiling)
        )

    def _faster(self, now: float) -> None:
        if self._stepped_at < self._holds_until:
            self._held = self.rate
        self._stepped_at = now
        if self.rate > _OUTGROWN * self._limit:
            spared = self._limit * (now - self._emptied_at) - self._sent_since
            self._ask(self._limit, max(min(spared, self._limit), _LEAST_HELD), now)
            return
        self.rate = min(self.rate * (1 + (_CLIMB if self.limited else _GROWTH)), self._ceiling)

    def _slower(self, refused_at: float) -> None:
        """Below what was let through in the second before the refusal, but not by far."""
        lowest = min(_SLOWEST, self._ceiling)
        since = refused_at - _WINDOW_SECONDS
        if self._refused_in_a_row == 1 and since < self._changed_at:
            # That second holds a pause as well, so what came through in it tells too little.
            self.rate = self._limit = max(_AFTER_RETURN * self.rate, lowest)
            return
        through = max(sum(since < at <= refused_at for at in self._accepted), self.rate / 2)
        if self._question is not None:
            through = self._question.lowered(through, since)
        share = _AFTER_CLIMB if self.limited and self._question is None else _AFTER_GROWTH
        self.rate = max(min(share * through, self.rate, self._held), lowest)
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
