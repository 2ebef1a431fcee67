"""Rows -> columns, a thousand rows at a time.

Dicts with the same keys in the same order are transposed together by
``zip(*map(dict.values, dicts))``, the hashes inside them in the same way. So Python works
once per group of rows and key, not once per value. The values wait at their place until
there are enough of them to be worth an Arrow array.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from kit.frames.gathering import Opened, grouped
from kit.frames.leaves import NotExact, leaf_of, readable
from kit.frames.metadata import Metadata
from kit.frames.places import Piece, Place
from kit.frames.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kit.facts.field import Field
    from kit.frames.gathering import Group
    from kit.frames.scattering import Rows
    from kit.frames.shapes import Patch

    Json = dict[str, Any]

__all__ = ["Transposed"]

#: As many values at one place make an array.
_ENOUGH: Final = 1024

_ONLY_NULL: Final = {type(None)}
_NOT_SIMPLE: Final = {float, list, dict}


class Transposed:
    """Everything read so far, by place; ``add`` takes the next rows, ``finish`` ends it.

    ``size`` is the number of rows, ``numbers`` are those of their shapes, ``patches`` what is
    different in single rows.
    """

    def __init__(
        self, fields: Mapping[str, Field], *, metadata_columns: int, reveal: bool
    ) -> None:
        self.top = Place.top(fields)
        self.shapes = Shapes()
        self.metadata = Metadata(metadata_columns, reveal=reveal)
        self.numbers: list[Rows] = []
        self.patches: dict[int, Patch] = {}
        self.size = 0
        self.reveal = reveal
        self._exact = True
        self._full: list[Place] = []

    def add(self, rows: Sequence[Json], *, exact: bool) -> None:
        """Lay out the next rows.

        Unless they were read ``exact``, NotExact is raised where a number may have been an
        integer that orjson could not hold; nothing of these rows is kept then.
        """
        if not rows:
            return
        self._exact = exact
        try:
            numbers = self._lay_out(self.top, rows, np.arange(self.size, self.size + len(rows)))
        except NotExact:
            self._forget()
            raise
        self.numbers.append(numbers)
        self.size += len(rows)
        self._settle(self._full)
        self._full.clear()

    def finish(self) -> None:
        """Turn all values that still wait into arrays."""
        self._settle([place for place in self.top.walk() if place.waiting])

    def _forget(self) -> None:
        """Drop the rows that are under way."""
        self.metadata.forget(self.size)
        self._full.clear()
        for place in self.top.walk():
            place.waiting = [part for part in place.waiting if part[0][0] < self.size]
            place.waits = sum(len(values) for _, values, _ in place.waiting)

    def _lay_out(self, place: Place, hashes: Sequence[Json], rows: Rows) -> Rows:
        """Take the hashes at ``place`` apart; comes back with the number of each one's shape."""
        groups = grouped(hashes, rows)
        opened: dict[str, Opened] = {}
        for group in groups:
            for key, values in zip(group.keys, group.columns(), strict=True):
                member = place.child(key)
                types = set(map(type, values))
                if dict in types and member.opens:
                    opened.setdefault(key, Opened(member)).add(group, values)
                    values = _beside(member, values)
                    types = set(map(type, values))
                if types != _ONLY_NULL:
                    self._take_in(member, group, values, types)
        for key, hashes_inside in opened.items():
            inner = self._open_metadata if hashes_inside.place.is_metadata else self._lay_out
            hashes_inside.lay_out(key, inner)
        numbers = np.empty(len(hashes), np.int64)
        for group in groups:
            numbers[group.indices] = group.shape_numbers(place, self.shapes)
        return numbers

    def _take_in(
        self, place: Place, group: Group, values: Sequence[Any], types: set[type]
    ) -> None:
        if types & _NOT_SIMPLE:
            values = readable(place, values, reveal=self.reveal, exact=self._exact)
            types = set(map(type, values))
        place.waiting.append((group.rows, values, types))
        if place.waits < _ENOUGH <= place.waits + len(values):
            self._full.append(place)
        place.waits += len(values)

    def _settle(self, places: Sequence[Place]) -> None:
        """Turn the values that wait at these places into arrays."""
        known: dict[tuple[int, ...], _Order] = {}
        for place in places:
            same = tuple(id(rows) for rows, _, _ in place.waiting)
            order = known.get(same)
            if order is None:
                order = known[same] = _Order([rows for rows, _, _ in place.waiting])
            values = list(chain.from_iterable(values for _, values, _ in place.waiting))
            types = set().union(*(types for _, _, types in place.waiting))
            array, kind, odd = leaf_of(place, values, types, reveal=self.reveal)
            for index, spelling in odd.items():
                self.patches.setdefault(int(order.given[index]), {})[place] = spelling
            if place.has_column:
                place.pieces.append(Piece(order.sort(array), kind, order.ascending))
            place.waiting, place.waits = [], 0

    def _open_metadata(self, place: Place, hashes: Sequence[Json], rows: Rows) -> Rows:
        numbers = np.full(len(hashes), self.shapes.number(place, ()))
        filled = [index for index, each in enumerate(hashes) if each]
        if filled:
            held = [hashes[index] for index in filled]
            numbers[filled] = self.metadata.add(held, rows[filled], exact=self._exact)
        return numbers


class _Order:
    """The rows that some values belong to, as given and ascending."""

    __slots__ = ("_order", "ascending", "given")

    def __init__(self, parts: list[Rows]) -> None:
        self.given = np.concatenate(parts)
        order = np.argsort(self.given)
        self.ascending = self.given[order]
        self._order = pa.array(order)

    def sort(self, values: pa.Array) -> pa.Array:
        """The values in ascending order of their rows."""
        return values.take(self._order)


def _beside(place: Place, values: Sequence[Any]) -> Sequence[Any]:
    """What a column shows for hashes: an expanded object by its id, no other one."""
    if place.field is not None and place.field.kind == "string":
        return [_id_of(value) if type(value) is dict else value for value in values]
    return [None if type(value) is dict else value for value in values]


def _id_of(value: Json) -> str | None:
    found = value.get("id")
    return found if isinstance(found, str) else None
