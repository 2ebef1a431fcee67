"""SQL over the parts of a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from kit.errors import InvalidInput
from kit.snapshot.parts import as_frame, table_fields

__all__ = ["extra", "query"]

#: What an event left is what the next one of its source found: see Snapshot.events.
_EVENTS: Final = """
    SELECT * REPLACE (coalesce(status_before, lag(status_after) OVER (
        PARTITION BY source ORDER BY created, place DESC)) AS status_before)
    FROM read_parquet({files}, union_by_name = true)
"""
_PLAIN: Final = "SELECT * FROM read_parquet({files}, union_by_name = true)"


def query(files: Mapping[str, Sequence[Path]], statement: str) -> pd.DataFrame:
    """What ``statement`` says of the tables whose parts are ``files``."""
    duckdb = extra("duckdb", "sql")
    with duckdb.connect() as connection:
        for table, paths in files.items():
            connection.execute(_view(table, paths))
        try:
            answer = connection.sql(statement)
            found = pa.table({}) if answer is None else answer.to_arrow_table()
        except duckdb.Error as error:
            raise InvalidInput(f"DuckDB refused the statement: {error}") from error
    return as_frame([found], {}, found.column_names)


def _view(table: str, paths: Sequence[Path]) -> str:
    if not paths:
        columns = ", ".join(
            f'CAST(NULL AS {_SQL_TYPES.get(field.kind, "VARCHAR")}) AS "{name}"'
            for name, field in table_fields(table, []).items()
            if field.core
        )
        return f"CREATE VIEW {table} AS SELECT {columns} WHERE false"  # the kit's own names
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    shape = _EVENTS if table == "events" else _PLAIN
    return f"CREATE VIEW {table} AS {shape.format(files=f'[{quoted}]')}"


_SQL_TYPES: Final[dict[str, str]] = {
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMPTZ",
}


def extra(module: str, name: str) -> Any:
    """A module of an extra that may not be installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise InvalidInput(
            f"This needs {module}. Install it with: pip install 'stripe-source-kit[{name}]'"
        ) from error
