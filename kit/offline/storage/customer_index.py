"""Where customers are found by their words: what customer search looks into.

Substrings are found by a trigram index, everything else by ordinary ones; every condition
is a range or a look-up, so that the newest matches come first without sorting them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kit.facts import JsonObject
from kit.offline.storage.database import Database

__all__ = [
    "CustomerQuery",
    "Operator",
    "SearchClause",
    "find_customers",
    "forget_customer",
    "index_customer",
]

Operator = Literal[":", "~", ">", "<", ">=", "<="]


@dataclass(frozen=True, slots=True)
class SearchClause:
    """One condition. ``value`` None means null; ``key`` is the key of metadata."""

    field: str
    operator: Operator
    value: str | int | None
    key: str | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class CustomerQuery:
    """Conditions that all must hold, or of which ``any_of`` them one must."""

    clauses: tuple[SearchClause, ...]
    any_of: bool = False


def index_customer(database: Database, n: int, customer: JsonObject, *, known: bool) -> None:
    """Let a customer be found by its present fields; ``known`` tells that it was before."""
    folded = tuple(_folded(customer[name]) for name in ("email", "name", "phone"))
    if known:
        forget_customer(database, n)
    database.execute("INSERT INTO customer_words VALUES (?, ?, ?, ?)", (n, *folded))
    database.execute(
        "INSERT INTO customer_substrings (rowid, email, name) VALUES (?, ?, ?)",
        (n, folded[0] or "", folded[1] or ""),
    )
    for key, value in customer["metadata"].items():
        database.execute(
            "INSERT INTO customer_metadata VALUES (?, ?, ?)", (key, value.casefold(), n)
        )


def forget_customer(database: Database, n: int) -> None:
    """Let a customer be found no more."""
    database.execute("DELETE FROM customer_words WHERE n = ?", (n,))
    database.execute("DELETE FROM customer_substrings WHERE rowid = ?", (n,))
    database.execute("DELETE FROM customer_metadata WHERE n = ?", (n,))


def _folded(value: str | None) -> str | None:
    return None if value is None else value.casefold()


def find_customers(
    database: Database, query: CustomerQuery, count: int, before: int | None = None
) -> list[int]:
    """The row numbers of the newest matching customers, of those below ``before``."""
    if not query.any_of:
        return _matching(database, query.clauses, count, before)
    found: set[int] = set()
    for clause in query.clauses:
        found.update(_matching(database, (clause,), count, before))
    return sorted(found, reverse=True)[:count]


_Condition = tuple[str, tuple[Any, ...]]


def _matching(
    database: Database, clauses: Sequence[SearchClause], count: int, before: int | None
) -> list[int]:
    substrings = [clause for clause in clauses if clause.operator == "~" and not clause.negated]
    if substrings:
        n = "customer_substrings.rowid"
        table = f"customer_substrings JOIN customer_words ON customer_words.n = {n}"
    else:
        n, table = "n", "customer_words"
    conditions = [_condition(database, clause, n) for clause in clauses if clause not in substrings]
    if substrings:
        match = " AND ".join(f"{clause.field} : {_phrase(clause.value)}" for clause in substrings)
        conditions.append(("customer_substrings MATCH ?", (match,)))
    if before is not None:
        conditions.append((f"{n} < ?", (before,)))
    where = " AND ".join(sql for sql, _ in conditions) or "1"
    values = [value for _, bound in conditions for value in bound]
    statement = f"SELECT {n} FROM {table} WHERE {where} ORDER BY {n} DESC LIMIT ?"
    return [row[0] for row in database.execute(statement, (*values, count))]


def _phrase(value: object) -> str:
    return '"' + str(value).casefold().replace('"', '""') + '"'


def _condition(database: Database, clause: SearchClause, n: str) -> _Condition:
    """A clause over the row numbers that the column ``n`` holds."""
    if clause.field == "created":
        sql, values = _created(database, clause, n)
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


def _metadata(clause: SearchClause, n: str) -> _Condition:
    if clause.value is None:
        return f"{n} NOT IN (SELECT n FROM customer_metadata WHERE key = ?)", (clause.key,)
    return (
        f"{n} IN (SELECT n FROM customer_metadata WHERE key = ? AND value = ?)",
        (clause.key, str(clause.value).casefold()),
    )


def _created(database: Database, clause: SearchClause, n: str) -> _Condition:
    """A time as a range of row numbers: customers are numbered in order of their creation."""
    at = int(clause.value or 0)
    first, after = _first_from(database, at), _first_from(database, at + 1)
    return {
        ":": (f"{n} >= ? AND {n} < ?", (first, after)),
        ">": (f"{n} >= ?", (after,)),
        ">=": (f"{n} >= ?", (first,)),
        "<": (f"{n} < ?", (first,)),
        "<=": (f"{n} < ?", (after,)),
    }[clause.operator]


def _first_from(database: Database, at: int) -> int:
    row = database.execute(
        "SELECT n FROM customers WHERE created >= ? ORDER BY created, n LIMIT 1", (at,)
    ).fetchone()
    return int(row[0]) if row else 2**62
