"""The open rows of a journal as jobs for the scheduler."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from kit.bulk.attach_job import AttachJob
from kit.bulk.journal import AttachResult, Journal
from kit.bulk.progress import Progress
from kit.bulk.rate_limiter import AdaptiveRateLimiter
from kit.bulk.retry import RetryPolicy
from kit.bulk.scheduler import ScheduledJob

__all__ = ["RATE", "AttachQueue"]

#: The journal remembers the rate under this name, so that the next call begins with it.
RATE: Final = "pace"


class AttachQueue:
    """Takes attaches from ``journal`` and brings their results back."""

    def __init__(
        self,
        journal: Journal,
        rate: AdaptiveRateLimiter,
        progress: Progress,
        policy: RetryPolicy,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._journal = journal
        self._rate = rate
        self._progress = progress
        self._policy = policy
        self._now = now
        self._not_attached = 0

    def more(self, count: int) -> list[ScheduledJob]:
        """The next attaches, their keys written down already."""
        self._journal.set_fact(RATE, self._rate.rate)
        return [
            AttachJob(
                request,
                handed_out_at,
                now=self._now(),
                policy=self._policy,
                renew_key=self._journal.renew_key,
                done=self._record,
            )
            for request, handed_out_at in self._journal.claim(count)
        ]

    def take_back(self, jobs: Iterable[ScheduledJob]) -> None:
        """Give back what was not sent, unless an earlier call may have sent it."""
        mine = (job for job in jobs if isinstance(job, AttachJob))
        self._journal.give_back(job.source for job in mine if not job.was_sent_before)

    def _record(self, source: str, result: AttachResult) -> None:
        self._journal.record(source, result)
        if result.outcome not in ("attached", "already_attached"):
            self._not_attached += 1
            self._progress.note(f"{self._not_attached} not attached")
        self._progress.step()
