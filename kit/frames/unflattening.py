"""A frame of ``flatten``'s -> the JSON objects that it was made of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kit.errors import UnreadableFrame
from kit.frames.holding import values_of
from kit.frames.names import KEYS, SHAPE, child_name, metadata_name

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["unflatten"]


def unflatten(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The JSON objects that ``frame`` was made of, in the frame's order of rows.

    >>> from kit.frames import flatten
    >>> unflatten(flatten({"id": "src_1", "object": "source", "amount": None}))
    [{'id': 'src_1', 'object': 'source', 'amount': None}]
    """
    if SHAPE not in frame.columns:
        raise UnreadableFrame(
            f"The frame has no column {SHAPE!r}, which says how each row's JSON was built. "
            "Give unflatten a frame of flatten's with that column still in it."
        )
    rows: list[Any] = [None] * len(frame)
    codes, shapes = pd.factorize(frame[SHAPE])
    for code, shape in enumerate(shapes):
        indices = np.flatnonzero(codes == code)
        objects = _Reader(frame, indices).hashes(json.loads(shape), None)
        for index, item in zip(indices, objects, strict=True):
            rows[index] = item
    return rows


class _Reader:
    """Builds the objects of some rows, which all have the same shape."""

    def __init__(self, frame: pd.DataFrame, rows: np.ndarray[Any, Any]) -> None:
        self._frame = frame
        self._rows = rows

    def hashes(
        self, shape: dict[str, Any], holder: str | None
    ) -> list[dict[str, Any]]:
        columns = [self._values(inner, child_name(holder, key)) for key, inner in shape.items()]
        if not columns:
            return [{} for _ in self._rows]
        keys = tuple(shape)
        return [dict(zip(keys, values, strict=True)) for values in zip(*columns, strict=True)]

    def _values(self, inner: Any, name: str) -> Sequence[Any]:  # noqa: ANN401 - a shape's member
        if isinstance(inner, dict):
            return self.hashes(inner, name)
        if isinstance(inner, list):
            return [json.loads(json.dumps(inner[0])) for _ in self._rows]
        if inner == "null":
            return [None] * len(self._rows)
        if inner == "keys":
            return self._keyed()
        return values_of(self._column(name), inner)

    def _column(self, name: str) -> pd.Series:
        if name not in self._frame.columns:
            raise UnreadableFrame(
                f"The column {name!r} is missing, and rows of the frame have a value in it. "
                "Drop columns after unflatten, or flatten again."
            )
        return self._frame[name].iloc[self._rows]

    def _keyed(self) -> list[dict[str, Any]]:
        lists = [json.loads(text) for text in self._frame[KEYS].iloc[self._rows]]
        columns = {
            key: values_of(self._column(metadata_name(key)), "text")
            for key in {key for keys in lists for key in keys}
        }
        return [{key: columns[key][row] for key in keys} for row, keys in enumerate(lists)]
