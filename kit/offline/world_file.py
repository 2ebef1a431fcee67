"""The whole world as one JSON object, and a world made from such an object again."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

import orjson

from kit.offline.customer_index import index_customer
from kit.offline.refused import Refused
from kit.offline.store import TABLES, Store
from kit.offline.world import World

__all__ = ["exported", "import_world"]

_FORMAT: Final = "stripe-source-kit world 1"

#: A column of bytes that are no JSON.
_BINARY: Final = "parameters"


def exported(world: World) -> bytes:
    """Every table, row by row, with Stripe's objects as objects."""
    tables = {table: _rows(world.store, table) for table in TABLES}
    return orjson.dumps({"format": _FORMAT, "tables": tables})


def _rows(store: Store, table: str) -> list[dict[str, Any]]:
    cursor = store.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description]
    return [
        {name: _as_json(name, value) for name, value in zip(names, row, strict=True)}
        for row in cursor
    ]


def _as_json(name: str, value: Any) -> Any:
    if name == "body":
        return orjson.Fragment(value)
    return value.hex() if name == _BINARY else value


def import_world(world: World, document: bytes) -> None:
    """Replace the world by an exported one; Refused when the document is none.

    Runs inside the caller's transaction, so a refused document leaves the world as it was.
    """
    try:
        given = orjson.loads(document)
        if not isinstance(given, dict) or given.get("format") != _FORMAT:
            raise _unreadable(f"its format is not '{_FORMAT}'")
        _replace(world.store, given["tables"])
        world.forget_numbers()
        world.seed, world.now = int(world.store.fact("seed")), int(world.store.fact("now"))
    except (KeyError, TypeError, ValueError, AttributeError, sqlite3.Error) as error:
        raise _unreadable(f"{type(error).__name__}: {error}") from error


def _replace(store: Store, tables: dict[str, list[dict[str, Any]]]) -> None:
    store.clear()
    for table in TABLES:
        columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} VALUES ({places})"
        for row in tables[table]:
            store.execute(statement, [_as_column(name, row[name]) for name in columns])
    for row in tables["customers"]:
        if not row["deleted"]:
            index_customer(store, row["n"], row["body"], known=False)


def _as_column(name: str, value: Any) -> Any:
    if name == "body":
        return orjson.dumps(value)
    return bytes.fromhex(value) if name == _BINARY else value


def _unreadable(why: str) -> Refused:
    return Refused(f"This is no exported world: {why}. Pass what export() returned.")
