"""Finding some customers and the sources of one: which calls answer which question."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from kit.customer_search import search_query
from kit.errors import InvalidId, InvalidInput, NotFound
from kit.facts import JsonObject
from kit.facts.limits import MAX_PAGE_SIZE
from kit.gateway.stripe_api import ApiResponse, Params, StripeApi
from kit.models.attach_request import checked_customer_id

__all__ = ["check_limit", "customer_count", "customer_sources", "customers"]

#: Since API version 2020-08-27 a customer holds its sources only when asked to.
_WITH_SOURCES: Final[Params] = {"expand": ["data.sources"]}


def customers(
    api: StripeApi, search: str | None = None, limit: int | None = None
) -> list[JsonObject]:
    """Customers with their sources, newest first: all, or those that ``search`` finds.

    ``search`` is a whole customer id, a part of a name or e-mail address, or a query in
    Stripe's search language.
    """
    check_limit(limit)
    if search is not None and (found := _by_id(api, search)) is not None:
        return found
    params = _WITH_SOURCES | {"limit": min(limit or MAX_PAGE_SIZE, MAX_PAGE_SIZE)}
    if search is None:
        pages = api.customers(params)
    else:
        pages = api.search_customers(params | {"query": search_query(search)})
    return _collected(pages, limit)


def customer_count(api: StripeApi, search: str) -> int:
    """How many customers ``search`` finds, in one request [D:search]."""
    if (found := _by_id(api, search)) is not None:
        return len(found)
    params: Params = {"query": search_query(search), "limit": 1, "expand": ["total_count"]}
    page = next(api.search_customers(params))
    return int(page.data["total_count"])


def customer_sources(api: StripeApi, customer: str) -> list[JsonObject]:
    """Everything attached to one customer, newest first."""
    pages = api.customer_sources(checked_customer_id(customer), {"limit": MAX_PAGE_SIZE})
    return _collected(pages, None)


def check_limit(limit: object) -> None:
    """Refuse a limit that counts nothing."""
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


def _objects(pages: Iterator[ApiResponse]) -> Iterator[JsonObject]:
    for page in pages:
        yield from page.data["data"]


def _collected(pages: Iterator[ApiResponse], limit: int | None) -> list[JsonObject]:
    return list(islice(_objects(pages), limit))
