"""Python values of one field -> one Arrow array, and a note on each that does not fit.

The words for how a column holds its values stand in ``kit.frames``.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from kit.frames.exact_json import BEYOND_ORJSON, dumps, loads_exactly
from kit.frames.masking import mask, mask_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.frames.tree import Encoding, FieldNode

    #: How the values at some indices are held that the column does not hold like the rest.
    Odd = dict[int, Encoding]

__all__ = ["ARROW_TYPES", "ENCODINGS", "NotExact", "as_text", "encode", "json_text"]

#: How values are held -> as which Arrow type.
ARROW_TYPES: Final = {
    "text": pa.large_string(),
    "json": pa.large_string(),
    "int": pa.int64(),
    "time": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
}

#: Declared kind of a field -> how its column holds the values.
ENCODINGS: Final = {
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
_FITTING: Final = {encoding: {each, _NONE} for encoding, each in _TYPES.items()}
_WORDS: Final = {each: encoding for encoding, each in _TYPES.items() if encoding != "time"}


def encode(
    node: FieldNode, values: Sequence[Any], types: set[type], *, reveal: bool
) -> tuple[pa.Array, str, Odd]:
    """The values as an Arrow array, how it holds them, and how the odd ones are held.

    ``types`` are the types among the values. Unless ``reveal``, odd values are masked; text
    in the array is left to be masked with all the rest.
    """
    encoding = ENCODINGS[node.field.kind] if node.field else _encoding(node, values, types)
    if not node.has_column:
        literals = (_literal(node, value, reveal=reveal) for value in values)
        return pa.nulls(len(values)), encoding, dict(enumerate(literals))
    if types <= _FITTING[encoding]:
        try:
            return _array(values, encoding), encoding, {}
        except (UnicodeEncodeError, OverflowError):
            pass
    return _encode_singly(node, values, encoding, reveal=reveal)


def as_text(node: FieldNode, values: Sequence[Any], *, reveal: bool, exact: bool) -> Sequence[Any]:
    """The values with lists and hashes as JSON text, where a column can hold them.

    Unless they were read ``exact``, NotExact where a number may be another than was sent.
    """
    if not exact and any(type(value) is float and _is_doubtful(value) for value in values):
        raise NotExact
    if node.has_column:
        return [_as_json(node, value, reveal=reveal, exact=exact) for value in values]
    if not exact and _is_doubtful(list(values)):
        raise NotExact
    return values


def json_text(value: object, *, exact: bool) -> str:
    """``value`` as JSON text; unless ``exact``, NotExact where a number may be another."""
    text = dumps(value)
    if not exact and _MAYBE_INTEGER.search(text) and _is_doubtful(value):
        raise NotExact
    return text


def _as_json(node: FieldNode, value: Any, *, reveal: bool, exact: bool) -> Any:
    if type(value) is not list and type(value) is not dict:
        return value
    shown = value if reveal else mask(value, holder=node.key)
    return _JsonText(json_text(shown, exact=exact))


def _literal(node: FieldNode, value: Any, *, reveal: bool) -> list[Any]:
    """The encoding of a value that no column holds."""
    if type(value) is _JsonText:
        value = loads_exactly(value)
    if reveal:
        return [value]
    return [mask_value(value) if node.sensitive else mask(value, holder=node.key)]


def _is_doubtful(value: object) -> bool:
    """Whether a float that may have been an integer stands anywhere in ``value``."""
    if isinstance(value, dict):
        return any(map(_is_doubtful, value.values()))
    if isinstance(value, list):
        return any(map(_is_doubtful, value))
    return isinstance(value, float) and abs(value) >= BEYOND_ORJSON


def _encoding(node: FieldNode, values: Sequence[Any], types: set[type]) -> str:
    """How the column of a new field holds its values: as suits all of them."""
    found = types - {_NONE}
    if node.sensitive:
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


def _array(values: Sequence[Any], encoding: str) -> pa.Array:
    """The values, all of them fit for it; OverflowError where one is out of range."""
    array = pa.array(values, ARROW_TYPES[encoding])
    if encoding == "time":
        ends = pc.min_max(array)
        if not (_is_date(ends["min"].as_py()) and _is_date(ends["max"].as_py())):
            raise OverflowError
    return array


def _is_date(second: int) -> bool:
    return _FIRST_SECOND <= second <= _LAST_SECOND


def _encode_singly(
    node: FieldNode, values: Sequence[Any], encoding: str, *, reveal: bool
) -> tuple[pa.Array, str, Odd]:
    """The slow way: each value by itself."""
    held: list[Any] = []
    odd: Odd = {}
    for index, value in enumerate(values):
        if value is None:
            held.append(None)
            continue
        own = _fitting_encoding(value, encoding)
        if own is None:
            odd[index] = _literal(node, value, reveal=reveal)
        elif own != encoding:
            odd[index] = own
        held.append(_held(value, encoding) if own is not None else None)
    return pa.array(held, ARROW_TYPES[encoding]), encoding, odd


def _fitting_encoding(value: Any, encoding: str) -> str | None:
    """As what a column of this encoding holds ``value``, None if it cannot."""
    if encoding in {"text", "json"}:
        return _WORDS[type(value)] if _is_unicode(value) else None
    if encoding == "float" and type(value) is int:
        return "int"
    return encoding if type(value) is _TYPES[encoding] and _in_range(value, encoding) else None


def _in_range(value: object, encoding: str) -> bool:
    if encoding == "int":
        return isinstance(value, int) and -(2**63) <= value < 2**63
    return encoding != "time" or (isinstance(value, int) and _is_date(value))


def _held(value: Any, encoding: str) -> Any:
    """``value`` as the column holds it."""
    if encoding in {"text", "json"}:
        return value if isinstance(value, str) else dumps(value)
    return float(value) if encoding == "float" else value


def _is_unicode(value: object) -> bool:
    """Whether Arrow can hold the text: it has no half of a surrogate pair."""
    if not isinstance(value, str):
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
