"""How many requests may be under way at once."""

from __future__ import annotations

from typing import Final

__all__ = ["ConcurrencyLimit"]

#: The connections that the HTTP client keeps open; a second of latency at 100 a second.
_MOST: Final = 128


class ConcurrencyLimit:
    """As many as the connections allow, fewer after refusals over concurrency."""

    def __init__(self) -> None:
        self._size = float(_MOST)
        self._cut_at = float("-inf")

    @property
    def size(self) -> int:
        """How many at once."""
        return int(self._size)

    def accepted(self) -> None:
        """One answer that is no refusal over concurrency: one more for each full set."""
        self._size = min(self._size + 1 / self._size, _MOST)

    def refused(self, under_way: int, sent_at: float, now: float) -> None:
        """Too many at once; ``under_way`` were. One crowd is punished once."""
        if sent_at >= self._cut_at:
            self._size = max(1.0, min(self._size, under_way) * 0.8)
            self._cut_at = now
