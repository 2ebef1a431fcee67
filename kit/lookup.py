"""Finding customers and sources: which calls answer which question.

Stripe has no call that lists sources. Attached ones are found through their customers,
unattached ones through the events of the last 30 days.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Final

from kit.customer_search import search_query
from kit.errors import InvalidId, InvalidInput, NotFound
from kit.facts import JsonObject
from kit.facts.limits import MAX_PAGE_SIZE
from kit.facts.statuses import ATTACHABLE_STATUSES
from kit.gateway.stripe_api import ApiResponse, Params, StripeApi
from kit.models.attach_request import checked_customer_id

__all__ = ["attachable_sources", "customer_sources", "customers", "pages_with_sources"]

#: Since API version 2020-08-27 a customer holds its sources only when asked to.
_WITH_SOURCES: Final[Params] = {"expand": ["data.sources"]}

_LONE_CUSTOMER: Final = (
    b'{"object":"list","url":"/v1/customers","data":[{"object":"customer","id":"%s","sources":%s}]}'
)

#: Enough to hide the round trips, and well below 25 requests a second.
_READERS: Final = 8
_BATCH: Final = 4 * _READERS

#: Which sources there were, and which of them ended or were attached since. Of an attached
#: one the events alone tell, so that it need not be read again.
_TELLING_EVENTS: Final = [
    "source.chargeable",
    "source.canceled",
    "source.failed",
    "customer.source.created",
    "customer.source.deleted",
]


def customers(
    api: StripeApi, search: str | None = None, limit: int | None = None
) -> list[JsonObject]:
    """Customers with their sources, newest first: all, or those that ``search`` finds.

    ``search`` is a whole customer id, a part of a name or e-mail address, or a query in
    Stripe's search language.
    """
    _check_limit(limit)
    if search is not None and (found := _by_id(api, search)) is not None:
        return found
    params = _WITH_SOURCES | {"limit": min(limit or MAX_PAGE_SIZE, MAX_PAGE_SIZE)}
    if search is None:
        pages = api.customers(params)
    else:
        pages = api.search_customers(params | {"query": search_query(search)})
    return _collected(pages, limit)


def customer_sources(api: StripeApi, customer: str) -> list[JsonObject]:
    """Everything attached to one customer, newest first."""
    pages = api.customer_sources(checked_customer_id(customer), {"limit": MAX_PAGE_SIZE})
    return _collected(pages, None)


def pages_with_sources(api: StripeApi) -> Iterator[bytes]:
    """Pages of customers that together carry every source of every customer.

    The list in a customer is a first page only. Each further page comes as a page of that
    one customer, so that whoever reads them needs to know one form.
    """
    for page in api.customers(_WITH_SOURCES | {"limit": MAX_PAGE_SIZE}):
        yield page.body
        for customer in page.skimmed["data"]:
            for further in _further_sources(api, customer):
                yield _LONE_CUSTOMER % (customer["id"].encode(), further.body)


def attachable_sources(api: StripeApi, limit: int | None = None) -> list[JsonObject]:
    """Sources seen in ``source.*`` events that are not attached and still may be.

    An event keeps the source as it was then, so each candidate is read again.
    """
    _check_limit(limit)
    candidates = _candidates(api)
    found: list[JsonObject] = []
    with ThreadPoolExecutor(_READERS) as readers:
        # Batch by batch, so that a small limit reads neither every event nor every candidate.
        while batch := list(islice(candidates, _BATCH)):
            found += filter(None, readers.map(lambda each: _now(api, each), batch))
            if limit is not None and len(found) >= limit:
                break
    return found[:limit]


def _check_limit(limit: object) -> None:
    counts = isinstance(limit, int) and not isinstance(limit, bool) and limit >= 1
    if limit is None or counts:
        return
    raise InvalidInput(f"limit must be a whole number of 1 or more, but it is {limit!r}.")


def _by_id(api: StripeApi, search: str) -> list[JsonObject] | None:
    """The customer whose id ``search`` is; None when ``search`` is no id."""
    try:
        customer_id = checked_customer_id(search.strip() if isinstance(search, str) else search)
    except InvalidId:
        return None
    try:
        customer = api.customer(customer_id, {"expand": ["sources"]}).data
    except NotFound:
        return []
    return [] if customer.get("deleted") else [customer]


def _further_sources(api: StripeApi, customer: JsonObject) -> Iterator[ApiResponse]:
    """The pages after the one that ``customer`` carries."""
    listed = customer.get("sources") or {}
    if listed.get("has_more") and listed["data"]:
        after = {"limit": MAX_PAGE_SIZE, "starting_after": listed["data"][-1]["id"]}
        yield from api.customer_sources(customer["id"], after)


def _candidates(api: StripeApi) -> Iterator[str]:
    """Ids of sources whose newest event leaves them attachable, newest first."""
    seen: set[str] = set()
    for event in _objects(api.events({"types": _TELLING_EVENTS, "limit": MAX_PAGE_SIZE})):
        source = event["data"]["object"]
        if source["id"] not in seen and _attachable(source):
            yield source["id"]
        seen.add(source["id"])


def _attachable(source: JsonObject) -> bool:
    return source.get("status") in ATTACHABLE_STATUSES and not source.get("customer")


def _now(api: StripeApi, source_id: str) -> JsonObject | None:
    """The source as it is now, if it may be attached now."""
    try:
        source = api.source(source_id).data
    except NotFound:
        return None
    return source if _attachable(source) else None


def _objects(pages: Iterator[ApiResponse]) -> Iterator[JsonObject]:
    for page in pages:
        yield from page.data["data"]


def _collected(pages: Iterator[ApiResponse], limit: int | None) -> list[JsonObject]:
    return list(islice(_objects(pages), limit))
