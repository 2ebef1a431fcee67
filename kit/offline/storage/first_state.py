"""What an account of recorded objects was at first, so that a reset goes back to that.

Practice data is made from a seed again; recorded objects cannot be, so their tables are copied.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

import orjson

from kit.offline.storage.customer_index import index_customer
from kit.offline.storage.database import TABLES, Database

__all__ = [
    "add_left_out",
    "forget_first_state",
    "has_first_state",
    "left_out",
    "lost_defaults",
    "restore_first_state",
    "save_first_state",
    "seed_of",
]

#: Saved responses are none of the beginning.
_TABLES: Final = tuple(table for table in TABLES if table != "idempotent_answers")


def save_first_state(database: Database) -> None:
    """Keep what there is now, beside what becomes of it."""
    for table in _TABLES:
        database.execute(f"DROP TABLE IF EXISTS first_{table}")
        database.execute(f"CREATE TABLE first_{table} AS SELECT * FROM {table}")


def seed_of(database: Database, seed: int) -> int:
    """A seed that hangs on ``seed`` and on which objects there are."""
    digest = blake2b(b"%d" % seed, digest_size=6)
    for table in ("customers", "sources", "events"):
        for row in database.execute(f"SELECT id FROM {table} ORDER BY n"):
            digest.update(row[0].encode())
    return int.from_bytes(digest.digest(), "big")


def has_first_state(database: Database) -> bool:
    """Whether this account was made of recorded objects."""
    query = "SELECT 1 FROM sqlite_master WHERE name = 'first_facts'"
    return database.execute(query).fetchone() is not None


def restore_first_state(database: Database) -> None:
    """Let everything be as it was kept."""
    database.clear()
    for table in _TABLES:
        database.execute(f"INSERT INTO {table} SELECT * FROM first_{table}")
    rows = database.execute("SELECT n, body FROM customers WHERE deleted = 0").fetchall()
    for n, body in rows:
        index_customer(database, n, orjson.loads(body), known=False)


def forget_first_state(database: Database) -> None:
    """This is another account now."""
    for table in (*(f"first_{table}" for table in _TABLES), "left_out"):
        database.execute(f"DROP TABLE IF EXISTS {table}")


def lost_defaults(database: Database) -> list[str]:
    """The customers whose default source is not here."""
    default = "json_extract(CAST(body AS TEXT), '$.default_source')"
    rows = database.execute(
        f"SELECT id FROM customers WHERE {default} IS NOT NULL "
        f"AND {default} NOT IN (SELECT id FROM sources WHERE customer = customers.id) ORDER BY n"
    )
    return [row[0] for row in rows]


def add_left_out(database: Database, rows: Iterable[tuple[str, str | None, str]]) -> None:
    """Note what could not be taken over as it was recorded: its kind, its id, and why."""
    database.execute("CREATE TABLE IF NOT EXISTS left_out (object TEXT, id TEXT, reason TEXT)")
    for row in rows:
        database.execute("INSERT INTO left_out VALUES (?, ?, ?)", row)


def left_out(database: Database) -> list[tuple[str, str | None, str]]:
    """What was noted, in the order it was noted in."""
    query = "SELECT 1 FROM sqlite_master WHERE name = 'left_out'"
    if database.execute(query).fetchone() is None:
        return []
    rows = database.execute("SELECT object, id, reason FROM left_out ORDER BY rowid")
    return rows.fetchall()
