"""Rate limiters of the kinds that one may meet: eight of them, by name.

Written apart from the offline account's own, so that what finds a pace is not tried against
one idea of a limiter only. Each takes the time in seconds and says whether a request may
pass; ``rate`` may be set to another one at any time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

__all__ = ["LIMITERS", "Bucket", "FixedWindow", "Limiter", "SlidingWindow"]


class Limiter(Protocol):
    """Lets through so many requests a second."""

    rate: float

    def lets_in(self, now: float) -> bool:
        """Whether a request passes that arrives now."""


class Bucket:
    """A token bucket that holds ``size`` requests, None for a second's worth.

    A refused one may cost what is in it, so that nothing passes while requests come faster
    than tokens do.
    """

    def __init__(
        self, rate: float, size: float | None = None, *, counts_refused: bool = False
    ) -> None:
        self.rate, self._size, self._counts_refused = rate, size, counts_refused
        self._tokens, self._at = size or rate, 0.0

    def lets_in(self, now: float) -> bool:
        most = self._size or self.rate
        self._tokens = min(most, self._tokens + (now - self._at) * self.rate)
        self._at = now
        if self._tokens < 1:
            self._tokens *= not self._counts_refused
            return False
        self._tokens -= 1
        return True


class FixedWindow:
    """So many in each second of the clock; a refused one may count too, to no effect."""

    def __init__(self, rate: float, *, counts_refused: bool = False) -> None:
        self.rate, self._counts_refused = rate, counts_refused
        self._second, self._count = -1, 0

    def lets_in(self, now: float) -> bool:
        # Nobody's clock begins its seconds when we begin ours.
        if int(now + 0.37) != self._second:
            self._second, self._count = int(now + 0.37), 0
        there_is_room = self._count < self.rate
        self._count += there_is_room or self._counts_refused
        return there_is_room


class SlidingWindow:
    """So many in any second; a refused one may count too."""

    def __init__(self, rate: float, *, counts_refused: bool = False) -> None:
        self.rate, self._counts_refused = rate, counts_refused
        self._times: deque[float] = deque()

    def lets_in(self, now: float) -> bool:
        while self._times and self._times[0] <= now - 1:
            self._times.popleft()
        there_is_room = len(self._times) < self.rate
        if there_is_room or self._counts_refused:
            self._times.append(now)
        return there_is_room


def _named(counts_refused: bool) -> dict[str, Callable[[float], Limiter]]:
    ending = ", counts refused" if counts_refused else ""
    return {
        f"token bucket{ending}": lambda rate: Bucket(rate, counts_refused=counts_refused),
        f"burst of five{ending}": lambda rate: Bucket(rate, 5, counts_refused=counts_refused),
        f"fixed window{ending}": lambda rate: FixedWindow(rate, counts_refused=counts_refused),
        f"sliding window{ending}": lambda rate: SlidingWindow(rate, counts_refused=counts_refused),
    }


#: Makes a limiter of so many requests a second.
LIMITERS: Final = _named(counts_refused=False) | _named(counts_refused=True)
