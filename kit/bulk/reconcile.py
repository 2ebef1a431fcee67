"""Who attached it? Asked for rows that are attached after a request of unknown fate.

A read tells that a source belongs to the customer, not since when. The event
``customer.source.created`` carries the idempotency key of the request that did it, so one
sweep over the events since the journal began tells all such rows apart. The place to stop
is a remembered event, not a time: the two clocks may differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kit.bulk.journal import Journal
from kit.bulk.retry import RetryPolicy, call_with_retries
from kit.errors import NotFound, StripeAnswerError, StripeRefused
from kit.facts import JsonObject
from kit.facts.limits import EVENT_DAYS, MAX_PAGE_SIZE
from kit.gateway.stripe_api import Params, StripeApi

__all__ = [
    "attachments_since_the_journal_began",
    "events_are_readable",
    "reconcile_by_events",
    "remember_newest_event",
    "stands_in",
]

_ATTACHED: Final = "customer.source.created"
_DETACHED: Final = "customer.source.deleted"
_BOOKMARK: Final = "newest_event"
_UNREADABLE: Final = "unreadable"
_BAD_KEY: Final = 401


def remember_newest_event(api: StripeApi, journal: Journal, policy: RetryPolicy) -> None:
    """Before a new journal's first request: note the newest event there is.

    Raises KeyRefused for a key that is no key, StripeUnreachable when nobody answers.
    """
    if journal.fact(_BOOKMARK) is not None:
        return
    try:
        newest = _page(api, {"limit": 1}, policy)["data"]
    except StripeRefused as refusal:
        if refusal.http_status == _BAD_KEY:
            raise
        # A restricted key may attach without reading events.
        journal.set_fact(_BOOKMARK, _UNREADABLE)
    else:
        journal.set_fact(_BOOKMARK, newest[0]["id"] if newest else "")


def reconcile_by_events(api: StripeApi, journal: Journal, policy: RetryPolicy) -> None:
    """Tell rows that this journal attached from rows that were attached before it began.

    Where the events cannot be read, such rows stay ``attached``, settled by reading.
    """
    journal.flush()
    if not journal.unclear or not events_are_readable(journal):
        return
    try:
        for event in attachments_since_the_journal_began(api, journal, policy):
            if event["type"] == _ATTACHED:
                _attribute(journal, event)
            if not journal.unclear:
                return
    except StripeAnswerError:
        return
    journal.unclear.attribute_the_rest_to_others()


def attachments_since_the_journal_began(
    api: StripeApi, journal: Journal, policy: RetryPolicy
) -> Iterator[JsonObject]:
    """Events of attaching and detaching, newest first; none where they are not readable."""
    until = journal.fact(_BOOKMARK)
    cursor: Params = {}
    while events_are_readable(journal):
        page = _page(api, {"limit": MAX_PAGE_SIZE} | cursor, policy)
        for event in page["data"]:
            if event["id"] == until:
                return
            yield event
        if not page["has_more"] or not page["data"]:
            return
        cursor = {"starting_after": page["data"][-1]["id"]}


def stands_in(api: StripeApi, journal: Journal, policy: RetryPolicy) -> bool:
    """Whether the event that the journal remembers is one of this account.

    True as well where that cannot be told: no event is remembered, or Stripe may have
    forgotten it [SPEC22].
    """
    bookmark, begun = journal.fact(_BOOKMARK), journal.fact("begun")
    is_old = begun is not None and journal.now() - begun > (EVENT_DAYS - 1) * 86400
    if not bookmark or not events_are_readable(journal) or is_old:
        return True
    try:
        _page(api, {"limit": 1, "starting_after": bookmark}, policy)
    except NotFound:
        return False
    except StripeRefused:
        return True
    return True


def events_are_readable(journal: Journal) -> bool:
    """Whether this journal's key was seen to read events."""
    return journal.fact(_BOOKMARK) not in (None, _UNREADABLE)


def _attribute(journal: Journal, event: JsonObject) -> None:
    source, cause = event["data"]["object"], event.get("request")
    # Before API version 2017-05-25 it is the request's id alone [D:API upgrades].
    cause = {"id": cause} if isinstance(cause, str) else cause or {}
    if source.get("id") and source.get("customer"):
        journal.unclear.attribute(
            source["id"],
            source["customer"],
            key=cause.get("idempotency_key"),
            request_id=cause.get("id"),
        )


def _page(api: StripeApi, params: Params, policy: RetryPolicy) -> JsonObject:
    """One page; a generator of pages would not survive a lost answer."""
    params = {"types": [_ATTACHED, _DETACHED]} | params
    return call_with_retries(lambda: next(api.events(params)).data, policy)
