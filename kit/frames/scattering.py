"""Values of some rows -> pandas arrays of all rows, missing in the others.

``rows`` are always in ascending order. So text is not copied: the characters stay as they
lie, and only their offsets are spread out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

__all__ = ["as_booleans", "as_categories", "as_numbers", "as_text", "as_timestamps", "coded"]

_STRING: Final = pd.StringDtype("pyarrow", na_value=np.nan)


def as_text(values: pa.Array, rows: Rows, size: int) -> pd.api.extensions.ExtensionArray:
    """Arrow text as pandas text.

    >>> as_text(pa.array(["a"], pa.large_string()), np.array([1]), 2)
    <ArrowStringArray>
    [nan, 'a']
    Length: 2, dtype: str
    """
    if len(rows) != size:
        values = _spread(values, rows, size)
    # pandas-stubs does not know that the constructor takes a dtype.
    return pd.arrays.ArrowStringArray(pa.chunked_array([values]), dtype=_STRING)  # type: ignore[call-arg]


def _spread(values: pa.Array, rows: Rows, size: int) -> pa.Array:
    _, offsets, text = values.buffers()
    start, stop = values.offset, values.offset + len(values) + 1
    ends = np.frombuffer(offsets, np.int64, stop)[start:] if offsets else np.zeros(1, np.int64)
    spread = np.zeros(size + 1, np.int64)
    spread[0] = ends[0]
    spread[rows + 1] = np.diff(ends)
    np.cumsum(spread, out=spread)
    valid = np.zeros(size, bool)
    valid[rows] = _valid(values)
    bits = np.packbits(valid, bitorder="little")
    return pa.LargeStringArray.from_buffers(size, pa.py_buffer(spread), text, pa.py_buffer(bits))


def as_categories(
    values: pa.Array, rows: Rows, size: int, documented: Sequence[str]
) -> pd.Categorical:
    """Arrow text as categories: the documented ones first, then new ones as they come."""
    found = values.unique().drop_null().to_pylist()
    names = [*documented, *(name for name in found if name not in documented)]
    codes = np.full(size, -1, np.int64)
    place = pc.index_in(values, value_set=pa.array(names, values.type)).fill_null(-1)
    codes[rows] = place.to_numpy(zero_copy_only=False)
    return coded(codes, names)


def coded(codes: Rows, texts: Sequence[str]) -> pd.Categorical:
    """Categories by number, -1 for none."""
    dtype = pd.CategoricalDtype(pd.Index(list(texts), dtype="str"))
    return pd.Categorical.from_codes(codes, dtype=dtype)


def as_numbers(values: pa.Array, rows: Rows, size: int) -> pd.api.extensions.ExtensionArray:
    """Arrow integers or floats as nullable pandas numbers."""
    plain, missing = _plain(values, rows, size)
    if plain.dtype == np.int64:
        return pd.arrays.IntegerArray(plain, missing)
    return pd.arrays.FloatingArray(plain, missing)


def as_booleans(values: pa.Array, rows: Rows, size: int) -> pd.arrays.BooleanArray:
    """Arrow booleans as nullable pandas booleans."""
    return pd.arrays.BooleanArray(*_plain(values, rows, size))


def as_timestamps(values: pa.Array, rows: Rows, size: int) -> pd.arrays.DatetimeArray:
    """Seconds since 1970 as moments in UTC."""
    seconds, missing = _plain(values, rows, size)
    moments = seconds.astype("datetime64[s]").astype("datetime64[us]")
    moments[missing] = np.datetime64("NaT")
    return pd.Series(moments).dt.tz_localize("UTC").array


def _plain(values: pa.Array, rows: Rows, size: int) -> tuple[Any, NDArray[np.bool_]]:
    """Numbers and where they are missing."""
    filled = values.fill_null(pa.scalar(0).cast(values.type)) if values.null_count else values
    dense = filled.to_numpy(zero_copy_only=False)
    plain = np.zeros(size, dense.dtype)
    plain[rows] = dense
    missing = np.ones(size, bool)
    missing[rows] = ~_valid(values)
    return plain, missing


def _valid(values: pa.Array) -> NDArray[np.bool_]:
    valid: NDArray[np.bool_] = values.is_valid().to_numpy(zero_copy_only=False)
    return valid
