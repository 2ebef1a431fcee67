"""The whole account as one JSON object, and an account made from such an object again."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

import orjson

from kit.offline.errors import ApiError
from kit.offline.storage.customer_index import index_customer
from kit.offline.storage.database import TABLES, Database
from kit.offline.storage.repository import Repository

__all__ = ["export_snapshot", "import_snapshot"]

_FORMAT: Final = "stripe-source-kit world 1"

#: A column of bytes that are no JSON.
_BINARY: Final = "parameters"


def export_snapshot(repository: Repository) -> bytes:
    """Every table, row by row, with Stripe's objects as objects."""
    tables = {table: _rows(repository.database, table) for table in TABLES}
    return orjson.dumps({"format": _FORMAT, "tables": tables})


def _rows(database: Database, table: str) -> list[dict[str, Any]]:
    cursor = database.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description]
    return [
        {name: _as_json(name, value) for name, value in zip(names, row, strict=True)}
        for row in cursor
    ]


def _as_json(name: str, value: Any) -> Any:
    if name == "body":
        return orjson.Fragment(value)
    return value.hex() if name == _BINARY else value


def import_snapshot(repository: Repository, document: bytes) -> None:
    """Replace the world by an exported one; ApiError when the document is none.

    Runs inside the caller's transaction, so a refused document leaves the world as it was.
    """
    try:
        given = orjson.loads(document)
        if not isinstance(given, dict) or given.get("format") != _FORMAT:
            raise _unreadable(f"its format is not '{_FORMAT}'")
        _replace(repository.database, given["tables"])
        repository.reload()
    except (KeyError, TypeError, ValueError, AttributeError, sqlite3.Error) as error:
        raise _unreadable(f"{type(error).__name__}: {error}") from error


def _replace(database: Database, tables: dict[str, list[dict[str, Any]]]) -> None:
    database.clear()
    for table in TABLES:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} VALUES ({places})"
        for row in tables[table]:
            database.execute(statement, [_as_column(name, row[name]) for name in columns])
    for row in tables["customers"]:
        if not row["deleted"]:
            index_customer(database, row["n"], row["body"], known=False)


def _as_column(name: str, value: Any) -> Any:
    if name == "body":
        return orjson.dumps(value)
    return bytes.fromhex(value) if name == _BINARY else value


def _unreadable(why: str) -> ApiError:
    return ApiError(f"This is no exported world: {why}. Pass what export() returned.")
