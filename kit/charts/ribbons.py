"""Where the bands of a flow lie: nodes above one another in columns, bands between them.

All is measured in sources, with gaps of a share of them all, so that a band is as wide at its
end as at its beginning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

__all__ = ["Band", "Node", "band_points", "laid_out"]

#: Between two nodes, as a share of all sources.
_GAP: Final = 0.07

#: Points along one band: enough for a smooth curve.
_POINTS: Final = 16


@dataclass(frozen=True, slots=True)
class Node:
    """A status in a column: from ``top`` to ``bottom``, counted downwards."""

    name: str
    column: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Band:
    """So many sources from one node to another, at their places in both."""

    begins: str
    ends: str
    column: int
    sources: int
    left: float
    right: float


def laid_out(
    columns: Sequence[Sequence[str]], flows: Mapping[tuple[str, str], int]
) -> tuple[list[Node], list[Band]]:
    """The nodes of ``columns`` and the bands of ``flows`` between columns that stand side by side.

    >>> nodes, bands = laid_out([["pending"], ["failed"]], {("pending", "failed"): 10})
    >>> nodes[1].top, nodes[1].bottom, bands[0].sources
    (0.0, 10.0, 10)
    """
    column_of = {name: at for at, names in enumerate(columns) for name in names}
    gap = _GAP * max(sum(flows.values()), 1)
    nodes: dict[str, Node] = {}
    for at, names in enumerate(columns):
        top = 0.0
        for name in names:
            came = sum(count for (_, end), count in flows.items() if end == name)
            went = sum(count for (begin, _), count in flows.items() if begin == name)
            height = max(came, went)
            if height:
                nodes[name] = Node(name, at, top, top + height)
                top += height + gap
    left = {name: node.top for name, node in nodes.items()}
    right = dict(left)
    bands = []
    for names in columns:
        for begin in names:
            for end in (each for each in column_of if (begin, each) in flows):
                count = flows[begin, end]
                if count:
                    bands.append(Band(begin, end, column_of[begin], count, left[begin], right[end]))
                    left[begin] += count
                    right[end] += count
    return list(nodes.values()), bands


def band_points(band: Band, reach: int, inset: float) -> pd.DataFrame:
    """The outline of a band to the node ``reach`` columns on: ``x``, ``top`` and ``bottom``."""
    along = np.linspace(0, 1, _POINTS)
    curve = along * along * (3 - 2 * along)
    top = band.left + (band.right - band.left) * curve
    begin, end = band.column + inset, band.column + reach - inset
    return pd.DataFrame(
        {"x": begin + (end - begin) * along, "top": top, "bottom": top + band.sources}
    )
