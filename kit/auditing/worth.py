"""What stands in sources: money that came and was not charged, and payments not taken yet."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit.facts.currencies import CURRENCIES
from kit.frames import money

__all__ = ["in_words", "major_units", "worth"]


def worth(plan: pd.DataFrame) -> pd.DataFrame:
    """One row per customer and currency of the sources in ``plan``: ``customer, currency, value``.

    ``value`` (float64, major units) is what receivers have received and neither charged nor
    returned, and the amounts of chargeable single-use sources, which go back to the payer when
    nobody charges them. Rows without value are left out. In a currency that Stripe does not list
    the value is in its smallest unit, since nobody knows how many digits it has.
    """
    single = plan["status"].eq("chargeable") & plan["amount_waiting"].isna()
    to_charge = plan["amount"].where(single & plan["used"].eq(other=False).fillna(value=False))
    minor = plan["amount_waiting"].clip(lower=0).fillna(to_charge).fillna(0)
    standing = pd.DataFrame(
        {"customer": plan["customer"], "currency": plan["currency"], "minor": minor}
    )
    standing = standing[standing["minor"].gt(0) & standing["currency"].notna()]
    standing = standing.assign(value=major_units(standing["minor"], standing["currency"]))
    by = ["customer", "currency"]
    sums: pd.DataFrame = standing.groupby(by, as_index=False, dropna=False)[["value"]].sum()
    return sums


def major_units(minor: pd.Series[Any], currency: pd.Series[Any]) -> pd.Series[Any]:
    """Amounts in major units (float64), unchanged in a currency that Stripe does not list."""
    codes = currency.astype("str").str.lower().unique()
    unlisted = {code: 0 for code in codes if code not in CURRENCIES}
    found: pd.Series[Any] = money(minor, currency, exponents=unlisted, as_float=True)
    return found


def in_words(values: pd.DataFrame) -> list[str]:
    """Each sum with its currency: numbers of different currencies are never added.

    >>> in_words(pd.DataFrame({"currency": ["eur", "usd"], "value": [12.5, 3000.0]}))
    ['12.50 eur', '3,000.00 usd']
    """
    rows: Any = zip(values["currency"], values["value"], strict=True)
    return [f"{value:,.2f} {currency}" for currency, value in rows]
