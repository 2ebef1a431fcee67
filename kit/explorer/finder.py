"""A search field over a table of rows, of which one is picked by click or by keyboard.

ITable, ipydatagrid and Select were measured first: an ITable takes 250 ms for 20 new rows
and ships 750 KB a table, ipydatagrid paints cells that no screen reader sees, and a Select
picks rows of an older query under fast typing. This is a real table in 200 lines: queries
are numbered, stale answers dropped, and an Enter waits until its answer is fresh.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import traitlets

from kit.errors import KitError
from kit.explorer.background import Background
from kit.explorer.own_widget import STATIC, OwnWidget

__all__ = ["Cell", "Finder", "Found", "shortened"]

#: What a table shows of one cell; the rest of a longer text is cut.
_CELL_LENGTH: Final = 120


def shortened(text: str) -> str:
    """``text`` as a table shows it: 120 characters at most.

    >>> shortened("Jenny")
    'Jenny'
    """
    return text if len(text) <= _CELL_LENGTH else text[: _CELL_LENGTH - 1] + "…"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell: ``text``, a ``tone`` that makes it a chip, and a ``hint``."""

    text: str
    tone: str = ""
    hint: str = ""

    def as_json(self) -> dict[str, str]:
        """The cell as the front end takes it."""
        return {"text": shortened(self.text), "tone": self.tone, "hint": self.hint}


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one query: ids with their cells, and words about them."""

    rows: Sequence[tuple[str, Sequence[Cell]]]
    words: str


class Finder(OwnWidget):
    """Shows what ``find(text, filters)`` finds, and keeps the id of the picked row.

    ``find`` runs beside the kernel. ``picked`` is set by a click, by Enter and from Python.
    """

    _esm = STATIC / "finder.js"

    label = traitlets.Unicode().tag(sync=True)
    placeholder = traitlets.Unicode().tag(sync=True)
    columns = traitlets.List(traitlets.Dict()).tag(sync=True)
    filters = traitlets.List(traitlets.Dict()).tag(sync=True)
    lines = traitlets.Int(6).tag(sync=True)
    #: ``number`` counts the queries; an answer ``to`` another query is stale.
    query: traitlets.Dict[str, Any] = traitlets.Dict({"number": 0, "text": "", "filters": {}}).tag(
        sync=True
    )
    answer: traitlets.Dict[str, Any] = traitlets.Dict(
        {"to": {}, "rows": [], "words": "", "failed": False}
    ).tag(sync=True)
    picked = traitlets.Unicode(None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        find: Callable[[str, Mapping[str, str]], Found],
        background: Background,
        **traits: Any,
    ) -> None:
        super().__init__(background.lock, **traits)
        self._find = find
        self._background = background
        self.observe(background.guard(self._ask), "query")

    def search(self, text: str = "", filters: Mapping[str, str] | None = None) -> None:
        """Ask as if ``text`` had been typed; the same text asks again."""
        number = self.query["number"] + 1
        self.query = {"number": number, "text": text, "filters": dict(filters or {})}

    def refresh(self) -> None:
        """Ask the same again."""
        self.search(self.query["text"], self.query["filters"])

    def _ask(self, change: Mapping[str, Any]) -> None:
        query = dict(change["new"])
        self._background.start(
            partial(self._found, query), partial(self._answer, query), partial(self._fail, query)
        )

    def _found(self, query: Mapping[str, Any]) -> Found | None:
        if query != self.query:
            return None  # overtaken while it waited for its turn
        return self._find(str(query["text"]), query["filters"])

    def _answer(self, query: Mapping[str, Any], found: Found | None) -> None:
        if found is None or query != self.query:
            return
        rows = [
            {"id": row_id, "cells": [cell.as_json() for cell in cells]}
            for row_id, cells in found.rows
        ]
        self.answer = {"to": query, "rows": rows, "words": found.words, "failed": False}

    def _fail(self, query: Mapping[str, Any], error: Exception) -> None:
        if query == self.query:
            words = str(error) if isinstance(error, KitError) else repr(error)
            self.answer = {"to": query, "rows": [], "words": words, "failed": True}
