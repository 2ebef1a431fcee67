"""The Audit: who still depends on Sources, what breaks, what to do, how one knows."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd

from kit.auditing.attention import found
from kit.auditing.customers_at_risk import breaking_customers
from kit.auditing.evidence import Auditable, Evidence, evidence_of
from kit.auditing.facts import known_facts
from kit.auditing.findings import FINDINGS
from kit.auditing.report import write_report
from kit.auditing.summary import actions, card_months, money_waiting, summary
from kit.bulk.progress import Listener
from kit.errors import InvalidInput
from kit.frames.provenance import came_from
from kit.migration import migration_plan
from kit.models.arguments import checked_flag, checked_path, checked_progress
from kit.public_call import public_call, public_methods
from kit.snapshot.export import export_frame
from kit.snapshot.folder import not_written

__all__ = ["Audit", "audit"]

_HEADLINE: Final = {
    "already": "cannot be charged by their default source already",
    "yes": "can pay no more when Sources end and nothing is done",
    "disputed": "depend on what Stripe's own pages disagree on (cards)",
    "unknown": "depend on something no rule is known for",
}


@public_call()
def audit(account_or_snapshot: Auditable, *, progress: bool | Listener = True) -> Audit:
    """Who still depends on Sources, what breaks when they end, and what to do about it.

    Of an account, which is read once and not changed, or of what ``kit.open(FOLDER)`` gives: a
    snapshot or a folder of raw JSON. Names, e-mail addresses and account numbers are not in it.
    ``progress`` is that of ``account.pull``.

    >>> import kit
    >>> with kit.connect(offline=True) as account:
    ...     found = kit.audit(account, progress=False)
    >>> found.customers["breaks"].iloc[0], found.breaks
    ('already', True)
    """
    checked_progress(progress)
    return Audit(evidence_of(account_or_snapshot, progress=progress))


@public_methods()
class Audit:
    """What ``kit.audit`` found; every part of it is a pandas frame.

    ``account``, ``mode`` and ``read_at`` say whose it is, ``now`` by which moment cards have
    expired.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.account = evidence.account
        self.mode = evidence.mode
        self.read_at = evidence.read_at
        self.now = evidence.now
        self._evidence = evidence

    @cached_property
    def plan(self) -> pd.DataFrame:
        """One row per source and what becomes of it: see ``kit.migration_plan``."""
        evidence = self._evidence
        return self._signed(
            migration_plan(evidence.sources, evidence.customers, evidence.events)
        ).reset_index(drop=True)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per type and action, what breaks first: how many sources and customers.

        Columns: ``type, action, breaks, certainty, payment_method_type, sources, customers,
        defaults, expired``.
        """
        return self._signed(summary(self.plan, self.now))

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row per customer that breaks or may break; those who break first come first.

        In order of ``breaks`` (already, yes, disputed, unknown), default sources before others,
        then by ``value_at_risk``.
        """
        return self._signed(breaking_customers(self.plan, self._evidence.customers))

    @cached_property
    def actions(self) -> dict[str, pd.DataFrame]:
        """The plan by what is to be done: one frame per action, from the least work on."""
        return {name: self._signed(frame) for name, frame in actions(self.plan).items()}

    @cached_property
    def facts(self) -> pd.DataFrame:
        """What is known about the end of Sources and these types: dated and sourced."""
        return known_facts(set(self.plan["type"].dropna().astype("str")))

    @cached_property
    def attention(self) -> pd.DataFrame:
        """One row per finding that there is, what is worst first.

        Columns: ``finding`` (a name for ``found_by``), ``of`` (customers or sources), ``says``
        (str) and ``count`` (Int64).
        """
        rows = [
            (name, FINDINGS[name].of, self._says(name), len(ids))
            for name, ids in self._found[0].items()
        ]
        frame = pd.DataFrame(rows, columns=["finding", "of", "says", "count"])
        texts = dict.fromkeys(("finding", "of", "says"), "str")
        return self._signed(frame.astype(texts | {"count": "Int64"}))

    def found_by(self, finding: str) -> pd.Series[str]:
        """The ids of the customers or sources that a finding of ``attention`` counts."""
        if finding not in FINDINGS:
            raise InvalidInput(f"There is no finding {finding!r}: one is {', '.join(FINDINGS)}.")
        nobody = pd.Series([], dtype="str")
        return self._found[0].get(finding, nobody).reset_index(drop=True)

    @cached_property
    def money(self) -> pd.DataFrame:
        """What stands in sources and was not charged, by currency, in its major units."""
        return money_waiting(self.plan)

    @cached_property
    def card_months(self) -> pd.DataFrame:
        """The cards that customers have, by the month in which they expire."""
        return card_months(self.plan, self.now)

    @property
    def total_customers(self) -> int:
        """How many customers were looked at."""
        return len(self._evidence.customers)

    @property
    def breaks(self) -> bool:
        """Whether a customer cannot pay, or can pay no more when Sources end and nothing is done.

        What Stripe's own pages disagree on does not count; see ``disputed``.
        """
        return bool(self.customers["breaks"].isin(["already", "yes"]).any())

    @property
    def disputed(self) -> bool:
        """Whether a customer depends on what Stripe's own pages disagree on: cards."""
        return bool(self.customers["breaks"].eq("disputed").any())

    @property
    def headline(self) -> str:
        """The whole in one sentence."""
        counts = self.customers["breaks"].value_counts()
        parts = [
            f"{counts[name]:,} {words}" for name, words in _HEADLINE.items() if counts.get(name, 0)
        ]
        told = ", ".join(parts) or "nobody depends on a source"
        return f"Of {self.total_customers:,} customers: {told}."

    def to_html(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the audit as one page that opens anywhere, without a network; comes back with it.

        It runs no script and loads nothing. NotWritten when ``path`` exists and ``force`` is not
        given, or when the disk refuses.
        """
        checked_flag("force", force)
        return write_report(self, Path(checked_path("path", path)), force=force)

    def to_csv(self, folder: str | Path, *, force: bool = False) -> Path:
        """Write the frames as CSV files into ``folder``; comes back with it.

        ``summary.csv``, ``customers.csv``, ``facts.csv`` and ``actions/ACTION.csv``. NotWritten
        when one of them exists and ``force`` is not given, or when the disk refuses.
        """
        checked_flag("force", force)
        into = Path(checked_path("folder", folder))
        with not_written(into):
            (into / "actions").mkdir(parents=True, exist_ok=True)
        frames = {"summary": self.summary, "customers": self.customers, "facts": self.facts}
        frames |= {f"actions/{name}": frame for name, frame in self.actions.items()}
        for name, frame in frames.items():
            export_frame(frame, into / f"{name}.csv", force=force)
        return into

    def __repr__(self) -> str:
        mode = f"{self.mode} mode, " if self.mode else ""
        return f"Audit({mode}{len(self.plan):,} sources)\n{self.headline}"

    def _repr_html_(self) -> str:
        # IPython's protocol, which pandas-stubs leaves out.
        table: Any = self.summary._repr_html_()  # type: ignore[operator]
        return f"<p>{self.headline}</p>{table}"

    @cached_property
    def _found(self) -> tuple[dict[str, pd.Series[str]], str]:
        evidence = self._evidence
        return found(evidence.customers, evidence.sources, self.customers, self.now)

    def _says(self, finding: str) -> str:
        says, waiting = FINDINGS[finding].says, self._found[1]
        return f"{says}: {waiting}" if finding == "money_waiting" else says

    def _signed(self, frame: pd.DataFrame) -> pd.DataFrame:
        return came_from(frame, account=self.account, mode=self.mode, read_at=self.read_at)
