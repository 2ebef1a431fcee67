"""A frame of ``flatten``'s -> the JSON objects that it was made of."""

from __future__ import annotations

import json
from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from kit.errors import UnreadableFrame
from kit.frames.decode import ENCODING_WORDS, check_decoded, decode_column
from kit.frames.tree import KEYS, METADATA, SHAPE, child_name, metadata_name
from kit.public_call import public_call

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.facts import JsonObject

__all__ = ["unflatten"]

#: Rows that are built together: their values are Python objects for that long.
_ROWS: Final = 8192


@public_call()
def unflatten(frame: pd.DataFrame) -> list[JsonObject]:
    """The JSON objects that ``frame`` was made of, in the frame's order of rows.

    Exactly those that ``flatten(..., reveal=True)`` was given; from a masked frame they come
    with masked values. The frame may have been filtered, sorted, concatenated with others,
    its columns reordered, or saved as Parquet or pickle. Raises UnreadableFrame when a column
    is missing without which an object would not be whole, or when it holds fractions where
    integers were.

    >>> from kit.frames import flatten
    >>> unflatten(flatten({"id": "src_1", "object": "source", "amount": None}))
    [{'id': 'src_1', 'object': 'source', 'amount': None}]
    """
    _check(frame)
    plain = pd.DataFrame(frame)
    objects: list[JsonObject] = []
    for start in range(0, len(plain), _ROWS):
        objects += _Block(plain.iloc[start : start + _ROWS]).objects()
    return objects


def _check(frame: object) -> None:
    if not isinstance(frame, pd.DataFrame):
        raise UnreadableFrame(
            f"unflatten takes a frame of flatten's, but this is a {type(frame).__name__}."
        )
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise UnreadableFrame(f"The frame has two columns {twice!r}. Give unflatten one of them.")
    if SHAPE not in frame.columns or frame[SHAPE].isna().any():
        raise UnreadableFrame(
            f"The frame needs a column {SHAPE!r}, filled in each row: it says how the row's "
            "JSON was built. Give unflatten a frame of flatten's with that column in it."
        )


class _Block:
    """Some rows of a frame on their way back."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._columns: dict[tuple[str, str], list[Any]] = {}

    def objects(self) -> list[JsonObject]:
        """The objects of these rows."""
        objects: list[Any] = [None] * len(self._frame)
        codes, shapes = pd.factorize(self._frame[SHAPE])
        for code, shape in enumerate(shapes):
            rows = np.flatnonzero(codes == code).tolist()
            built = self._hashes(_parsed(shape, dict), None, rows)
            for row, item in zip(rows, built, strict=True):
                objects[row] = item
        return objects

    def _hashes(self, shape: JsonObject, holder: str | None, rows: list[int]) -> list[JsonObject]:
        """The hashes of ``rows``, which all have this shape and stand in the column ``holder``."""
        if not shape:
            return [{} for _ in rows]
        columns = [self._values(inner, _name(holder, key), rows) for key, inner in shape.items()]
        return [dict(zip(shape, values, strict=True)) for values in zip(*columns, strict=True)]

    def _values(self, inner: Any, name: str, rows: list[int]) -> Sequence[Any]:
        if isinstance(inner, dict):
            return self._hashes(inner, name, rows)
        if isinstance(inner, list):
            text = json.dumps(inner[0])
            return [json.loads(text) for _ in rows]
        if inner == "null":
            return [None] * len(rows)
        if inner == "keys":
            return self._metadata(rows)
        if inner not in ENCODING_WORDS:
            raise _not_ours()
        picked = _picked(self._column(name, inner), rows)
        check_decoded(picked, inner, name, (self._frame.index[row] for row in rows))
        return picked

    def _metadata(self, rows: list[int]) -> list[JsonObject]:
        by_keys: defaultdict[str, list[int]] = defaultdict(list)
        for row, keys in zip(rows, _picked(self._column(KEYS, "text"), rows), strict=True):
            by_keys[keys].append(row)
        found: dict[int, JsonObject] = {}
        for keys, same in by_keys.items():
            shape = dict.fromkeys(_parsed(keys, list), "text")
            found |= dict(zip(same, self._hashes(shape, METADATA, same), strict=True))
        return [found[row] for row in rows]

    def _column(self, name: str, encoding: str) -> list[Any]:
        if (name, encoding) not in self._columns:
            if name not in self._frame.columns:
                raise UnreadableFrame(
                    f"The column {name!r} is missing, and rows of the frame have a value in it. "
                    "Drop columns after unflatten, or flatten again."
                )
            self._columns[name, encoding] = decode_column(self._frame[name], encoding)
        return self._columns[name, encoding]


def _name(holder: str | None, key: str) -> str:
    return metadata_name(key) if holder == METADATA else child_name(holder, key)


def _picked(values: list[Any], rows: list[int]) -> Sequence[Any]:
    if len(rows) == 1:
        return (values[rows[0]],)
    picked: Sequence[Any] = itemgetter(*rows)(values)
    return picked


def _parsed(text: Any, expected: type) -> Any:
    try:
        parsed = json.loads(text)
    except (TypeError, ValueError) as error:
        raise _not_ours() from error
    if not isinstance(parsed, expected):
        raise _not_ours()
    return parsed


def _not_ours() -> UnreadableFrame:
    return UnreadableFrame(
        f"A value in {SHAPE!r} or {KEYS!r} is not what flatten wrote there. Flatten again."
    )
