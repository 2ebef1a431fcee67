"""Customers with expanded sources: apart from each other, or each source with its customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import UnreadableResponse
from kit.frames.pages import describe_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kit.facts import JsonObject

__all__ = ["sources_of", "with_customers", "without_sources"]


def without_sources(customers: Iterable[JsonObject]) -> list[JsonObject]:
    """The customers without their sources.

    >>> without_sources([{"id": "cus_1", "sources": {"object": "list", "data": []}}])
    [{'id': 'cus_1', 'sources': {'object': 'list'}}]
    """
    return [_alone(customer) for customer in customers]


def sources_of(customers: Iterable[JsonObject]) -> list[JsonObject]:
    """All the sources of the customers.

    >>> sources_of([{"id": "cus_1", "sources": {"data": [{"id": "src_1"}]}}, {"id": "cus_2"}])
    [{'id': 'src_1'}]
    """
    return [source for customer in customers for source in _sources(customer)]


def with_customers(customers: Iterable[JsonObject]) -> list[JsonObject]:
    """Each source with its customer expanded in it, as ``expand[]=customer`` would have it.

    >>> with_customers([{"id": "cus_1", "sources": {"data": [{"id": "src_1"}]}}])
    [{'id': 'src_1', 'customer': {'id': 'cus_1', 'sources': {}}}]
    """
    joined = []
    for customer in customers:
        alone = _alone(customer)
        joined += [{**source, "customer": alone} for source in _sources(customer)]
    return joined


def _sources(customer: JsonObject) -> list[JsonObject]:
    sources = customer.get("sources")
    data: Any = sources.get("data") if isinstance(sources, dict) else None
    if data is None:
        return []
    if not isinstance(data, list):
        raise _unreadable(customer, f"sources.data should be a list, but is {describe_value(data)}")
    for index, source in enumerate(data):
        if type(source) is not dict:
            problem = f"sources.data.{index} should be an object, but is {describe_value(source)}"
            raise _unreadable(customer, problem)
    return list(data)


def _alone(customer: JsonObject) -> JsonObject:
    sources = customer.get("sources")
    if not isinstance(sources, dict):
        return customer
    return {**customer, "sources": {key: sources[key] for key in sources if key != "data"}}


def _unreadable(customer: JsonObject, problem: str) -> UnreadableResponse:
    return UnreadableResponse(
        f"Customer {customer.get('id')!r}: {problem}. flatten takes Stripe's answers as they came."
    )
