"""What shows that a journal is as it was written: a checksum for each row, and their number.

SQLite notices most of what a failing disk does, not a flipped bit in a value, nor rows that
vanish with a whole page. Triggers that live in the connection alone seal each row anew
whenever it is written, so that no statement can forget it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final, Protocol

__all__ = ["Damaged", "check_integrity", "seal"]

#: What each checksum is about, the table's key first.
_SEALED: Final = {
    "attaches": "source, customer, metadata, key, key_number, sent, attempts, seconds, outcome, "
    "error_code, error_message, request_id, settled_by, source_after, verified",
    "facts": "name, value",
}

#: The fact that tells how many attaches there are.
_COUNT: Final = "attaches"


class Damaged(Exception):
    """What shows that a journal is not as it was written."""


class _Rows(Protocol):
    def rows(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]: ...

    def value(self, statement: str, *values: Any) -> Any: ...


def check_integrity(database: _Rows, schema: Sequence[str]) -> None:
    """Raise Damaged unless ``database`` is whole, as ``schema`` says, and each row is as sealed."""
    told = database.value("PRAGMA integrity_check(1)")
    if told != "ok":
        raise Damaged(f"SQLite finds {str(told).splitlines()[-1]}")
    tables = database.rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    if sorted(row[0] for row in tables) != sorted(schema):
        raise Damaged("its tables are not those of a journal")
    for table, columns in _SEALED.items():
        key = columns.partition(",")[0]
        for *values, checksum in database.rows(f"SELECT {columns}, checksum FROM {table}"):
            if checksum != _checksum(*values):
                raise Damaged(f"the {key} {values[0]!r} does not have the checksum it was given")
    count = database.value("SELECT value FROM facts WHERE name = ?", _COUNT)
    found = database.value("SELECT count(*) FROM attaches")
    if (count or 0) != found:
        raise Damaged(f"it holds {found} of {count or 0} attaches")


def seal(connection: sqlite3.Connection) -> None:
    """From now on, whatever is written through ``connection`` gets its checksum."""
    connection.create_function("kit_checksum", -1, _checksum, deterministic=True)
    for table, columns in _SEALED.items():
        key = columns.partition(",")[0]
        new = ", ".join(f"NEW.{column}" for column in columns.split(", "))
        for event in ("INSERT", f"UPDATE OF {columns}"):
            connection.execute(
                f"CREATE TEMP TRIGGER seal_{table}_{event.partition(' ')[0]} AFTER {event} ON "
                f"main.{table} BEGIN UPDATE {table} SET checksum = kit_checksum({new}) "
                f"WHERE {key} = NEW.{key}; END"
            )
    for event, change in (("INSERT", "+ 1"), ("DELETE", "- 1")):
        connection.execute(
            f"CREATE TEMP TRIGGER count_{event} AFTER {event} ON main.attaches BEGIN "
            f"UPDATE facts SET value = value {change} WHERE name = '{_COUNT}'; END"
        )
    connection.execute("INSERT OR IGNORE INTO facts (name, value) VALUES (?, 0)", (_COUNT,))


def _checksum(*values: Any) -> str:
    return hashlib.blake2b(repr(values).encode(errors="replace"), digest_size=8).hexdigest()
