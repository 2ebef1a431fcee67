"""Believe, then verify: rows that are said to be attached, held against the account.

At the end of a run one sweep over the events since the journal began shows what was
attached, a hundred to a page; pages of customers with their sources show the rest where
many share a customer; what neither shows is read by itself. What the account holds
otherwise becomes an outcome of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Final

from kit.bulk.cancellation import CancelToken
from kit.bulk.customer_pages import read_customer_pages
from kit.bulk.journal import Journal
from kit.bulk.progress import Progress
from kit.bulk.rate_limiter import AdaptiveRateLimiter
from kit.bulk.read_queue import ReadQueue
from kit.bulk.reconcile import attachments_since_the_journal_began, events_are_readable
from kit.bulk.retry import RetryPolicy
from kit.bulk.scheduler import Scheduler
from kit.errors import KitError, NotFound, StripeAnswerError
from kit.facts import JsonObject
from kit.facts.limits import MAX_PAGE_SIZE
from kit.gateway.stripe_api import ApiResponse, StripeApi

__all__ = ["verify_all", "verify_run"]

#: What verifying a run may cost, as a share of its requests.
_SHARE: Final = 0.05


def verify_run(
    api: StripeApi, journal: Journal, *, cancel: CancelToken, policy: RetryPolicy
) -> None:
    """Verify what a run attached, for a twentieth of its requests at most.

    What that does not reach stays unverified; ``journal.claims`` tells how many.
    """
    budget = max(1, math.floor(_SHARE * journal.claims.unverified))
    try:
        if events_are_readable(journal):
            budget -= _by_events(api, journal, budget, policy)
        else:
            budget -= read_customer_pages(
                api,
                lambda: min(journal.claims.unverified_customers, budget),
                partial(_confirm_sources, journal),
                cancel=cancel,
                policy=policy,
            )
        _one_by_one(api, journal, budget, cancel=cancel, policy=policy, shown=False)
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
    _one_by_one(api, journal, None, cancel=cancel, policy=policy, shown=shown)


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


def _one_by_one(
    api: StripeApi,
    journal: Journal,
    limit: int | None,
    *,
    cancel: CancelToken,
    policy: RetryPolicy,
    shown: bool,
) -> None:
    sources = journal.claims.sources(limit)
    progress = Progress("Verifying", total=len(sources), shown=shown and bool(sources))
    scheduler = Scheduler(
        api, rate=AdaptiveRateLimiter(), cancel=cancel, progress=progress, policy=policy
    )
    try:
        scheduler.run(ReadQueue(sources, _read, _judge(journal, progress), policy))
    finally:
        progress.close()


def _read(api: StripeApi, source: str) -> ApiResponse:
    return api.source(source, retries=0)


def _judge(journal: Journal, progress: Progress) -> Callable[[str, JsonObject | KitError], None]:
    def judge(source_id: str, found: JsonObject | KitError) -> None:
        progress.step()
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

    return judge
