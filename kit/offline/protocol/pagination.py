"""Pages of a list: newest first, from one object on, a hundred at most; within a time."""

from __future__ import annotations

from typing import Final

import orjson

from kit.facts import JsonObject
from kit.facts.limits import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from kit.offline.errors import no_such
from kit.offline.protocol.params import Parameter, checked_params, integer, text
from kit.offline.protocol.request_errors import invalid
from kit.offline.storage.list_query import ListQuery
from kit.offline.storage.repository import Repository

__all__ = ["PAGE_PARAMETERS", "page_of", "time_range"]

_RANGE_BOUNDS: Final = ("gt", "gte", "lt", "lte")

_bound: Final = integer(0)

PAGE_PARAMETERS: Final[dict[str, Parameter]] = {
    "limit": integer(1, MAX_PAGE_SIZE),
    "starting_after": text(),
    "ending_before": text(),
}


def page_of(
    repository: Repository, query: ListQuery, params: JsonObject, *, url: str, what: str
) -> JsonObject:
    """One page as Stripe's list object; ``what`` names an object of it in a refusal."""
    limit = params.get("limit", DEFAULT_PAGE_SIZE)
    backwards = "ending_before" in params
    if backwards and "starting_after" in params:
        raise invalid(
            "You may not specify both `starting_after` and `ending_before`.", "ending_before"
        )
    for param, narrow in (("starting_after", query.after), ("ending_before", query.before)):
        if param in params:
            position = query.position(repository.database, params[param])
            if position is None:
                raise no_such(what, params[param], param=param, in_path=False)
            narrow(position)
    bodies = query.bodies(repository.database, limit + 1, oldest_first=backwards)
    has_more = len(bodies) > limit
    shown = bodies[:limit]
    if backwards:
        shown.reverse()
    data = [orjson.loads(body) for body in shown]
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def time_range(value: object, name: str) -> tuple[int, int]:
    """``created=N`` or ``created[gt|gte|lt|lte]=N`` as the first and the last second."""
    if not isinstance(value, dict):
        exact = _bound(value, name)
        return exact, exact
    bounds = checked_params(value, dict.fromkeys(_RANGE_BOUNDS, _bound), name)
    first = max(bounds.get("gte", 0), bounds.get("gt", -1) + 1)
    last = min(bounds.get("lte", 2**62), bounds.get("lt", 2**62) - 1)
    return first, last
