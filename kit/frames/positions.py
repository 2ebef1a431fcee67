"""Where values stand among others, for ids by the hundred thousand.

pandas looks for text by turning it into Python's own, one by one; Arrow looks by hash.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = ["positions", "take"]


def positions(values: pd.Series[Any], among: pd.Series[Any]) -> NDArray[np.int64]:
    """For each of ``values`` its first place in ``among``, -1 for what is not there or missing.

    >>> positions(pd.Series(["b", None, "x"], dtype="str"), pd.Series(["a", "b"], dtype="str"))
    array([ 1, -1, -1])
    """
    found = pc.index_in(_texts(values), value_set=_texts(among), skip_nulls=True)
    places: NDArray[np.int64] = found.fill_null(-1).to_numpy().astype(np.int64)
    return places


def take(values: pd.Series[Any], places: NDArray[np.int64]) -> Any:
    """The values at these places, missing where a place is -1.

    >>> take(pd.Series([10, 20], dtype="Int64"), np.array([1, -1])).tolist()
    [20, <NA>]
    """
    return pd.api.extensions.take(values.array, places, allow_fill=True)


def _texts(values: pd.Series[Any]) -> Any:
    """Text as Arrow holds it, in one piece."""
    if not isinstance(values.dtype, pd.StringDtype):
        values = values.astype("str")
    held = pa.array(values.array, from_pandas=True)
    if isinstance(held, pa.ChunkedArray):
        chunks = [chunk.cast(pa.large_string()) for chunk in held.chunks]
        held = pa.concat_arrays(chunks) if chunks else pa.array([], pa.large_string())
    return held.cast(pa.large_string())
