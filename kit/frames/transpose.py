"""Rows -> columns, many rows at a time.

Dicts with the same keys in the same order are transposed together by
``zip(*map(dict.values, dicts))``, hashes inside them in the same way. So the work in Python
is done per group of rows and key, not per value.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from kit.facts.sensitive import is_sensitive
from kit.frames.leaves import NotExact, json_texts, leaf_of
from kit.frames.masking import mask
from kit.frames.places import Leaf, Place
from kit.frames.shapes import METADATA_SHAPE, Shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from kit.facts.field import Field
    from kit.frames.shapes import Patch

    Rows = NDArray[np.int64]
    Json = dict[str, Any]

__all__ = ["Transposed"]

_NONE = type(None)


class Transposed:
    """Everything read so far, by place, in chunks; ``add`` takes the next chunk."""

    def __init__(self, fields: Mapping[str, Field], *, metadata_columns: int, reveal: bool) -> None:
        self.top = Place(fields)
        self.shapes = Shapes()
        self.sizes: list[int] = []
        self.shape_numbers: list[int] = []
        self.key_lists: list[int] = []
        self.patches: dict[int, Patch] = {}
        self.metadata_exploded = metadata_columns < 1
        self._metadata_columns = metadata_columns
        self.metadata_texts: dict[int, pa.Array] = {}
        self._reveal = reveal
        self._exact = True
        self._key_lists_now: list[int] = []

    def add(self, rows: Sequence[Json], *, exact: bool) -> None:
        """Lay out the next chunk.

        Unless the rows were read ``exact``, NotExact is raised where a number may have been
        an integer that orjson could not hold; nothing of the chunk is kept then.
        """
        self._exact = exact
        self._key_lists_now = [METADATA_SHAPE] * len(rows)
        try:
            self._add(rows)
        except NotExact:
            self._forget()
            raise

    def _add(self, rows: Sequence[Json]) -> None:
        numbers = self._lay_out(self.top, rows, np.arange(len(rows)))
        self.shape_numbers += numbers
        self.key_lists += self._key_lists_now
        self.sizes.append(len(rows))

    def _forget(self) -> None:
        """Drop what was laid out of the chunk that is under way."""
        for place in self.top.walk():
            place.leaves.pop(len(self.sizes), None)
        for row in [row for row in self.patches if row >= sum(self.sizes)]:
            del self.patches[row]

    def _lay_out(self, place: Place, hashes: Sequence[Json], rows: Rows) -> list[int]:
        """The hashes at ``place`` taken apart; comes back with the shape of each."""
        groups: dict[tuple[str, ...], list[int]] = {}
        for index, keys in enumerate(map(tuple, hashes)):
            groups.setdefault(keys, []).append(index)
        members = [np.array(indices) for indices in groups.values()]
        gathered: dict[str, _Gathered] = {}
        for number, (keys, indices) in enumerate(groups.items()):
            columns = zip(*(hashes[i].values() for i in indices), strict=True)
            for key, values in zip(keys, columns, strict=False):
                gather = gathered.get(key)
                if gather is None:
                    gather = gathered[key] = _Gathered(place.child(key))
                gather.add(number, values)
        self._keep_leaves(gathered.values(), [rows[indices] for indices in members])
        opened = {
            key: self._open(gather, [rows[indices] for indices in members])
            for key, gather in gathered.items()
            if gather.hashes
        }
        return self._numbers(place, list(groups), members, opened, len(hashes))

    def _keep_leaves(self, gathered: Iterable[_Gathered], rows: list[Rows]) -> None:
        """Turn the gathered values of each place into an array that is as long as the chunk."""
        chunk, size = len(self.sizes), len(self._key_lists_now)
        scatter: dict[tuple[int, ...], tuple[Rows, pa.Array]] = {}
        for gather in gathered:
            if not gather.types - {_NONE}:
                continue
            groups = tuple(gather.groups)
            if groups not in scatter:
                there = np.concatenate([rows[group] for group in groups])
                scatter[groups] = there, _positions(there, size)
            there, positions = scatter[groups]
            leaf, odd = leaf_of(
                gather.place,
                gather.all_values(),
                gather.types,
                reveal=self._reveal,
                exact=self._exact,
            )
            if gather.place.has_column:
                gather.place.leaves[chunk] = Leaf(leaf.values.take(positions), leaf.kind)
            for index, spelling in odd.items():
                row = sum(self.sizes) + int(there[index])
                self.patches.setdefault(row, {})[gather.place] = spelling

    def _open(self, gather: _Gathered, rows: list[Rows]) -> dict[int, list[int | None]]:
        """Take the gathered hashes apart; comes back with their shapes by group."""
        there = np.concatenate([rows[group][indices] for group, indices, _ in gather.hashes])
        hashes = list(chain.from_iterable(each for _, _, each in gather.hashes))
        lay_out = self._lay_out_metadata if gather.place.is_metadata else self._lay_out
        numbers = iter(lay_out(gather.place, hashes, there))
        by_group: dict[int, list[int | None]] = {}
        for group, indices, _ in gather.hashes:
            by_group[group] = [None] * len(rows[group])
            for index in indices:
                by_group[group][index] = next(numbers)
        return by_group

    def _numbers(
        self,
        place: Place,
        keys: list[tuple[str, ...]],
        members: list[Rows],
        opened: dict[str, dict[int, list[int | None]]],
        size: int,
    ) -> list[int]:
        numbers = [0] * size
        for group, indices in enumerate(members):
            names = [key for key in keys[group] if group in opened.get(key, ())]
            if not names:
                number = self.shapes.number(place, keys[group], ())
                for index in indices:
                    numbers[index] = number
                continue
            below = zip(*(opened[name][group] for name in names), strict=True)
            for index, inner in zip(indices, below, strict=True):
                hashes = tuple(
                    pair for pair in zip(names, inner, strict=True) if pair[1] is not None
                )
                numbers[index] = self.shapes.number(place, keys[group], hashes)
        return numbers

    def _lay_out_metadata(self, place: Place, hashes: list[Json], rows: Rows) -> list[int]:
        filled = [index for index, each in enumerate(hashes) if each]
        numbers = [self.shapes.number(place, (), ())] * len(hashes)
        for index in filled:
            numbers[index] = METADATA_SHAPE
        if filled:
            self._lay_out_filled(place, [hashes[index] for index in filled], rows[filled])
        return numbers

    def _lay_out_filled(self, place: Place, hashes: list[Json], rows: Rows) -> None:
        keys = set().union(*hashes)
        if not self.metadata_exploded:
            if len(keys.union(place.children)) > self._metadata_columns:
                self.metadata_exploded = True
            else:
                lists = self._lay_out(place, hashes, rows)
                for row, number in zip(rows, lists, strict=True):
                    self._key_lists_now[row] = number
        if not self._reveal and any(is_sensitive(place.key, key) for key in keys):
            hashes = mask(hashes, holder=place.key)
        texts = pa.array(json_texts(hashes, exact=self._exact), pa.large_string())
        positions = _positions(rows, len(self._key_lists_now))
        self.metadata_texts[len(self.sizes)] = texts.take(positions)


class _Gathered:
    """The values of one place, group by group."""

    __slots__ = ("groups", "hashes", "place", "types", "values")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.groups: list[int] = []
        self.values: list[Sequence[Any]] = []
        self.types: set[type] = set()
        self.hashes: list[tuple[int, Sequence[int], Sequence[Json]]] = []

    def add(self, group: int, values: Sequence[Any]) -> None:
        types = set(map(type, values))
        if dict in types and self.place.opens:
            inside = [index for index, value in enumerate(values) if type(value) is dict]
            self.hashes.append((group, inside, [values[index] for index in inside]))
            if len(types) == 1:
                return
            values = [None if type(value) is dict else value for value in values]
            types.discard(dict)
        self.groups.append(group)
        self.values.append(values)
        self.types |= types

    def all_values(self) -> Sequence[Any]:
        if len(self.values) == 1:
            return self.values[0]
        return list(chain.from_iterable(self.values))


def _positions(rows: Rows, size: int) -> pa.Array:
    """For each of ``size`` rows, where among the gathered values its own stands, or null."""
    positions = np.full(size, -1, dtype=np.int64)
    positions[rows] = np.arange(len(rows))
    return pa.array(positions, mask=positions < 0)
