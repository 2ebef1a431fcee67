"""The colours of the charts, and what they stand for.

JupyterLab draws on white, or on #333 where it is dark, and a saved chart may be seen on either:
so each colour is of a middle lightness, with a contrast of 3 to 1 at least on both, which a test
holds. Those that stand side by side differ in hue and lightness, for whoever sees no red or green.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import altair as alt

__all__ = ["BREAKS_COLOURS", "GROUNDS", "ONE_COLOUR", "STATUS_COLOURS", "WARNING", "scale"]

#: What JupyterLab draws on: light, and dark.
GROUNDS: Final = ("#ffffff", "#333333")

ONE_COLOUR: Final = "#3d8fc9"
WARNING: Final = "#e0601f"

STATUS_COLOURS: Final[Mapping[str, str]] = {
    "chargeable": "#2a9d6e",
    "pending": "#3d8fc9",
    "consumed": "#8c8c8c",
    "canceled": "#a877c4",
    "failed": "#e0601f",
}

BREAKS_COLOURS: Final[Mapping[str, str]] = {
    "yes": "#e0601f",
    "disputed": "#b58900",
    "unknown": "#8c8c8c",
    "no": "#3d8fc9",
}


def scale(colours: Mapping[str, str], present: Iterable[object]) -> alt.Scale:
    """The colours of what is present, in the order in which they stand here.

    >>> scale(BREAKS_COLOURS, ["no", "yes"]).to_dict()
    {'domain': ['yes', 'no'], 'range': ['#e0601f', '#3d8fc9']}
    """
    there = set(map(str, present))
    known: list[Any] = [name for name in colours if name in there]
    others: list[Any] = sorted(there.difference(colours))
    return alt.Scale(
        domain=known + others,
        range=[colours[name] for name in known] + [ONE_COLOUR] * len(others),
    )
