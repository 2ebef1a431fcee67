"""How long to wait after a failure, and when to stop waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kit.errors import KitError, NothingListens, StripeUnreachable, TooManyRequests

__all__ = ["Outage", "RetryPolicy", "call_with_retries", "ends_reading"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When a row is given up, and when the run.

    ``tries`` are failures of one row while others get answers, with waits from ``first``
    seconds, doubled up to ``longest``: some three and a half minutes. ``outage`` is how
    many seconds without any answer end the run, ``unheard`` the same when this run never
    got one: then the address or the network is wrong. ``awaits_listener`` is whether an
    address where nobody listens is tried again, as a server that starts anew wants it.
    """

    tries: int = 12
    first: float = 0.5
    longest: float = 30.0
    outage: float = 600.0
    unheard: float = 30.0
    awaits_listener: bool = True

    def wait(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row."""
        return float(min(self.first * 2 ** min(failures - 1, 20), self.longest))


class Outage:
    """Notices when nobody answers any more, and lets through one probe at a time then."""

    #: So many lost answers in a row, of whichever rows, are no accident of one row.
    _FROM = 5

    def __init__(self, policy: RetryPolicy) -> None:
        self._policy = policy
        self._lost = 0
        self._since = 0.0
        self._heard = False
        self.next_probe = 0.0

    @property
    def active(self) -> bool:
        """Whether the line seems dead."""
        return self._lost >= self._FROM

    def answered(self) -> None:
        """Somebody answered."""
        self._heard = True
        self._lost = 0

    def lost(self, now: float) -> None:
        """No usable answer came to one more request."""
        if not self._lost:
            self._since = now
        self._lost += 1
        if self.active:
            self.next_probe = now + self._policy.wait(self._lost - self._FROM + 1)

    def is_over_limit(self, now: float) -> bool:
        """Whether it has lasted so long that waiting makes no sense."""
        limit = self._policy.outage if self._heard else self._policy.unheard
        return self.active and now - self._since >= limit


def ends_reading(error: KitError, policy: RetryPolicy) -> bool:
    """Whether nobody listens, and that is not to be waited out."""
    return isinstance(error, NothingListens) and not policy.awaits_listener


def call_with_retries(send: Callable[[], T], policy: RetryPolicy) -> T:
    """What ``send`` answers, asked again after lost answers and 429s; the last error else."""
    failures = 0
    while True:
        try:
            return send()
        except (StripeUnreachable, TooManyRequests) as error:
            failures += 1
            if failures >= policy.tries or ends_reading(error, policy):
                raise
            time.sleep(policy.wait(failures))
