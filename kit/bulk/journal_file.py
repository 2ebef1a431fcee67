"""The file behind a journal: a SQLite database that one run at a time holds open.

Everything is written ahead and synced (WAL, synchronous=FULL), so what was committed
before a request was sent is there after a crash or a power loss.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from kit.errors import InvalidInput

__all__ = ["open_copy", "open_file", "temporary_path", "writing"]

#: Marks a journal as one: the bytes "kitj".
_APPLICATION_ID: Final = 0x6B69746A
_FORMAT: Final = 1

_SCHEMA: Final = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    # The rows as they were given to the latest call, and what is wrong with them.
    """CREATE TABLE pairs (
        number INTEGER PRIMARY KEY, customer TEXT, source TEXT, metadata TEXT,
        code TEXT, problem TEXT, turn INTEGER)""",
    "CREATE INDEX pairs_by_source ON pairs (source)",
    "CREATE INDEX pairs_by_turn ON pairs (turn)",
    # Every attach that any call was asked for, and how far it came. `outcome` is set when
    # it is definite; `sent` is when the key was written down, which is before it is used.
    """CREATE TABLE attaches (
        source TEXT PRIMARY KEY, customer TEXT NOT NULL, metadata TEXT,
        key TEXT, key_number INTEGER NOT NULL DEFAULT 1, sent REAL,
        attempts INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0,
        outcome TEXT, error_code TEXT, error_message TEXT, request_id TEXT,
        settled_by TEXT, source_after TEXT)""",
    "CREATE INDEX attaches_by_settled ON attaches (settled_by)",
)


def temporary_path() -> Path:
    """Where a journal that nobody named is kept until everything is settled."""
    handle, name = tempfile.mkstemp(prefix="kit-attach-many-", suffix=".journal")
    os.close(handle)
    return Path(name)


def open_file(path: Path) -> sqlite3.Connection:
    """The journal in ``path``, made when there is none, locked against any other run.

    Raises InvalidInput when the file is something else, or in use.
    """
    with _explained(path):
        # Metadata of customers stands in it, so it is for its owner's eyes.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, isolation_level=None, timeout=1)
    try:
        with _explained(path):
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA temp_store = FILE")
            with writing(connection):
                _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def open_copy(path: Path | None) -> sqlite3.Connection:
    """A copy that vanishes when it is closed, of ``path`` if there is such a file."""
    copy = sqlite3.connect("", isolation_level=None)  # SQLite's own temporary file
    try:
        if path is not None and path.exists():
            with _explained(path):
                original = sqlite3.connect(
                    f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=1
                )
                try:
                    original.backup(copy)
                finally:
                    original.close()
        with _explained(path or Path("the copy")):
            _prepare(copy, path or Path("the copy"))
    except BaseException:
        copy.close()
        raise
    return copy


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: what is written inside is kept together or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    if _pragma(connection, "application_id") == _APPLICATION_ID:
        found = _pragma(connection, "user_version")
        if found != _FORMAT:
            raise InvalidInput(
                f"{path} is a journal of format {found}; this version of the kit writes {_FORMAT}. "
                "Finish it with the version that began it, or start a new journal."
            )
        return
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise InvalidInput(f"{path} is a database, but no journal of the kit's. Name another file.")
    connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {_FORMAT}")
    for statement in _SCHEMA:
        connection.execute(statement)


def _pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise InvalidInput(
                f"The journal {path} is in use by another run. Let that one end first; "
                "two at once would send everything twice."
            ) from error
        raise InvalidInput(f"Cannot use {path} as the journal: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise InvalidInput(
            f"{path} is no journal of the kit's ({error}). Name another file, or a new one."
        ) from error
    except OSError as error:
        raise InvalidInput(f"Cannot use {path} as the journal: {error.strerror}.") from error
