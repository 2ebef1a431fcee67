"""How fast requests may go: found from the answers, since no call of Stripe's tells.

Requests leave evenly spaced. The rate grows until one is refused; what was accepted in the
second before is then the limit, whether a bucket, a fixed or a sliding window counts it.
Sending pauses until the last second holds no more than that, because some limiters count
refused requests too. From then on the rate is asked to rise by probes: a few requests
leave early, and as many slots stay empty behind them, so that a probe in vain costs a
refusal or two. Every refusal is paid for by accepted requests before the next probe.
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

#: While no limit is known, the rate rises by a growing share after so many seconds.
_STEP_SECONDS: Final = 0.3
_FIRST_GROWTH: Final = 0.12
_MORE_GROWTH: Final = 0.05
_MOST_GROWTH: Final = 0.2

#: After a refusal the rate is this share of what was accepted, and climbs by a small one.
_BELOW: Final = 0.97
_CLIMB: Final = 0.006

#: What a refusal costs in accepted requests, and how many may be had before any is paid.
_PRICE: Final = 140
_CREDIT: Final = 5.0
_MOST_CREDIT: Final = 30.0
#: Where refused requests are not counted, no more than so many seconds of it are owed.
_DEBT_SECONDS: Final = 8.4

_PROBE_SECONDS: Final = 3.0

#: However often it is refused, a request is tried twice a minute.
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
        self.limited = False  # whether a limit was met, and not outgrown since
        self._next = 0.0
        self._sent: deque[float] = deque(maxlen=1024)
        self._accepted: deque[float] = deque(maxlen=1024)  # when they were sent
        self._paused_until = _LONG_AGO  # what was sent before tells nothing new
        self._refused_in_a_row = 0
        self._refused_at = _UNKNOWN
        self._stepped_at = _LONG_AGO
        self._growth = _FIRST_GROWTH
        self._target = _UNKNOWN
        self._credit = _CREDIT
        self._probe = _Probe()

    def next_at(self, now: float) -> float:
        """When the next request may leave: now, or later."""
        return now if self._probe.early else max(self._next, now)

    def sent(self, now: float) -> None:
        """One request leaves now."""
        self._sent.append(now)
        if self._probe.early:
            self._probe.early -= 1
        else:
            # A sender that was held up may catch up on a moment, but never in a burst.
            self._next = max(self._next, now - max(2 / self.rate, 0.1))
        self._next += 1 / self.rate

    def accepted(self, sent_at: float, now: float) -> None:
        """An answer came that is no rate-limit refusal."""
        self._accepted.append(sent_at)
        self._credit = min(self._credit + 1 / _PRICE, _MOST_CREDIT)
        if sent_at >= self._paused_until:
            self._refused_in_a_row = 0
        elif sent_at > self._refused_at and self._credit < -_DEBT_SECONDS / _PRICE * self.rate:
            self._credit += 1  # let in amidst refusals: here they cost nobody anything
        if self._probe.is_over(sent_at):
            self._end_probe(now)
        if now >= max(self._paused_until, self._stepped_at + _STEP_SECONDS):
            self._step(now)

    def refused(self, sent_at: float, now: float) -> None:
        """An answer came that says: over the rate limit."""
        self._credit -= 1
        if self._probe.refused(sent_at) or sent_at < self._paused_until:
            return
        self._refused_in_a_row += 1
        self._refused_at = sent_at
        self._slow_down(sent_at, now)
        fits = max(int(self.rate * _BELOW), 1)
        crowd = self._sent[-fits] + _WINDOW_SECONDS if len(self._sent) >= fits else now
        pause = min(0.05 * 2.0**self._refused_in_a_row, _LONGEST_PAUSE)
        self._next = max(crowd, now + 2 / self.rate)
        if self._refused_in_a_row > 1:
            self._next = max(self._next, now + pause)
        self._paused_until = self._next
        self._probe.end(now)

    # -- slower ----------------------------------------------------------------------

    def _slow_down(self, refused_at: float, now: float) -> None:
        rate, was_known = self.rate, self.limited
        through = sum(1 for at in self._accepted if refused_at - _WINDOW_SECONDS < at <= refused_at)
        if self._probe.lately(now):
            self.rate = self._target = min(self._probe.rate_before, rate)
        elif through >= 0.9 * rate:
            self.rate = self._target = _BELOW * rate
        elif through >= 0.75 * rate:
            self.rate, self._target = _BELOW * through, _BELOW * (through + rate) / 2
        else:
            self.rate = _BELOW * max(through, rate / 2)
            # The rate was rising, so the limit may be anywhere up to it: climb and see.
            self._target = 1.08 * self.rate if was_known else rate
        self.rate = max(self.rate, min(_SLOWEST, self._ceiling))
        self.limited = True
        self._stepped_at = now

    # -- faster ----------------------------------------------------------------------

    def _step(self, now: float) -> None:
        if self._probe.under_way or not self._keeps_up(now):
            return
        if not self.limited:
            self._raise(self.rate * (1 + self._growth), now)
            self._growth = min(self._growth + _MORE_GROWTH, _MOST_GROWTH)
        elif self.rate < self._target:
            self._raise(min(self.rate * (1 + _CLIMB), self._target), now)
        elif self._credit >= 0 and self._probe.may_begin(now):
            size = round(min(max(0.04 * self.rate + 0.5, 2), 4))
            if self.rate + size <= self._ceiling:
                self._probe.begin(now, size)
                self._stepped_at = now

    def _end_probe(self, now: float) -> None:
        size = self._probe.size
        self._probe.under_way = False
        if self._probe.was_refused:
            return
        self._probe.succeeded(self.rate, now)
        self._raise(self.rate + size, now)
        self._target = self.rate
        if self._probe.successes >= 2:
            # Twice is no accident: the limit was raised, nobody knows how far.
            self.limited = False
            self._growth = _FIRST_GROWTH
            self._probe.successes = 0

    def _raise(self, rate: float, now: float) -> None:
        self.rate = min(rate, self._ceiling)
        self._stepped_at = now

    def _keeps_up(self, now: float) -> bool:
        """Whether requests leave as fast as the rate allows; else a higher one is no use."""
        span = max(_STEP_SECONDS, 5 / self.rate)
        return sum(1 for at in self._sent if at >= now - span) >= 0.85 * self.rate * span - 1


class _Probe:
    """A few requests that leave early, to see whether a window holds more than was thought."""

    #: More refusals than a probe accounts for mean that the limit itself was met.
    _TOLERATED: Final = 3

    def __init__(self) -> None:
        self.under_way = False
        self.early = 0
        self.size = 0
        self.successes = 0
        self.rate_before = 0.0
        self._began_at = _LONG_AGO
        self._ended_at = _LONG_AGO
        self._succeeded_at = _LONG_AGO
        self._refusals = 0

    @property
    def was_refused(self) -> bool:
        return self._refusals > 0

    def may_begin(self, now: float) -> bool:
        return self.successes > 0 or now - self._ended_at >= _PROBE_SECONDS

    def begin(self, now: float, size: int) -> None:
        self.under_way = True
        self.early = self.size = size
        self._began_at = self._ended_at = now
        self._refusals = 0

    def is_over(self, sent_at: float) -> bool:
        """Whether the window in which it was made has passed, seen by a later request."""
        return self.under_way and sent_at >= self._began_at + _WINDOW_SECONDS

    def refused(self, sent_at: float) -> bool:
        """Whether a refusal is this probe's, and says nothing of the rate."""
        if not self.under_way or sent_at < self._began_at:
            return False
        self._refusals += 1
        self.successes = self.early = 0
        return self._refusals <= self._TOLERATED

    def succeeded(self, rate_before: float, now: float) -> None:
        if not self.successes:
            self.rate_before = rate_before
        self.successes += 1
        self._succeeded_at = now

    def lately(self, now: float) -> bool:
        """Whether the rate is what it is because a probe was let in."""
        return now - self._succeeded_at < _PROBE_SECONDS + _WINDOW_SECONDS

    def end(self, now: float) -> None:
        self.under_way = False
        self.early = self.successes = 0
        self._ended_at = now
        self._succeeded_at = min(self._succeeded_at, now - 2 * _PROBE_SECONDS)
