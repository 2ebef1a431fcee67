"""The story of ``attach_many``: check, plan, tell, send, settle, answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from kit.bulk.attach_work import PACE, AttachWork
from kit.bulk.confirming import check_confirmed
from kit.bulk.evidence import remember_where_events_stand, settle_by_events
from kit.bulk.flow import Flow
from kit.bulk.journal import Journal
from kit.bulk.outcomes import OUTCOME_COLUMNS, declared_frame
from kit.bulk.pairs import Pairs, given_pairs
from kit.bulk.patience import Patience
from kit.bulk.preflight import Expectation, expectation, preflight_frame, read_ahead
from kit.bulk.progress import Progress, in_notebook, tell
from kit.bulk.rate import RateFinder
from kit.bulk.row_checks import checked_rows
from kit.bulk.same_account import check_same_account
from kit.bulk.stopping import StopWish, stop_on_interrupt
from kit.errors import InvalidInput
from kit.gateway.stripe_api import StripeApi
from kit.models.attach_request import checked_metadata

__all__ = ["attach_many"]

#: In a notebook a real run first reads what it is about, if that takes seconds only.
_READ_AHEAD_ROWS: Final = 250

#: Before anything is sent, nobody waits long for an address that does not answer.
_FIRST_CONTACT_TRIES: Final = 6

_PATIENCE: Final = Patience()

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
    patience: Patience = _PATIENCE,
) -> pd.DataFrame:
    """Attach every pair once; see ``Account.attach_many``, whose arguments these are.

    ``mode`` is the account's, ``salt`` a text that no other run on the account has.
    """
    if rate is not None and not (math.isfinite(rate) and rate > 0):
        raise InvalidInput(
            f"rate is in requests a second, so {rate} is none. Pass None to find it."
        )
    common = None if metadata is None else checked_metadata(metadata)
    rows = checked_rows(given_pairs(pairs), common)
    with Journal(journal, salt=salt, copy=dry_run) as book:
        book.plan(rows)
        run = _Run(api, book, mode, rate, patience, shown=progress)
        if dry_run:
            return run.dry()
        if mode == "live":
            check_confirmed(confirm, book.rows)
        return run.real()


@dataclass(frozen=True, slots=True)
class _Run:
    """One call with everything it works on."""

    api: StripeApi
    journal: Journal
    mode: str
    rate: float | None
    patience: Patience
    shown: bool

    def dry(self) -> pd.DataFrame:
        """What a real run would do, by reading only."""
        with stop_on_interrupt() as wish:
            expected = self._expect(wish, reading=True)
        if self.shown:
            tell(expected)
        frame = preflight_frame(self.journal)
        frame.attrs = {"seconds": expected.seconds, "requests_per_second": expected.rate}
        return frame

    def real(self) -> pd.DataFrame:
        """Send what is not settled yet, and tell what became of every row."""
        first_contact = replace(self.patience, tries=min(self.patience.tries, _FIRST_CONTACT_TRIES))
        check_same_account(self.api, self.journal, self.mode, first_contact)
        stopped = None
        if self.journal.unsettled:
            remember_where_events_stand(self.api, self.journal, first_contact)
            with stop_on_interrupt() as wish:
                if self.shown and in_notebook():
                    few = self.journal.unsettled <= _READ_AHEAD_ROWS
                    tell(self._expect(wish, reading=few))
                stopped = self._send(wish)
        if stopped is None:
            settle_by_events(self.api, self.journal, first_contact)
        self._tell_how_to_go_on(stopped)
        return declared_frame(self.journal.outcomes(), OUTCOME_COLUMNS)

    def _expect(self, wish: StopWish, *, reading: bool) -> Expectation:
        found = None
        if reading:
            found = read_ahead(
                self.api, self.journal, wish=wish, shown=self.shown, patience=self.patience
            )
        return expectation(self.journal, mode=self.mode, rate=self.rate or found, was_read=reading)

    def _send(self, wish: StopWish) -> str | None:
        total, open_rows = self.journal.rows, self.journal.unsettled
        bar = Progress("Attaching", total=total, done=total - open_rows, shown=self.shown)
        pace = RateFinder(self.rate, first=self.journal.fact(PACE))
        with closing(bar) as progress:
            flow = Flow(self.api, pace=pace, wish=wish, progress=progress, patience=self.patience)
            return flow.run(AttachWork(self.journal, pace, progress, self.patience))

    def _tell_how_to_go_on(self, stopped: str | None) -> None:
        unsettled = self.journal.unsettled
        if not unsettled:
            return
        why = _STOPS[stopped] if stopped else "Some rows got no definite answer"
        tell(
            f"{why}: {unsettled} of {self.journal.rows} rows are not settled. The same call "
            f"with journal={str(self.journal.path)!r} goes on from here; nothing is sent twice."
        )
