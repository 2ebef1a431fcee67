"""A frame of ``flatten``'s with its rows in another order, as if they had come in it.

New categories, new fields and the user's own keys stand in the order in which they came. Of
answers that were asked for side by side that is another order each time.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kit.facts.objects import ALL_FIELDS
from kit.frames.build import declared_fields, order_columns
from kit.frames.tree import KEYS, METADATA, SHAPE, TECHNICAL, child_name, metadata_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kit.facts.field import Field
    from kit.frames.frame import Frame
    from kit.frames.tree import Rows

    #: The members of hashes, and theirs.
    Members = dict[str, "Members"]

__all__ = ["reorder"]


def reorder(frame: Frame, order: Rows) -> Frame:
    """The rows at the places ``order``, which names each of the frame's places once.

    >>> from kit.frames import flatten
    >>> frame = flatten([{"id": "src_1", "new": 1}, {"id": "src_2", "newer": 2}])
    >>> print(reorder(frame, np.array([1, 0]))[["id", "newer", "new"]].to_string())
          id  newer   new
    0  src_2      2  <NA>
    1  src_1   <NA>     1
    """
    if frame.empty:
        return frame
    taken = _taken(frame, order)
    fields = _fields(taken)
    for name, column in taken.items():
        if isinstance(column.dtype, pd.CategoricalDtype):
            field = fields.get(str(name), ALL_FIELDS.get(str(name)))
            taken[name] = _by_first_rows(column, field)
    names = _column_names(taken, fields)
    return taken if names == list(taken) else taken[names]


def _taken(frame: Frame, order: Rows) -> Frame:
    if (order == np.arange(len(order))).all():
        return frame.copy(deep=False)
    taken: Frame = frame.take(order).reset_index(drop=True)
    return taken


def _fields(frame: Frame) -> dict[str, Field]:
    """What is declared of the objects in the frame."""
    expanded = any(name.startswith(child_name("customer", "")) for name in frame.columns)
    seen = frame["object"].dropna().unique() if "object" in frame else ()
    return declared_fields(seen, expanded=expanded)


def _by_first_rows(column: pd.Series[Any], field: Field | None) -> pd.Series[Any]:
    """The documented categories first, then the others by their first rows."""
    names = column.cat.categories
    documented = len(field.values) if field is not None else 0
    codes = column.cat.codes.to_numpy()
    ordered = [*range(documented), *pd.unique(codes[codes >= documented]).tolist()]
    return column if ordered == [*range(len(names))] else column.cat.set_categories(names[ordered])


def _column_names(frame: Frame, fields: Mapping[str, Field]) -> list[str]:
    """The names of all columns: the declared ones, then the others by their first rows."""
    members: Members = {}
    for shape in frame[SHAPE].cat.categories:
        _merge(members, json.loads(shape))
    keys: dict[str, None] = {}
    for listed in frame[KEYS].cat.categories if KEYS in frame else ():
        keys |= dict.fromkeys(json.loads(listed))
    met = dict.fromkeys((*_walk(members, None), *map(metadata_name, keys), *frame.columns))
    held = [name for name in met if name in frame.columns and name not in TECHNICAL]
    technical = [name for name in TECHNICAL if name in frame.columns]
    return [*order_columns(fields, held, declared=False), *technical]


def _merge(members: Members, shape: Mapping[str, Any]) -> None:
    for key, inner in shape.items():
        below = members.setdefault(key, {})
        if isinstance(inner, dict):
            _merge(below, inner)


def _walk(members: Members, holder: str | None) -> Iterator[str]:
    """The columns' names, each hash's own before those of its members."""
    for key, below in members.items():
        name = child_name(holder, key)
        yield name
        if name != METADATA:  # the user's own keys come after all fields
            yield from _walk(below, name)
