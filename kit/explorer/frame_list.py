"""A list of very many customers or sources: sifted and sorted as a frame.

Only the rows that a screen shows become records.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.explorer.listing import Query
from kit.explorer.overview import ABOUT
from kit.explorer.sifting import words_of
from kit.facts import JsonObject
from kit.frames.positions import positions

__all__ = ["FrameList"]

#: What the words of a search are looked for in, besides the day of creation.
_SEARCHED: Final = ("id", "type", "status", "usage", "customer", "name", "email")

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
        self, query: Query, ids: pd.Series[str] | None, id: str | None
    ) -> tuple[list[JsonObject], int]:
        """The records that ``query`` shows, and how many rows fit it.

        Only those with one of ``ids`` count, unless it is None, and only ``id``, if there is one.
        """
        rows = pd.Series(data=True, index=self._frame.index)
        for name, wanted in query.filters:
            if name != ABOUT and name in self._frame.columns:
                rows &= self._frame[name].eq(wanted).fillna(value=False)
        if ids is not None:
            rows &= positions(self._frame["id"], ids) >= 0
        if id is not None:
            rows &= self._frame["id"].eq(id)
        else:
            for word in words_of(query.text):
                rows &= pc.match_substring(self._texts, word).to_numpy(zero_copy_only=False)
        kept = self._sorted(self._frame[rows.to_numpy(bool)], query.sort)
        return [_record(row) for row in kept.head(query.limit).to_dict("records")], len(kept)

    @cached_property
    def _texts(self) -> Any:
        """What the words of a search are looked for in, row by row, as Arrow holds it."""
        days = pc.strftime(pa.array(self._frame["created"], from_pandas=True), format="%Y-%m-%d")
        columns = [self._frame[name].astype("str") for name in _SEARCHED if name in self._frame]
        texts = [pa.array(each, from_pandas=True).cast(pa.large_string()) for each in columns]
        blank = pa.scalar(" ", pa.large_string())
        joined = pc.binary_join_element_wise(
            *texts, days.cast(pa.large_string()), blank, null_handling="replace"
        )
        return pc.replace_substring(pc.utf8_lower(joined), "_", " ")

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
