"""What a column holds -> JSON values again, whatever dtype the column has by now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from kit.frames.exact_json import loads_exactly

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["values_of"]


def values_of(column: pd.Series, kind: str) -> list[Any]:
    """The JSON values of a column that holds them as ``kind``; None where it has none.

    What cannot be read as ``kind``, a masked value for one, comes as it stands.

    >>> values_of(pd.Series([1.0, None]), "int")
    [1, None]
    """
    read = _READERS[kind]
    missing = column.isna().tolist()
    values = column.tolist()
    return [
        None if gone else _read(read, value) for value, gone in zip(values, missing, strict=True)
    ]


def _read(read: Callable[[Any], Any], value: Any) -> Any:  # noqa: ANN401 - any value
    try:
        return read(value)
    except (TypeError, ValueError):
        return value


def _text(value: Any) -> str:  # noqa: ANN401 - as a column holds it
    return value if isinstance(value, str) else str(value)


def _boolean(value: Any) -> bool:  # noqa: ANN401 - as above
    if isinstance(value, str):
        return {"true": True, "false": False}[value.lower()]
    return bool(value)


def _seconds(value: Any) -> int:  # noqa: ANN401 - as above
    return int(value.timestamp()) if isinstance(value, pd.Timestamp) else int(value)


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "text": _text,
    "int": int,
    "float": float,
    "bool": _boolean,
    "time": _seconds,
    "json": loads_exactly,
}
