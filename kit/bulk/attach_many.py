"""The story of ``attach_many``: check, plan, announce, send, reconcile, verify, answer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
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
from kit.bulk.verify import verify_all, verify_run
from kit.confirmation import confirmation_of_rows
from kit.errors import InvalidInput, JournalFailed, KitError
from kit.gateway.stripe_api import StripeApi
from kit.models.attach_request import checked_metadata

__all__ = ["attach_many", "verify_journal"]

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
    verify: bool = True,
    retry_refused: bool = False,
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
    with Journal(journal, salt=salt, copy=dry_run) as book, _naming(book):
        book.plan(rows, retry_refused=retry_refused)
        run = _Run(api, book, mode, rate, retry_policy, shown=progress)
        if dry_run:
            return run.dry()
        confirmation_of_rows(book.rows).check(mode, confirm)
        return run.real(verify=verify)


def verify_journal(
    api: StripeApi,
    journal: str | Path,
    *,
    mode: str,
    progress: bool = True,
    retry_policy: RetryPolicy = _RETRY_POLICY,
) -> pd.DataFrame:
    """Compare what a bulk attach believed with the account: its outcomes, brought up to date.

    One row for every attach of the journal, in the columns of ``attach_many``. A row that
    was said to be attached, and is not, becomes ``contradicted``; ``.attrs`` holds the
    numbers of ``claims`` and of those that stay ``unverified``.
    """
    if not Path(journal).is_file():
        raise InvalidInput(f"There is no journal {journal}. Name the one of an attach_many call.")
    first_contact = replace(retry_policy, tries=min(retry_policy.tries, _FIRST_CONTACT_TRIES))
    with Journal(journal, salt="") as book:
        check_same_account(api, book, mode, first_contact)
        with cancel_on_interrupt() as cancel:
            verify_all(api, book, cancel=cancel, policy=retry_policy, shown=progress)
        frame = declared_frame(book.all_outcomes(), OUTCOME_COLUMNS)
        frame.attrs = {"claims": book.claims.total, "unverified": book.claims.unverified}
        return frame


@contextmanager
def _naming(journal: Journal) -> Iterator[None]:
    """An error that ends a run tells where its temporary journal is."""
    try:
        yield
    except (InvalidInput, JournalFailed):
        raise  # Nothing was sent, or the message names it.
    except KitError as error:
        if journal.is_temporary and journal.fact("begun"):
            where = f"the same call with journal={str(journal.path)!r} goes on from there"
            error.args = (f"{error} What was sent stands in a journal: {where}.",)
        raise


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
            coming = self._forecast(cancel, replace(self.policy, awaits_listener=False))
        if self.shown:
            announce(coming)
        frame = dry_run_frame(self.journal)
        frame.attrs = {"seconds": coming.seconds, "requests_per_second": coming.rate}
        return frame

    def real(self, *, verify: bool) -> pd.DataFrame:
        """Send what is not settled yet, and tell what became of every row."""
        first_contact = replace(self.policy, tries=min(self.policy.tries, _FIRST_CONTACT_TRIES))
        check_same_account(self.api, self.journal, self.mode, first_contact)
        stopped = None
        with cancel_on_interrupt() as cancel:
            if self.journal.unsettled:
                self.journal.check_space()
                remember_newest_event(self.api, self.journal, first_contact)
                self._announce_start(cancel)
                stopped = self._send(cancel)
            if stopped is None:
                reconcile_by_events(self.api, self.journal, first_contact)
            if stopped is None and verify:
                verify_run(self.api, self.journal, cancel=cancel, policy=first_contact)
        self._announce_how_to_go_on(stopped)
        frame = declared_frame(self.journal.outcomes(), OUTCOME_COLUMNS)
        frame.attrs = {"unverified": self.journal.claims.unverified}
        return frame

    def _announce_start(self, cancel: CancelToken) -> None:
        if not self.shown:
            return
        announce(
            f"Attaching in {self.mode} mode at {self.api.api_base}. "
            f"The journal is {self.journal.path}."
        )
        if in_notebook():
            few = self.journal.unsettled <= _READ_AHEAD_ROWS
            announce(self._forecast(cancel, self.policy if few else None))

    def _forecast(self, cancel: CancelToken, reading: RetryPolicy | None) -> Forecast:
        found = None
        if reading is not None:
            found = read_ahead(
                self.api, self.journal, cancel=cancel, shown=self.shown, policy=reading
            )
        rate, was_read = self.rate or found, reading is not None
        return forecast(self.journal, mode=self.mode, rate=rate, was_read=was_read)

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
        contradicted = self.journal.contradicted
        if contradicted:
            announce(
                f"{contradicted} rows were answered as attached, and the account does not hold "
                "them so: their outcome is contradicted. The same call tries them again."
            )
        unsettled = self.journal.unsettled
        if not unsettled:
            return
        why = _STOPS[stopped] if stopped else "Some rows got no definite answer"
        announce(
            f"{why}: {unsettled} of {self.journal.rows} rows are not settled. The same call "
            f"with journal={str(self.journal.path)!r} goes on from here; nothing is sent twice."
        )
