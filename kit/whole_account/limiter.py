"""How fast requests may leave, as far as reading needs to know."""

from __future__ import annotations

import time
from typing import Protocol

from kit.bulk.concurrency_limit import ConcurrencyLimit
from kit.bulk.rate_limiter import AdaptiveRateLimiter
from kit.bulk.scheduler import limit_kind
from kit.errors import TooManyRequests

__all__ = ["AdaptivePace", "RateLimiter"]


class RateLimiter(Protocol):
    """What paces the requests of one thread that sends them."""

    @property
    def at_once(self) -> float:
        """How many requests can be under way, as fast as they are answered."""

    def wait(self, under_way: int) -> float:
        """Seconds until one more request may leave while ``under_way`` are; 0 for now."""

    def sent(self) -> float:
        """One request leaves now; the moment, to be given back with its answer."""

    def answered(self, sent_at: float, refusal: TooManyRequests | None, under_way: int) -> None:
        """An answer came, or a refusal over a limit, while ``under_way`` others are."""


class AdaptivePace:
    """Finds the account's rate from its answers, as attaching many does."""

    #: How long to wait for an answer when as many are under way as may be.
    _FULL = 0.05

    #: How much the latest answer counts for in how long answers take.
    _LATEST = 0.1

    def __init__(self, ceiling: float | None = None) -> None:
        self._rate = AdaptiveRateLimiter(ceiling)
        self._at_once = ConcurrencyLimit()
        self._seconds = 0.0

    @property
    def at_once(self) -> float:
        """How many requests can be under way."""
        return min(self._rate.rate * self._seconds, self._at_once.size)

    def wait(self, under_way: int) -> float:
        """Seconds until one more request may leave."""
        if under_way >= self._at_once.size:
            return self._FULL
        now = time.monotonic()
        return self._rate.next_at(now) - now

    def sent(self) -> float:
        """One request leaves now."""
        now = time.monotonic()
        self._rate.sent(now)
        return now

    def answered(self, sent_at: float, refusal: TooManyRequests | None, under_way: int) -> None:
        """Learn from one answer."""
        now = time.monotonic()
        seconds = now - sent_at
        self._seconds += self._LATEST * (seconds - self._seconds) if self._seconds else seconds
        kind = None if refusal is None else limit_kind(refusal)
        if kind == "rate":
            self._rate.refused(sent_at, now)
        else:
            self._rate.accepted(sent_at, now)
        if kind == "concurrency":
            self._at_once.refused(under_way + 1, sent_at, now)
        else:
            self._at_once.accepted()
