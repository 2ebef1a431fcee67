"""The planned attaches of a journal, handed to a flow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from kit.bulk.attach_job import AttachJob
from kit.bulk.flow import Job
from kit.bulk.journal import Journal, PlannedAttach, Verdict
from kit.bulk.patience import Patience
from kit.bulk.progress import Progress
from kit.bulk.rate import RateFinder

__all__ = ["PACE", "AttachWork"]

#: The journal remembers the pace under this name, so that the next call begins with it.
PACE: Final = "pace"


class AttachWork:
    """Takes attaches from ``journal`` and brings their verdicts back; the work of a flow."""

    def __init__(
        self,
        journal: Journal,
        pace: RateFinder,
        progress: Progress,
        patience: Patience,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._journal = journal
        self._pace = pace
        self._progress = progress
        self._patience = patience
        self._now = now
        self._troubles = 0

    def more(self, count: int) -> list[Job]:
        """The next attaches, their keys written down already."""
        self._journal.set_fact(PACE, self._pace.rate)
        return [self._job(planned) for planned in self._journal.claim(count)]

    def unsent(self, jobs: Iterable[Job]) -> None:
        """Take back what was not sent, unless an earlier call may have sent it."""
        mine = (job for job in jobs if isinstance(job, AttachJob))
        self._journal.give_back(job.source for job in mine if not job.was_sent_before)

    def _job(self, planned: PlannedAttach) -> AttachJob:
        return AttachJob(
            planned,
            now=self._now(),
            patience=self._patience,
            renew_key=self._journal.renew_key,
            done=self._record,
        )

    def _record(
        self, planned: PlannedAttach, verdict: Verdict, attempts: int, seconds: float
    ) -> None:
        self._journal.record(planned.source, verdict, attempts, seconds)
        if verdict.outcome not in ("attached", "already_attached"):
            self._troubles += 1
            self._progress.note(f"{self._troubles} not attached")
        self._progress.step()
