"""The five statuses and the steps between them, as a picture of boxes and arrows."""

from __future__ import annotations

import math
from typing import Any, Final

import altair as alt
import pandas as pd

from kit.charts.chart import Chart, label, title, values_of
from kit.charts.colours import STATUS_COLOURS
from kit.facts.statuses import ATTACHABLE_STATUSES, STATUS_CHANGES, STATUSES, Status

__all__ = ["statuses"]

_WIDTH: Final = 640
_HEIGHT: Final = 300

#: The middle of each box, in pixels from the left and the top.
_PLACES: Final[dict[Status, tuple[float, float]]] = {
    "pending": (240, 70),
    "chargeable": (240, 230),
    "failed": (520, 40),
    "canceled": (520, 150),
    "consumed": (520, 260),
}
_HALF_WIDTH: Final = 52
_HALF_HEIGHT: Final = 17

#: So far before a box the head of an arrow has its middle.
_HEAD: Final = 5

#: What is written beside the box of a status that ends a source: each way to it.
_BESIDE: Final = 12

_CHANNELS: Final = {
    "x": alt.X("x:Q", scale=alt.Scale(domain=[0, _WIDTH], nice=False), axis=None),
    "y": alt.Y("y:Q", scale=alt.Scale(domain=[_HEIGHT, 0], nice=False), axis=None),
}
_SCALE: Final = alt.Scale(domain=list(STATUS_COLOURS), range=list(STATUS_COLOURS.values()))
_COLOUR: Final = alt.Color("after:N", scale=_SCALE, legend=None)


def statuses() -> Chart:
    """How a source can go on: each status, and each step that leads from one to another.

    Drawn from ``kit.facts``, not from an account. ``.frame`` has one row for each step:
    ``before``, ``after`` and ``cause`` (str).

    >>> statuses().frame.query("before == 'pending'")["after"].to_list()
    ['chargeable', 'failed', 'canceled', 'consumed']
    """
    found = pd.DataFrame([(each.before, each.after, each.cause) for each in STATUS_CHANGES])
    found = found.set_axis(["before", "after", "cause"], axis="columns").astype("str")
    chart = Chart(
        layer=[_lines(), _heads(), _boxes(), _names(), _causes()],
        width=_WIDTH,
        height=_HEIGHT,
        title=title(
            "How a source can go on",
            "It can be attached in the two states at the left; nothing leads out of the others",
        ),
        config={"view": {"stroke": None}},
    )
    return chart.keep(found)


def _arrows() -> pd.DataFrame:
    """One row for each step: from the edge of one box to that of the other, and its angle."""
    rows = []
    for before, after in dict.fromkeys((each.before, each.after) for each in STATUS_CHANGES):
        begin, end = _PLACES[before], _PLACES[after]
        x, y = _edge(begin, end)
        x2, y2 = _edge(end, begin)
        turn = math.atan2(end[1] - begin[1], end[0] - begin[0])
        tip = (x2 - _HEAD * math.cos(turn), y2 - _HEAD * math.sin(turn))
        rows.append((f"{before} to {after}", after, x, y, *tip, math.degrees(turn)))
    names = ["step", "after", "x", "y", "x2", "y2", "angle"]
    return pd.DataFrame(rows, columns=names).round(1)


def _edge(middle: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    """Where the line from the middle of a box leaves the box.

    >>> _edge((0, 0), (520, 0)), _edge((0, 0), (0, -170))
    ((52.0, 0.0), (0.0, -17.0))
    """
    right, down = towards[0] - middle[0], towards[1] - middle[1]
    share = min(
        _HALF_WIDTH / abs(right) if right else math.inf,
        _HALF_HEIGHT / abs(down) if down else math.inf,
    )
    return middle[0] + right * share, middle[1] + down * share


def _lines() -> alt.Chart:
    lines: alt.Chart = (
        alt.Chart(values_of(_arrows()))
        .mark_rule(strokeWidth=1.6)
        .encode(
            **_CHANNELS,
            x2="x2:Q",
            y2="y2:Q",
            color=_COLOUR,
            tooltip="step:N",
        )
    )
    return lines


def _heads() -> alt.Chart:
    ends = _arrows().drop(columns=["x", "y"]).rename(columns={"x2": "x", "y2": "y"})
    heads: alt.Chart = (
        alt.Chart(values_of(ends))
        .mark_point(shape="triangle-right", filled=True, size=90, opacity=1)
        .encode(
            **_CHANNELS,
            angle=alt.Angle("angle:Q", scale=alt.Scale(domain=[-180, 180], range=[-180, 180])),
            color=_COLOUR,
        )
    )
    return heads


def _boxes() -> alt.Chart:
    rows = [
        {
            "after": name,
            "x": x - _HALF_WIDTH,
            "x2": x + _HALF_WIDTH,
            "y": y - _HALF_HEIGHT,
            "y2": y + _HALF_HEIGHT,
        }
        for name, (x, y) in _PLACES.items()
    ]
    boxes: alt.Chart = (
        alt.Chart(values_of(pd.DataFrame(rows)))
        .mark_rect(fillOpacity=0.22, strokeWidth=2, cornerRadius=6)
        .encode(
            **_CHANNELS,
            x2="x2:Q",
            y2="y2:Q",
            color=_COLOUR,
            stroke=alt.Stroke("after:N", scale=_SCALE, legend=None),
        )
    )
    return boxes


def _names() -> alt.Chart:
    rows = [{"x": _PLACES[name][0], "y": _PLACES[name][1], "text": name} for name in STATUSES]
    mark = label({"fontSize": 13, "fontWeight": "bold"})
    names: alt.Chart = (
        alt.Chart(values_of(pd.DataFrame(rows)))
        .mark_text(**mark)
        .encode(**_CHANNELS, text="text:N")
    )
    return names


def _causes() -> alt.LayerChart:
    """The causes of each step beside the box it leads to; of the one step on, beside its arrow."""
    rows = []
    for name in STATUSES:
        causes = dict.fromkeys(each.cause for each in STATUS_CHANGES if each.after == name)
        if name in ATTACHABLE_STATUSES:
            x, y = _PLACES[name][0] - _BESIDE, (_PLACES[name][1] + _PLACES["pending"][1]) / 2
        else:
            x, y = _PLACES[name][0] + _HALF_WIDTH + _BESIDE, _PLACES[name][1]
        side = "right" if name in ATTACHABLE_STATUSES else "left"
        rows.append({"x": x, "y": y, "text": "\n".join(causes), "align": side})
    return alt.LayerChart(layer=[_aligned(rows, side) for side in ("left", "right")])


def _aligned(rows: list[dict[str, Any]], side: str) -> alt.Chart:
    mark = label({"align": side, "baseline": "middle", "lineBreak": "\n"})
    held = pd.DataFrame([each for each in rows if each["align"] == side])
    texts: alt.Chart = (
        alt.Chart(values_of(held)).mark_text(**mark).encode(**_CHANNELS, text="text:N")
    )
    return texts
