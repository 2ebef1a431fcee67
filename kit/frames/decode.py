"""What a column holds -> JSON values again, whatever dtype the column has by now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from kit.frames.exact_json import loads_exactly

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ENCODING_WORDS", "decode_column", "decode_value"]


def decode_column(column: pd.Series[Any], encoding: str) -> list[Any]:
    """The JSON values of a column that holds them as ``encoding``; None where it has none.

    What cannot be read so, a masked value for one, comes as it stands.

    >>> decode_column(pd.Series([1.0, None]), "int")
    [1, None]
    """
    values = _objects(column)
    if set(map(type, values)) <= _AS_IS.get(encoding, set()):
        return values
    return [None if value is None else decode_value(value, encoding) for value in values]


def decode_value(value: Any, encoding: str) -> Any:
    """The JSON value that a column holds as ``encoding``, or what stands there if it is none.

    >>> decode_value("[1]", "json"), decode_value("••••4242", "int")
    ([1], '••••4242')
    """
    try:
        return _DECODERS[encoding](value)
    except (TypeError, ValueError, KeyError):
        return value


def _objects(column: pd.Series[Any]) -> list[Any]:
    """The column's values as Python's own, None where one is missing, times in seconds."""
    missing = column.isna().to_numpy()
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.as_unit("us").astype("int64") // 1_000_000
    values = column.to_numpy(dtype=object, copy=True)
    values[missing] = None
    return list(values.tolist())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _boolean(value: Any) -> bool:
    if isinstance(value, str):
        return {"true": True, "false": False}[value.lower()]
    return bool(value)


def _seconds(value: Any) -> int:
    return int(value.timestamp()) if isinstance(value, pd.Timestamp) else int(value)


_DECODERS: Final[dict[str, Callable[[Any], Any]]] = {
    "text": _text,
    "int": int,
    "float": float,
    "bool": _boolean,
    "time": _seconds,
    "json": loads_exactly,
}

#: Every word for how a column holds values.
ENCODING_WORDS: Final = frozenset(_DECODERS)

#: The types that values of an encoding may have as they come out of pandas.
_AS_IS: Final[dict[str, set[type]]] = {
    "text": {str, type(None)},
    "int": {int, type(None)},
    "float": {float, type(None)},
    "bool": {bool, type(None)},
    "time": {int, type(None)},
}
