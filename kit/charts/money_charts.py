"""Money that came and was not charged, by currency; and sources that are there twice."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd

from kit.charts.chart import (
    WIDTH,
    Chart,
    ChartOfMany,
    count_axis,
    label,
    needed,
    title,
    values_of,
)
from kit.charts.colours import ONE_COLOUR, WARNING
from kit.frames import plain
from kit.public_call import public_call

__all__ = ["duplicates", "money_waiting"]

_WHERE: Final = ("one customer", "several customers")


@public_call()
def money_waiting(sources: pd.DataFrame) -> ChartOfMany:
    """What receivers have received and neither charged nor returned, by currency and type.

    Each currency has a scale of its own, since sums of different currencies cannot be compared.
    ``sources`` is a frame of sources. ``.frame`` has the columns ``currency, type`` (str),
    ``waiting`` (float64, in the currency's major units) and ``sources`` (int64).
    """
    needed(sources, "money_waiting", "type", "currency")
    names = [name for name in sources.columns if str(name).startswith("receiver.amount_")]
    told = plain(pd.DataFrame(sources)[["type", "currency", *names]].assign(flow=None))
    told = told[told["amount_waiting"].gt(0)]
    found = (
        told.assign(currency=told["currency"].astype("str"), type=told["type"].astype("str"))
        .groupby(["currency", "type"], as_index=False)
        .agg(waiting=("amount_waiting", "sum"), sources=("amount_waiting", "size"))
    )
    amounts = alt.Tooltip("waiting:Q", format=",.2f", title="waiting")
    base = alt.Chart().encode(
        y=alt.Y("type:N", title=None),
        x=alt.X("waiting:Q", title="major units of the currency", axis=alt.Axis(format="~s")),
        tooltip=["currency:N", "type:N", amounts, alt.Tooltip("sources:Q", format=",d")],
    )
    sums = base.mark_text(**label({"align": "left", "dx": 5})).encode(
        text=alt.Text("waiting:Q", format=",.2f")
    )
    layers = alt.LayerChart(layer=[base.mark_bar(color=ONE_COLOUR), sums], width=WIDTH - 80)
    chart = ChartOfMany(
        data=values_of(found),
        spec=layers,
        facet=alt.Facet("currency:N", title=None, header=alt.Header(labelFontSize=12)),
        columns=1,
        resolve={"scale": {"x": "independent", "y": "independent"}},
        title=title(
            "Money received and not charged",
            f"{int(found['sources'].sum()):,} receivers; returned money is left out",
        ),
    )
    return chart.keep(found)


@public_call()
def duplicates(sources: pd.DataFrame) -> Chart:
    """How many numbers of cards and accounts are saved twice or more, by their fingerprint.

    ``sources`` is a frame of sources; those with a customer count. ``.frame`` has the columns
    ``copies`` (str: 2, 3, 4, 5 or more), ``held_by`` (one customer, several customers), ``numbers``
    (int64: different cards and accounts) and ``to_spare`` (int64: sources beyond the first).
    """
    needed(sources, "duplicates", "id", "customer")
    names = [name for name in sources.columns if str(name).endswith("fingerprint")]
    held = pd.DataFrame(sources)[["customer", *names]]
    held = held[held["customer"].notna()]
    fingerprints = plain(held.assign(flow=None))["fingerprint"]
    each = pd.DataFrame({"number": fingerprints, "customer": held["customer"]})
    found = _copies(each.dropna())
    base = alt.Chart(values_of(found)).encode(
        x=alt.X(
            "copies:O",
            title="times that the same card or account is saved",
            axis=alt.Axis(labelAngle=0),
        ),
        y=alt.Y("numbers:Q", axis=count_axis("cards and accounts")),
        xOffset=alt.XOffset("held_by:N", sort=list(_WHERE)),
        tooltip=["copies:O", "held_by:N", "numbers:Q", alt.Tooltip("to_spare:Q", title="to spare")],
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "held_by:N",
            scale=alt.Scale(domain=list(_WHERE), range=[ONE_COLOUR, WARNING]),
            title="held by",
        )
    )
    numbers = base.mark_text(**label({"dy": -6})).encode(text=alt.Text("numbers:Q", format=",d"))
    below = f"{int(found['to_spare'].sum()):,} sources are there beside another of the same number"
    chart = Chart(
        layer=[bars, numbers],
        width=WIDTH - 160,
        height=220,
        title=title("Cards and accounts that are saved more than once", below),
    )
    return chart.keep(found)


def _copies(each: pd.DataFrame) -> pd.DataFrame:
    by_number = each.groupby("number")["customer"]
    counts = pd.DataFrame({"copies": by_number.size(), "customers": by_number.nunique()})
    counts = counts[counts["copies"].gt(1)]
    several: Any = counts["customers"].gt(1).map({False: _WHERE[0], True: _WHERE[1]})
    copies = counts["copies"].clip(upper=5).map({2: "2", 3: "3", 4: "4", 5: "5 or more"})
    rows = pd.DataFrame(
        {
            "copies": copies.astype("str"),
            "held_by": several.astype("str"),
            "to_spare": counts["copies"] - 1,
        }
    )
    found: pd.DataFrame = rows.groupby(["copies", "held_by"], as_index=False).agg(
        numbers=("to_spare", "size"), to_spare=("to_spare", "sum")
    )
    return found
