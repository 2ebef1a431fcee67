"""Python values of one place -> one Arrow array, and a note on each that does not fit."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from kit.frames.exact_json import BEYOND_ORJSON, dumps
from kit.frames.masking import mask, masked, masked_array
from kit.frames.places import Leaf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kit.frames.places import Place
    from kit.frames.shapes import Spelling

__all__ = ["ARROW_TYPES", "MAX_EXACT", "NotExact", "json_texts", "leaf_of"]

#: What a new field's integers may be and stay exact next to floats.
MAX_EXACT: Final = 2**53

ARROW_TYPES: Final = {
    "text": pa.large_string(),
    "json": pa.large_string(),
    "int": pa.int64(),
    "time": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
}

#: Declared kind -> how a column holds it.
_HELD_AS: Final = {
    "string": "text",
    "category": "text",
    "integer": "int",
    "timestamp": "time",
    "boolean": "bool",
    "list": "json",
    "map": "json",
}

_NONE: Final = type(None)
_TYPES: Final = {"text": {str}, "int": {int}, "time": {int}, "bool": {bool}, "float": {float}}
_WORDS: Final[dict[type, str]] = {str: "text", int: "int", float: "float", bool: "bool"}

_FIRST_SECOND: Final = int(datetime.datetime(1, 1, 1, tzinfo=datetime.UTC).timestamp())
_LAST_SECOND: Final = int(datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC).timestamp())


#: What a float looks like that may have been an integer beyond 64 bits.
_MAYBE_INTEGER: Final = re.compile(r"[0-9]{16}\.0|[0-9]e[0-9]")


class NotExact(Exception):
    """A chunk has to be read again, exactly, before it can be laid out."""


def json_texts(values: Iterable[Any], *, exact: bool) -> list[str]:
    """Each value as JSON text; NotExact where a number in it may not be what was sent."""
    texts = [dumps(value) for value in values]
    if not exact and any(map(_MAYBE_INTEGER.search, texts)):
        raise NotExact
    return texts


def leaf_of(
    place: Place, values: Sequence[Any], types: set[type], *, reveal: bool, exact: bool
) -> tuple[Leaf, dict[int, Spelling]]:
    """The values as an Arrow array, and how those are spelled that differ from the rest.

    ``types`` are the types among the values. Unless they were read ``exact``, NotExact where
    one may have been an integer that orjson could not hold.
    """
    if not exact:
        _check(values, types)
    if place.sensitive and not reveal:
        return _hidden(values, types)
    kind = _kind(place, values, types)
    if not place.has_column:
        literals: dict[int, Spelling] = {
            index: [value if reveal else mask(value, holder=place.key)]
            for index, value in enumerate(values)
        }
        return Leaf(pa.nulls(len(values)), kind), literals
    if types - {_NONE} <= _TYPES.get(kind, set()):
        try:
            return Leaf(_array(values, kind), kind), {}
        except (UnicodeEncodeError, OverflowError, pa.ArrowInvalid):
            pass
    return _fitted(place, values, kind, reveal=reveal)


def _check(values: Sequence[Any], types: set[type]) -> None:
    if float in types and any(type(v) is float and abs(v) >= BEYOND_ORJSON for v in values):
        raise NotExact
    if types & {list, dict}:
        json_texts((v for v in values if type(v) in {list, dict}), exact=False)


def _hidden(values: Sequence[Any], types: set[type]) -> tuple[Leaf, dict[int, Spelling]]:
    if types <= {str, _NONE}:
        try:
            return Leaf(masked_array(pa.array(values, ARROW_TYPES["text"])), "text"), {}
        except UnicodeEncodeError:
            pass
    hidden = [dumps(masked(value)).strip('"') if value is not None else None for value in values]
    return Leaf(pa.array(hidden, ARROW_TYPES["text"]), "text"), {}


def _kind(place: Place, values: Sequence[Any], types: set[type]) -> str:
    """How the column holds its values: as declared, else as suits all of them."""
    if place.kind is not None:
        return _HELD_AS[place.kind]
    found = types - {_NONE}
    if found <= {list, dict}:
        return "json"
    if found == {bool}:
        return "bool"
    if found <= {int, float} and all(
        type(v) is not int or abs(v) <= MAX_EXACT for v in values if v is not None
    ):
        return "float" if float in found else "int"
    return "text"


def _array(values: Sequence[Any], kind: str) -> pa.Array:
    array = pa.array(values, ARROW_TYPES[kind])
    if kind == "time" and any(v is not None and not _is_date(v) for v in values):
        raise OverflowError
    return array


def _is_date(second: int) -> bool:
    return _FIRST_SECOND <= second <= _LAST_SECOND


def _fitted(
    place: Place, values: Sequence[Any], kind: str, *, reveal: bool
) -> tuple[Leaf, dict[int, Spelling]]:
    """The slow way: each value by itself."""
    held: list[Any] = []
    odd: dict[int, Spelling] = {}
    for index, value in enumerate(values):
        shown = value if reveal else mask(value, holder=place.key)
        fit, spelling = (None, None) if value is None else _fit(shown, kind)
        held.append(fit)
        if spelling is not None:
            odd[index] = spelling
    return Leaf(pa.array(held, ARROW_TYPES[kind]), kind), odd


def _fit(value: Any, kind: str) -> tuple[Any, Spelling | None]:  # noqa: ANN401 - any JSON value
    """What the column holds for ``value``, and its spelling where that is not the column's."""
    if kind in {"text", "json"}:
        return _as_text(value, kind)
    if type(value) in _TYPES[kind]:
        if kind == "int" and -(2**63) <= value < 2**63:
            return value, None
        if kind == "time" and _is_date(value):
            return value, None
        if kind in {"bool", "float"}:
            return value, None
    if kind == "float" and type(value) is int:
        return float(value), "int"
    return None, [value]


def _as_text(value: Any, kind: str) -> tuple[str | None, Spelling | None]:  # noqa: ANN401 - any JSON value
    if type(value) is not str:
        word = _WORDS.get(type(value), "json")
        return dumps(value), None if word == kind else word
    try:
        value.encode()
    except UnicodeEncodeError:
        return None, [value]
    return value, None if kind == "text" else "text"
