"""Frames as Parquet files, part by part, and many parts as one frame again.

A part has the columns that something stands in, so that a hundred declared columns nobody uses
cost nothing; together the parts have those of all. Metadata is JSON text in every part, since
which of its keys have columns of their own depends on all rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kit.facts.field import Field
from kit.facts.objects import ROW_FIELDS
from kit.frames import Frame
from kit.frames.arrays import RowIndex
from kit.frames.build import declared_fields
from kit.frames.tree import TECHNICAL
from kit.snapshot.folder import SnapshotFolder
from kit.snapshot.manifest import Part

__all__ = [
    "arrow_rows",
    "as_frame",
    "column_order",
    "empty_tables",
    "read_part",
    "table_fields",
    "write_part",
    "write_table",
]

_TEXT: Final = pa.large_string()

#: Raw values of the parts' columns, by the name that stands in a manifest.
_TYPES: Final[dict[str, pa.DataType]] = {
    "text": _TEXT,
    "category": _TEXT,
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "time": pa.timestamp("us", "UTC"),
}


def write_part(folder: SnapshotFolder, table: str, frame: pd.DataFrame) -> Part:
    """Write a frame as one more part of ``table``."""
    return write_table(folder, table, arrow_rows(frame))


def arrow_rows(frame: pd.DataFrame) -> pa.Table:
    """A frame as the table that a part holds.

    Categories are numbered alike however many there are, so that such tables can be joined.
    """
    rows = pa.Table.from_pandas(pd.DataFrame(frame), preserve_index=False)
    kinds = [
        pa.dictionary(pa.int32(), kind.value_type) if pa.types.is_dictionary(kind) else kind
        for kind in rows.schema.types
    ]
    return rows.cast(pa.schema(zip(rows.schema.names, kinds, strict=True)))


def write_table(folder: SnapshotFolder, table: str, rows: pa.Table) -> Part:
    """Write Arrow rows as one more part of ``table``."""
    name = f"{table}/{uuid4().hex}.parquet"
    folder.place(name, lambda path: pq.write_table(rows, path, compression="zstd"))
    columns = {column.name: _kind(column.type) for column in rows.schema}
    held = {
        column: sorted(rows[column].cast(_TEXT).unique().drop_null().to_pylist())
        for column, kind in columns.items()
        if kind == "category" and column not in TECHNICAL
    }
    return Part(name, rows.num_rows, columns, held.get("object", []), held)


def _kind(type: pa.DataType) -> str:
    if pa.types.is_dictionary(type):
        return "category"
    for kind, held in _TYPES.items():
        if kind != "category" and type.equals(held):
            return kind
    return "text"


def read_part(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The table of one part, ``columns`` of it or all; those it does not have are left out."""
    with pq.ParquetFile(path) as file:
        held = file.schema_arrow.names
        wanted = held if columns is None else [name for name in columns if name in set(held)]
        return file.read(columns=wanted)


def table_fields(table: str, parts: Sequence[Part]) -> dict[str, Field]:
    """The declared fields of a table by name; categories have all values of all parts."""
    if table == "events":
        fields = {field.name: field for field in ROW_FIELDS["source_event"]}
    else:
        objects = {each for part in parts for each in part.objects}
        fields = declared_fields(objects or {table.removesuffix("s")})
    for part in parts:
        for name, values in part.values.items():
            if name in fields:
                known = fields[name].values
                fields[name] = replace(fields[name], values=tuple(dict.fromkeys((*known, *values))))
    return fields


def empty_tables(parts: Sequence[Part]) -> list[pa.Table]:
    """A table without rows for each part, which tells the types of all columns."""
    kinds = dict.fromkeys(tuple(part.columns.items()) for part in parts)
    return [
        pa.table({name: pa.array([], _TYPES[kind]) for name, kind in columns}) for columns in kinds
    ]


def column_order(fields: Mapping[str, Field], held: Iterable[str]) -> list[str]:
    """The columns of a table: the declared ones first, then others, then the technical ones."""
    names = dict.fromkeys(held)
    shown = [name for name, field in fields.items() if name in names or field.core]
    others = [name for name in names if name not in fields and name not in TECHNICAL]
    technical = [name for name in TECHNICAL if name in names]
    return [*shown, *others, *technical]


def as_frame(
    tables: Sequence[pa.Table],
    fields: Mapping[str, Field],
    order: Sequence[str],
    *,
    technical_text: bool = False,
) -> Frame:
    """Tables with some of the columns each as one frame with the declared dtypes.

    ``technical_text`` makes the technical columns text: categories of their own in each part
    cannot be told beforehand.
    """
    size = sum(table.num_rows for table in tables)
    rows = RowIndex(np.arange(size, dtype=np.int64), size)
    arrays: dict[str, Any] = {}
    absent: dict[str, pa.Array] = {}  # one for all columns: of a hundred most may hold nothing
    for name in order:
        field = fields.get(name)
        values = _column(tables, name)
        if values is None:
            kind = "text" if field is None else _HELD.get(field.kind, "text")
            if kind not in absent:
                absent[kind] = pa.nulls(size, _TYPES[kind])
            values = absent[kind]
        arrays[name] = _array(
            values, field, rows, technical=name in TECHNICAL and not technical_text
        )
    return Frame(arrays, index=pd.RangeIndex(size), copy=False)


def _column(tables: Sequence[pa.Table], name: str) -> pa.Array | None:
    """One column of all tables, null where a table has none; None where none has it."""
    plain = [_plain(table[name]) if name in table.column_names else None for table in tables]
    types = {column.type for column in plain if column is not None}
    if not types:
        return None
    held = types.pop() if len(types) == 1 else _TEXT
    chunks = [
        pa.nulls(table.num_rows, held) if column is None else _whole(column.cast(held))
        for table, column in zip(tables, plain, strict=True)
    ]
    return pa.concat_arrays(chunks)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        return column.cast(_TEXT)
    return column.cast(_TEXT) if pa.types.is_string(column.type) else column


def _whole(column: pa.ChunkedArray) -> pa.Array:
    combined = column.combine_chunks()
    return combined if isinstance(combined, pa.Array) else pa.concat_arrays(combined.chunks)


def _array(values: pa.Array, field: Field | None, rows: RowIndex, *, technical: bool) -> Any:
    if pa.types.is_large_string(values.type):
        if technical or (field is not None and field.kind == "category"):
            return rows.categories(values, field.values if field is not None else ())
        return rows.text(values)
    if pa.types.is_boolean(values.type):
        return rows.booleans(values)
    if pa.types.is_timestamp(values.type):
        seconds = pc.divide(pc.cast(values, pa.int64()), 1_000_000)
        return rows.timestamps(seconds)
    if pa.types.is_decimal(values.type) and values.type.scale == 0:
        values = values.cast(pa.int64())  # sums of integers, by SQL
    if pa.types.is_integer(values.type) or pa.types.is_floating(values.type):
        return rows.numbers(values)
    return pd.Series(values.to_pandas()).array


_HELD: Final[dict[str, str]] = {
    "integer": "int",
    "boolean": "bool",
    "timestamp": "time",
}
