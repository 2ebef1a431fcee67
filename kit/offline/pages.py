"""Pages of a list: newest first, from one object on, a hundred at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from kit.facts.limits import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from kit.offline.parameters import Check, integer, text
from kit.offline.refusals import no_such
from kit.offline.request_refusals import invalid
from kit.offline.store import Store

__all__ = ["PAGE_PARAMETERS", "Listing", "page_of"]

PAGE_PARAMETERS: Final[dict[str, Check]] = {
    "limit": integer(1, MAX_PAGE_SIZE),
    "starting_after": text(),
    "ending_before": text(),
}


_BEYOND: Final = 2**62


@dataclass(slots=True)
class Listing:
    """What to list: a table, its conditions, and the column that gives the order."""

    url: str
    table: str
    what: str
    order: str = "n"
    where: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def only(self, condition: str, *values: Any) -> None:
        """Add a condition."""
        self.where.append(condition)
        self.values.extend(values)

    def only_created(self, first: int, last: int) -> None:
        """Only what was created in these seconds.

        Said as row numbers, which come in order of creation: a range of the table itself,
        found by two look-ups, whatever its size.
        """
        self.only(
            f"n >= (SELECT coalesce(min(n), {_BEYOND}) FROM (SELECT n FROM {self.table} "
            "WHERE created >= ? ORDER BY created, n LIMIT 1))",
            first,
        )
        self.only(
            f"n <= (SELECT coalesce(max(n), 0) FROM (SELECT n FROM {self.table} "
            "WHERE created <= ? ORDER BY created DESC, n DESC LIMIT 1))",
            last,
        )


def page_of(store: Store, listing: Listing, params: dict[str, Any]) -> dict[str, Any]:
    """One page as Stripe's list object."""
    limit = params.get("limit", DEFAULT_PAGE_SIZE)
    backwards = "ending_before" in params
    if backwards and "starting_after" in params:
        raise invalid(
            "You may not specify both `starting_after` and `ending_before`.", "ending_before"
        )
    conditions, values = [*listing.where], [*listing.values]
    for param, comparison in (("starting_after", "<"), ("ending_before", ">")):
        if param in params:
            conditions.append(f"{listing.order} {comparison} ?")
            values.append(_place(store, listing, params[param], param))
    bodies = _bodies(store, listing, conditions, values, limit + 1, backwards=backwards)
    has_more = len(bodies) > limit
    shown = bodies[:limit]
    if backwards:
        shown.reverse()
    data = [orjson.loads(body) for body in shown]
    return {"object": "list", "data": data, "has_more": has_more, "url": listing.url}


def _bodies(
    store: Store,
    listing: Listing,
    conditions: Sequence[str],
    values: Sequence[Any],
    count: int,
    *,
    backwards: bool,
) -> list[bytes]:
    where = " AND ".join(conditions) or "1"
    direction = "ASC" if backwards else "DESC"
    statement = (
        f"SELECT body FROM {listing.table} WHERE {where} "
        f"ORDER BY {listing.order} {direction} LIMIT ?"
    )
    return [row[0] for row in store.execute(statement, (*values, count))]


def _place(store: Store, listing: Listing, id: str, param: str) -> int:
    """Where an object stands in the order of the list."""
    row = store.execute(
        f"SELECT {listing.order} FROM {listing.table} WHERE id = ?",
        (id,),
    ).fetchone()
    if row is None or row[0] is None:
        raise no_such(listing.what, id, param=param, in_path=False)
    return int(row[0])
