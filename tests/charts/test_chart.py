"""What the charts have beyond Altair's: their frame, and how they show themselves."""

from __future__ import annotations

import altair as alt
import pandas as pd
import pytest

from kit import charts
from kit.charts.colours import BREAKS_COLOURS, GROUNDS, ONE_COLOUR, STATUS_COLOURS, WARNING


@pytest.fixture
def chart():
    """A small chart."""
    return charts.status_by_type(pd.DataFrame({"type": ["card"], "status": ["chargeable"]}))


def test_a_chart_is_altairs_and_has_its_frame(chart) -> None:
    """Whatever is changed on it by Altair's own methods, the frame stays."""
    assert isinstance(chart, alt.TopLevelMixin)
    wide = chart.properties(width=900).configure_axis(grid=False).interactive()
    assert wide.frame.equals(chart.frame)
    assert wide.to_dict()["width"] == 900
    assert (chart | chart).to_dict()["hconcat"]


def test_jupyterlab_draws_it_by_itself(chart) -> None:
    """As Vega-Lite 5, which it knows, and not as HTML that loads scripts from the network."""
    bundle = chart._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.vegalite.v5+json", "text/markdown", "text/plain"}
    held = bundle["application/vnd.vegalite.v5+json"]
    assert held["$schema"].endswith("/v5.json")
    assert repr(chart) == "Chart('Sources by type and status', 1 rows)"


def test_where_no_chart_can_be_drawn_its_rows_stand(chart) -> None:
    """A code host shows what was drawn as a table under the chart's title."""
    assert chart._repr_mimebundle_()["text/markdown"].splitlines() == [
        "**Sources by type and status**",
        "",
        "| type | status | sources |",
        "| --- | --- | --- |",
        "| card | chargeable | 1 |",
    ]


def test_the_table_is_short_and_nothing_in_it_is_html() -> None:
    """The first rows and how many there are more; what people named is text."""
    types = [f"<img src={n}>|*" for n in range(20)]
    long = charts.status_by_type(pd.DataFrame({"type": types, "status": "failed"}))
    table = long._repr_mimebundle_()["text/markdown"]
    assert "<img" not in table
    assert all(line.count("|") == 4 for line in table.splitlines() if line.startswith("|"))
    assert table.endswith("\n\nand 8 more rows")


def test_it_is_the_same_whatever_altair_is_set_to_do_with_data(chart) -> None:
    """The rows stand in the chart, and nothing is written to files."""
    with alt.data_transformers.enable("json"):
        again = charts.status_by_type(pd.DataFrame({"type": ["card"], "status": ["chargeable"]}))
        assert again.to_dict() == chart.to_dict()


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(
    "colour", sorted({*STATUS_COLOURS.values(), *BREAKS_COLOURS.values(), ONE_COLOUR, WARNING})
)
def test_every_colour_can_be_told_from_both_grounds(colour, ground) -> None:
    """3 to 1 at least, as WCAG asks of what is drawn."""
    lights = sorted([_luminance(colour), _luminance(ground)])
    assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 3
