"""Is that the limit? Asked by going beyond it, and answered by what comes through.

A bucket lets through what is in it besides its rate, however small that is. So only when more
came through than the limit and all that its bucket can have held is it known to be another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["LimitQuestion"]

#: Clocks and ways differ: so much more than the bucket holds must have come through.
_FOR_CERTAIN: Final = 1.1
_AT_LEAST: Final = 2.0


@dataclass(slots=True)
class LimitQuestion:
    """Whether ``limit`` requests a second are the limit, with ``held`` in its bucket ``since``."""

    limit: float
    held: float
    since: float
    came_through: int = 0

    def accepted(self, sent_at: float) -> bool:
        """Whether it cannot be the limit, now that a request sent then came through as well."""
        if sent_at < self.since:
            return False
        self.came_through += 1
        beyond = self.came_through - self.limit * (sent_at - self.since)
        if beyond < -_AT_LEAST:  # slower than the limit, so its bucket is as full as it was
            self.since, self.came_through = sent_at, 0
        return beyond > _FOR_CERTAIN * self.held + _AT_LEAST

    def lowered(self, through: float, since: float) -> float:
        """The limit, now that one was refused: ``through`` came so in the second from ``since``.

        What a bucket held is no part of it. A second that began before the question tells of
        the rate before.
        """
        return min(through, self.limit) if since >= self.since else self.limit
