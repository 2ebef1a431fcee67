"""The chunks of one field -> one column, and from there pandas' own array."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.frames.encode import ARROW_TYPES, ENCODINGS
from kit.frames.exact_json import dumps
from kit.frames.tree import Chunk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from kit.facts.field import Field
    from kit.frames.tree import FieldNode, Patch, Rows

__all__ = [
    "Column",
    "RowIndex",
    "RowIndexes",
    "categories",
    "concat_chunks",
    "empty_column",
    "join_chunks",
    "merge_columns",
]

_STRING: Final = pd.StringDtype("pyarrow", na_value=np.nan)

#: Up to as many rows it is quicker to copy text than to work out its offsets.
_FEW: Final = 4096


class RowIndex:
    """Which of ``size`` rows some values are of, and the values put there.

    >>> RowIndex(np.array([2, 0]), 3).text(pa.array(["c", "a"], pa.large_string()))
    <ArrowStringArray>
    ['a', nan, 'c']
    Length: 3, dtype: str
    """

    def __init__(self, rows: Rows, size: int) -> None:
        self.rows = rows
        self._size = size

    def text(self, values: pa.Array) -> pd.api.extensions.ExtensionArray:
        """Arrow text as pandas text."""
        if not self._is_whole:
            few = self._size <= _FEW
            values = values.take(self._positions) if few else self._spread(values)
        # pandas-stubs does not know that the constructor takes a dtype.
        return pd.arrays.ArrowStringArray(pa.chunked_array([values]), dtype=_STRING)  # type: ignore[call-arg]

    def categories(self, values: pa.Array, documented: Sequence[str]) -> pd.Categorical:
        """Arrow text as categories: the documented ones first, then new ones as they come."""
        found = values.unique().drop_null().to_pylist()
        names = tuple(dict.fromkeys((*documented, *found)))
        positions = pc.index_in(values, value_set=pa.array(names, values.type)).fill_null(-1)
        codes = np.full(self._size, -1, np.int64)
        codes[self.rows] = positions.to_numpy(zero_copy_only=False)
        dtype = _dtype(names) if len(names) > len(documented) else _known_dtype(names)
        return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)

    def numbers(self, values: pa.Array) -> pd.api.extensions.ExtensionArray:
        """Arrow integers or floats as nullable pandas numbers."""
        plain, missing = self._plain(values)
        if plain.dtype == np.int64:
            return pd.arrays.IntegerArray(plain, missing)
        return pd.arrays.FloatingArray(plain, missing)

    def booleans(self, values: pa.Array) -> pd.arrays.BooleanArray:
        """Arrow booleans as nullable pandas booleans."""
        return pd.arrays.BooleanArray(*self._plain(values))

    def timestamps(self, values: pa.Array) -> pd.api.extensions.ExtensionArray:
        """Seconds since 1970 as moments in UTC."""
        seconds, missing = self._plain(values)
        moments = seconds.astype("datetime64[s]").astype("datetime64[us]")
        moments[missing] = np.datetime64("NaT", "us")
        return pd.Series(moments).dt.tz_localize("UTC").array

    @cached_property
    def _is_whole(self) -> bool:
        """Whether the values are of all rows, in order."""
        return len(self.rows) == self._size and bool((np.diff(self.rows) > 0).all())

    @cached_property
    def _positions(self) -> pa.Array:
        """For each row where among the values its own is, or null."""
        positions = np.full(self._size, -1, np.int64)
        positions[self.rows] = np.arange(len(self.rows))
        return pa.array(positions, mask=positions < 0)

    @cached_property
    def _order(self) -> Rows | None:
        """The order in which the rows ascend; None if they do so already."""
        return None if (np.diff(self.rows) > 0).all() else np.argsort(self.rows)

    def _spread(self, values: pa.Array) -> pa.Array:
        """Text of all rows: the characters stay as they lie, their offsets are spread out."""
        rows = self.rows
        if self._order is not None:
            values, rows = values.take(pa.array(self._order)), rows[self._order]
        _, offsets, text = values.buffers()
        start = values.offset
        ends = np.frombuffer(offsets, np.int64, start + len(values) + 1)[start:]
        spread = np.zeros(self._size + 1, np.int64)
        spread[0] = ends[0]
        spread[rows + 1] = np.diff(ends)
        np.cumsum(spread, out=spread)
        valid = np.zeros(self._size, bool)
        valid[rows] = _valid(values)
        bits = pa.py_buffer(np.packbits(valid, bitorder="little"))
        return pa.LargeStringArray.from_buffers(self._size, pa.py_buffer(spread), text, bits)

    def _plain(self, values: pa.Array) -> tuple[Any, NDArray[np.bool_]]:
        """Numbers, and where they are missing."""
        filled = values.fill_null(pa.scalar(0).cast(values.type)) if values.null_count else values
        dense = filled.to_numpy(zero_copy_only=False)
        plain = np.zeros(self._size, dense.dtype)
        plain[self.rows] = dense
        missing = np.ones(self._size, bool)
        missing[self.rows] = ~_valid(values)
        return plain, missing


class RowIndexes:
    """The row index of any chunks, made once: many fields have values in the very same rows."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._known: dict[tuple[int, ...], RowIndex] = {}
        self._alive: list[Rows] = []

    def of(self, chunks: Sequence[Chunk]) -> RowIndex:
        """Which rows the values of all these chunks are of."""
        # The rows are kept, so that their ids are not given away again.
        same = tuple([id(chunk.rows) for chunk in chunks])
        if same not in self._known:
            rows = [chunk.rows for chunk in chunks]
            self._alive += rows
            together = rows[0] if len(rows) == 1 else np.concatenate(rows)
            self._known[same] = RowIndex(together, self.size)
        return self._known[same]


@dataclass(slots=True)
class Column:
    """The values of one field, how they are encoded, and the rows that they are of."""

    values: pa.Array
    encoding: str
    index: RowIndex

    def array(self, field: Field | None) -> Any:
        """All rows as the array that the declared frame has for ``field``."""
        if self.encoding in {"text", "json"}:
            if field is not None and field.kind == "category":
                return self.index.categories(self.values, field.values)
            return self.index.text(self.values)
        if self.encoding == "time":
            return self.index.timestamps(self.values)
        if self.encoding == "bool":
            return self.index.booleans(self.values)
        return self.index.numbers(self.values)


def concat_chunks(node: FieldNode, patches: dict[int, Patch], indexes: RowIndexes) -> Column:
    """The chunks of one field in one encoding.

    What had different encodings becomes text, with a patch for each row whose value is none;
    integers among floats become floats, likewise.
    """
    chunks, node.chunks = node.chunks, []
    encoding, values = _in_one_encoding(chunks, node, patches)
    return Column(values, encoding, indexes.of(chunks))


def join_chunks(nodes: Iterable[FieldNode], first: int) -> None:
    """Join each field's chunks of the rows from ``first`` on where they are encoded alike.

    The memory of a few large arrays is given back one by one as columns are made of them, that
    of many small ones lies between each other and comes back when all are gone.
    """
    joined: dict[tuple[int, ...], Rows] = {}
    for node in nodes:
        old = [chunk for chunk in node.chunks if chunk.rows[0] < first]
        new = node.chunks[len(old) :]
        if len({chunk.encoding for chunk in new}) != 1:
            continue
        # Fields of the same rows go on sharing them: RowIndexes tells them by that.
        same = tuple([id(chunk.rows) for chunk in new])
        if same not in joined:
            joined[same] = np.concatenate([chunk.rows for chunk in new])
        values = pa.concat_arrays([chunk.values for chunk in new])
        node.chunks = [*old, Chunk(values, new[0].encoding, joined[same])]
    pa.default_memory_pool().release_unused()


def merge_columns(columns: Sequence[Column], size: int) -> Column:
    """Columns that have the same encoding and fill different rows, as one."""
    filled = [column.values.is_valid().to_numpy(zero_copy_only=False) for column in columns]
    rows = [c.index.rows[there] for c, there in zip(columns, filled, strict=True)]
    values = pa.concat_arrays([column.values.drop_null() for column in columns])
    return Column(values, columns[0].encoding, RowIndex(np.concatenate(rows), size))


def empty_column(field: Field, size: int) -> Column:
    """A declared field that no row has."""
    encoding = ENCODINGS[field.kind]
    values = pa.nulls(0, ARROW_TYPES[encoding])
    return Column(values, encoding, RowIndex(np.empty(0, np.int64), size))


def categories(codes: Rows, texts: Sequence[str]) -> pd.Categorical:
    """Categories by number, -1 for none."""
    return pd.Categorical.from_codes(codes, dtype=_dtype(texts), validate=False)


def _in_one_encoding(
    chunks: Sequence[Chunk], node: FieldNode, patches: dict[int, Patch]
) -> tuple[str, pa.Array]:
    if len(chunks) == 1:
        return chunks[0].encoding, chunks[0].values
    found = {chunk.encoding for chunk in chunks}
    encoding = found.pop() if len(found) == 1 else "float" if found == {"int", "float"} else "text"
    return encoding, pa.concat_arrays([_cast(chunk, encoding, node, patches) for chunk in chunks])


def _cast(chunk: Chunk, encoding: str, node: FieldNode, patches: dict[int, Patch]) -> pa.Array:
    if chunk.encoding == encoding:
        return chunk.values
    for row in chunk.rows[chunk.values.is_valid().to_numpy(zero_copy_only=False)].tolist():
        patches.setdefault(row, {}).setdefault(node, chunk.encoding)
    if chunk.encoding != "float":
        return pc.cast(chunk.values, ARROW_TYPES[encoding])
    own = [patches.get(row, {}).get(node) for row in chunk.rows.tolist()]
    numbers = zip(chunk.values.to_pylist(), own, strict=True)
    texts = [None if n is None else dumps(int(n) if as_ == "int" else n) for n, as_ in numbers]
    return pa.array(texts, ARROW_TYPES[encoding])


def _dtype(texts: Sequence[str]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(list(texts), dtype="str"))


#: The same documented values come again in every frame.
_known_dtype = lru_cache(maxsize=64)(_dtype)


def _valid(values: pa.Array) -> NDArray[np.bool_]:
    if not values.null_count:
        return np.ones(len(values), bool)
    valid: NDArray[np.bool_] = values.is_valid().to_numpy(zero_copy_only=False)
    return valid
