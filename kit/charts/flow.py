"""How sources went on, as a flow: from pending to chargeable to where they are now."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd

from kit.charts.chart import Chart, label, title, values_of
from kit.charts.colours import STATUS_COLOURS
from kit.charts.ribbons import Band, Node, band_points, laid_out
from kit.facts.statuses import STATUSES
from kit.frames import life_cycle as steps_of
from kit.frames.positions import positions
from kit.public_call import public_call

__all__ = ["life_cycle"]

#: Whoever has not moved on is drawn in the last column too.
_STILL: Final = {"pending": "pending now", "chargeable": "chargeable now"}

_AT_ONCE: Final = "chargeable at once"

_COLUMNS: Final = (
    (_AT_ONCE, "pending"),
    ("chargeable",),
    ("chargeable now", "consumed", "canceled", "failed", "pending now"),
)

_INSET: Final = 0.06


@public_call()
def life_cycle(sources: pd.DataFrame, events: pd.DataFrame) -> Chart:
    """How many sources went from which status to which, and the median time that it took.

    ``sources`` is a frame of sources, ``events`` what ``account.events()`` gives: see
    ``kit.life_cycle``, which has the steps one by one. ``.frame`` has the columns
    ``from_status, to_status`` (str), ``sources`` (int64) and ``median`` (timedelta64, missing
    where no event tells it). Sources that began so are "chargeable at once", those that did not
    move on "pending now" and "chargeable now".
    """
    found = _counted(sources, steps_of(sources, events))
    ways = list(zip(found["from_status"], found["to_status"], strict=True))
    nodes, bands = laid_out(_COLUMNS, dict(zip(ways, found["sources"].tolist(), strict=True)))
    took = dict(zip(ways, map(in_words, found["median"]), strict=True))
    layers = [
        _ribbons(bands, nodes, took),
        _blocks(nodes),
        _texts([*_names(nodes), *_times(bands, nodes, took)]),
    ]
    below = "The width of a band is the number of sources; times are medians, from events"
    chart = Chart(
        layer=layers,
        width=600,
        height=320,
        title=title("How sources went on", below),
        # No frame around what has no axes.
        config={"view": {"stroke": None}},
    )
    return chart.keep(found)


def _counted(sources: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Each way that was gone: how many sources, and the median time."""
    begun = steps["from_status"].astype("str").where(steps["from_status"].notna(), "")
    ended = steps["to_status"].astype("str").where(steps["to_status"].notna(), "")
    told = pd.DataFrame({"from_status": begun, "to_status": ended, "took": steps["took"]})
    told = told[(begun + ">" + ended).isin(_WAYS)]
    gone = told.groupby(["from_status", "to_status"], as_index=False).agg(
        sources=("took", "size"), median=("took", "median")
    )
    rows = [gone, _not_moved(sources, steps)]
    return pd.concat(rows, ignore_index=True).astype(
        {"from_status": "str", "to_status": "str", "median": "timedelta64[us]"}
    )


_WAYS: Final = (
    "pending>chargeable",
    *(f"pending>{end}" for end in ("canceled", "failed")),
    *(f"chargeable>{end}" for end in ("consumed", "canceled", "failed")),
)


def _not_moved(sources: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Those that are pending or chargeable now, and those that were chargeable at once."""
    each = pd.DataFrame(
        {
            "id": sources["id"].astype("str"),
            "type": sources["type"].astype("str"),
            "status": sources["status"].astype("str"),
        }
    ).drop_duplicates("id")
    each = each[each["type"].notna() & each["status"].isin(STATUSES)]
    were_pending = steps.loc[steps["from_status"].eq("pending"), "source"]
    began = positions(each["id"], were_pending) < 0
    at_once = each[each["status"].ne("pending") & began]
    rows = [(_AT_ONCE, "chargeable", len(at_once))]
    rows += [(name, now, int(each["status"].eq(name).sum())) for name, now in _STILL.items()]
    found = pd.DataFrame(rows, columns=["from_status", "to_status", "sources"])
    return found[found["sources"].gt(0)].assign(median=pd.Timedelta("nat"))


def in_words(took: Any) -> str:
    """A time as a person says it.

    >>> in_words(pd.Timedelta(hours=3.2)), in_words(pd.Timedelta(seconds=61)), in_words(pd.NaT)
    ('3.2 hours', '1 minute', '')
    """
    if pd.isna(took):
        return ""
    seconds = took.total_seconds()
    units = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
    name, size = next((unit for unit in units if seconds >= unit[1]), units[-1])
    count = f"{seconds / size:,.{0 if size == 1 else 1}f}".removesuffix(".0")
    return f"{count} {name}{'' if count == '1' else 's'}"


_PLACE: Final = {
    "x": alt.X("x:Q", scale=alt.Scale(domain=[-0.1, 2.62]), axis=None),
    "y": alt.Y("top:Q", scale=alt.Scale(reverse=True, nice=False), axis=None),
}


def _ribbons(bands: list[Band], nodes: list[Node], took: dict[tuple[str, str], str]) -> alt.Chart:
    column = {node.name: node.column for node in nodes}
    parts = [
        band_points(band, column[band.ends] - band.column, _INSET).assign(
            way=f"{band.begins} to {band.ends}",
            status=band.ends.removesuffix(" now").removesuffix(" at once"),
            sources=band.sources,
            median=took[band.begins, band.ends] or "not told",
        )
        for band in bands
    ]
    points = pd.concat(parts, ignore_index=True) if parts else _NO_POINTS
    areas: alt.Chart = (
        alt.Chart(values_of(points.round(3)))
        .mark_area(opacity=0.45, interpolate="monotone")
        .encode(
            **_PLACE,
            y2="bottom:Q",
            color=_colour(),
            detail="way:N",
            tooltip=["way:N", alt.Tooltip("sources:Q", format=",d"), "median:N"],
        )
    )
    return areas


_NO_POINTS: Final = pd.DataFrame(
    columns=["x", "top", "bottom", "way", "status", "sources", "median"]
)


def _colour() -> alt.Color:
    names, colours = list(STATUS_COLOURS), list(STATUS_COLOURS.values())
    return alt.Color("status:N", scale=alt.Scale(domain=names, range=colours), legend=None)


def _blocks(nodes: list[Node]) -> alt.Chart:
    rows = pd.DataFrame(
        [
            {
                "x": node.column - _INSET,
                "x2": node.column + _INSET,
                "top": node.top,
                "bottom": node.bottom,
                "name": node.name,
                "status": node.name.removesuffix(" now").removesuffix(" at once"),
                "sources": round(node.bottom - node.top),
            }
            for node in nodes
        ],
        columns=["x", "x2", "top", "bottom", "name", "status", "sources"],
    )
    blocks: alt.Chart = (
        alt.Chart(values_of(rows.round(3)))
        .mark_rect()
        .encode(
            **_PLACE,
            x2="x2:Q",
            y2="bottom:Q",
            color=_colour(),
            tooltip=["name:N", alt.Tooltip("sources:Q", format=",d")],
        )
    )
    return blocks


def _names(nodes: list[Node]) -> list[tuple[float, float, str]]:
    """What is written beside each node."""
    return [
        (
            node.column + 1.6 * _INSET,
            (node.top + node.bottom) / 2,
            f"{node.name}  {node.bottom - node.top:,.0f}",
        )
        for node in nodes
    ]


def _times(
    bands: list[Band], nodes: list[Node], took: dict[tuple[str, str], str]
) -> list[tuple[float, float, str]]:
    """The median time of each band, written on it shortly before its end."""
    column = {node.name: node.column for node in nodes}
    texts = []
    for band in bands:
        points = band_points(band, column[band.ends] - band.column, _INSET)
        place = points.iloc[int(len(points) * _ALONG)]
        text = took[band.begins, band.ends]
        if text:
            texts.append((float(place["x"]), float(place["top"] + place["bottom"]) / 2, text))
    return texts


#: How far along a band its time is written.
_ALONG: Final = 0.62


def _texts(places: list[tuple[float, float, str]]) -> alt.Chart:
    rows = pd.DataFrame(places, columns=["x", "top", "text"])
    text = alt.Chart(values_of(rows.round(3))).mark_text(**label({"align": "left"}))
    texts: alt.Chart = text.encode(**_PLACE, text="text:N")
    return texts
