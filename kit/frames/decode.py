"""What a column holds -> JSON values again, whatever dtype the column has by now.

A number that is no longer the one that was there is never read as one that it may have been.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from kit.errors import UnreadableFrame
from kit.frames.exact_json import loads_exactly
from kit.frames.masking import MASK, mask_json

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from numpy.typing import NDArray

__all__ = ["ENCODING_WORDS", "check_decoded", "decode_column", "decode_value"]

#: Floats beyond this may stand for several integers.
_MAX_EXACT: Final = 2**53


def decode_column(column: pd.Series[Any], encoding: str) -> list[Any]:
    """The JSON values of a column that holds them as ``encoding``; None where it has none.

    What cannot be read so, a masked value for one, comes as it stands: see ``check_decoded``.

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


def check_decoded(
    values: Iterable[Any], encoding: str, column: str, rows: Iterable[Hashable]
) -> None:
    """Refuse values that could not be read as ``encoding``, by their column and row.

    Masked values are none of these: whoever has a masked frame knows that it is masked.
    """
    if encoding not in _EXPECTED:
        return
    expected, meaning = _EXPECTED[encoding]
    for value, row in zip(values, rows, strict=True):
        if value is None or type(value) is expected or str(value).startswith(MASK):
            continue
        raise UnreadableFrame(
            f"The column {column!r} holds {mask_json(str(value))} in the row {row!r}, where "
            f"{meaning} was: what Stripe sent cannot be told from it any more. Give the column "
            "as flatten made it, and keep what was worked out from it in a column of its own."
        )


def _objects(column: pd.Series[Any]) -> list[Any]:
    """The column's values as Python's own, None where one is missing, times in seconds."""
    missing = column.isna().to_numpy()
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        values = _seconds_since_1970(column.dt.as_unit("us").astype("int64").to_numpy())
    else:
        values = column.to_numpy(dtype=object, copy=True)
    values[missing] = None
    return list(values.tolist())


def _seconds_since_1970(microseconds: NDArray[np.int64]) -> NDArray[np.object_]:
    seconds = (microseconds // 1_000_000).astype(object)
    parts = microseconds % 1_000_000 != 0
    seconds[parts] = microseconds[parts] / 1_000_000
    return seconds


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _integer(value: Any) -> int:
    if isinstance(value, str) or (isinstance(value, int | np.integer) and type(value) is not bool):
        return int(value)
    if isinstance(value, float | np.floating) and float(value).is_integer():
        number = int(value)
        if abs(number) <= _MAX_EXACT:
            return number
    raise ValueError


def _boolean(value: Any) -> bool:
    if isinstance(value, str):
        value = value.lower()
    return {"true": True, "false": False, True: True, False: False}[value]


def _seconds(value: Any) -> int:
    return _integer(value.timestamp() if isinstance(value, pd.Timestamp) else value)


_DECODERS: Final[dict[str, Callable[[Any], Any]]] = {
    "text": _text,
    "int": _integer,
    "float": float,
    "bool": _boolean,
    "time": _seconds,
    "json": loads_exactly,
}

#: Every word for how a column holds values.
ENCODING_WORDS: Final = frozenset(_DECODERS)

#: The type of a value that was read as its encoding says, and what a person calls it.
_EXPECTED: Final[dict[str, tuple[type, str]]] = {
    "int": (int, "an integer"),
    "time": (int, "a time in whole seconds"),
    "bool": (bool, "true or false"),
    "float": (float, "a number"),
}

#: The types that values of an encoding may have as they come out of pandas.
_AS_IS: Final[dict[str, set[type]]] = {
    "text": {str, type(None)},
    "int": {int, type(None)},
    "float": {float, type(None)},
    "bool": {bool, type(None)},
    "time": {int, type(None)},
}
