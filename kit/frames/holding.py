"""What a column holds -> JSON values again, whatever dtype the column has by now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from kit.frames.exact_json import loads_exactly

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["KINDS", "value_of", "values_of"]


def values_of(column: pd.Series[Any], kind: str) -> list[Any]:
    """The JSON values of a column that holds them as ``kind``; None where it has none.

    What cannot be read as ``kind``, a masked value for one, comes as it stands.

    >>> values_of(pd.Series([1.0, None]), "int")
    [1, None]
    """
    values = _objects(column)
    if set(map(type, values)) <= _AS_IS.get(kind, set()):
        return values
    return [None if value is None else value_of(value, kind) for value in values]


def value_of(value: Any, kind: str) -> Any:
    """The JSON value that a column holds as ``kind``, or what stands there if it is none.

    >>> value_of("[1]", "json"), value_of("••••4242", "int")
    ([1], '••••4242')
    """
    try:
        return _READERS[kind](value)
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


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "text": _text,
    "int": int,
    "float": float,
    "bool": _boolean,
    "time": _seconds,
    "json": loads_exactly,
}

#: Every word for how a column holds values.
KINDS: Final = frozenset(_READERS)

#: The types that a kind's values may have as they come out of pandas.
_AS_IS: Final[dict[str, set[type]]] = {
    "text": {str, type(None)},
    "int": {int, type(None)},
    "float": {float, type(None)},
    "bool": {bool, type(None)},
    "time": {int, type(None)},
}
