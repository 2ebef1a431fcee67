"""What happened over time: how many sources customers got."""

from __future__ import annotations

from typing import Final

import altair as alt
import pandas as pd

from kit.charts.chart import WIDTH, Chart, count_axis, needed, title, values_of
from kit.charts.colours import ONE_COLOUR
from kit.public_call import public_call

__all__ = ["attached_over_time"]

_ATTACHED: Final = "customer.source.created"

#: Up to so many days are counted by day, up to so many by week, the rest by month.
_DAYS: Final = 62
_WEEKS: Final = 400

_UNITS: Final = {"D": "day", "W-SUN": "week", "M": "month"}


@public_call()
def attached_over_time(events: pd.DataFrame) -> Chart:
    """How many sources customers got, by day, week or month, as long as the events reach back.

    ``events`` is what ``account.events()`` or a snapshot gives. ``.frame`` has the columns
    ``begins`` (datetime64, UTC: the day, or the first of the week or month) and ``attached``
    (int64); days on which nothing happened are in it.
    """
    told = needed(events, "attached_over_time", "type", "created")
    moments = told.loc[told["type"].eq(_ATTACHED).fillna(value=False), "created"].dropna()
    unit = _unit(moments)
    found = _counted(moments, unit)
    chart = Chart(
        layer=[
            alt.Chart(values_of(found.assign(begins=found["begins"].dt.strftime("%Y-%m-%d"))))
            .mark_bar(color=ONE_COLOUR, binSpacing=1)
            .encode(
                # Days of UTC, whatever the clock of the browser.
                x=alt.X("begins:O", title=_UNITS[unit], axis=_days(len(found))),
                y=alt.Y("attached:Q", axis=count_axis("sources attached")),
                tooltip=[
                    alt.Tooltip("begins:O", title=f"{_UNITS[unit]} from"),
                    alt.Tooltip("attached:Q", format=",d"),
                ],
            )
        ],
        width=WIDTH + 120,
        height=220,
        title=title(
            f"Sources attached, by {_UNITS[unit]}",
            f"{len(moments):,} in all, as far back as the events reach; days are in UTC",
        ),
    )
    return chart.keep(found)


def _unit(moments: pd.Series[pd.Timestamp]) -> str:
    if moments.empty:
        return "D"
    days = (moments.max() - moments.min()).days
    return "D" if days <= _DAYS else "W-SUN" if days <= _WEEKS else "M"


def _counted(moments: pd.Series[pd.Timestamp], unit: str) -> pd.DataFrame:
    periods = moments.dt.tz_localize(None).dt.to_period(unit)
    counts = periods.value_counts().sort_index()
    if len(counts):
        whole = pd.period_range(counts.index[0], counts.index[-1], freq=unit)
        counts = counts.reindex(whole, fill_value=0)
    begins = pd.PeriodIndex(counts.index, freq=unit).to_timestamp().tz_localize("UTC")
    return pd.DataFrame({"begins": begins.as_unit("us"), "attached": counts.to_numpy("int64")})


def _days(count: int) -> alt.Axis:
    """So many labels as can be read."""
    every = max(1, count // 15)
    return alt.Axis(
        labelAngle=-50,
        labelExpr=f"indexof(domain('x'), datum.value) % {every} === 0 ? datum.label : ''",
        ticks=False,
    )
