"""Every chart: what it counts, what it weighs, and that it draws."""

from __future__ import annotations

import json
import struct
import time
from typing import Any

import pandas as pd
import pytest
import vl_convert
from planted_account import HOSTILE

import kit
from kit import charts
from kit.errors import UnreadableFrame

NAMES = (
    "status_by_type",
    "attached_over_time",
    "life_cycle",
    "card_expiry",
    "money_waiting",
    "duplicates",
    "plan",
)

#: Beside Vega-Lite 5.8 nothing older is to be had here; JupyterLab 4 draws with 5.6.
VEGA_LITE = "5.8"


def spec(chart) -> dict[str, Any]:
    """What JupyterLab is given to draw."""
    return chart._repr_mimebundle_()["application/vnd.vegalite.v5+json"]


def marks(chart) -> dict[str, list[dict[str, Any]]]:
    """What was drawn: rectangles and texts of the scene, by kind."""
    scene = vl_convert.vegalite_to_scenegraph(spec(chart), vl_version=VEGA_LITE)
    found: dict[str, list[dict[str, Any]]] = {}
    waiting = [scene["scenegraph"]]
    while waiting:
        item = waiting.pop()
        for each in item.get("items", ()):
            if "marktype" in item and item.get("role") == "mark":
                found.setdefault(item["marktype"], []).append(each)
            if item.get("marktype") == "text":
                found.setdefault("every text", []).append(each)
            waiting.append(each)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_each_spec_is_small_and_holds_nobody(large, name) -> None:
    """Under 100 kB for 10,000 sources: no id, no e-mail address, no name."""
    text = json.dumps(spec(large.charts[name]))
    assert len(text) < 100_000
    for private in ("@example.com", "src_", "cus_", HOSTILE[:10], "client_secret"):
        assert private not in text


@pytest.mark.parametrize("theme", [None, "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_each_chart_draws_its_title_and_its_marks(small, name, theme) -> None:
    """As PNG in both themes: the title as text, a mark for each row, ink that can be read."""
    chart = small.charts[name]
    drawn = vl_convert.vegalite_to_png(spec(chart), vl_version=VEGA_LITE, theme=theme)
    width, height = struct.unpack(">II", drawn[16:24])
    assert (width > 300, height > 80) == (True, True)
    svg = vl_convert.vegalite_to_svg(spec(chart), vl_version=VEGA_LITE, theme=theme)
    assert chart.title.text in svg
    black = svg.count('fill="#000000"') + svg.count('fill="black"') + svg.count('fill="#000"')
    assert (black == 0) == (theme == "dark")


@pytest.mark.parametrize("name", NAMES)
def test_each_chart_says_what_its_axes_count(small, name) -> None:
    """Units on every axis that there is; a flow has none and says it in its title."""
    found = [each.get("text") for each in marks(small.charts[name])["every text"]]
    texts = {text for each in found for text in (each if isinstance(each, list) else [each])}
    unit = {
        "status_by_type": "sources",
        "attached_over_time": "sources attached",
        "card_expiry": "cards",
        "money_waiting": "major units of the currency",
        "duplicates": "cards and accounts",
        "plan": "sources",
        "life_cycle": "How sources went on",
    }[name]
    assert unit in texts


def test_status_by_type_counts_every_source(small) -> None:
    """One bar a type, its parts by status, the most numerous first."""
    chart = small.charts["status_by_type"]
    assert chart.frame["sources"].sum() == 14
    assert chart.frame["type"][0] == "card"
    row = chart.frame.set_index(["type", "status"])["sources"]
    assert (row["sepa_debit", "failed"], row["ideal", "consumed"]) == (1, 1)
    assert len(marks(chart)["rect"]) == len(chart.frame)


def test_cards_and_accounts_without_type_are_counted_as_none() -> None:
    """What tokens made has no type; it is not left out."""
    chart = charts.status_by_type(
        pd.DataFrame({"type": [None, "card"], "status": [None, "failed"]})
    )
    assert chart.frame["type"].to_list() == ["card", "none"]


def test_cards_are_counted_by_the_month_they_expire(small) -> None:
    """Those that have expired apart, those of nobody and dead ones not at all."""
    counts = small.charts["card_expiry"].frame.set_index("month")["cards"]
    assert counts[counts.gt(0)].to_dict() == {"before": 1, "2027-01": 2, "later": 3}
    assert list(counts.index[:2]) == ["before", "2026-11"]
    (before,) = [bar for bar in marks(small.charts["card_expiry"])["rect"] if bar["x"] < 5]
    assert before["fill"] == "#e0601f"


def test_money_waiting_is_in_the_units_of_its_currency(small) -> None:
    """Received less charged less returned, each currency by itself."""
    frame = small.charts["money_waiting"].frame
    assert frame.to_dict("records") == [
        {"currency": "eur", "type": "sepa_credit_transfer", "waiting": 6.0, "sources": 1},
        {"currency": "usd", "type": "ach_credit_transfer", "waiting": 300.0, "sources": 1},
    ]
    lengths = [round(bar["width"]) for bar in marks(small.charts["money_waiting"])["rect"]]
    assert lengths == [440, 440]  # each the longest of its own scale


def test_duplicates_are_found_by_their_fingerprint(small) -> None:
    """One number saved three times, with two customers: two sources could go."""
    assert small.charts["duplicates"].frame.to_dict("records") == [
        {"copies": "3", "held_by": "several customers", "numbers": 1, "to_spare": 2}
    ]


def test_attached_over_time_counts_each_attach_on_its_day(small) -> None:
    """All of them happened on one day, in UTC."""
    frame = small.charts["attached_over_time"].frame
    assert frame["attached"].to_list() == [12]
    assert str(frame["begins"][0]) == "2026-11-11 00:00:00+00:00"


@pytest.mark.parametrize(
    ("days", "unit", "rows"), [(10, "day", 11), (100, "week", 15), (900, "month", 30)]
)
def test_a_longer_time_is_counted_in_longer_steps(days, unit, rows) -> None:
    """Days, weeks or months, and the ones between in which nothing happened."""
    moments = pd.to_datetime(
        ["2026-01-05T23:59Z", pd.Timestamp("2026-01-05T23:59Z") + pd.Timedelta(days=days)]
    )
    chart = charts.attached_over_time(
        pd.DataFrame({"type": "customer.source.created", "created": moments})
    )
    assert chart.title.text.endswith(unit)
    assert abs(len(chart.frame) - rows) <= 1
    assert chart.frame["attached"].sum() == 2


def test_the_plan_is_drawn_by_what_breaks(small) -> None:
    """As many sources as the plan has, in the colour of what breaks."""
    chart = small.charts["plan"]
    by_breaks = chart.frame.groupby("breaks")["sources"].sum().to_dict()
    assert by_breaks == {"disputed": 6, "no": 5, "yes": 3}
    assert "3 sources break" in chart.title.subtitle[0]
    fills = {bar["fill"] for bar in marks(chart)["rect"]}
    assert fills == {"#e0601f", "#b58900", "#3d8fc9"}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_draws_too(name) -> None:
    """An account without sources gives an empty chart and no error."""
    with kit.connect(offline=True, customers=1) as account:
        sources = account.all_sources(progress=False).head(0)
        events = account.events(progress=False).head(0)
    empty = {
        "attached_over_time": lambda: charts.attached_over_time(events),
        "life_cycle": lambda: charts.life_cycle(sources, events),
        "plan": lambda: charts.plan(kit.migration_plan(sources)),
    }.get(name, lambda: getattr(charts, name)(sources))()
    vl_convert.vegalite_to_png(spec(empty), vl_version=VEGA_LITE)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_frame_of_the_kits_is_named(name) -> None:
    """The missing column, and what to give."""
    arguments = (pd.DataFrame({"x": [1]}),) * (2 if name == "life_cycle" else 1)
    with pytest.raises(UnreadableFrame, match="column"):
        getattr(charts, name)(*arguments)


def test_a_hundred_times_the_sources_is_the_same_chart(large) -> None:
    """What is drawn grows with the types, not with the sources."""
    sources = large.account.sources
    many = pd.concat([sources] * 10, ignore_index=True)
    small, big = charts.status_by_type(sources), charts.status_by_type(many)
    assert len(small.frame) == len(big.frame)
    assert abs(len(json.dumps(spec(big))) - len(json.dumps(spec(small)))) < 100
    begun = time.perf_counter()
    charts.status_by_type(many)
    assert time.perf_counter() - begun < 5
