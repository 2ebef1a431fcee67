"""Whatever pandas, numpy and Python call a value, as one plain thing that can be compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pandas as pd

__all__ = ["Moment", "is_number", "kind_of", "plain_cell"]

_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "a frame": (pd.DataFrame,),
    "a Series": (pd.Series,),
    "a list": (list, tuple, np.ndarray, pd.Index, pd.api.extensions.ExtensionArray),
    "a set": (set, frozenset),
    "a dict": (Mapping,),
    "True or False": (bool,),
    "a number": (int, float, Decimal),
    "text": (str,),
}


@dataclass(frozen=True, order=True)
class Moment:
    """A time in UTC, in nanoseconds since 1970."""

    nanoseconds: int


def plain_cell(value: Any) -> Any:
    """One value: None, bool, int, float, str or a Moment; lists and hashes as JSON text.

    A length of time is its seconds, and a time without a zone counts as UTC.

    >>> plain_cell(pd.NA), plain_cell(np.int64(3)), plain_cell(pd.Timedelta("2min"))
    (None, 3, 120.0)
    """
    if isinstance(value, np.generic):
        value = value.item() if not isinstance(value, np.datetime64 | np.timedelta64) else value
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float | Decimal):
        return None if value != value else float(value)  # NaN is not itself
    return _other_cell(value)


def _other_cell(value: Any) -> Any:
    if isinstance(value, timedelta | np.timedelta64):
        return pd.Timedelta(value).total_seconds()
    if isinstance(value, datetime | date | np.datetime64):
        time = pd.Timestamp(value)
        return Moment((time.tz_localize("UTC") if time.tz is None else time).as_unit("ns").value)
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, sort_keys=True, default=str)
    return str(value)


def is_number(value: Any) -> bool:
    """Whether a plain value is a number; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def kind_of(value: Any) -> str:
    """What ``value`` is, in words.

    >>> kind_of(pd.DataFrame()), kind_of({"src_1"}), kind_of(None)
    ('a frame', 'a set', 'None')
    """
    if isinstance(value, np.bool):
        value = bool(value)
    elif isinstance(value, np.integer | np.floating):
        value = value.item()
    for words, types in _KINDS.items():
        if isinstance(value, types):
            return words
    if isinstance(value, datetime | date | np.datetime64):
        return "a time"
    if isinstance(value, timedelta | np.timedelta64):
        return "a length of time"
    return "None" if value is None or value is pd.NA else f"a {type(value).__name__}"
