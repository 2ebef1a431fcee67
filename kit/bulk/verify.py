"""Believe, then verify: rows that are said to be attached, held against the account.

At the end of a run one sweep over the events since the journal began shows what was
attached, a hundred to a page; where events cannot be read, pages of customers with their
sources do. What those do not show is looked for in the lists of customers with several such
rows, and else read by itself. What the account holds otherwise becomes an outcome of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Final

from kit.bulk.cancellation import CancelToken
from kit.bulk.expanded_customers import read_customer_pages
from kit.bulk.journal import Journal
from kit.bulk.progress import Progress
from kit.bulk.rate_limiter import AdaptiveRateLimiter
from kit.bulk.read_queue import OnRead, ReadQueue
from kit.bulk.reconcile import attachments_since_the_journal_began, events_are_readable
from kit.bulk.retry import RetryPolicy
from kit.bulk.scheduler import Scheduler
from kit.errors import KitError, NotFound, StripeAnswerError
from kit.facts import JsonObject
from kit.facts.limits import MAX_PAGE_SIZE
from kit.gateway.stripe_api import ApiResponse, Params, StripeApi

__all__ = ["verify_all", "verify_run"]

#: What verifying a run may cost, as a share of its requests.
_SHARE: Final = 0.05

_Read = Callable[[StripeApi, str], ApiResponse]


def verify_run(
    api: StripeApi, journal: Journal, *, cancel: CancelToken, policy: RetryPolicy
) -> None:
    """Verify what a run attached, for a twentieth of its requests at most.

    What that does not reach stays unverified; ``journal.claims`` tells how many. But where it
    finds that an answer was not true, everything that is left is read, whatever that takes.
    """
    claims = journal.claims
    before = claims.total
    budget = max(1, math.floor(_SHARE * claims.unverified))
    rest = _Rest(api, journal, cancel=cancel, policy=policy, shown=False)
    try:
        if events_are_readable(journal):
            budget -= _by_events(api, journal, budget, policy)
        else:
            budget -= read_customer_pages(
                api,
                lambda: min(claims.unverified_customers, budget),
                partial(_confirm_sources, journal),
                cancel=cancel,
                policy=policy,
            )
        # What is not shown by now may well be wrong, so one of it is read in any case.
        rest.read(limit=max(1, budget))
        if claims.total < before:
            rest.read(limit=None)
    except StripeAnswerError:
        return  # What cannot be verified now is told as unverified.


def verify_all(
    api: StripeApi, journal: Journal, *, cancel: CancelToken, policy: RetryPolicy, shown: bool
) -> None:
    """Verify every row that claims to be attached, whatever that takes."""
    journal.claims.forget()
    read_customer_pages(
        api,
        lambda: journal.claims.unverified_customers,
        partial(_confirm_sources, journal),
        cancel=cancel,
        policy=policy,
    )
    _Rest(api, journal, cancel=cancel, policy=policy, shown=shown).read(limit=None)


def _by_events(api: StripeApi, journal: Journal, pages: int, policy: RetryPolicy) -> int:
    """Confirm what the events show; the pages that were read, ``pages`` at most."""
    if not journal.claims.unverified:
        return 0
    detached: set[str] = set()
    events = islice(
        attachments_since_the_journal_began(api, journal, policy), pages * MAX_PAGE_SIZE
    )
    count = 0
    while page := list(islice(events, MAX_PAGE_SIZE)):
        count += 1
        journal.claims.confirm(_attached_by(page, detached))
    return count


def _attached_by(events: list[JsonObject], detached: set[str]) -> Iterator[tuple[str, str]]:
    """What stayed attached of ``events``, newest first; what was detached is noted."""
    for event in events:
        source = event["data"]["object"]
        if event["type"] == "customer.source.deleted":
            detached.add(source["id"])
        elif source["id"] not in detached and source.get("customer"):
            yield source["id"], source["customer"]


def _confirm_sources(journal: Journal, customer: JsonObject) -> None:
    sources = (customer.get("sources") or {}).get("data", [])
    journal.claims.confirm((source["id"], customer["id"]) for source in sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """What no sweep showed, read as fast as the account permits."""

    api: StripeApi = field(kw_only=False)
    journal: Journal = field(kw_only=False)
    cancel: CancelToken
    policy: RetryPolicy
    shown: bool

    def read(self, *, limit: int | None) -> None:
        """Read it, by ``limit`` requests at most: first by customers, then each by itself."""
        count = self._by_customer(limit)
        # A list shows what is there; only a source itself says that it is not.
        sources = self.journal.claims.sources(None if limit is None else max(limit - count, 1))
        self._schedule("Verifying", sources, _read, partial(_judge, self.journal))

    def _by_customer(self, limit: int | None) -> int:
        """Read customers' lists, page after page while they are needed; how many pages."""
        pages = [f"{customer} " for customer in self.journal.claims.customers_of_several(limit)]
        following: list[str] = []

        def confirm(page: str, found: JsonObject | KitError) -> None:
            customer = page.partition(" ")[0]
            if isinstance(found, KitError):
                return
            shown = found["data"]
            self.journal.claims.confirm((each["id"], customer) for each in shown)
            if found["has_more"] and shown and self.journal.claims.is_open(customer):
                following.append(f"{customer} {shown[-1]['id']}")

        count = 0
        while pages:
            self._schedule("Verifying customers", pages, _read_page, confirm)
            count += len(pages)
            pages = following[: None if limit is None else max(limit - count, 0)]
            following.clear()
        return count

    def _schedule(self, doing: str, ids: list[str], read: _Read, on_read: OnRead) -> None:
        with closing(Progress(doing, total=len(ids), shown=self.shown and bool(ids))) as progress:

            def step(object_id: str, found: JsonObject | KitError) -> None:
                on_read(object_id, found)
                progress.step()

            scheduler = Scheduler(
                self.api,
                rate=AdaptiveRateLimiter(),
                cancel=self.cancel,
                progress=progress,
                policy=self.policy,
            )
            scheduler.run(ReadQueue(ids, read, step, self.policy))


def _read(api: StripeApi, source: str) -> ApiResponse:
    return api.source(source, retries=0)


def _read_page(api: StripeApi, page: str) -> ApiResponse:
    """A page of one customer's sources, named by the customer and what it begins after."""
    customer, _, after = page.partition(" ")
    cursor: Params = {"starting_after": after} if after else {}
    return next(api.customer_sources(customer, {"limit": MAX_PAGE_SIZE} | cursor))


def _judge(journal: Journal, source_id: str, found: JsonObject | KitError) -> None:
    """Confirm or contradict what the journal says of a source that was read."""
    customer = journal.claims.customer(source_id)
    if isinstance(found, NotFound):
        journal.claims.contradict(source_id, "not_attached", "The account has no such source.")
    elif isinstance(found, KitError):
        return
    elif found.get("customer") == customer:
        journal.claims.confirm([(source_id, customer)])
    elif found.get("customer"):
        journal.claims.contradict(
            source_id,
            "attached_to_other_customer",
            f"The source belongs to {found['customer']}, for good.",
        )
    elif found.get("status") == "consumed":
        journal.claims.contradict(
            source_id, "detached_since", "The source is consumed: it was detached since."
        )
    else:
        journal.claims.contradict(
            source_id, "not_attached", "The source belongs to nobody; it was never attached."
        )
