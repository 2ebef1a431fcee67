"""Whatever the type: one fingerprint, one last4, one brand, and when it expires.

A frame of sources has a column for each member of each type's hash, of which a row fills those
of its own type. Here they become one column each.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from kit.facts.plain_names import INSTRUMENT_COLUMNS
from kit.facts.source_types import SOURCE_TYPES

__all__ = ["end_of_month", "expiries", "instrument_columns", "receiver_amounts", "was_used"]

#: Times that pandas can hold and a card can bear.
_YEARS: Final = (1970, 9999)

_RECEIVERS: Final = frozenset(
    each.name for each in SOURCE_TYPES.values() if each.flow == "receiver"
)


def instrument_columns(frame: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """``fingerprint, last4, brand, funding, bank, country`` (str) and ``expires`` of each row.

    ``expires`` is the last second of the month that a card bears, in UTC (datetime64[us, UTC]).

    >>> frame = pd.DataFrame({"card.last4": ["4242", None], "ideal.iban_last4": [None, "3000"]})
    >>> instrument_columns(frame)["last4"].to_list()
    ['4242', '3000']
    """
    columns = {name: _first_of(frame, name).astype("str") for name in _TEXTS}
    return {**columns, "expires": expiries(frame)}


_TEXTS: Final = tuple(name for name in INSTRUMENT_COLUMNS if not name.startswith("exp_"))


def expiries(frame: pd.DataFrame) -> pd.Series[Any]:
    """``expires`` alone."""
    return end_of_month(_first_of(frame, "exp_year"), _first_of(frame, "exp_month"))


def _first_of(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    """The first of the columns that mean the same, row by row."""
    found: pd.Series[Any] | None = None
    for column in INSTRUMENT_COLUMNS[name]:
        if column not in frame.columns:
            continue
        values = frame[column]
        if isinstance(values.dtype, pd.CategoricalDtype):
            values = values.astype("str")
        found = values if found is None else found.where(found.notna(), values)
    if found is None:
        return pd.Series(pd.NA, index=frame.index, dtype="str")
    return found


def end_of_month(year: pd.Series[Any], month: pd.Series[Any]) -> pd.Series[Any]:
    """The last second of each month, missing where year or month is missing or is none.

    A card is good through the last day of the month that it bears.

    >>> end_of_month(pd.Series([2028, 2027, None]), pd.Series([2, 13, 1])).dt.date.to_list()
    [datetime.date(2028, 2, 29), NaT, NaT]
    """
    years, months = (pd.to_numeric(each, errors="coerce") for each in (year, month))
    wrong = ~(years.between(*_YEARS) & months.between(1, 12)).fillna(value=False).to_numpy(bool)
    whole = {
        "year": years.astype("float64").mask(wrong, 1970).astype("int64"),
        "month": months.astype("float64").mask(wrong, 1).astype("int64"),
    }
    # Months since 1970, and one on: numpy counts them without a calendar in Python.
    begun = (whole["year"] - 1970) * 12 + whole["month"]
    last = begun.to_numpy().astype("datetime64[M]").astype("datetime64[us]") - np.timedelta64(
        1, "s"
    )
    ends: pd.Series[Any] = pd.Series(last, index=year.index).dt.tz_localize("UTC").mask(wrong)
    return ends


def receiver_amounts(frame: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """What receivers have received, charged and returned, by column, and what waits (Int64).

    >>> frame = pd.DataFrame({"receiver.amount_received": pd.array([700, None], "Int64")})
    >>> receiver_amounts(frame)["amount_waiting"].to_list()
    [700, <NA>]
    """
    none = pd.Series(pd.NA, index=frame.index, dtype="Int64")
    names = [f"receiver.amount_{name}" for name in ("received", "charged", "returned")]
    amounts = {name: frame[name] if name in frame.columns else none for name in names}
    received, charged, returned = amounts.values()
    return amounts | {"amount_waiting": received - charged.fillna(0) - returned.fillna(0)}


def was_used(frame: pd.DataFrame, charged: pd.Series[Any]) -> pd.Series[Any]:
    """Whether each source was ever charged, as far as the source itself tells (boolean).

    True where money of it was charged, or where it is consumed and has a customer still: a
    charge leaves the customer, a detach does not [REC]. False for what cannot have been: a
    receiver with nothing charged, a pending one, a single-use one that is not consumed. Missing
    for the rest, reusable cards and debits above all: a charge leaves no trace on them.

    >>> frame = pd.DataFrame({"status": ["chargeable"] * 2, "usage": ["reusable", "single_use"]})
    >>> was_used(frame, pd.Series([None, None], dtype="Int64")).to_list()
    [<NA>, False]
    """
    status, usage = (_text(frame, name) for name in ("status", "usage"))
    consumed = status.eq("consumed")
    attached = _text(frame, "customer").ne("")
    is_receiver = _text(frame, "type").isin(_RECEIVERS) | charged.notna()
    paid = charged.fillna(0).gt(0).to_numpy(bool)
    never = ~consumed & (
        status.isin(["pending", "canceled"]) | usage.eq("single_use") | is_receiver
    )
    used = pd.Series(pd.NA, index=frame.index, dtype="boolean")
    used = used.mask(never.to_numpy(bool), other=False)
    return used.mask(paid | (consumed & attached).to_numpy(bool), other=True)


def _text(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    """One column as text, empty where there is nothing."""
    if name not in frame.columns:
        return pd.Series("", index=frame.index, dtype="str")
    return frame[name].astype("str").fillna("")
