"""Values of some rows -> pandas arrays of all rows, missing in the others."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

__all__ = ["Standing", "coded"]

_STRING: Final = pd.StringDtype("pyarrow", na_value=np.nan)

#: Up to as many rows it is quicker to copy text than to work out its offsets.
_FEW: Final = 4096


class Standing:
    """Which of ``size`` rows some values stand in, and the values put there.

    >>> Standing(np.array([2, 0]), 3).text(pa.array(["c", "a"], pa.large_string()))
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
        places = pc.index_in(values, value_set=pa.array(names, values.type)).fill_null(-1)
        codes = np.full(self._size, -1, np.int64)
        codes[self.rows] = places.to_numpy(zero_copy_only=False)
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
        moments[missing] = np.datetime64("NaT")
        return pd.Series(moments).dt.tz_localize("UTC").array

    @cached_property
    def _is_whole(self) -> bool:
        """Whether the values stand in all rows, in order."""
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


def coded(codes: Rows, texts: Sequence[str]) -> pd.Categorical:
    """Categories by number, -1 for none."""
    return pd.Categorical.from_codes(codes, dtype=_dtype(texts), validate=False)


def _dtype(texts: Sequence[str]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(list(texts), dtype="str"))


#: The same documented values come again in every frame.
_known_dtype = lru_cache(maxsize=64)(_dtype)


def _valid(values: pa.Array) -> NDArray[np.bool_]:
    if not values.null_count:
        return np.ones(len(values), bool)
    valid: NDArray[np.bool_] = values.is_valid().to_numpy(zero_copy_only=False)
    return valid
