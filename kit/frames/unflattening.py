"""A frame of ``flatten``'s -> the JSON objects that it was made of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from kit.errors import UnreadableFrame
from kit.frames.exact_json import loads_exactly
from kit.frames.names import KEYS, METADATA, SHAPE, child_name, metadata_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
        objects = _Reader(frame, indices).hashes(json.loads(shape), None, METADATA)
        for index, item in zip(indices, objects, strict=True):
            rows[index] = item
    return rows


class _Reader:
    """Builds the objects of some rows, which all have the same shape."""

    def __init__(self, frame: pd.DataFrame, rows: np.ndarray[Any, Any]) -> None:
        self._frame = frame
        self._rows = rows

    def hashes(
        self, shape: dict[str, Any], holder: str | None, metadata: str | None = None
    ) -> list[dict[str, Any]]:
        columns = []
        for key, inner in shape.items():
            if key == metadata and isinstance(inner, dict):
                columns.append(self._metadata(inner))
            else:
                columns.append(self._values(inner, child_name(holder, key)))
        if not columns:
            return [{} for _ in self._rows]
        keys = tuple(shape)
        return [dict(zip(keys, values, strict=True)) for values in zip(*columns, strict=True)]

    def _metadata(self, shape: dict[str, Any]) -> list[dict[str, Any]]:
        columns = [self._values(inner, metadata_name(key)) for key, inner in shape.items()]
        if not columns:
            return [{} for _ in self._rows]
        return [dict(zip(shape, values, strict=True)) for values in zip(*columns, strict=True)]

    def _values(self, inner: Any, name: str) -> Sequence[Any]:  # noqa: ANN401 - a shape's member
        if isinstance(inner, dict):
            return self.hashes(inner, name)
        if isinstance(inner, list):
            return [json.loads(json.dumps(inner[0])) for _ in self._rows]
        if inner == "null":
            return [None] * len(self._rows)
        if inner == "keys":
            return self._keyed()
        column = self._column(name)
        read = _READERS[inner]
        return [None if gone else read(value) for value, gone in column]

    def _column(self, name: str) -> list[tuple[Any, bool]]:
        if name not in self._frame.columns:
            raise UnreadableFrame(
                f"The column {name!r} is missing, and rows of the frame have a value in it. "
                "Drop columns after unflatten, or flatten again."
            )
        values = self._frame[name].iloc[self._rows]
        return list(zip(values.tolist(), values.isna().tolist(), strict=True))

    def _keyed(self) -> list[dict[str, Any]]:
        lists = [json.loads(text) for text in self._frame[KEYS].iloc[self._rows]]
        columns = {
            key: [None if gone else value for value, gone in self._column(metadata_name(key))]
            for key in {key for keys in lists for key in keys}
        }
        return [{key: columns[key][row] for key in keys} for row, keys in enumerate(lists)]


def _as_bool(value: Any) -> bool:  # noqa: ANN401 - as a column holds it
    return value == "true" if isinstance(value, str) else bool(value)


def _seconds(value: Any) -> int:  # noqa: ANN401 - as above
    return int(value.timestamp()) if isinstance(value, pd.Timestamp) else int(value)


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "text": str,
    "int": int,
    "float": float,
    "bool": _as_bool,
    "time": _seconds,
    "json": loads_exactly,
}
