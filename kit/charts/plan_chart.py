"""The plan of an audit as a picture: what is to be done for how many sources, and what breaks."""

from __future__ import annotations

import altair as alt
import pandas as pd

from kit.charts.chart import WIDTH, Chart, count_axis, needed, title, values_of
from kit.charts.colours import BREAKS_COLOURS, scale
from kit.facts.replacements import ACTION_MEANINGS
from kit.public_call import public_call

__all__ = ["plan"]


@public_call()
def plan(frame: pd.DataFrame) -> Chart:
    """How many sources need which action, by whether something breaks without it.

    ``frame`` is ``audit.plan`` or what ``kit.migration_plan`` gives. ``.frame`` has the columns
    ``action, breaks, certainty, meaning`` (str) and ``sources`` (int64).
    """
    told = needed(frame, "plan", "action", "breaks", "certainty").astype("str")
    counts = told.value_counts().rename("sources").reset_index()
    meanings = {str(name): meaning for name, meaning in ACTION_MEANINGS.items()}
    found = counts.assign(meaning=counts["action"].map(meanings).astype("str"))
    found = found.sort_values(["sources", "action", "breaks", "certainty"], ascending=False)
    found = found[["action", "breaks", "certainty", "meaning", "sources"]].reset_index(drop=True)
    order = list(found.groupby("action")["sources"].sum().sort_values(ascending=False).index)
    bars = (
        alt.Chart(values_of(found))
        .mark_bar()
        .encode(
            y=alt.Y("action:N", sort=order, title=None),
            x=alt.X("sources:Q", axis=count_axis("sources")),
            color=alt.Color("breaks:N", scale=scale(BREAKS_COLOURS, found["breaks"])),
            tooltip=[
                "action:N",
                "meaning:N",
                "breaks:N",
                "certainty:N",
                alt.Tooltip("sources:Q", format=",d"),
            ],
        )
    )
    breaking = int(found.loc[found["breaks"].eq("yes"), "sources"].sum())
    disputed = int(found.loc[found["breaks"].eq("disputed"), "sources"].sum())
    below = (
        f"{breaking:,} sources break when Sources end and nothing is done; on {disputed:,} "
        "Stripe's own pages disagree"
    )
    chart = Chart(layer=[bars], width=WIDTH, title=title("What to do before Sources end", below))
    return chart.keep(found)
