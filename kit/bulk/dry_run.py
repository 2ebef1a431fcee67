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
from typing import Any

import pandas as pd

from kit.bulk.cancellation import CancelToken
from kit.bulk.expanded_customers import read_customer_pages
from kit.bulk.journal import Journal
from kit.bulk.outcomes import DRY_RUN_COLUMNS, declared_frame
from kit.bulk.progress import Progress
from kit.bulk.rate_limiter import AdaptiveRateLimiter
from kit.bulk.read_queue import OnRead, ReadQueue
from kit.bulk.retry import RetryPolicy
from kit.bulk.scheduler import Scheduler
from kit.eligibility import expected_outcome, unreadable
from kit.errors import KitError
from kit.facts import JsonObject
from kit.facts.limits import REQUESTS_PER_SECOND_PER_ENDPOINT
from kit.gateway.stripe_api import ApiResponse, StripeApi

__all__ = ["Forecast", "dry_run_frame", "forecast", "read_ahead"]


@dataclass(frozen=True, slots=True)
class Forecast:
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


def forecast(journal: Journal, *, mode: str, rate: float | None, was_read: bool) -> Forecast:
    """What is known about the run to come."""
    expected: dict[str, int] = {}
    if was_read:
        for *_, outcome, _reason in _rows(journal):
            expected[outcome] = expected.get(outcome, 0) + 1
    return Forecast(
        mode=mode,
        rows=journal.rows,
        rate=rate or REQUESTS_PER_SECOND_PER_ENDPOINT,
        expected=expected,
        **journal.observations.extent(),
    )


def dry_run_frame(journal: Journal) -> pd.DataFrame:
    """An outcome frame with two columns more: what is expected of each row, and why."""
    return declared_frame(_rows(journal), DRY_RUN_COLUMNS)


def _rows(journal: Journal) -> Iterator[tuple[Any, ...]]:
    """Each row's outcome so far, what is expected of it, and why."""
    for row, source in zip(journal.outcomes(), journal.observations.by_row(), strict=True):
        customer, _, outcome, _, message = row[:5]
        if outcome in ("not_tried", "failed"):
            yield (*row, *expected_outcome(customer, source))
        else:
            yield (*row, outcome, message or "Settled before, by this journal.")


def read_ahead(
    api: StripeApi, journal: Journal, *, cancel: CancelToken, shown: bool, policy: RetryPolicy
) -> float | None:
    """Read what stands behind every open row; the rate, if a limit was met on the way."""
    seen = journal.observations
    seen.forget()
    rate = AdaptiveRateLimiter()
    read_customer_pages(
        api,
        seen.count_missing_customers,
        lambda customer: _observe_customer(journal, customer["id"], customer),
        cancel=cancel,
        policy=policy,
    )
    for doing, missing, read, on_read in (
        ("Reading customers", seen.missing_customers, _read_customer, _observe_customer),
        ("Reading sources", seen.missing_sources, _read_source, _observe_source),
    ):
        ids = missing()
        with closing(Progress(doing, total=len(ids), shown=shown and bool(ids))) as progress:
            scheduler = Scheduler(api, rate=rate, cancel=cancel, progress=progress, policy=policy)
            observe = _stepping(partial(on_read, journal), progress)
            scheduler.run(ReadQueue(ids, read, observe, policy))
    return rate.rate if rate.limited else None


def _read_customer(api: StripeApi, customer_id: str) -> ApiResponse:
    return api.customer(customer_id, {"expand": ["sources"]}, retries=0)


def _read_source(api: StripeApi, source_id: str) -> ApiResponse:
    return api.source(source_id, retries=0)


def _observe_customer(journal: Journal, customer_id: str, found: JsonObject | KitError) -> None:
    journal.observations.add_customer(customer_id, unreadable("customer", customer_id, found))
    if isinstance(found, dict):
        for source in (found.get("sources") or {}).get("data", []):
            _observe_source(journal, source["id"], source)


def _observe_source(journal: Journal, source_id: str, found: JsonObject | KitError) -> None:
    source = found if isinstance(found, dict) else {}
    journal.observations.add_source(source_id, source, unreadable("source", source_id, found))


def _stepping(on_read: OnRead, progress: Progress) -> OnRead:
    def step(object_id: str, found: JsonObject | KitError) -> None:
        on_read(object_id, found)
        progress.step()

    return step


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{math.ceil(seconds)} s"
    return f"{math.ceil(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
