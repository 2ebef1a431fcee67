"""How fast requests may go: found from the answers, since no call of Stripe's tells.

Requests leave evenly spaced. Until the first refusal the pace grows quickly; from then on
it stays just below the last pace that was refused, and asks in small steps, ever more
rarely, whether more has become possible. This suits every kind of limiter (token bucket,
fixed or sliding window) and costs less than one refusal in a hundred requests.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from kit.facts.limits import REQUESTS_PER_SECOND, REQUESTS_PER_SECOND_PER_ENDPOINT

__all__ = ["AdaptiveRateLimiter"]

_UNKNOWN: Final = float("inf")
_LONG_AGO: Final = float("-inf")

#: Steps while no limit is known: by so much, at most so often.
_GROWTH: Final = 1.25
_GROWTH_BEYOND_USUAL: Final = 1.1
_GROWTH_SECONDS: Final = 0.3

#: Steps once one is known: back to just below it, and later beyond it.
_BELOW: Final = 0.985
_RECOVERY: Final = 0.01
_RECOVERY_SECONDS: Final = 0.5
_CREEP: Final = 0.005
_CREEP_SECONDS: Final = 1.0

#: So long without a refusal, and more is asked for; twice as long each time in vain.
_FIRST_HOLD: Final = 10.0
_LONGEST_HOLD: Final = 320.0

#: What is left of the pace after a refusal.
_CUT: Final = 0.97
#: How many seconds' worth of requests a limiter may let through at once.
_BURST_SECONDS: Final = 1.0

#: Refusals within this time are one: a window that is used up refuses everything in it.
_WINDOW_SECONDS: Final = 1.0
#: So many refusals within so long mean that the limit was reached all the time.
_SATURATED_REFUSALS: Final = 3
_SATURATED_SECONDS: Final = 2.5

#: A busy machine holds a sender up for moments; so much of that is not lost.
_CAUGHT_UP_SECONDS: Final = 0.1

#: However often it is refused, a request is tried twice a minute.
_LONGEST_PAUSE: Final = 30.0


class AdaptiveRateLimiter:
    """The pace of requests. Times are seconds on any clock that never goes back.

    ``ceiling`` is a pace never to exceed. The ``first`` pace is Stripe's default limit for
    one endpoint unless a better one is known.

    >>> limiter = AdaptiveRateLimiter(ceiling=10)
    >>> limiter.sent(0.0)
    >>> round(limiter.next_at(0.0), 3)
    0.1
    """

    def __init__(self, ceiling: float | None = None, first: float | None = None) -> None:
        self._ceiling = ceiling or _UNKNOWN
        self.rate = min(first or REQUESTS_PER_SECOND_PER_ENDPOINT, self._ceiling)
        self._too_fast = _UNKNOWN
        self._next = 0.0
        self._stepped_at = _LONG_AGO
        self._paused_at = _LONG_AGO
        self._cut_at = _LONG_AGO
        self._refused_at = _LONG_AGO
        self._hold = _FIRST_HOLD
        self._accepted = 0  # since the last cut, as are the next three
        self._refused = 0
        self._steps = 0
        self._creeps = 0
        self._refused_in_a_row = 0
        self._latest: deque[bool] = deque(maxlen=300)  # True for a refusal
        self._sent: deque[float] = deque(maxlen=512)
        self._round_trip = 0.0

    @property
    def limited(self) -> bool:
        """Whether a limit was met."""
        return self._too_fast != _UNKNOWN

    def next_at(self, now: float) -> float:
        """When the next request may leave: now, or later."""
        return max(self._next, now)

    def sent(self, now: float) -> None:
        """One request leaves now."""
        # A sender that was held up may catch up on a moment, but never in a burst.
        moment = max(2 / self.rate, _CAUGHT_UP_SECONDS)
        self._next = max(self._next, now - moment) + 1 / self.rate
        self._sent.append(now)

    def accepted(self, sent_at: float, now: float) -> None:
        """An answer came that is no rate-limit refusal."""
        self._accepted += 1
        self._refused_in_a_row = 0
        self._latest.append(False)
        self._round_trip += 0.1 * (now - sent_at - self._round_trip)
        if now - self._stepped_at >= self._step_seconds() and self._keeps_up(now):
            self._stepped_at = now
            self.rate = min(self._raised(now), self._ceiling)

    def refused(self, sent_at: float, now: float) -> None:
        """An answer came that says: over the rate limit."""
        self._refused += 1
        self._refused_at = now
        self._latest.append(True)
        if sent_at < self._paused_at:
            return  # It left before the last pause, which it would have caused as well.
        self._refused_in_a_row += 1
        # A breath fills an empty bucket by a few requests, which then absorb jitter.
        breath = 2 / self.rate * 2 ** min(self._refused_in_a_row - 1, 10)
        self._paused_at = now
        self._next = max(self._next, now + min(breath, _LONGEST_PAUSE))
        if now - self._cut_at > _WINDOW_SECONDS and not self._is_tolerable():
            self._cut(sent_at, now)

    def _is_tolerable(self) -> bool:
        """Whether a single one was refused lately: by chance, or since this is the limit."""
        return self.limited and sum(self._latest) <= 1

    def _cut(self, sent_at: float, now: float) -> None:
        pace = self.rate
        if self._saturated(now):
            # Refused then and refused now: what came through in between is the limit.
            through = self._accepted / (now - self._cut_at)
            self._too_fast = min(max(through, pace / 2), pace)
            self.rate = self._too_fast * _CUT
        else:
            self.rate = pace * _CUT if self.limited else min(self._first_guess(sent_at), pace)
            self._too_fast = pace
        self._hold = min(2 * self._hold, _LONGEST_HOLD) if self._creeps else _FIRST_HOLD
        self._cut_at = self._stepped_at = now
        self._accepted = self._refused = self._steps = self._creeps = 0
        self._latest.clear()

    def _saturated(self, now: float) -> bool:
        longest = _SATURATED_SECONDS + 2 * self._round_trip
        return self._refused >= _SATURATED_REFUSALS and now - self._cut_at < longest

    def _raised(self, now: float) -> float:
        if not self.limited:
            is_usual = self.rate < REQUESTS_PER_SECOND
            return self.rate * (_GROWTH if is_usual else _GROWTH_BEYOND_USUAL)
        target = self._too_fast * _BELOW
        if self.rate < target:
            self._steps += 1
            return min(self.rate * (1 + _RECOVERY * 2.0 ** min(self._steps - 1, 3)), target)
        if now - max(self._cut_at, self._refused_at) < self._hold:
            return self.rate
        self._creeps += 1
        # Ten steps without a refusal mean that the limit was lifted: take larger ones.
        self._too_fast *= 1 + _CREEP * 2 ** min(self._creeps // 10, 5)
        return self._too_fast * _BELOW

    def _step_seconds(self) -> float:
        least = _GROWTH_SECONDS
        if self.limited:
            is_below = self.rate < self._too_fast * _BELOW
            least = _RECOVERY_SECONDS if is_below else _CREEP_SECONDS
        return max(least, 1.2 * self._round_trip)

    def _keeps_up(self, now: float) -> bool:
        """Whether requests leave as fast as the pace allows; else more pace is no use."""
        span = max(0.3, 5 / self.rate)
        return self._sent_since(now - span) >= 0.85 * self.rate * span - 1

    def _first_guess(self, sent_at: float) -> float:
        """The limit of a token bucket that refuses just now; other limiters allow for more."""
        times = [each for each in self._sent if each <= sent_at]
        low, high = self.rate / 8, self.rate
        for _ in range(12):
            middle = (low + high) / 2
            low, high = (middle, high) if _would_refuse(middle, times) else (low, middle)
        return _CUT * high

    def _sent_since(self, then: float) -> int:
        return sum(1 for each in self._sent if each >= then)


def _would_refuse(limit: float, times: list[float]) -> bool:
    """Whether a bucket of that limit, full at first, refuses one of the requests."""
    size = limit * _BURST_SECONDS
    tokens, before = size, times[0]
    for time in times:
        tokens = min(tokens + (time - before) * limit, size) - 1
        before = time
        if tokens < 0:
            return True
    return False
