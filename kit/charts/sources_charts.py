"""How many sources there are: status by type, and cards by the month in which they expire."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd

from kit.charts.chart import WIDTH, Chart, count_axis, label, needed, title, values_of
from kit.charts.colours import ONE_COLOUR, STATUS_COLOURS, WARNING, scale
from kit.facts.statuses import TERMINAL_STATUSES
from kit.frames import plain
from kit.public_call import public_call

__all__ = ["card_expiry", "status_by_type"]

#: How far ahead cards are counted month by month.
_MONTHS: Final = 24


@public_call()
def status_by_type(sources: pd.DataFrame) -> Chart:
    """How many sources of each type there are, by status.

    ``sources`` is a frame of sources. ``.frame`` has the columns ``type, status`` (str) and
    ``sources`` (int64), the most numerous type first.
    """
    counts = _counted(needed(sources, "status_by_type", "type", "status"))
    order = list(counts["type"].unique())
    bars = (
        alt.Chart(values_of(counts))
        .mark_bar()
        .encode(
            y=alt.Y("type:N", sort=order, title=None),
            x=alt.X("sources:Q", axis=count_axis("sources")),
            color=alt.Color(
                "status:N", scale=scale(STATUS_COLOURS, counts["status"]), title="status"
            ),
            order=alt.Order("place:Q"),
            tooltip=["type:N", "status:N", alt.Tooltip("sources:Q", format=",d")],
        )
        .transform_calculate(place=_place(list(STATUS_COLOURS)))
    )
    total = int(counts["sources"].sum())
    chart = Chart(layer=[bars], width=WIDTH, title=title("Sources by type and status", _all(total)))
    return chart.keep(counts)


def _counted(frame: pd.DataFrame) -> pd.DataFrame:
    texts = frame.astype("object").where(frame.notna(), "none").astype("str")
    counts = texts.value_counts().rename("sources").reset_index()
    total = counts.groupby("type")["sources"].transform("sum")
    by = ["_total", "type", "sources", "status"]
    counts = counts.assign(_total=total).sort_values(by, ascending=[False, True, False, True])
    return counts[["type", "status", "sources"]].reset_index(drop=True)


def _place(order: list[str]) -> str:
    """Vega's expression for where a status stands in a bar: always in the same order."""
    listed = ", ".join(f"'{name}'" for name in order)
    return f"indexof([{listed}], datum.status)"


def _all(total: int) -> str:
    return f"{total:,} source{'' if total == 1 else 's'}"


@public_call()
def card_expiry(sources: pd.DataFrame, now: Any = None) -> Chart:
    """Cards by the month in which they expire: those that have, two years ahead, and the rest.

    ``sources`` is a frame of sources, of which those with a customer that may still be charged
    count; ``now`` is this moment unless another is given. ``.frame`` has the columns ``month``
    (str: before, 2026-11, ..., later) and ``cards`` (int64).
    """
    needed(sources, "card_expiry", "id", "customer")
    moment = pd.Timestamp.now("UTC") if now is None else pd.Timestamp(now)
    frame = plain(_cards(sources), money="minor")
    expires = frame["expires"].dropna()
    away = (expires.dt.year - moment.year) * 12 + expires.dt.month - moment.month
    begin = pd.Period(year=moment.year, month=moment.month, freq="M")
    months = ["before", *(str(begin + at) for at in range(_MONTHS)), "later"]
    counts = (away.clip(-1, _MONTHS) + 1).astype("int64").value_counts()
    found = pd.DataFrame(
        {
            "month": pd.array(months, dtype="str"),
            "cards": counts.reindex(range(len(months)), fill_value=0).to_numpy(),
        }
    )
    bars = alt.Chart(values_of(found)).encode(
        x=alt.X("month:O", sort=months, title="month", axis=alt.Axis(labelAngle=-50)),
        y=alt.Y("cards:Q", axis=count_axis("cards")),
        tooltip=["month:O", alt.Tooltip("cards:Q", format=",d")],
    )
    colour: Any = alt.condition(
        "datum.month === 'before'", alt.value(WARNING), alt.value(ONE_COLOUR)
    )
    numbers = bars.mark_text(**label({"dy": -6})).encode(text=alt.Text("cards:Q", format=",d"))
    below = f"{len(expires):,} cards of customers; {found['cards'][0]:,} have expired"
    chart = Chart(
        layer=[bars.mark_bar().encode(color=colour), numbers.transform_filter("datum.cards > 0")],
        width=WIDTH + 120,
        height=220,
        title=title("Cards by the month they expire", below),
    )
    return chart.keep(found)


def _cards(sources: pd.DataFrame) -> pd.DataFrame:
    """The cards that somebody has and that may be charged, with what tells when they expire."""
    kept = sources["customer"].notna()
    if "status" in sources.columns:
        kept &= ~sources["status"].isin(list(TERMINAL_STATUSES))
    names = [name for name in sources.columns if str(name).endswith(("exp_month", "exp_year"))]
    told = pd.DataFrame(sources).loc[kept, names]
    return told.assign(flow=None)
