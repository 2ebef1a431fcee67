"""The frame that ``flatten`` returns: a DataFrame that shows itself briefly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from kit.facts.objects import ALL_FIELDS
from kit.facts.printable import printable_lines
from kit.frames.tree import METADATA, TECHNICAL

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Frame"]

#: A frame with more columns that hold something shows the core ones.
_MANY: Final = 16


class Frame(pd.DataFrame):
    """A DataFrame in all but one thing: what it shows in a notebook or a terminal.

    Shown are the columns that hold something, and when these are many, the core ones and
    metadata; a line below counts the rest. ``pandas.DataFrame(frame)`` shows everything.
    """

    @property
    def _constructor(self) -> Callable[..., Frame]:
        return Frame

    def __repr__(self) -> str:
        shown, left = self._brief()
        table = printable_lines(repr(shown))
        return f"{table}\n{left}" if left else table

    def _repr_html_(self) -> str | None:
        shown, left = self._brief()
        # IPython's protocol, which pandas-stubs leaves out.
        html: str | None = shown._repr_html_()  # type: ignore[operator]
        return f"{html}<p>{left}</p>" if html and left else html

    def _brief(self) -> tuple[pd.DataFrame, str]:
        """What is shown, and a sentence on what is not."""
        plain = pd.DataFrame(self)
        # By place, since a concat side by side gives two columns one name.
        places = [place for place, name in enumerate(self.columns) if _is_shown(name)]
        filled = [place for place in places if plain.iloc[:, place].notna().any()]
        core = [place for place in filled if _is_core(self.columns[place])]
        picked = (filled if len(filled) <= _MANY else core) or places
        left = len(places) - len(picked)
        shown = plain.iloc[:, picked]
        if not left:
            return shown, ""
        empty = len(places) - len(filled)
        return shown, f"and {left} more columns, {empty} of them empty"


def _is_shown(name: object) -> bool:
    return name not in TECHNICAL


def _is_core(name: object) -> bool:
    field = ALL_FIELDS.get(name) if isinstance(name, str) else None
    return str(name).startswith(f"{METADATA}.") or (field is not None and field.core)
