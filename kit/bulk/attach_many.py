"""The story of ``attach_many``: check, plan, announce, send, reconcile, answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from kit.bulk.attach_queue import RATE, AttachQueue
from kit.bulk.cancellation import CancelToken, cancel_on_interrupt
from kit.bulk.dry_run import Forecast, dry_run_frame, forecast, read_ahead
from kit.bulk.journal import Journal
from kit.bulk.outcomes import OUTCOME_COLUMNS, declared_frame
from kit.bulk.pairs import Pairs, given_rows
from kit.bulk.progress import Progress, announce, in_notebook
from kit.bulk.rate_limiter import AdaptiveRateLimiter
from kit.bulk.reconcile import reconcile_by_events, remember_newest_event
from kit.bulk.retry import RetryPolicy
from kit.bulk.row_checks import checked_rows
from kit.bulk.same_account import check_same_account
from kit.bulk.scheduler import Scheduler
from kit.confirmation import confirmation_of_rows
from kit.errors import InvalidInput
from kit.gateway.stripe_api import StripeApi
from kit.models.attach_request import checked_metadata

__all__ = ["attach_many"]

#: In a notebook a real run first reads what it is about, if that takes seconds only.
_READ_AHEAD_ROWS: Final = 250

#: Before anything is sent, nobody waits long for an address that does not answer.
_FIRST_CONTACT_TRIES: Final = 6

_RETRY_POLICY: Final = RetryPolicy()

_STOPS: Final = {
    "interrupted": "Stopped on request",
    "no answer": "Stopped, because no answer came any more",
    "key refused": "Stopped, because the key was refused",
}


def attach_many(
    api: StripeApi,
    pairs: Pairs,
    *,
    mode: str,
    salt: str,
    metadata: Mapping[str, str] | None = None,
    journal: str | Path | None = None,
    dry_run: bool = False,
    rate: float | None = None,
    progress: bool = True,
    confirm: str | int | None = None,
    retry_policy: RetryPolicy = _RETRY_POLICY,
) -> pd.DataFrame:
    """Attach every pair once; see ``Account.attach_many``, whose arguments these are.

    ``mode`` is the account's, ``salt`` a text that no other run on the account has.
    """
    if rate is not None and not (math.isfinite(rate) and rate > 0):
        raise InvalidInput(
            f"rate is in requests a second, so {rate} is none. Pass None to find it."
        )
    common = None if metadata is None else checked_metadata(metadata)
    rows = checked_rows(given_rows(pairs), common)
    with Journal(journal, salt=salt, copy=dry_run) as book:
        book.plan(rows)
        run = _Run(api, book, mode, rate, retry_policy, shown=progress)
        if dry_run:
            return run.dry()
        confirmation_of_rows(book.rows).check(mode, confirm)
        return run.real()


@dataclass(frozen=True, slots=True)
class _Run:
    """One call with everything it works on."""

    api: StripeApi
    journal: Journal
    mode: str
    rate: float | None
    policy: RetryPolicy
    shown: bool

    def dry(self) -> pd.DataFrame:
        """What a real run would do, by reading only."""
        with cancel_on_interrupt() as cancel:
            coming = self._forecast(cancel, reading=True)
        if self.shown:
            announce(coming)
        frame = dry_run_frame(self.journal)
        frame.attrs = {"seconds": coming.seconds, "requests_per_second": coming.rate}
        return frame

    def real(self) -> pd.DataFrame:
        """Send what is not settled yet, and tell what became of every row."""
        first_contact = replace(self.policy, tries=min(self.policy.tries, _FIRST_CONTACT_TRIES))
        check_same_account(self.api, self.journal, self.mode, first_contact)
        stopped = None
        if self.journal.unsettled:
            remember_newest_event(self.api, self.journal, first_contact)
            with cancel_on_interrupt() as cancel:
                if self.shown and in_notebook():
                    few = self.journal.unsettled <= _READ_AHEAD_ROWS
                    announce(self._forecast(cancel, reading=few))
                stopped = self._send(cancel)
        if stopped is None:
            reconcile_by_events(self.api, self.journal, first_contact)
        self._announce_how_to_go_on(stopped)
        return declared_frame(self.journal.outcomes(), OUTCOME_COLUMNS)

    def _forecast(self, cancel: CancelToken, *, reading: bool) -> Forecast:
        found = None
        if reading:
            found = read_ahead(
                self.api, self.journal, cancel=cancel, shown=self.shown, policy=self.policy
            )
        return forecast(self.journal, mode=self.mode, rate=self.rate or found, was_read=reading)

    def _send(self, cancel: CancelToken) -> str | None:
        total, open_rows = self.journal.rows, self.journal.unsettled
        bar = Progress("Attaching", total=total, done=total - open_rows, shown=self.shown)
        rate = AdaptiveRateLimiter(self.rate, first=self.journal.fact(RATE))
        with closing(bar) as progress:
            scheduler = Scheduler(
                self.api, rate=rate, cancel=cancel, progress=progress, policy=self.policy
            )
            return scheduler.run(AttachQueue(self.journal, rate, progress, self.policy))

    def _announce_how_to_go_on(self, stopped: str | None) -> None:
        unsettled = self.journal.unsettled
        if not unsettled:
            return
        why = _STOPS[stopped] if stopped else "Some rows got no definite answer"
        announce(
            f"{why}: {unsettled} of {self.journal.rows} rows are not settled. The same call "
            f"with journal={str(self.journal.path)!r} goes on from here; nothing is sent twice."
        )
