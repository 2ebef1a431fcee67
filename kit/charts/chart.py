"""An Altair chart that has its frame, and that JupyterLab shows without a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final, Self

import altair as alt
import pandas as pd

from kit.errors import UnreadableFrame

__all__ = ["Chart", "ChartOfMany", "count_axis", "label", "needed", "title", "values_of"]

#: What JupyterLab 4 and Notebook 7 draw by themselves is Vega-Lite 5; what Altair calls version 6
#: is the same for everything drawn here, and Altair's own way loads scripts from the network.
_MIME: Final = "application/vnd.vegalite.v5+json"
_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"

WIDTH: Final = 520

#: So many rows stand in for a chart where none can be drawn.
_ROWS: Final = 12


class _WithFrame:
    """What the charts have beyond Altair's: the frame behind them, and how they show themselves."""

    def keep(self, frame: pd.DataFrame) -> Self:
        """The same chart with ``frame`` behind it."""
        # Altair takes every other attribute for a part of the chart.
        object.__setattr__(self, "_frame", frame)
        return self

    @property
    def frame(self) -> pd.DataFrame:
        """What was drawn: the small frame of counts and sums."""
        frame: pd.DataFrame = self.__dict__.get("_frame", pd.DataFrame())
        return frame

    def copy(self, deep: bool | Iterable[Any] = True, ignore: list[str] | None = None) -> Self:  # noqa: FBT001, FBT002  # Altair's
        """A copy, which has the frame too: what ``.properties()`` and the like answer."""
        made: Any = super().copy(deep=deep, ignore=ignore)  # type: ignore[misc]  # Altair's
        return made.keep(self.frame)  # type: ignore[no-any-return]  # as above

    def _repr_mimebundle_(self, *_args: object, **_options: object) -> dict[str, Any]:
        spec: dict[str, Any] = self.to_dict()  # type: ignore[attr-defined]  # Altair's
        return {
            _MIME: spec | {"$schema": _SCHEMA},
            # Code hosts and nbconvert draw no Vega-Lite; they show what was drawn as a table. As
            # HTML JupyterLab would prefer it to the chart.
            "text/markdown": self._as_table(),
            "text/plain": repr(self),
        }

    def _as_table(self) -> str:
        heading: Any = self.title  # type: ignore[attr-defined]  # Altair's
        names = list(map(str, self.frame.columns))
        rows = self.frame.astype("object").itertuples(index=False)
        shown = [["" if pd.isna(each) else str(each) for each in row] for row in rows]
        lines = [names, ["---"] * len(names), *shown[:_ROWS]]
        table = "\n".join("| " + " | ".join(map(_in_markdown, line)) + " |" for line in lines)
        left = f"\n\nand {len(shown) - _ROWS} more rows" if len(shown) > _ROWS else ""
        return f"**{_in_markdown(str(heading.text))}**\n\n{table}{left}"

    def __repr__(self) -> str:
        heading: Any = self.title  # type: ignore[attr-defined]  # Altair's
        return f"Chart({str(heading.text)!r}, {len(self.frame)} rows)"


def _in_markdown(text: str) -> str:
    """``text`` as it is, whatever Markdown and HTML would make of it.

    >>> _in_markdown("<b>|*_")
    '&lt;b&gt;&#124;&#42;_'
    """
    return escape(text).replace("|", "&#124;").replace("*", "&#42;").replace("`", "&#96;")


class Chart(_WithFrame, alt.LayerChart):
    """An Altair chart of one or more layers, with the ``frame`` behind it."""


class ChartOfMany(_WithFrame, alt.FacetChart):
    """An Altair chart of small charts, each with its own scale, with the ``frame`` behind it."""


def needed(frame: object, by: str, *names: str) -> pd.DataFrame:
    """These columns of ``frame``; UnreadableFrame names the one that is missing."""
    if not isinstance(frame, pd.DataFrame):
        raise UnreadableFrame(f"{by} takes a frame, not a {type(frame).__name__}.")
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise UnreadableFrame(
            f"{by} needs the columns {', '.join(names)}, and {missing[0]} is missing. Give a frame "
            "as the kit makes it."
        )
    return pd.DataFrame(frame)[list(names)]


def values_of(frame: pd.DataFrame) -> alt.InlineData:
    """The rows of a small frame inside the chart, whatever Altair is set to do with data."""
    rows = [
        {str(name): _value(value) for name, value in row.items()}
        for row in frame.astype("object").to_dict("records")
    ]
    return alt.InlineData(values=rows)


def _value(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def title(text: str, *below: str) -> alt.TitleParams:
    """A title at the left, with smaller lines below it."""
    return alt.TitleParams(
        text=text, subtitle=list(below), anchor="start", frame="group", offset=12
    )


#: Black or white, whichever can be read: where JupyterLab is dark it draws on a dark ground.
_INK: Final = {"expr": "luminance(background) < 0.35 ? '#ffffff' : '#000000'"}


def label(mark: Mapping[str, Any]) -> dict[str, Any]:
    """How text in a chart is drawn, so that it is legible on a light and on a dark ground."""
    return {"color": _INK, "fontSize": 11, "clip": False} | dict(mark)


def count_axis(unit: str) -> alt.Axis:
    """An axis of whole numbers with its unit."""
    return alt.Axis(title=unit, format=",d", tickMinStep=1, tickCount=6)
