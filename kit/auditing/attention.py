"""What needs attention in an account: customers and sources under a few plain findings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from kit.auditing.findings import FINDINGS
from kit.auditing.worth import in_words, major_units
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import TERMINAL_STATUSES
from kit.frames import plain

__all__ = ["EXPIRES_SOON", "found"]

#: Cards that expire so soon are worth a letter to whoever holds them.
EXPIRES_SOON: Final = timedelta(days=90)

#: Who breaks, by what ``Audit.customers`` says of it.
_BREAKS: Final = {
    "default_over": "already",
    "breaks": "yes",
    "disputed": "disputed",
    "unknown": "unknown",
}

#: The longest that a page tells of; of types without a time-out of their own none tells [INF].
_LONGEST_WAIT: Final = max(each.pending_seconds or 0 for each in SOURCE_TYPES.values())


def found(
    customers: pd.DataFrame, sources: pd.DataFrame, breaking: pd.DataFrame, now: pd.Timestamp
) -> tuple[dict[str, pd.Series[str]], str]:
    """The ids under each finding that there is, and the money that waits, in words.

    ``customers`` and ``sources`` are frames of an account, ``breaking`` is what
    ``breaking_customers`` makes of them, ``now`` the moment by which cards have expired.
    """
    told = plain(sources, money="minor")
    ids: dict[str, pd.Series[str]] = {
        name: breaking.loc[breaking["breaks"].eq(how), "customer"] for name, how in _BREAKS.items()
    }
    can_pay = told.loc[told["status"].eq("chargeable"), "customer"]
    ids["none_chargeable"] = customers.loc[~customers["id"].isin(can_pay), "id"]
    ids |= {name: told.loc[rows, "id"] for name, rows in _rows(told, now).items()}
    named = {name: ids[name].astype("str") for name in FINDINGS if len(ids[name])}
    return named, ", ".join(in_words(_waiting(told)))


def _rows(told: pd.DataFrame, now: pd.Timestamp) -> dict[str, np.ndarray[Any, Any]]:
    """Which rows of the sources each finding holds."""
    held = told["customer"].notna()
    open_still = held & ~told["status"].isin(list(TERMINAL_STATUSES))
    marks = {
        "money_waiting": told["amount_waiting"].gt(0),
        "stuck": told["status"].eq("pending") & _past_waiting(told, now),
        "expired": open_still & told["expires"].lt(now),
        "expires_soon": open_still & told["expires"].between(now, now + EXPIRES_SOON),
        "duplicates": _saved_twice(told, held),
        "never_used": held & ~told["used"].fillna(value=True),
    }
    return {name: rows.fillna(value=False).to_numpy(bool) for name, rows in marks.items()}


def _past_waiting(told: pd.DataFrame, now: pd.Timestamp) -> pd.Series[bool]:
    """Which would be over by now: a payer who left does not come back to them.

    Only those for one payment: a saved one waits for a transfer or a code as long as it takes.
    """
    patience = {
        name: timedelta(seconds=each.pending_seconds or _LONGEST_WAIT)
        for name, each in SOURCE_TYPES.items()
    }
    waits = told["type"].astype("str").map(patience).fillna(timedelta(seconds=_LONGEST_WAIT))
    late = (now - told["created"]) > waits
    return late & told["usage"].eq("single_use") & told["flow"].ne("receiver")


def _saved_twice(told: pd.DataFrame, held: pd.Series[bool]) -> pd.Series[bool]:
    numbers = told["fingerprint"].where(held)
    return numbers.notna() & numbers.duplicated(keep=False)


def _waiting(told: pd.DataFrame) -> pd.DataFrame:
    """What waits by currency, in major units: sums of different currencies are never added."""
    rows = told.loc[
        told["amount_waiting"].gt(0).fillna(value=False), ["currency", "amount_waiting"]
    ]
    sums = rows.astype({"currency": "str"}).groupby("currency", as_index=False).sum()
    value = major_units(sums["amount_waiting"], sums["currency"])
    return pd.DataFrame({"currency": sums["currency"], "value": value})
