"""Rows that the kit makes itself -> a frame with the dtypes of a declared table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from kit.frames.arrays import RowIndex
from kit.frames.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kit.facts.field import Field

__all__ = ["declared_rows"]


def declared_rows(fields: Iterable[Field], columns: Mapping[str, Sequence[Any]]) -> Frame:
    """A frame of all ``fields``, with the values of ``columns`` and nothing where there are none.

    Times are seconds since 1970. All columns have the same length.

    >>> from kit.facts.field import Field
    >>> declared_rows([Field("n", "integer"), Field("text", "string")], {"n": [1, None]}).dtypes
    n       Int64
    text      str
    dtype: object
    """
    size = max((len(values) for values in columns.values()), default=0)
    rows = RowIndex(np.arange(size, dtype=np.int64), size)
    arrays = {
        field.name: _array(field, columns.get(field.name) or [None] * size, rows)
        for field in fields
    }
    return Frame(arrays, index=pd.RangeIndex(size), copy=False)


def _array(field: Field, values: Sequence[Any], rows: RowIndex) -> Any:
    if field.kind == "integer":
        return rows.numbers(pa.array(values, pa.int64()))
    if field.kind == "timestamp":
        return rows.timestamps(pa.array(values, pa.int64()))
    if field.kind == "boolean":
        return rows.booleans(pa.array(values, pa.bool_()))
    text = pa.array(values, pa.large_string())
    if field.kind == "category":
        return rows.categories(text, field.values)
    return rows.text(text)
