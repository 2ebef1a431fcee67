"""Chunks of Arrow arrays -> one array per place, and from there pandas' own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.frames.exact_json import dumps
from kit.frames.leaves import ARROW_TYPES
from kit.frames.places import Leaf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.frames.places import Place
    from kit.frames.transpose import Transposed

__all__ = ["categories", "joined", "metadata_texts", "pandas_array", "text_array"]

_STRING: Final = pd.StringDtype("pyarrow", na_value=np.nan)


def joined(place: Place, transposed: Transposed) -> Leaf:
    """The chunks of one place as one array, as long as all rows, held in one way.

    Chunks that were held in different ways become text, with a patch for each row whose
    value is none; integers among floats become floats, likewise.
    """
    kinds = {leaf.kind for leaf in place.leaves.values()}
    kind = kinds.pop() if len(kinds) == 1 else "float" if kinds == {"int", "float"} else "text"
    chunks = []
    start = 0
    for chunk, size in enumerate(transposed.sizes):
        leaf = place.leaves.pop(chunk, None)
        if leaf is None:
            chunks.append(pa.nulls(size, ARROW_TYPES[kind]))
        else:
            chunks.append(_held_as(kind, leaf, place, start, transposed))
        start += size
    return Leaf(pa.concat_arrays(chunks), kind)


def _held_as(kind: str, leaf: Leaf, place: Place, start: int, transposed: Transposed) -> pa.Array:
    if leaf.kind == kind:
        return leaf.values
    for row in np.flatnonzero(leaf.values.is_valid()):
        patch = transposed.patches.setdefault(start + int(row), {})
        patch.setdefault(place, leaf.kind)
    if leaf.kind in {"json", "int", "bool"}:
        return leaf.values.cast(ARROW_TYPES[kind])
    texts = [None if value is None else dumps(value) for value in leaf.values.to_pylist()]
    return pa.array(texts, ARROW_TYPES[kind])


def metadata_texts(transposed: Transposed, others: pa.Array | None) -> pa.Array:
    """Each row's metadata as JSON text, with what ``others`` holds for the odd row."""
    texts = pa.concat_arrays(
        [
            transposed.metadata_texts.get(chunk, pa.nulls(size, ARROW_TYPES["json"]))
            for chunk, size in enumerate(transposed.sizes)
        ]
    )
    return texts if others is None else pc.coalesce(texts, others)


def pandas_array(values: pa.Array, kind: str) -> Any:  # noqa: ANN401 - pandas has no common type
    """An Arrow array as the pandas array of the declared frame."""
    if kind in {"text", "json"}:
        return text_array(values)
    missing = values.is_null().to_numpy(zero_copy_only=False)
    plain = values.fill_null(False if kind == "bool" else 0).to_numpy(zero_copy_only=False)
    if kind == "time":
        seconds = plain.astype("datetime64[s]").astype("datetime64[us]")
        seconds[missing] = np.datetime64("NaT")
        return pd.Series(seconds).dt.tz_localize("UTC").array
    if kind == "bool":
        return pd.arrays.BooleanArray(plain.copy(), missing)
    if kind == "int":
        return pd.arrays.IntegerArray(plain.copy(), missing)
    return pd.arrays.FloatingArray(plain.copy(), missing)


def text_array(values: pa.Array) -> Any:  # noqa: ANN401 - as above
    """An Arrow array of text as pandas' own string array."""
    return pd.arrays.ArrowStringArray(pa.chunked_array([values]), dtype=_STRING)


def categories(values: pa.Array, documented: Sequence[str]) -> pd.Categorical:
    """Text as categories: the documented ones first, then new ones as they come."""
    found = values.unique().drop_null().to_pylist()
    names = [*documented, *(name for name in found if name not in documented)]
    codes = pc.index_in(values, value_set=pa.array(names, values.type)).fill_null(-1)
    return pd.Categorical.from_codes(
        codes.to_numpy(zero_copy_only=False),
        dtype=pd.CategoricalDtype(pd.Index(names, dtype="str")),
    )
