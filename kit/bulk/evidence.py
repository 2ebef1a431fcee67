"""Who attached it? Asked for rows that are attached after a request of unknown fate.

A read tells that a source belongs to the customer, not since when. The event
``customer.source.created`` carries the idempotency key of the request that did it, so one
sweep over the events since the journal began tells all such rows apart. The place to stop
is a remembered event, not a time: the two clocks may differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kit.bulk.journal import Journal
from kit.bulk.patience import Patience, patiently
from kit.errors import StripeAnswerError, StripeRefused
from kit.facts.limits import MAX_PAGE_SIZE
from kit.gateway.stripe_api import Params, StripeApi

__all__ = ["remember_where_events_stand", "settle_by_events"]

_ATTACHED: Final = "customer.source.created"
_BOOKMARK: Final = "newest_event"
_UNREADABLE: Final = "unreadable"
_BAD_KEY: Final = 401


def remember_where_events_stand(api: StripeApi, journal: Journal, patience: Patience) -> None:
    """Before a new journal's first request: note the newest event there is.

    Raises KeyRefused for a key that is no key, StripeUnreachable when nobody answers.
    """
    if journal.fact(_BOOKMARK) is not None:
        return
    try:
        newest = _page(api, {"limit": 1}, patience)["data"]
    except StripeRefused as refusal:
        if refusal.http_status == _BAD_KEY:
            raise
        # A restricted key may attach without reading events.
        journal.set_fact(_BOOKMARK, _UNREADABLE)
    else:
        journal.set_fact(_BOOKMARK, newest[0]["id"] if newest else "")


def settle_by_events(api: StripeApi, journal: Journal, patience: Patience) -> None:
    """Tell rows that this journal attached from rows that were attached before it began.

    Where the events cannot be read, such rows stay ``attached``, settled by reading.
    """
    if journal.fact(_BOOKMARK) == _UNREADABLE or not _open_questions(journal):
        return
    try:
        for event in _events(api, journal.fact(_BOOKMARK), patience):
            _settle_one(journal, event)
            if not _open_questions(journal):
                return
    except StripeAnswerError:
        return
    journal.write(
        "UPDATE attaches SET outcome = 'already_attached', settled_by = 'events' "
        "WHERE settled_by = 'reading' AND outcome = ?",
        [("attached",)],
    )


def _settle_one(journal: Journal, event: dict[str, Any]) -> None:
    source = event["data"]["object"]
    cause = event.get("request") or {}
    found = journal.select(
        "SELECT key, key_number FROM attaches WHERE source = ? AND customer = ? "
        "AND outcome = 'attached' AND settled_by = 'reading'",
        source.get("id"),
        source.get("customer"),
    ).fetchone()
    if found is None:
        return
    # The keys of one row differ in their number only. An event without a key, as of an
    # API version before 2017, still names the customer and falls into the journal's time.
    stem = found[0].rpartition("-")[0]
    key = cause.get("idempotency_key")
    ours = key is None or key.rpartition("-")[0] == stem
    journal.write(
        "UPDATE attaches SET outcome = ?, settled_by = 'events', "
        "request_id = iif(?, coalesce(?, request_id), request_id) WHERE source = ?",
        [("attached" if ours else "already_attached", ours, cause.get("id"), source["id"])],
    )


def _open_questions(journal: Journal) -> bool:
    journal.flush()
    found = journal.select(
        "SELECT 1 FROM attaches WHERE settled_by = 'reading' AND outcome = 'attached' LIMIT 1"
    )
    return found.fetchone() is not None


def _events(api: StripeApi, until: str, patience: Patience) -> Iterator[dict[str, Any]]:
    """Attachings, newest first, back to the event ``until``."""
    cursor: Params = {}
    while True:
        page = _page(api, {"limit": MAX_PAGE_SIZE} | cursor, patience)
        for event in page["data"]:
            if event["id"] == until:
                return
            yield event
        if not page["has_more"] or not page["data"]:
            return
        cursor = {"starting_after": page["data"][-1]["id"]}


def _page(api: StripeApi, params: Params, patience: Patience) -> dict[str, Any]:
    """One page; a generator of pages would not survive a lost answer."""
    params = {"types": [_ATTACHED]} | params
    return patiently(lambda: next(api.events(params)).data, patience)
