"""Many rows at once, their numbers given: what an account begins with.

Numbers count in the order of creation, whatever order the rows come in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import orjson

from kit.facts import JsonObject
from kit.offline.storage.customer_index import index_customer
from kit.offline.storage.database import Database

__all__ = ["SourceRow", "add_customers", "add_events", "add_sources", "add_transactions"]


class SourceRow(NamedTuple):
    """A source as it is kept; ``attached`` counts attachments, None where nobody has it."""

    n: int
    id: str
    object: str
    customer: str | None
    attached: int | None
    body: bytes


def add_customers(database: Database, rows: Iterable[tuple[int, JsonObject, bool]]) -> None:
    """Customers with their numbers, and whether they are deleted again."""
    for n, customer, deleted in rows:
        database.execute(
            "INSERT INTO customers (n, id, created, email, deleted, body) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                n,
                customer["id"],
                customer["created"],
                customer["email"],
                int(deleted),
                orjson.dumps(customer),
            ),
        )
        if not deleted:
            index_customer(database, n, customer, known=False)


def add_sources(database: Database, rows: Iterable[SourceRow]) -> None:
    """Sources, attached or not."""
    database.connection.executemany(
        "INSERT INTO sources (n, id, object, customer, attached, body) VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )


def add_events(database: Database, rows: Iterable[tuple[int, str, int, str, bytes]]) -> None:
    """Events: number, id, time, type, body."""
    database.connection.executemany(
        "INSERT INTO events (n, id, created, type, body) VALUES (?, ?, ?, ?, ?)", rows
    )


def add_transactions(database: Database, rows: Iterable[tuple[int, JsonObject]]) -> None:
    """Transfers with their numbers."""
    database.connection.executemany(
        "INSERT INTO source_transactions (n, id, source, created, body) VALUES (?, ?, ?, ?, ?)",
        ((n, each["id"], each["source"], each["created"], orjson.dumps(each)) for n, each in rows),
    )
