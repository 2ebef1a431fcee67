"""The offline account's tables: one SQLite connection that only the server's thread uses.

Every object is one row: its JsonObject as Stripe would send it, beside the few columns that
lists and look-ups need. Rows are numbered as they come, and objects come in the order of
their creation, so a page is a range of row numbers whatever the size of the table.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import uniform
from typing import Any, Final

__all__ = ["TABLES", "Database"]

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS customers (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
    email TEXT, deleted INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS customers_by_email ON customers (email);
CREATE INDEX IF NOT EXISTS customers_by_created ON customers (created);
CREATE TABLE IF NOT EXISTS sources (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, object TEXT NOT NULL,
    customer TEXT, attached INTEGER, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS sources_by_customer ON sources (customer, attached)
    WHERE customer IS NOT NULL;
CREATE INDEX IF NOT EXISTS sources_by_attached ON sources (attached) WHERE attached IS NOT NULL;
CREATE TABLE IF NOT EXISTS events (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
    type TEXT NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_type ON events (type);
CREATE INDEX IF NOT EXISTS events_by_created ON events (created);
CREATE TABLE IF NOT EXISTS source_transactions (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
    created INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS source_transactions_by_source ON source_transactions (source);
CREATE TABLE IF NOT EXISTS timers (
    n INTEGER PRIMARY KEY, at INTEGER NOT NULL, source TEXT NOT NULL, action TEXT NOT NULL,
    amount INTEGER, UNIQUE (source, action));
CREATE INDEX IF NOT EXISTS timers_by_time ON timers (at);
CREATE TABLE IF NOT EXISTS idempotent_answers (
    key TEXT PRIMARY KEY, created INTEGER NOT NULL, endpoint TEXT NOT NULL,
    parameters BLOB NOT NULL, request_id TEXT NOT NULL, status INTEGER NOT NULL,
    body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS customer_words (
    n INTEGER PRIMARY KEY, email TEXT, name TEXT, phone TEXT);
CREATE INDEX IF NOT EXISTS customer_words_by_email ON customer_words (email);
CREATE INDEX IF NOT EXISTS customer_words_by_name ON customer_words (name);
CREATE INDEX IF NOT EXISTS customer_words_by_phone ON customer_words (phone);
CREATE VIRTUAL TABLE IF NOT EXISTS customer_substrings
    USING fts5 (email, name, tokenize = 'trigram');
CREATE TABLE IF NOT EXISTS customer_metadata (
    key TEXT NOT NULL, value TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (key, value, n)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS customer_metadata_by_customer ON customer_metadata (n);
CREATE TABLE IF NOT EXISTS webhook_endpoints (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
    secret TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    n INTEGER PRIMARY KEY, event TEXT NOT NULL, endpoint TEXT NOT NULL,
    attempt INTEGER NOT NULL, due INTEGER NOT NULL, state TEXT NOT NULL,
    fault TEXT, status INTEGER, error TEXT);
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (endpoint, due, n)
    WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);
CREATE TABLE IF NOT EXISTS live_objects (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""

#: Written into each file, so that no other program's database is taken for an account: "KIT1".
_MARK: Final = 0x4B495431

#: How long to wait for another server to let go of a file.
_CLAIM_SECONDS: Final = 0.6

#: What search looks into, made from the customers.
_INDEX_TABLES: Final = ("customer_words", "customer_substrings", "customer_metadata")

#: What is no part of an exported world and goes with it; the endpoints themselves stay, as an
#: address and a secret belong to whoever listens.
_PASSING_TABLES: Final = ("deliveries",)

TABLES: Final = (
    "facts",
    "customers",
    "sources",
    "events",
    "source_transactions",
    "timers",
    "idempotent_answers",
    "live_objects",
)


class Database:
    """An open database: ``path`` None keeps it in memory.

    A file is taken for this process alone and written ahead (WAL): what was answered survives
    the death of the process. A new file is empty until the first transaction is over, so a
    process that dies before leaves no half of an account. Raises sqlite3.Error for a file
    that is none of ours, or that another server has open.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._numbers: dict[str, int] = {}
        #: Whether the transaction that took a new file is still open.
        self._claiming = False
        self.connection = _connected(":memory:") if path is None else _claimed(path)
        self.execute = self.connection.execute
        try:
            if path is not None:
                self._claiming = self._is_new()
            self._create_tables()
            if path is not None and not self._claiming:
                self.execute("COMMIT")
                self._write_ahead()
        except BaseException:
            self.connection.close()
            raise

    def _is_new(self) -> bool:
        """Whether the file is empty; refuses one that is full of something else."""
        mark = self.execute("PRAGMA application_id").fetchone()[0]
        tables = self.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and mark != _MARK:
            raise sqlite3.DatabaseError("it is another program's database")
        return not tables

    def _create_tables(self) -> None:
        for statement in _SCHEMA.split(";"):
            self.execute(statement)
        self.execute(f"PRAGMA application_id={_MARK}")

    def _write_ahead(self) -> None:
        self.execute("PRAGMA journal_mode=WAL")
        # Every commit reaches the operating system, so a killed process loses nothing;
        # FULL would add a disk flush to each for the sake of power cuts.
        self.execute("PRAGMA synchronous=NORMAL")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what is written inside is saved together or not at all."""
        if not self._claiming:
            self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            self.forget_numbers()
            raise
        self.execute("COMMIT")
        if self._claiming:
            self._claiming = False
            self._write_ahead()

    def fact(self, name: str, default: Any = None) -> Any:
        """One remembered value of the whole account."""
        row = self.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return default if row is None else row[0]

    def set_fact(self, name: str, value: Any) -> None:
        """Remember one value of the whole account."""
        self.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def number_of(self, table: str, id: object) -> int | None:
        """The number of the row of an object's id; None where there is no such object."""
        row = self.execute(f"SELECT n FROM {table} WHERE id = ?", (id,)).fetchone()
        return None if row is None else int(row[0])

    def next_number(self, table: str, column: str = "n") -> int:
        """One more than the highest number in a column; numbered from 1."""
        name = f"{table}.{column}"
        if name not in self._numbers:
            row = self.execute(
                f"SELECT coalesce(max({column}), 0) FROM {table} WHERE {column} IS NOT NULL"
            ).fetchone()
            self._numbers[name] = row[0]
        self._numbers[name] += 1
        return self._numbers[name]

    def forget_numbers(self) -> None:
        """Count again from the tables: after a roll-back, a reset or an import."""
        self._numbers.clear()

    def clear(self) -> None:
        """Forget everything but who listens to webhooks."""
        for table in (*TABLES, *_INDEX_TABLES, *_PASSING_TABLES):
            self.execute(f"DELETE FROM {table}")
        self.forget_numbers()

    def close(self) -> None:
        """Close the database; a file is left whole, without its write-ahead log."""
        self.connection.close()


def _connected(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
    try:
        # The first of them reads the file, which may be anything.
        connection.execute("PRAGMA cache_size=-65536")
        connection.execute("PRAGMA temp_store=MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def _claimed(path: Path) -> sqlite3.Connection:
    """A connection that holds a file's lock, in a transaction that is still open.

    Of two that come at once each may find the lock half taken by the other. Both let go then
    and try again after a time of their own, so that one of them gets it.
    """
    deadline = time.monotonic() + _CLAIM_SECONDS
    while True:
        connection = _connected(path)
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            # Nobody relies on a file before it is whole; see _write_ahead for afterwards.
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(uniform(0.01, 0.05))  # noqa: S311 - no secret
        except BaseException:
            connection.close()
            raise
        else:
            return connection
