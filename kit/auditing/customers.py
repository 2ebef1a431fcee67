"""Who breaks first: one row per customer that depends on Sources."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from kit.auditing.worth import in_words, worth
from kit.facts.replacements import BREAKS_MEANINGS
from kit.facts.statuses import TERMINAL_STATUSES

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
    found = _defaults(plan, customers)
    found = found.join(_of_sources(held), how="outer").join(_values(held), how="left")
    found["default_source"] = found["default_source"].astype("str")
    found["breaks"], found["default_breaks"] = _breaks(found)
    found = found[found["breaks"].ne("no")]
    for name in ("sources", "chargeable"):
        found[name] = found[name].fillna(0).astype("Int64")
    found["also_at_risk"] = found["also_at_risk"].fillna("")
    found["value_at_risk"] = found["value_at_risk"].fillna(0.0)
    return _in_order(found)


def _defaults(plan: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Each customer's default source and what becomes of it."""
    told = customers.set_index("id")
    found = pd.DataFrame({"default_source": told["default_source"]})
    method = told[_OWN_METHOD].notna() if _OWN_METHOD in told.columns else False
    found["has_payment_method"] = pd.Series(method, index=told.index, dtype="boolean")
    about = plan.drop_duplicates("id").set_index("id")
    for name in ("type", "status", "action", "expires", "breaks"):
        values = about[name]
        if isinstance(values.dtype, pd.CategoricalDtype):
            values = values.astype("str")
        found[f"default_{name}"] = values.reindex(found["default_source"]).array
    found.index.name = "customer"
    return found


def _of_sources(held: pd.DataFrame) -> pd.DataFrame:
    """How many sources each customer has, and the worst that becomes of one."""
    rank = held["breaks"].astype("str").map({name: at for at, name in enumerate(_ORDER)})
    each = pd.DataFrame(
        {
            "customer": held["customer"],
            "worst": rank.astype("float64"),
            "chargeable": held["status"].eq("chargeable").fillna(value=False).astype("int64"),
            "sources": 1,
        }
    )
    how: Any = {"worst": "min", "chargeable": "sum", "sources": "sum"}
    counted: pd.DataFrame = each.groupby("customer").agg(how)
    return counted


def _values(held: pd.DataFrame) -> pd.DataFrame:
    """The largest value of each customer, and what there is in other currencies."""
    values = worth(held).sort_values("value", ascending=False, kind="stable")
    first = values.drop_duplicates("customer").set_index("customer")
    others = values[values.duplicated("customer")]
    # Few have money waiting in two currencies, so that this may go row by row.
    words = {customer: in_words(rows) for customer, rows in others.groupby("customer")}
    return pd.DataFrame(
        {
            "value_at_risk": first["value"],
            "currency": first["currency"].astype("str"),
            "also_at_risk": pd.Series(words, index=first.index, dtype="str"),
        }
    )


def _breaks(found: pd.DataFrame) -> tuple[pd.Categorical, pd.Series[Any]]:
    """How soon each customer breaks, and whether its default source is why."""
    named = found["default_source"].notna()
    dead = found["default_status"].isin(list(TERMINAL_STATUSES))
    # A default that no list of sources holds: of it nothing is known.
    lost = named & found["default_breaks"].isna()
    of_default = found["default_breaks"].where(~lost, "unknown").mask(dead, "already").fillna("no")
    ranks = {name: float(at) for at, name in enumerate(_ORDER)}
    default_rank = of_default.map(ranks).astype("float64")
    worst = found["worst"].fillna(ranks["no"])
    rank = np.minimum(default_rank, worst).astype("int64")
    breaks = pd.Categorical([_ORDER[at] for at in rank], categories=_ORDER, ordered=True)
    by_default = default_rank.le(worst) & default_rank.lt(ranks["no"])
    return breaks, by_default.astype("boolean")


def _in_order(found: pd.DataFrame) -> pd.DataFrame:
    found = found.rename_axis("customer").reset_index()
    found["customer"] = found["customer"].astype("str")
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
