"""The offline account's tables: one SQLite connection that only the server's thread uses.

Every object is one row: its JsonObject as Stripe would send it, beside the few columns that
lists and look-ups need. Rows are numbered as they come, and objects come in the order of
their creation, so a page is a range of row numbers whatever the size of the table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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
CREATE TABLE IF NOT EXISTS live_objects (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""

#: Written into each file, so that no other program's database is taken for an account: "KIT1".
_MARK: Final = 0x4B495431

#: What search looks into, made from the customers.
_INDEX_TABLES: Final = ("customer_words", "customer_substrings", "customer_metadata")

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

    In a file it writes ahead (WAL): what was answered survives the death of the process.
    ``building`` is for a new file that nobody relies on before it is whole. Raises
    sqlite3.Error for a file that is no account, or that another server has open.
    """

    def __init__(self, path: Path | None = None, *, building: bool = False) -> None:
        self.connection = sqlite3.connect(
            path or ":memory:", isolation_level=None, check_same_thread=False, timeout=0.5
        )
        self.execute = self.connection.execute
        self._numbers: dict[str, int] = {}
        try:
            if building:
                # A half-built file is thrown away, so nothing has to be safe yet.
                self.execute("PRAGMA journal_mode=OFF")
                self.execute("PRAGMA synchronous=OFF")
                self.execute(f"PRAGMA application_id={_MARK}")
            elif path is not None:
                self._claim()
            self.execute("PRAGMA cache_size=-65536")
            self.execute("PRAGMA temp_store=MEMORY")
            self.connection.executescript(_SCHEMA)
        except sqlite3.Error:
            self.connection.close()
            raise

    def _claim(self) -> None:
        """Take a file for this process alone, if it is ours or empty."""
        self.execute("PRAGMA locking_mode=EXCLUSIVE")
        self.execute("PRAGMA journal_mode=WAL")
        # Every commit reaches the operating system, so a killed process loses nothing;
        # FULL would add a disk flush to each for the sake of power cuts.
        self.execute("PRAGMA synchronous=NORMAL")
        mark = self.execute("PRAGMA application_id").fetchone()[0]
        tables = self.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and mark != _MARK:
            raise sqlite3.DatabaseError("it is another program's database")
        self.execute(f"PRAGMA application_id={_MARK}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what is written inside is saved together or not at all."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            self.forget_numbers()
            raise
        self.execute("COMMIT")

    def fact(self, name: str, default: Any = None) -> Any:
        """One remembered value of the whole account."""
        row = self.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return default if row is None else row[0]

    def set_fact(self, name: str, value: Any) -> None:
        """Remember one value of the whole account."""
        self.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

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
        """Forget everything."""
        for table in (*TABLES, *_INDEX_TABLES):
            self.execute(f"DELETE FROM {table}")
        self.forget_numbers()

    def close(self) -> None:
        """Close the database; a file is left whole, without its write-ahead log."""
        self.connection.close()
