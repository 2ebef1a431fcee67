"""Searching customers: the query's clauses as conditions over indexes.

Substrings are found by a trigram index, everything else by ordinary ones; every condition
is a range or a look-up, so that the newest matches come first without sorting them all.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, Final

import orjson

from kit.facts.limits import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from kit.offline import request_refusals
from kit.offline.calls import Answer, Call, Route
from kit.offline.hashes import EXPAND
from kit.offline.parameters import integer, text
from kit.offline.search_language import Clause, Query, read_query
from kit.offline.store import Store
from kit.offline.world import JSON

__all__ = ["ROUTES", "total_count"]

#: "accurate up to 10,000" [SPEC22].
_MAX_COUNT: Final = 10_000

_FIRST_VERSION: Final = "2020-08-27"

Condition = tuple[str, tuple[Any, ...]]


def search(call: Call) -> Answer:
    """GET /v1/customers/search."""
    if call.version < _FIRST_VERSION:
        raise request_refusals.version_too_old(_FIRST_VERSION)
    if "query" not in call.params:
        raise request_refusals.missing("query")
    query = read_query(call.params["query"])
    limit = call.params.get("limit", DEFAULT_PAGE_SIZE)
    numbers = _newest(call.world.store, query, limit + 1, _place(call.params.get("page")))
    shown = numbers[:limit]
    has_more = len(numbers) > limit
    return {
        "object": "search_result",
        "data": [_customer(call.world.store, n) for n in shown],
        "has_more": has_more,
        "next_page": _page(shown[-1]) if has_more else None,
        "url": "/v1/customers/search",
    }


def total_count(call: Call) -> int:
    """How many match, exact up to 10,000."""
    query = read_query(call.params["query"])
    return len(_newest(call.world.store, query, _MAX_COUNT, None))


def _customer(store: Store, n: int) -> JSON:
    row = store.execute("SELECT body FROM customers WHERE n = ?", (n,)).fetchone()
    customer: JSON = orjson.loads(row[0])
    return customer


def _page(n: int) -> str:
    return urlsafe_b64encode(b"customers before %d" % n).decode()


def _place(page: str | None) -> int | None:
    if page is None:
        return None
    try:
        words, _, number = urlsafe_b64decode(page.encode()).rpartition(b" ")
        if words == b"customers before":
            return int(number)
    except ValueError:
        pass
    raise request_refusals.invalid("Invalid page: pass the next_page of an earlier answer.", "page")


def _newest(store: Store, query: Query, count: int, before: int | None) -> list[int]:
    """The numbers of the newest matching customers."""
    if not query.any_of:
        return _matching(store, query.clauses, count, before)
    found: set[int] = set()
    for clause in query.clauses:
        found.update(_matching(store, (clause,), count, before))
    return sorted(found, reverse=True)[:count]


def _matching(store: Store, clauses: Sequence[Clause], count: int, before: int | None) -> list[int]:
    substrings = [each for each in clauses if each.operator == "~" and not each.negated]
    if substrings:
        n = "customer_substrings.rowid"
        table = f"customer_substrings JOIN customer_words ON customer_words.n = {n}"
    else:
        n, table = "n", "customer_words"
    conditions = [_condition(store, each, n) for each in clauses if each not in substrings]
    if substrings:
        match = " AND ".join(f"{each.field} : {_phrase(each.value)}" for each in substrings)
        conditions.append(("customer_substrings MATCH ?", (match,)))
    if before is not None:
        conditions.append((f"{n} < ?", (before,)))
    where = " AND ".join(sql for sql, _ in conditions) or "1"
    values = [value for _, each in conditions for value in each]
    statement = f"SELECT {n} FROM {table} WHERE {where} ORDER BY {n} DESC LIMIT ?"
    return [row[0] for row in store.execute(statement, (*values, count))]


def _phrase(value: object) -> str:
    return '"' + str(value).casefold().replace('"', '""') + '"'


def _condition(store: Store, clause: Clause, n: str) -> Condition:
    """A clause over the row numbers that the column ``n`` holds."""
    if clause.field == "created":
        sql, values = _created(store, clause, n)
    elif clause.field == "metadata":
        sql, values = _metadata(clause, n)
    elif clause.operator == "~":
        sql = f"{n} IN (SELECT rowid FROM customer_substrings WHERE customer_substrings MATCH ?)"
        values = (f"{clause.field} : {_phrase(clause.value)}",)
    elif clause.value is None:
        sql, values = f"customer_words.{clause.field} IS NULL", ()
    else:
        sql = f"customer_words.{clause.field} IS ?"
        values = (str(clause.value).casefold(),)
    return (f"NOT ({sql})" if clause.negated else sql), values


def _metadata(clause: Clause, n: str) -> Condition:
    if clause.value is None:
        return f"{n} NOT IN (SELECT n FROM customer_metadata WHERE key = ?)", (clause.key,)
    return (
        f"{n} IN (SELECT n FROM customer_metadata WHERE key = ? AND value = ?)",
        (clause.key, str(clause.value).casefold()),
    )


def _created(store: Store, clause: Clause, n: str) -> Condition:
    """A time as a range of row numbers: customers are numbered in order of their creation."""
    at = int(clause.value or 0)
    first, after = _first_from(store, at), _first_from(store, at + 1)
    return {
        ":": (f"{n} >= ? AND {n} < ?", (first, after)),
        ">": (f"{n} >= ?", (after,)),
        ">=": (f"{n} >= ?", (first,)),
        "<": (f"{n} < ?", (first,)),
        "<=": (f"{n} < ?", (after,)),
    }[clause.operator]


def _first_from(store: Store, at: int) -> int:
    row = store.execute(
        "SELECT n FROM customers WHERE created >= ? ORDER BY created, n LIMIT 1", (at,)
    ).fetchone()
    return int(row[0]) if row else 2**62


ROUTES: Final = (
    Route(
        "GET",
        "/v1/customers/search",
        search,
        {
            "expand": EXPAND,
            "limit": integer(1, MAX_PAGE_SIZE),
            "page": text(),
            "query": text(),
        },
        permission="rak_customer_read",
    ),
)
