"""Transposed rows -> the frame: which columns there are, in which order, and each row's shape."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from kit.errors import InvalidInput
from kit.facts.did_you_mean import did_you_mean
from kit.facts.objects import ALL_FIELDS, EXPANDED_CUSTOMER_FIELDS, OBJECT_FIELDS
from kit.frames.arrays import (
    RowIndexes,
    categories,
    concat_chunks,
    empty_column,
    merge_columns,
)
from kit.frames.decode import decode_column, decode_value
from kit.frames.exact_json import dumps
from kit.frames.frame import Frame
from kit.frames.masking import ColumnText, mask_columns
from kit.frames.tree import AS_JSON_TEXT, BY_KEY, KEYS, METADATA, SHAPE, metadata_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kit.facts.field import Field
    from kit.frames.arrays import Column
    from kit.frames.transpose import Transposer
    from kit.frames.tree import Encoding, FieldNode, Patch, Rows

__all__ = ["build_frame", "declared_fields", "order_columns"]


def build_frame(
    rows: Transposer, expected: str, *, declared: bool, dtypes: Mapping[str, Any]
) -> Frame:
    """The frame of all rows, or an empty one of the ``expected`` object.

    ``declared`` shows every declared column, else those that hold something or are core.
    """
    fields = _fields(rows, expected)
    columns, nodes = _columns(rows)
    # The chunks were joined: let their memory go before the frame's own is taken.
    pa.default_memory_pool().release_unused()
    encodings: dict[str, str] = {}
    arrays: dict[str, Any] = {}
    for name in order_columns(fields, columns, declared=declared):
        column = columns.pop(name, None) or empty_column(ALL_FIELDS[name], rows.size)
        encodings[name] = column.encoding
        arrays[name] = column.array(fields.get(name, ALL_FIELDS.get(name)))
    odd_metadata = _cast_columns(arrays, encodings, dtypes, nodes, rows)
    arrays |= _technical_columns(rows, encodings, odd_metadata)
    return Frame(arrays, index=pd.RangeIndex(rows.size), copy=False)


def declared_fields(objects: Iterable[str], *, expanded: bool = False) -> dict[str, Field]:
    """The fields of all these objects by name; a category has the values of all of them.

    >>> list(declared_fields(["card", "bank_account"]))[:3]
    ['id', 'object', 'account']
    >>> declared_fields(["card", "bank_account"])["object"].values
    ('card', 'bank_account')
    """
    fields: dict[str, Field] = {}
    tables = [OBJECT_FIELDS[name] for name in OBJECT_FIELDS if name in set(objects)]
    for field in (field for table in tables for field in table):
        known = fields.get(field.name)
        if known is None:
            fields[field.name] = field
        elif known.values != field.values:
            values = tuple(dict.fromkeys(known.values + field.values))
            fields[field.name] = replace(known, values=values)
    if expanded:
        fields |= {field.name: field for field in EXPANDED_CUSTOMER_FIELDS}
    return fields


def order_columns(fields: Mapping[str, Field], held: Iterable[str], *, declared: bool) -> list[str]:
    """The names of all columns: the declared ones, then the user's own, then new ones.

    An object that no table declares keeps the order of arrival, after its id.
    """
    names = set(held)
    if not fields:
        first = [name for name in ("id", "object") if name in names]
        return list(dict.fromkeys((*first, *held)))
    shown = [
        name
        for name, field in fields.items()
        if name in names or ((declared or field.core) and field.kind != "map")
    ]
    others = sorted(held, key=lambda name: not name.startswith(f"{METADATA}."))
    return list(dict.fromkeys((*shown, *others)))


def _fields(rows: Transposer, expected: str) -> dict[str, Field]:
    """The declared fields that apply: by what is there, else by what was asked for."""
    if not rows.size:
        return declared_fields([expected])
    children = rows.top.children
    seen: set[str] = set()
    if "object" in children:
        for chunk in children["object"].chunks:
            seen.update(chunk.values.unique().to_pylist())
    expanded = "customer" in children and bool(children["customer"].children)
    return declared_fields(seen, expanded=expanded)


def _columns(rows: Transposer) -> tuple[dict[str, Column], dict[str, FieldNode]]:
    """Every column that holds something, in the order of arrival, and its node."""
    columns: dict[str, Column] = {}
    nodes: dict[str, FieldNode] = {}
    indexes = RowIndexes(rows.size)
    for node in rows.top.walk():
        if node.chunks and node.name is not None:
            columns[node.name] = concat_chunks(node, rows.patches, indexes)
            nodes[node.name] = node
    if not rows.reveal:
        _mask(columns, nodes)
    texts = rows.metadata.texts(rows.size)
    if texts is not None:
        others = columns.get(METADATA)
        columns[METADATA] = merge_columns([others, texts], rows.size) if others else texts
    columns |= {metadata_name(key): column for key, column in rows.metadata.columns(rows.size)}
    return columns, nodes


def _mask(columns: Mapping[str, Column], nodes: Mapping[str, FieldNode]) -> None:
    """Mask the secrets in what is text. JSON text was masked when it was made, but for its name."""
    masked = {
        name: column
        for name, column in columns.items()
        if column.encoding == "text" or (column.encoding == "json" and nodes[name].sensitive)
    }
    texts = [
        ColumnText(column.values, nodes[name].sensitive, nodes[name].key)
        for name, column in masked.items()
    ]
    for column, values in zip(masked.values(), mask_columns(texts), strict=True):
        column.values = values


def _cast_columns(
    arrays: dict[str, Any],
    encodings: Mapping[str, str],
    dtypes: Mapping[str, Any],
    nodes: Mapping[str, FieldNode],
    rows: Transposer,
) -> dict[int, dict[str, Encoding]]:
    """Give columns the dtypes asked for; comes back with what metadata's do not hold."""
    odd_metadata: dict[int, dict[str, Encoding]] = {}
    for name, dtype in dtypes.items():
        if name not in arrays:
            _check_name(name, arrays)
            continue
        arrays[name], odd = _cast(name, arrays[name], encodings[name], dtype)
        for row, exact in odd.items():
            if name in nodes:
                patch = rows.patches.setdefault(row, {})
                patch[nodes[name]] = _literal(exact, patch.get(nodes[name]))
            else:
                key = name.removeprefix(f"{METADATA}.")
                odd_metadata.setdefault(row, {})[key] = [exact]
    return odd_metadata


def _check_name(name: str, known: Iterable[str]) -> None:
    """Refuse a name that no column of this or any other answer has."""
    if name in ALL_FIELDS or name.startswith(f"{METADATA}."):
        return
    meant = did_you_mean(name, {*known, *ALL_FIELDS})
    raise InvalidInput(f"dtypes= names a column {name!r} that this answer does not have.{meant}")


def _cast(name: str, array: Any, encoding: str, dtype: Any) -> tuple[Any, dict[int, Any]]:
    """``array`` as ``dtype``, and the exact values of the rows that this dtype cannot hold."""
    before = pd.Series(array)
    try:
        after = before.astype(dtype)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidInput(
            f"The column {name!r} cannot be {dtype!r}: {error}. Leave it out of dtypes=, or "
            "name a dtype that fits its values."
        ) from error
    pairs = zip(decode_column(before, encoding), decode_column(after, encoding), strict=True)
    odd = {
        row: exact
        for row, (exact, held) in enumerate(pairs)
        if exact != held or type(exact) is not type(held)
    }
    return after.array, odd


def _literal(exact: object, encoding: Encoding | None) -> Encoding:
    """The encoding of a value that its column no longer holds."""
    return [decode_value(exact, encoding) if isinstance(encoding, str) else exact]


def _technical_columns(
    rows: Transposer,
    encodings: Mapping[str, str],
    odd_metadata: Mapping[int, Mapping[str, Encoding]],
) -> dict[str, pd.Categorical]:
    """What ``unflatten`` needs: each row's shape, and its metadata's keys while these have columns.

    ``encodings`` are those of the frame's columns, ``odd_metadata`` says which values of
    which rows the column of a metadata key does not hold.
    """
    columns = {}
    numbers, lists = rows.metadata.key_lists(rows.size)
    if lists:
        columns[KEYS] = categories(numbers, [dumps(keys) for keys in lists])
    shapes = _ShapeTexts(rows, encodings)
    for row in odd_metadata.keys() - rows.patches.keys():
        rows.patches[row] = {}
    for row, patch in rows.patches.items():
        odd = odd_metadata.get(row, {})
        keys = lists[numbers[row]] if odd else ()
        shapes.patch(row, patch, {key: odd.get(key, "text") for key in keys})
    columns[SHAPE] = categories(shapes.codes, list(shapes.texts))
    return columns


class _ShapeTexts:
    """The shape of each row as text; ``codes`` are the numbers of the ``texts``."""

    def __init__(self, rows: Transposer, encodings: Mapping[str, str]) -> None:
        self.texts: dict[str, int] = {}
        self._shapes = rows.shapes
        self._encodings = encodings
        self._metadata = "json" if rows.metadata.overflowed else "keys"
        self._common: dict[int, object] = {BY_KEY: self._metadata, AS_JSON_TEXT: "json"}
        self._patched: dict[tuple[object, ...], int] = {}
        self._numbers: Rows = np.concatenate([np.empty(0, np.int64), *rows.numbers])
        used, first, inverse = np.unique(self._numbers, return_index=True, return_inverse=True)
        codes = np.empty(len(used), np.int64)
        # By their first rows, so that texts are in the same order however rows were divided.
        for at in np.argsort(first).tolist():
            codes[at] = self._code(self._shape(int(used[at]), {}, self._common))
        self.codes = codes[inverse]

    def patch(self, row: int, patch: Patch, metadata: Mapping[str, Encoding]) -> None:
        """Write the shape of one row differently."""
        number = int(self._numbers[row])
        # Whole pages may be patched alike: a field that is an integer here and text there.
        plain = not metadata and all(isinstance(encoding, str) for encoding in patch.values())
        alike = (number, *patch.items()) if plain else (row,)
        if alike not in self._patched:
            known: dict[int, object] = {BY_KEY: metadata or self._metadata, AS_JSON_TEXT: "json"}
            self._patched[alike] = self._code(self._shape(number, patch, known))
        self.codes[row] = self._patched[alike]

    def _shape(self, number: int, patch: Patch, known: dict[int, object]) -> object:
        """One shape, from those ``known`` and adding to them."""
        if number not in known:
            node, keys, opened = self._shapes.parts(number)
            shape: dict[str, object] = {}
            for key in keys:
                member = node.children[key]
                if key in opened:
                    shape[member.shown] = self._shape(opened[key], patch, known)
                else:
                    encoding = patch.get(member) or self._encodings.get(member.name or "", "null")
                    shape[member.shown] = encoding
            known[number] = shape
        return known[number]

    def _code(self, shape: object) -> int:
        return self.texts.setdefault(dumps(shape), len(self.texts))
