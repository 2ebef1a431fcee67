"""A list of very many customers or sources: sifted and sorted as a frame.

Only the rows that a screen shows become records.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, Final

import pandas as pd

from kit.explorer.listing import Query
from kit.explorer.overview import ABOUT
from kit.explorer.sifting import words_of
from kit.facts import JsonObject

__all__ = ["FrameList"]

#: Columns of the lists on the screen that have another name here.
_SORTED_BY: Final = {"default": "default_source", "sources": "held"}


class FrameList:
    """The rows of ``frame``, of which ``columns`` matter, the newest first.

    ``email`` is the column that holds the e-mail address.
    """

    def __init__(self, frame: pd.DataFrame, columns: Collection[str], *, email: str) -> None:
        told = pd.DataFrame({name: frame[name] for name in columns if name in frame.columns})
        told = told.rename(columns={email: "email"})
        self._frame = told.sort_values("created", ascending=False, kind="stable")

    def sifted(
        self, query: Query, ids: Collection[str] | None, id: str | None
    ) -> tuple[list[JsonObject], int]:
        """The records that ``query`` shows, and how many rows fit it.

        Only those with one of ``ids`` count, unless it is None, and only ``id``, if there is one.
        """
        rows = pd.Series(data=True, index=self._frame.index)
        for name, wanted in query.filters:
            if name != ABOUT and name in self._frame.columns:
                rows &= self._frame[name].eq(wanted).fillna(value=False)
        if ids is not None:
            rows &= self._frame["id"].isin(list(ids))
        if id is not None:
            rows &= self._frame["id"].eq(id)
        else:
            for word in words_of(query.text):
                rows &= self._texts.str.contains(word, regex=False)
        kept = self._sorted(self._frame[rows.to_numpy(bool)], query.sort)
        return [_record(row) for row in kept.head(query.limit).to_dict("records")], len(kept)

    @cached_property
    def _texts(self) -> pd.Series[str]:
        """What the words of a search are looked for in, row by row."""
        parts = [
            self._frame[name].dt.strftime("%Y-%m-%d")
            if name == "created"
            else self._frame[name].astype("str")
            for name in self._frame.columns
        ]
        texts: pd.Series[str] = parts[0].fillna("")
        for part in parts[1:]:
            texts = texts + " " + part.fillna("")
        return texts.str.lower().str.replace("_", " ", regex=False)

    def _sorted(self, frame: pd.DataFrame, sort: str) -> pd.DataFrame:
        name = sort.removeprefix("-")
        name = _SORTED_BY.get(name, name)
        if name not in frame.columns:
            return frame
        return frame.sort_values(
            name, ascending=not sort.startswith("-"), kind="stable", key=_folded
        )


def _folded(values: pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype("str")
    return values.str.casefold() if pd.api.types.is_string_dtype(values) else values


def _record(row: Mapping[Any, Any]) -> JsonObject:
    """One row as Stripe's JSON has it, as far as a list shows it."""
    record = {str(name): None if pd.isna(value) else value for name, value in row.items()}
    created = record.get("created")
    if created is not None:
        record["created"] = int(created.timestamp())
    return record | {"owner": {"email": record["email"]}}
