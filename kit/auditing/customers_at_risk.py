"""Who breaks first: one row per customer that depends on Sources."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from kit.auditing.worth import in_words, worth
from kit.facts.replacements import BREAKS_MEANINGS
from kit.facts.statuses import TERMINAL_STATUSES
from kit.frames.positions import positions, take

__all__ = ["HOW_SOON", "breaking_customers"]

#: How soon a customer cannot pay any more, the soonest first.
HOW_SOON: Final[dict[str, str]] = {
    "already": "The default source is failed, canceled or consumed: nothing can be charged by it.",
} | {str(name): meaning for name, meaning in BREAKS_MEANINGS.items()}

_ORDER: Final = list(HOW_SOON)

_OWN_METHOD: Final = "invoice_settings.default_payment_method"


def breaking_customers(plan: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """The customers for whom something breaks or may break, those who break first first.

    Columns: ``customer``; ``breaks`` (category: already, yes, disputed, unknown; the worst of
    the customer's sources); ``default_breaks`` (boolean: whether that is the default source's);
    ``default_source``, ``default_type``, ``default_status``, ``default_action``,
    ``default_expires``; ``sources`` and ``chargeable`` (Int64: how many it has, and may be
    charged); ``value_at_risk`` (float64, major units) in ``currency``, and ``also_at_risk`` (str)
    in others; ``has_payment_method`` (boolean: invoices are charged to a PaymentMethod already).

    In order of ``breaks``, default sources before others, then by value at risk: as a number,
    since nobody knows the rates of exchange.
    """
    held = plan[plan["customer"].notna()]
    found = _defaults(plan, _everybody(customers, held))
    found = _with(found, _of_sources(held))
    found = _with(found, _values(held))
    found["breaks"], found["default_breaks"] = _breaks(found)
    found = found[found["breaks"].ne("no")]
    for name in ("sources", "chargeable"):
        found[name] = found[name].fillna(0).astype("Int64")
    found["also_at_risk"] = found["also_at_risk"].fillna("")
    found["value_at_risk"] = found["value_at_risk"].fillna(0.0)
    return _in_order(found)


def _everybody(customers: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Every customer with the default source, those that only a source tells of among them."""
    told = pd.DataFrame(
        {
            "customer": customers["id"].astype("str"),
            "default_source": customers["default_source"].astype("str"),
            "has_payment_method": customers[_OWN_METHOD].notna()
            if _OWN_METHOD in customers.columns
            else False,
        }
    )
    others = held["customer"][positions(held["customer"], told["customer"]) < 0].drop_duplicates()
    everybody = pd.concat([told, pd.DataFrame({"customer": others})], ignore_index=True)
    return everybody.astype({"has_payment_method": "boolean"})


def _with(found: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """The columns of ``more`` beside each customer; missing for those that it does not have."""
    places = positions(found["customer"], more["customer"])
    columns = {str(name): take(more[name], places) for name in more.columns if name != "customer"}
    return found.assign(**columns)


def _defaults(plan: pd.DataFrame, everybody: pd.DataFrame) -> pd.DataFrame:
    """Each customer's default source and what becomes of it."""
    places = positions(everybody["default_source"], plan["id"])
    about = {
        f"default_{name}": take(plan[name], places)
        for name in ("type", "status", "action", "expires", "breaks")
    }
    return everybody.assign(**about)


def _of_sources(held: pd.DataFrame) -> pd.DataFrame:
    """How many sources each customer has, and the worst that becomes of one."""
    each = pd.DataFrame(
        {
            "customer": held["customer"],
            "worst": _ranks(held["breaks"]),
            "chargeable": held["status"].eq("chargeable").fillna(value=False).astype("int64"),
            "sources": 1,
        }
    )
    how: Any = {"worst": "min", "chargeable": "sum", "sources": "sum"}
    counted: pd.DataFrame = each.groupby("customer", sort=False).agg(how).reset_index()
    return counted


def _ranks(breaks: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """How soon each breaks: its place in the order, that of "no" where it is missing."""
    codes, found = pd.factorize(breaks)
    ranks = [_ORDER.index(str(each)) for each in found]
    return np.array([*ranks, _ORDER.index("no")], dtype=np.int64)[codes]


def _values(held: pd.DataFrame) -> pd.DataFrame:
    """The largest value of each customer, and what there is in other currencies."""
    values = worth(held).sort_values("value", ascending=False, kind="stable")
    first = values.drop_duplicates("customer")
    others = values[values.duplicated("customer")]
    texts = others.assign(text=in_words(others)).groupby("customer")["text"]
    words = texts.agg(", ".join)
    return pd.DataFrame(
        {
            "customer": first["customer"].array,
            "value_at_risk": first["value"].array,
            "currency": first["currency"].astype("str").array,
            "also_at_risk": words.reindex(first["customer"]).astype("str").array,
        }
    )


def _breaks(found: pd.DataFrame) -> tuple[Any, pd.Series[Any]]:
    """How soon each customer breaks, and whether its default source is why."""
    of_default = _ranks(found["default_breaks"])
    dead = found["default_status"].isin(list(TERMINAL_STATUSES)).to_numpy(bool)
    # A default that no list of sources holds: of it nothing is known.
    lost = (found["default_source"].notna() & found["default_breaks"].isna()).to_numpy(bool)
    of_default = np.where(lost, _ORDER.index("unknown"), of_default)
    of_default = np.where(dead, _ORDER.index("already"), of_default)
    worst = found["worst"].fillna(_ORDER.index("no")).to_numpy("int64")
    rank = np.minimum(of_default, worst)
    breaks = pd.Categorical.from_codes(rank, dtype=pd.CategoricalDtype(_ORDER, ordered=True))
    by_default = (of_default <= worst) & (of_default < _ORDER.index("no"))
    return breaks, pd.Series(by_default, index=found.index, dtype="boolean")


def _in_order(found: pd.DataFrame) -> pd.DataFrame:
    keys = ["breaks", "default_breaks", "value_at_risk", "sources", "customer"]
    ascending = [True, False, False, False, True]
    found = found.sort_values(keys, ascending=ascending, kind="stable").reset_index(drop=True)
    texts = ("default_type", "default_status", "default_action", "currency")
    found = found.astype(dict.fromkeys(texts, "str"))
    return found[
        [
            *("customer", "breaks", "default_breaks", "default_source", "default_type"),
            *("default_status", "default_action", "default_expires", "sources", "chargeable"),
            *("value_at_risk", "currency", "also_at_risk", "has_payment_method"),
        ]
    ]
