"""Python values of one place -> one Arrow array, and a note on each that does not fit."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from kit.frames.exact_json import BEYOND_ORJSON, dumps, loads_exactly
from kit.frames.masking import mask, masked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.frames.places import Place
    from kit.frames.shapes import Spelling

    #: How the values at some indices are spelled that the column does not hold like the rest.
    Odd = dict[int, Spelling]

__all__ = ["ARROW_TYPES", "HELD_AS", "NotExact", "json_text", "leaf_of", "readable"]

#: How values are held -> as which Arrow type.
ARROW_TYPES: Final = {
    "text": pa.large_string(),
    "json": pa.large_string(),
    "int": pa.int64(),
    "time": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
}

#: Declared kind -> how a column holds it.
HELD_AS: Final = {
    "string": "text",
    "category": "text",
    "integer": "int",
    "timestamp": "time",
    "boolean": "bool",
    "list": "json",
    "map": "json",
}

_NONE: Final = type(None)

#: What a new field's integers may be to stay exact when a later page has floats.
_MAX_EXACT: Final = 2**53

#: What pandas can show as a date.
_FIRST_SECOND: Final = int(dt.datetime(1, 1, 1, tzinfo=dt.UTC).timestamp())
_LAST_SECOND: Final = int(dt.datetime(9999, 12, 31, tzinfo=dt.UTC).timestamp())

#: What orjson writes for a float that may have been an integer beyond 64 bits.
_MAYBE_INTEGER: Final = re.compile(r"[0-9]e\+?[0-9]|[0-9]{16}\.0")


class NotExact(Exception):
    """Rows have to be read again, exactly, before they can be laid out."""


class _JsonText(str):
    """A list or hash that a column holds as JSON text."""

    __slots__ = ()


_TYPES: Final[dict[str, type]] = {
    "text": str,
    "json": _JsonText,
    "int": int,
    "time": int,
    "bool": bool,
    "float": float,
}
_FITTING: Final = {kind: {each, _NONE} for kind, each in _TYPES.items()}
_WORDS: Final = {word: kind for kind, word in _TYPES.items() if kind != "time"}


def readable(place: Place, values: Sequence[Any], *, reveal: bool, exact: bool) -> Sequence[Any]:
    """The values with lists and hashes as JSON text, where a column can hold them.

    Unless they were read ``exact``, NotExact where a number may be another than was sent.
    """
    if not exact and any(type(value) is float and _is_doubtful(value) for value in values):
        raise NotExact
    if place.has_column:
        return [_as_json(place, value, reveal=reveal, exact=exact) for value in values]
    if not exact and _is_doubtful(list(values)):
        raise NotExact
    return values


def _as_json(place: Place, value: Any, *, reveal: bool, exact: bool) -> Any:
    if type(value) is not list and type(value) is not dict:
        return value
    shown = value if reveal else mask(value, holder=place.key)
    return _JsonText(json_text(shown, exact=exact))


def leaf_of(
    place: Place, values: Sequence[Any], types: set[type], *, reveal: bool
) -> tuple[pa.Array, str, Odd]:
    """The values as an Arrow array, how it holds them, and how the odd ones are spelled.

    ``types`` are the types among the values. Unless ``reveal``, what a spelling says is
    masked; text in the array is left to be masked with all the rest.
    """
    kind = HELD_AS[place.field.kind] if place.field is not None else _kind(place, values, types)
    if not place.has_column:
        literals = (_literal(place, value, reveal=reveal) for value in values)
        return pa.nulls(len(values)), kind, dict(enumerate(literals))
    if types <= _FITTING[kind]:
        try:
            return _array(values, kind), kind, {}
        except (UnicodeEncodeError, OverflowError):
            pass
    return _fitted(place, values, kind, reveal=reveal)


def _literal(place: Place, value: Any, *, reveal: bool) -> list[Any]:
    """The spelling of a value that no column holds."""
    if type(value) is _JsonText:
        value = loads_exactly(value)
    if reveal:
        return [value]
    return [masked(value) if place.sensitive else mask(value, holder=place.key)]


def json_text(value: object, *, exact: bool) -> str:
    """``value`` as JSON text; unless ``exact``, NotExact where a number may be another."""
    text = dumps(value)
    if not exact and _MAYBE_INTEGER.search(text) and _is_doubtful(value):
        raise NotExact
    return text


def _is_doubtful(value: object) -> bool:
    """Whether a float that may have been an integer stands anywhere in ``value``."""
    if isinstance(value, dict):
        return any(map(_is_doubtful, value.values()))
    if isinstance(value, list):
        return any(map(_is_doubtful, value))
    return isinstance(value, float) and abs(value) >= BEYOND_ORJSON


def _kind(place: Place, values: Sequence[Any], types: set[type]) -> str:
    """How the column of a new field holds its values: as suits all of them."""
    found = types - {_NONE}
    if place.sensitive:
        return "text"
    if found == {_JsonText}:
        return "json"
    if found == {bool}:
        return "bool"
    if found <= {int, float} and all(
        abs(value) <= _MAX_EXACT for value in values if type(value) is int
    ):
        return "float" if float in found else "int"
    return "text"


def _array(values: Sequence[Any], kind: str) -> pa.Array:
    """The values, all of them fit for ``kind``; OverflowError where one is out of range."""
    array = pa.array(values, ARROW_TYPES[kind])
    if kind == "time":
        ends = pc.min_max(array)
        if not (_is_date(ends["min"].as_py()) and _is_date(ends["max"].as_py())):
            raise OverflowError
    return array


def _is_date(second: int) -> bool:
    return _FIRST_SECOND <= second <= _LAST_SECOND


def _fitted(
    place: Place, values: Sequence[Any], kind: str, *, reveal: bool
) -> tuple[pa.Array, str, Odd]:
    """The slow way: each value by itself."""
    held: list[Any] = []
    odd: Odd = {}
    for index, value in enumerate(values):
        if value is None:
            held.append(None)
            continue
        word = _fit(value, kind)
        if word is None:
            odd[index] = _literal(place, value, reveal=reveal)
        elif word != kind:
            odd[index] = word
        held.append(_put(value, kind) if word is not None else None)
    return pa.array(held, ARROW_TYPES[kind]), kind, odd


def _fit(value: Any, kind: str) -> str | None:
    """As what a column of this kind holds ``value``, None if it cannot."""
    if kind in {"text", "json"}:
        return _WORDS[type(value)] if _encodes(value) else None
    if kind == "float" and type(value) is int:
        return "int"
    return kind if type(value) is _TYPES[kind] and _in_range(value, kind) else None


def _in_range(value: object, kind: str) -> bool:
    if kind == "int":
        return isinstance(value, int) and -(2**63) <= value < 2**63
    return kind != "time" or (isinstance(value, int) and _is_date(value))


def _put(value: Any, kind: str) -> Any:
    if kind in {"text", "json"}:
        return value if isinstance(value, str) else dumps(value)
    return float(value) if kind == "float" else value


def _encodes(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
