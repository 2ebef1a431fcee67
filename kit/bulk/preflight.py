"""What a run would do, row by row, found out by reading only.

Customers come by pages of a hundred with their sources, as long as that takes fewer
requests than asking for each that is still missing; sources that no customer showed are
read one by one, for Stripe lists no unattached ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pandas as pd

from kit.bulk.flow import Flow
from kit.bulk.journal import Journal
from kit.bulk.outcomes import PREFLIGHT_COLUMNS, declared_frame
from kit.bulk.patience import Patience, patiently
from kit.bulk.progress import Progress
from kit.bulk.rate import RateFinder
from kit.bulk.reading import Found, ReadWork
from kit.bulk.stopping import StopWish
from kit.errors import KitError, NotFound
from kit.facts.limits import MAX_PAGE_SIZE, REQUESTS_PER_SECOND_PER_ENDPOINT
from kit.facts.statuses import STATUS_MEANINGS, TERMINAL_STATUSES, Status
from kit.gateway.stripe_api import ApiResponse, Params, StripeApi

__all__ = ["Expectation", "expectation", "preflight_frame", "read_ahead"]

_SCHEMA: Final = (
    "CREATE TEMP TABLE IF NOT EXISTS seen_customers (id TEXT PRIMARY KEY, problem TEXT)",
    """CREATE TEMP TABLE IF NOT EXISTS seen_sources (
        id TEXT PRIMARY KEY, owner TEXT, status TEXT, usage TEXT, problem TEXT)""",
    "DELETE FROM seen_customers",
    "DELETE FROM seen_sources",
)

_OPEN_ROWS: Final = (
    "FROM pairs JOIN attaches USING (source) WHERE pairs.code IS NULL AND outcome IS NULL"
)
_MISSING_CUSTOMERS: Final = (
    f"SELECT DISTINCT attaches.customer {_OPEN_ROWS} "  # noqa: S608  # no text from outside
    "AND attaches.customer NOT IN (SELECT id FROM seen_customers)"
)
_MISSING_SOURCES: Final = (
    f"SELECT source {_OPEN_ROWS} AND source NOT IN (SELECT id FROM seen_sources)"  # noqa: S608
)
_LONGEST_LANE: Final = (
    f"SELECT coalesce(max(n), 0) FROM "  # noqa: S608  # no text from outside
    f"(SELECT count(*) AS n {_OPEN_ROWS} GROUP BY attaches.customer)"
)

_Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a run is about to do. Printing it shows it to a person."""

    mode: str
    rows: int
    open_rows: int
    customers: int
    longest_lane: int
    refused: int
    settled: int
    rate: float
    expected: dict[str, int]

    @property
    def seconds(self) -> float:
        """How long the requests take at the rate; one customer's go one after the other."""
        a_round_trip = 0.25
        return max(self.open_rows / self.rate, self.longest_lane * a_round_trip)

    def __repr__(self) -> str:
        requests = "request" if self.open_rows == 1 else "requests"
        customers = "customer" if self.customers == 1 else "customers"
        heading = (
            f"{self.rows} rows in {self.mode} mode: {self.open_rows} {requests} for "
            f"{self.customers} {customers}, about {_duration(self.seconds)} "
            f"at {self.rate:g} a second."
        )
        lines = [heading]
        if self.settled:
            lines.append(f"{self.settled:>7} settled before, by this journal")
        if self.refused:
            lines.append(f"{self.refused:>7} refused by the checks, not sent")
        lines += [f"{n:>7} expected: {outcome}" for outcome, n in sorted(self.expected.items())]
        return "\n".join(lines)


def read_ahead(
    api: StripeApi, journal: Journal, *, wish: StopWish, shown: bool, patience: Patience
) -> float | None:
    """Read what stands behind every open row; the rate, if a limit was met on the way."""
    for statement in _SCHEMA:
        journal.select(statement)
    seen = _Seen(journal)
    pace = RateFinder()
    _page_customers(api, journal, seen, wish, patience)
    for doing, missing, read, found in (
        ("Reading customers", _MISSING_CUSTOMERS, _read_customer, seen.customer),
        ("Reading sources", _MISSING_SOURCES, _read_source, seen.source),
    ):
        ids = [row[0] for row in journal.select(missing)]
        with closing(Progress(doing, total=len(ids), shown=shown and bool(ids))) as progress:
            flow = Flow(api, pace=pace, wish=wish, progress=progress, patience=patience)
            flow.run(ReadWork(ids, read, _stepping(found, progress), patience))
    return pace.rate if pace.limited else None


def expectation(journal: Journal, *, mode: str, rate: float | None, was_read: bool) -> Expectation:
    """What is known about the run to come."""
    open_rows, customers = journal.select(
        f"SELECT count(*), count(DISTINCT attaches.customer) {_OPEN_ROWS}"
    ).fetchone()
    (longest_lane,) = journal.select(_LONGEST_LANE).fetchone()
    refused, settled = journal.select(
        "SELECT count(code), count(outcome) FROM pairs "
        "LEFT JOIN attaches ON code IS NULL AND attaches.source = pairs.source"
    ).fetchone()
    expected: dict[str, int] = {}
    if was_read:
        for *_, outcome, _reason in _rows(journal):
            expected[outcome] = expected.get(outcome, 0) + 1
    return Expectation(
        mode=mode,
        rows=journal.rows,
        open_rows=open_rows,
        customers=customers,
        longest_lane=longest_lane,
        refused=refused,
        settled=settled,
        rate=rate or REQUESTS_PER_SECOND_PER_ENDPOINT,
        expected=expected,
    )


def preflight_frame(journal: Journal) -> pd.DataFrame:
    """An outcome frame with two columns more: what is expected of each row, and why."""
    return declared_frame(_rows(journal), PREFLIGHT_COLUMNS)


class _Seen:
    """What the reading found, written beside the journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def customer(self, customer_id: str, found: _Json | KitError | None) -> None:
        problem = None
        if isinstance(found, NotFound) or (isinstance(found, dict) and found.get("deleted")):
            problem = f"No customer {customer_id} in this account."
        elif not isinstance(found, dict):
            problem = f"Not known: {found or 'no answer'}"
        self._journal.write(
            "INSERT OR REPLACE INTO seen_customers VALUES (?, ?)", [(customer_id, problem)]
        )
        if isinstance(found, dict):
            for source in (found.get("sources") or {}).get("data", []):
                self.source(source["id"], source)

    def source(self, source_id: str, found: _Json | KitError | None) -> None:
        row: tuple[Any, ...] = (source_id, None, None, None)
        if isinstance(found, dict):
            row = (source_id, *(found.get(name) for name in ("customer", "status", "usage")), None)
        elif isinstance(found, NotFound):
            row = (*row, f"No source {source_id} in this account.")
        else:
            row = (*row, f"Not known: {found or 'no answer'}")
        self._journal.write("INSERT OR REPLACE INTO seen_sources VALUES (?, ?, ?, ?, ?)", [row])


def _page_customers(
    api: StripeApi, journal: Journal, seen: _Seen, wish: StopWish, patience: Patience
) -> None:
    """Page through the customers while that is cheaper than asking for the missing ones."""
    params: Params = {"limit": MAX_PAGE_SIZE, "expand": ["data.sources"]}
    pages = 0
    while not wish.asked and pages + 1 < _count(journal, _MISSING_CUSTOMERS):
        page = patiently(partial(_first_page, api, params), patience)
        pages += 1
        for customer in page["data"]:
            seen.customer(customer["id"], customer)
        if not page["has_more"] or not page["data"]:
            return
        params = params | {"starting_after": page["data"][-1]["id"]}


def _first_page(api: StripeApi, params: Params) -> _Json:
    return next(api.customers(params)).data


def _read_customer(api: StripeApi, customer_id: str) -> ApiResponse:
    return api.customer(customer_id, {"expand": ["sources"]}, retries=0)


def _read_source(api: StripeApi, source_id: str) -> ApiResponse:
    return api.source(source_id, retries=0)


def _stepping(found: Found, progress: Progress) -> Found:
    def step(object_id: str, result: _Json | KitError | None) -> None:
        found(object_id, result)
        progress.step()

    return step


def _count(journal: Journal, statement: str) -> int:
    return int(journal.select(f"SELECT count(*) FROM ({statement})").fetchone()[0])  # noqa: S608


def _rows(journal: Journal) -> Iterator[tuple[Any, ...]]:
    """Each row's outcome so far, what is expected of it, and why."""
    seen = journal.select(
        "SELECT seen_customers.problem, seen_sources.problem, owner, status, usage FROM pairs "
        "LEFT JOIN seen_customers ON seen_customers.id = pairs.customer "
        "LEFT JOIN seen_sources ON seen_sources.id = pairs.source ORDER BY number"
    )
    for row, facts in zip(journal.outcomes(), seen, strict=True):
        customer, _, outcome, _, message = row[:5]
        if outcome in ("not_tried", "failed"):
            yield (*row, *_expected(customer, *facts))
        else:
            yield (*row, outcome, message or "Settled before, by this journal.")


def _expected(
    customer: str,
    customer_problem: str | None,
    source_problem: str | None,
    owner: str | None,
    status: Status | None,
    usage: str | None,
) -> tuple[str | None, str]:
    problem = customer_problem or source_problem
    if problem is not None:
        return (None if problem.startswith("Not known") else "refused"), problem
    if owner == customer:
        return "already_attached", "The source belongs to this customer already."
    if owner is not None:
        return "refused", f"The source belongs to {owner}, for good."
    if status is None:
        return None, "Not read yet."
    if status in TERMINAL_STATUSES:
        return "refused", f"The source is {status}. {STATUS_MEANINGS[status]}"
    advice = " Stripe advises against attaching single-use sources." * (usage == "single_use")
    return "attached", f"The source is {status} and belongs to nobody.{advice}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{math.ceil(seconds)} s"
    return f"{math.ceil(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
