"""GET /v1/customers/search: Stripe's query language, and a page of who is found.

``name~"rosen" AND -metadata["plan"]:null``: up to ten clauses, joined by AND (a space is
one too) or by OR, never both, without parentheses [DIG].
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from kit.facts import JsonObject
from kit.facts.limits import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from kit.offline.errors import ApiError
from kit.offline.protocol import request_errors
from kit.offline.protocol.params import integer, text
from kit.offline.protocol.routing import Call, Route
from kit.offline.protocol.shapes import EXPAND
from kit.offline.storage.customer_index import (
    CustomerQuery,
    Operator,
    SearchClause,
    find_customers,
)

__all__ = ["ROUTES", "parse_query", "total_count"]

MAX_CLAUSES: Final = 10
_SHORTEST_SUBSTRING: Final = 3

_TEXT_FIELDS: Final = ("email", "name", "phone", "metadata")
_SUBSTRING_FIELDS: Final = ("email", "name")

_CLAUSE: Final = re.compile(
    r"""(?P<negated>-)?
        (?P<field>[a-z_]+)
        (?:\[\s*(?P<key_quote>["'])(?P<key>(?:\\.|(?!(?P=key_quote))[^\\])*)(?P=key_quote)\s*\])?
        \s*(?P<operator>>=|<=|[:~<>])\s*
        (?:(?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)
          |(?P<null>null)(?![A-Za-z0-9])|(?P<number>-?[0-9]{1,18})(?![A-Za-z0-9.]))""",
    re.VERBOSE | re.DOTALL,
)
_JOINT: Final = re.compile(r"(\s+(?P<word>AND|OR)(?=\s)\s+|\s+)", re.IGNORECASE)


#: "accurate up to 10,000" [SPEC22].
_MAX_COUNT: Final = 10_000

_FIRST_VERSION: Final = "2020-08-27"


def search(call: Call) -> JsonObject:
    """GET /v1/customers/search."""
    if call.version < _FIRST_VERSION:
        raise request_errors.version_too_old(_FIRST_VERSION)
    if "query" not in call.params:
        raise request_errors.missing("query")
    query = parse_query(call.params["query"])
    limit = call.params.get("limit", DEFAULT_PAGE_SIZE)
    before = _row_of(call.params["page"]) if "page" in call.params else None
    rows = find_customers(call.repository.database, query, limit + 1, before)
    shown = rows[:limit]
    has_more = len(rows) > limit
    return {
        "object": "search_result",
        "data": [call.repository.numbered_customer(n) for n in shown],
        "has_more": has_more,
        "next_page": _page_after(shown[-1]) if has_more else None,
        "url": "/v1/customers/search",
    }


def total_count(call: Call) -> int:
    """How many match, exact up to 10,000."""
    query = parse_query(call.params["query"])
    return len(find_customers(call.repository.database, query, _MAX_COUNT))


def _page_after(n: int) -> str:
    return urlsafe_b64encode(b"customers before %d" % n).decode()


def _row_of(page: str) -> int:
    try:
        words, _, number = urlsafe_b64decode(page.encode()).rpartition(b" ")
        if words == b"customers before":
            return int(number)
    except ValueError:
        pass
    raise request_errors.invalid("Invalid page: pass the next_page of an earlier answer.", "page")


def parse_query(query: str) -> CustomerQuery:
    """The clauses of a query; ApiError when it is none.

    >>> parse_query('name~"ros" -email:null').clauses[1]
    SearchClause(field='email', operator=':', value=None, key=None, negated=True)
    """
    clauses: list[SearchClause] = []
    joints: set[str] = set()
    place, query = 0, query.strip()
    while True:
        match = _CLAUSE.match(query, place)
        if match is None:
            raise _unreadable(f"it is not understood from '{query[place : place + 40]}' on")
        clauses.append(_clause(match))
        place = match.end()
        if place == len(query):
            break
        joint = _JOINT.match(query, place)
        if joint is None:
            raise _unreadable(f"it is not understood from '{query[place : place + 40]}' on")
        joints.add((joint["word"] or "AND").upper())
        place = joint.end()
    if len(joints) > 1:
        raise _unreadable("AND and OR cannot be mixed in one query")
    if len(clauses) > MAX_CLAUSES:
        raise _unreadable(f"it has {len(clauses)} clauses, and {MAX_CLAUSES} is the most")
    return CustomerQuery(tuple(clauses), any_of=joints == {"OR"})


def _clause(match: re.Match[str]) -> SearchClause:
    name, key = match["field"], match["key"]
    if name not in ("created", *_TEXT_FIELDS):
        raise _unreadable(f"field '{name}' is not supported for search on customers")
    if (name == "metadata") != (key is not None):
        raise _unreadable('metadata, and nothing else, is searched by key: metadata["key"]')
    operator: Operator = match["operator"]  # type: ignore[assignment]  # the pattern's choice
    value = _value(match)
    problem = _created_problem(value) if name == "created" else _text_problem(name, operator, value)
    if problem:
        raise _unreadable(problem)
    return SearchClause(
        name, operator, value, None if key is None else _unescaped(key), bool(match["negated"])
    )


def _value(match: re.Match[str]) -> str | int | None:
    if match["null"]:
        return None
    if match["number"]:
        return int(match["number"])
    return _unescaped(match["text"])


def _created_problem(value: str | int | None) -> str | None:
    return None if isinstance(value, int) else "field 'created' is compared with a number"


def _text_problem(name: str, operator: str, value: str | int | None) -> str | None:
    if operator not in (":", "~"):
        return f"operator '{operator}' is not supported on field '{name}'"
    if operator == "~":
        if name not in _SUBSTRING_FIELDS:
            return f"operator '~' is not supported on field '{name}'"
        if not isinstance(value, str) or len(value) < _SHORTEST_SUBSTRING:
            return f"a substring has at least {_SHORTEST_SUBSTRING} characters"
    if isinstance(value, int):
        return f"field '{name}' is compared with a quoted string"
    return None


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _unreadable(why: str) -> ApiError:
    """Where Stripe's own words are not known, these are a choice."""
    return ApiError(
        f"We were unable to parse your search query: {why}. Try using the following query syntax: "
        '<field>:<value> or <field>~"<substring>".',
        param="query",
        stored=False,
    )


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
