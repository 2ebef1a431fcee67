"""Customers with expanded sources: apart from each other, or each source with its customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import UnreadableResponse
from kit.frames.plain_values import described

if TYPE_CHECKING:
    from collections.abc import Iterable

    Json = dict[str, Any]

__all__ = ["apart", "with_customers"]


def apart(customers: Iterable[Json]) -> tuple[list[Json], list[Json]]:
    """The customers without their sources, and all the sources.

    >>> apart([{"id": "cus_1", "sources": {"object": "list", "data": [{"id": "src_1"}]}}])
    ([{'id': 'cus_1', 'sources': {'object': 'list'}}], [{'id': 'src_1'}])
    """
    alone, sources = [], []
    for customer in customers:
        inside = _sources(customer)
        sources += inside
        alone.append(_without_sources(customer))
    return alone, sources


def with_customers(customers: Iterable[Json]) -> list[Json]:
    """Each source with its customer expanded in it, as ``expand[]=customer`` would have it.

    >>> with_customers([{"id": "cus_1", "sources": {"data": [{"id": "src_1"}]}}])
    [{'id': 'src_1', 'customer': {'id': 'cus_1', 'sources': {}}}]
    """
    joined = []
    for customer in customers:
        alone = _without_sources(customer)
        joined += [{**source, "customer": alone} for source in _sources(customer)]
    return joined


def _sources(customer: Json) -> list[Json]:
    sources = customer.get("sources")
    data: Any = sources.get("data") if isinstance(sources, dict) else None
    if data is None:
        return []
    if not isinstance(data, list):
        raise _unreadable(customer, f"sources.data should be a list, but is {described(data)}")
    for index, source in enumerate(data):
        if type(source) is not dict:
            problem = f"sources.data.{index} should be an object, but is {described(source)}"
            raise _unreadable(customer, problem)
    return list(data)


def _without_sources(customer: Json) -> Json:
    sources = customer.get("sources")
    if not isinstance(sources, dict):
        return customer
    return {**customer, "sources": {key: sources[key] for key in sources if key != "data"}}


def _unreadable(customer: Json, problem: str) -> UnreadableResponse:
    return UnreadableResponse(
        f"Customer {customer.get('id')!r}: {problem}. flatten takes Stripe's answers as they came."
    )
