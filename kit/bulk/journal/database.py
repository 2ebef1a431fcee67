"""The SQLite file behind a journal, which one run at a time holds open.

Everything is written ahead and synced (WAL, synchronous=FULL), so what was committed
before a request was sent is there after a crash or a power loss. Whatever is wrong with
the file is told in one sentence that names it.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from kit.bulk.journal.integrity import Damaged, check_integrity, seal
from kit.errors import InvalidInput, JournalFailed, KitError

__all__ = ["Database", "check_space", "open_copy", "open_file", "temporary_path"]

#: What a row takes, its source's JSON and the file's own needs included.
_BYTES_A_ROW: Final = 4096
#: What SQLite writes ahead before it puts it in its place: a thousand pages, and some more.
_BYTES_AHEAD: Final = 8_000_000

#: Root may write anywhere but where it gave its rights away.
_KNOWS_EFFECTIVE: Final = os.access in os.supports_effective_ids

#: Marks a journal as one: the bytes "kitj".
_APPLICATION_ID: Final = 0x6B69746A
_FORMAT: Final = 2

_SCHEMA: Final = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value, checksum TEXT) WITHOUT ROWID",
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
        settled_by TEXT, source_after TEXT, verified REAL, checksum TEXT)""",
    "CREATE INDEX attaches_by_settled ON attaches (settled_by)",
)


class Database:
    """An open database: statements in, rows out, and every failure told with the path."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        #: Whether the file was opened, so that what fails from now on is no wrong name.
        self.is_open = False

    def rows(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """What ``statement`` selects, fetched as it is asked for."""
        with self.explained():
            yield from self._connection.execute(statement, values)

    def row(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row that ``statement`` selects, None when there is none."""
        return next(self.rows(statement, *values), None)

    def value(self, statement: str, *values: Any) -> Any:
        """The first value of the first row, None when there is none."""
        row = self.row(statement, *values)
        return None if row is None else row[0]

    def execute(self, statement: str, *values: Any) -> None:
        """Run one statement that answers nothing."""
        with self.explained():
            self._connection.execute(statement, values)

    def write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run ``statement`` for each of ``rows``, in one go."""
        with self.transaction():
            self._connection.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what is written inside is kept together or not at all."""
        if self._connection.in_transaction:
            yield
            return
        with self.explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Tell what SQLite fails at inside as an error of the kit's."""
        try:
            yield
        # A message that quotes a damaged file may be no text [M].
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._explanation(error) from error

    def _explanation(self, error: sqlite3.Error | UnicodeDecodeError) -> KitError:
        if "locked" in str(error):
            return InvalidInput(
                f"The journal {self._path} is in use by another run. Let that one end first; "
                "two at once would send everything twice."
            )
        if self.is_open:
            return JournalFailed(
                f"The journal {self._path} cannot be used any more: {error}. Fix that (a full "
                "disk?) and make the same call with this journal again: it goes on there, nothing "
                "is sent twice."
            )
        if _is_about_the_disk(error):
            return InvalidInput(f"Cannot use {self._path} as the journal: {error}.")
        # The error may quote a row; what stands in a journal is nobody else's business.
        return InvalidInput(
            f"{self._path} is no journal of the kit's, or it is damaged. Nothing was sent. Name "
            "another file, or a new one."
        )


def _is_about_the_disk(error: Exception) -> bool:
    """Whether it is the place that fails, and not what stands in the file."""
    is_about_the_content = "decode" in str(error) or (
        getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    )
    return isinstance(error, sqlite3.OperationalError) and not is_about_the_content


def temporary_path() -> Path:
    """Where a journal that nobody named is kept until everything is settled."""
    handle, name = tempfile.mkstemp(prefix="kit-attach-many-", suffix=".journal")
    os.close(handle)
    return Path(name)


def check_space(path: Path, rows: int) -> None:
    """Raise InvalidInput unless the disk has room for the outcomes of so many rows."""
    free = shutil.disk_usage(path.resolve().parent).free
    needed = _BYTES_AHEAD + rows * _BYTES_A_ROW
    if free < needed:
        raise InvalidInput(
            f"The disk of the journal {path} has {free / 1e6:.0f} MB left, and {rows} rows may "
            f"take {needed / 1e6:.0f} MB. Make room, or name a journal elsewhere. Nothing was sent."
        )


def open_file(path: Path) -> Database:
    """The journal in ``path``, made when there is none, locked against any other run.

    Raises InvalidInput when the file is something else, or in use.
    """
    _make_file(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=1)
    database = Database(connection, path)
    try:
        for pragma in (
            "locking_mode = EXCLUSIVE",
            "journal_mode = WAL",
            "synchronous = FULL",
            "temp_store = FILE",
        ):
            database.execute(f"PRAGMA {pragma}")
        with database.transaction():
            _prepare(database, path)
            _check(database, path)
        seal(connection)
    except BaseException:
        connection.close()
        raise
    database.is_open = True
    return database


def _make_file(path: Path) -> None:
    """An empty file, if there is none yet.

    One that is there is not even opened: closing it would take this process's locks off it,
    whoever holds them (sqlite.org, "How To Corrupt An SQLite Database File", 2.2).
    """
    try:
        # Metadata of customers stands in it, so it is for its owner's eyes.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if path.is_dir() or not os.access(path, os.R_OK | os.W_OK, effective_ids=_KNOWS_EFFECTIVE):
            code = errno.EISDIR if path.is_dir() else errno.EACCES
            raise InvalidInput(f"Cannot use {path} as the journal: {os.strerror(code)}.") from None
    except OSError as error:
        raise InvalidInput(f"Cannot use {path} as the journal: {error.strerror}.") from error


def open_copy(path: Path | None) -> Database:
    """A copy that vanishes when it is closed, of ``path`` if there is such a file."""
    copy = sqlite3.connect("", isolation_level=None)  # SQLite's own temporary file
    database = Database(copy, path or Path("the copy"))
    try:
        if path is not None and path.exists():
            with database.explained():
                original = sqlite3.connect(
                    f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=1
                )
                try:
                    # Locked while it is copied, since backup() waits for others without end [M].
                    original.execute("BEGIN")
                    original.execute("SELECT count(*) FROM sqlite_master")
                    original.backup(copy)
                finally:
                    original.close()
        _prepare(database, path or Path("the copy"))
        _check(database, path or Path("the copy"))
        seal(copy)
    except BaseException:
        copy.close()
        raise
    database.is_open = True
    return database


def _check(database: Database, path: Path) -> None:
    try:
        check_integrity(database, _SCHEMA)
    except Damaged as why:
        raise InvalidInput(
            f"The journal {path} is damaged: {why}. Nothing was sent. Go back to a copy of it, "
            "or begin a new journal: what is attached already will come out as already_attached."
        ) from None


def _prepare(database: Database, path: Path) -> None:
    if database.value("PRAGMA application_id") == _APPLICATION_ID:
        found = database.value("PRAGMA user_version")
        if found != _FORMAT:
            raise InvalidInput(
                f"{path} is a journal of format {found}; this version of the kit writes {_FORMAT}. "
                "Finish it with the version that began it, or start a new journal."
            )
        return
    if database.value("SELECT count(*) FROM sqlite_master"):
        raise InvalidInput(f"{path} is a database, but no journal of the kit's. Name another file.")
    database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {_FORMAT}")
    for statement in _SCHEMA:
        database.execute(statement)
