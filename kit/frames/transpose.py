"""Rows -> columns, a thousand rows at a time.

Dicts with the same keys in the same order are transposed together by
``zip(*map(dict.values, dicts))``, the hashes inside them in the same way. So Python works
once per group of rows and key, not once per value. A thousand rows are few enough to stay
in the processor's cache from parsing to Arrow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kit.frames.gathering import Gathered, grouped
from kit.frames.leaves import NotExact, leaf_of, readable
from kit.frames.metadata import Metadata
from kit.frames.places import Piece, Place
from kit.frames.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kit.facts.field import Field
    from kit.frames.gathering import Group, Numbers
    from kit.frames.scattering import Rows
    from kit.frames.shapes import Patch

    Json = dict[str, Any]

__all__ = ["Transposed"]

_NOT_SIMPLE: Final = {float, list, dict}


class Transposed:
    """Everything read so far, by place; ``add`` takes the next rows.

    ``size`` is the number of rows, ``numbers`` are those of their shapes, ``patches`` what is
    different in single rows.
    """

    def __init__(self, fields: Mapping[str, Field], *, metadata_columns: int, reveal: bool) -> None:
        self.top = Place.top(fields)
        self.shapes = Shapes()
        self.metadata = Metadata(metadata_columns, reveal=reveal)
        self.numbers: list[Rows] = []
        self.patches: dict[int, Patch] = {}
        self.size = 0
        self.reveal = reveal
        self._exact = True

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
        self.numbers.append(np.broadcast_to(numbers, len(rows)))
        self.size += len(rows)

    def _forget(self) -> None:
        """Drop the rows that are under way."""
        self.metadata.forget(self.size)
        for place in self.top.walk():
            if place.pieces and place.pieces[-1].rows[0] >= self.size:
                place.pieces.pop()
        for row in [row for row in self.patches if row >= self.size]:
            del self.patches[row]

    def _lay_out(self, place: Place, hashes: Sequence[Json], rows: Rows) -> Numbers:
        """Take the hashes at ``place`` apart; comes back with the numbers of their shapes."""
        groups = grouped(hashes, rows)
        gathered: dict[str, Gathered] = {}
        for number, group in enumerate(groups):
            for key, values in zip(group.keys, group.columns(), strict=True):
                if key not in gathered:
                    gathered[key] = Gathered(place.child(key))
                gathered[key].add(number, group, values)
        self._keep(gathered.values(), groups)
        for gather in gathered.values():
            if gather.opens:
                gather.open(self._open_metadata if gather.place.is_metadata else self._lay_out)
        if len(groups) == 1:
            return groups[0].shape_numbers(place, self.shapes)
        numbers = np.empty(len(hashes), np.int64)
        for group in groups:
            numbers[group.indices] = group.shape_numbers(place, self.shapes)
        return numbers

    def _keep(self, gathered: Iterable[Gathered], groups: list[Group]) -> None:
        """Turn the values of each place into an array."""
        rows_of: dict[tuple[int, ...], Rows] = {}
        for gather in gathered:
            if not gather.groups:
                continue
            where = tuple(gather.groups)
            if where not in rows_of:
                parts = [groups[number].rows for number in where]
                rows_of[where] = parts[0] if len(parts) == 1 else np.concatenate(parts)
            self._keep_values(gather.place, gather.values(), gather.types, rows_of[where])

    def _keep_values(
        self, place: Place, values: Sequence[Any], types: set[type], rows: Rows
    ) -> None:
        if types & _NOT_SIMPLE:
            values = readable(place, values, reveal=self.reveal, exact=self._exact)
            types = set(map(type, values))
        array, kind, odd = leaf_of(place, values, types, reveal=self.reveal)
        for index, spelling in odd.items():
            self.patches.setdefault(int(rows[index]), {})[place] = spelling
        if place.has_column:
            place.pieces.append(Piece(array, kind, rows))

    def _open_metadata(self, place: Place, hashes: Sequence[Json], rows: Rows) -> Rows:
        numbers = np.full(len(hashes), self.shapes.number(place, ()))
        filled = [index for index, each in enumerate(hashes) if each]
        if filled:
            held = [hashes[index] for index in filled]
            numbers[filled] = self.metadata.add(held, rows[filled], exact=self._exact)
        return numbers
