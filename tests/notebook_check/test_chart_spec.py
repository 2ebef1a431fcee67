"""Two charts are the same when they draw the same data the same way."""

from __future__ import annotations

import json
import re

import altair as alt
import pandas as pd
import pytest

import kit
from kit.notebook_check.chart_spec import comparable_spec
from kit.notebook_check.sanitize_rules import cleaned

ROWS = pd.DataFrame({"type": ["card", "ideal"], "sources": [5, 3], "share": [0.625, 0.375]})


def spec(rows=ROWS, mark="bar"):
    """A chart as any team draws one, with a selection, made anew."""
    picked = alt.selection_point(fields=["type"])
    chart = alt.Chart(rows, mark=mark).encode(x="type", y="sources")
    return (chart.add_params(picked) | chart.encode(y="share")).to_dict()


def test_the_same_chart_made_later_in_a_process_is_the_same():
    """Although Altair counts its views on, and names parameters by their hash."""
    first = spec()
    counted = re.sub(r"\b(view|param)_(\w+)", r"\1_\g<2>7", json.dumps(first))
    assert json.loads(counted) != first
    assert comparable_spec(json.loads(counted)) == comparable_spec(first)


def test_the_order_of_a_saved_file_does_not_count():
    """JSON is saved sorted by its keys."""
    first = spec()
    saved = json.loads(json.dumps(spec(), sort_keys=True))
    assert comparable_spec(saved) == comparable_spec(first)


def test_the_last_digits_and_a_newer_schema_do_not_count():
    """They differ from machine to machine."""
    nearly = ROWS.assign(share=[0.625 * (1 + 1e-15), 0.375])
    newer = spec(nearly)
    newer["$schema"] = "https://vega.github.io/schema/vega-lite/v6.99.1.json"
    assert comparable_spec(newer) == comparable_spec(spec())


@pytest.mark.parametrize(
    "other",
    [
        lambda: spec(ROWS.assign(sources=[5, 4])),
        lambda: spec(ROWS.assign(share=[0.625001, 0.375])),
        lambda: spec(ROWS.iloc[::-1]),
        lambda: spec(mark="line"),
        lambda: spec(ROWS.replace("ideal", "eps")),
    ],
)
def test_what_draws_another_picture_is_another(other):
    """A value, the order, the kind of mark, a name."""
    assert comparable_spec(other()) != comparable_spec(spec())


def test_the_kits_own_charts_are_compared_whole():
    """One value in a chart of the kit's makes it another."""

    def own(*statuses):
        rows = pd.DataFrame({"type": "card", "status": statuses})
        bundle = kit.charts.status_by_type(rows)._repr_mimebundle_()
        return next(form for kind, form in bundle.items() if kind.endswith("json"))

    assert comparable_spec(own("failed")) == comparable_spec(own("failed"))
    assert comparable_spec(own("failed")) != comparable_spec(own("failed", "failed"))


def test_text_in_it_is_cleaned_like_any_output():
    """A port in a chart's data is a port."""
    one, two = ({"url": f"http://127.0.0.1:{port}/data.json"} for port in (36521, 41002))
    assert comparable_spec(one, cleaned) == comparable_spec(two, cleaned)
