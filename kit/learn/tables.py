"""Frames and Series as tables of plain values, and their columns matched by what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kit.frames.tree import TECHNICAL
from kit.learn.plain_values import is_number, plain_cell

__all__ = ["Table", "matched", "table_of"]


@dataclass(frozen=True)
class Table:
    """Columns of plain values, each of ``height``."""

    columns: dict[str, list[Any]]
    height: int

    def rows(self, names: Sequence[str]) -> list[tuple[Any, ...]]:
        """The values of the columns ``names``, row by row."""
        if not names:
            return [()] * self.height
        return list(zip(*(self.columns[name] for name in names), strict=True))

    def is_measure(self, name: str) -> bool:
        """Whether all that a column holds is numbers."""
        values = [value for value in self.columns[name] if value is not None]
        return bool(values) and all(map(is_number, values))


def table_of(value: pd.DataFrame | pd.Series[Any]) -> Table:
    """``value`` as a table; an index that means something is columns of it.

    >>> counts = pd.Series(["card", "ideal", "card"], name="type").value_counts()
    >>> table_of(counts).columns
    {'type': ['card', 'ideal'], 'count': [2, 1]}
    """
    frame = pd.DataFrame(value.to_frame() if isinstance(value, pd.Series) else value)
    frame = _with_index(frame) if _means_something(frame.index) else frame.reset_index(drop=True)
    columns: dict[str, list[Any]] = {}
    for place, name in enumerate(frame.columns):
        if name not in TECHNICAL:
            columns[_unique(_text(name), columns)] = [
                plain_cell(each) for each in frame.iloc[:, place].astype(object)
            ]
    return Table(columns, len(frame))


def _means_something(index: pd.Index[Any]) -> bool:
    """Whether an index is more than the places of the rows, or what a filter left of them."""
    return index.nlevels > 1 or index.name is not None or not pd.api.types.is_integer_dtype(index)


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    index = frame.index.to_frame(index=False)
    index.columns = pd.Index(
        ["index" if name is None else _text(name) for name in frame.index.names]
    )
    return pd.concat([index, frame.reset_index(drop=True)], axis=1)


def _text(name: Any) -> str:
    return ".".join(map(str, name)) if isinstance(name, tuple) else str(name)


def _unique(name: str, taken: dict[str, list[Any]]) -> str:
    while name in taken:
        name = f"{name} "
    return name


def matched(expected: Table, answer: Table) -> dict[str, str]:
    """The answer's column for each of the expected ones, as far as there is one.

    By name, whatever its capitals and signs; a column of counts or sums, which goes by many
    names, also by being the only one left that could be it.

    >>> counts = Table({"type": ["card"], "sources": [2]}, 1)
    >>> matched(counts, Table({"Type": ["card"], "0": [2]}, 1))
    {'type': 'Type', 'sources': '0'}
    """
    by_name = {_key(name): name for name in reversed(answer.columns)}
    found = {name: by_name[_key(name)] for name in expected.columns if _key(name) in by_name}
    for is_measure in (True, False):
        left = [
            name
            for name in expected.columns
            if name not in found and expected.is_measure(name) == is_measure
        ]
        free = [
            name
            for name in answer.columns
            if name not in found.values() and answer.is_measure(name) == is_measure
        ]
        if len(left) == len(free) == 1:
            found[left[0]] = free[0]
    return {name: found[name] for name in expected.columns if name in found}


def _key(name: str) -> str:
    return re.sub(r"[^0-9a-z]", "", name.casefold())
