"""How many of what: by type and action, by month of expiry, by currency."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from kit.auditing.worth import worth
from kit.facts.replacements import ACTION_MEANINGS, BREAKS_MEANINGS

__all__ = ["actions", "card_months", "money_waiting", "summary"]

_BY: Final = ["type", "action", "breaks", "certainty", "payment_method_type"]

#: Months ahead that are counted one by one.
_MONTHS: Final = 12


def summary(plan: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """One row per type and what becomes of it, what breaks first.

    Columns: ``type, action, breaks, certainty, payment_method_type`` (str), ``sources``,
    ``customers``, ``defaults`` (customers whose default source it is) and ``expired`` (cards
    whose month is over), all Int64.
    """
    rows = (
        plan[_BY]
        .astype("str")
        .fillna("")
        .assign(
            customer=plan["customer"],
            is_default=plan["is_default"].fillna(value=False).astype("int64"),
            expired=plan["expires"].lt(now).astype("int64"),
        )
    )
    found = rows.groupby(_BY, as_index=False).agg(
        sources=("customer", "size"),
        customers=("customer", "nunique"),
        defaults=("is_default", "sum"),
        expired=("expired", "sum"),
    )
    order = {name: at for at, name in enumerate(BREAKS_MEANINGS)}
    found["_rank"] = found["breaks"].map(order)
    found = found.sort_values(["_rank", "sources", *_BY], ascending=[True, False, *[True] * 5])
    numbers = ("sources", "customers", "defaults", "expired")
    found = found.drop(columns="_rank").reset_index(drop=True)
    return found.astype({**dict.fromkeys(numbers, "Int64"), **dict.fromkeys(_BY, "str")})


def actions(plan: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of the plan by what is to be done, from the least work to the most."""
    held = plan["action"].astype("str")
    there = set(held.unique())
    return {
        action: plan[held.eq(action)].reset_index(drop=True)
        for action in ACTION_MEANINGS
        if action in there
    }


def money_waiting(plan: pd.DataFrame) -> pd.DataFrame:
    """What stands in sources by currency: ``currency`` (str), ``value`` (float64, major units)."""
    sums: pd.DataFrame = worth(plan).groupby("currency", as_index=False)[["value"]].sum()
    return sums


def card_months(plan: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """Cards that customers have, by when they expire: ``when`` (str), ``cards`` (Int64).

    First those that have expired, then twelve months from that of ``now`` on, then the rest.
    """
    kept = plan["customer"].notna() & plan["action"].ne("drop").fillna(value=True)
    expires = plan.loc[kept & plan["expires"].notna(), "expires"]
    away = (expires.dt.year - now.year) * 12 + expires.dt.month - now.month
    names = ["expired"]
    names += [str(now.tz_localize(None).to_period("M") + at) for at in range(_MONTHS)]
    names.append("later")
    place: pd.Series[Any] = (away.clip(-1, _MONTHS) + 1).astype("int64")
    counts = place.value_counts().reindex(range(len(names)), fill_value=0)
    return pd.DataFrame(
        {"when": pd.array(names, dtype="str"), "cards": counts.astype("Int64").array}
    )
