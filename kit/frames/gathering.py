"""Hashes with the same keys as one group, and the hashes of one member out of all groups."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kit.frames.places import Place
    from kit.frames.scattering import Rows
    from kit.frames.shapes import Shapes

    Json = dict[str, Any]

__all__ = ["Group", "Opened", "grouped"]

#: Stands for a member that is no hash, among the numbers of shapes.
_NO_HASH: Final = -9


class Group:
    """Hashes with the same keys in the same order.

    ``indices`` says where they stood among all hashes of their place, ``rows`` whose they are.
    """

    __slots__ = ("_hashes", "_opened", "indices", "keys", "rows")

    def __init__(
        self, keys: tuple[str, ...], hashes: Sequence[Json], indices: Rows, rows: Rows
    ) -> None:
        self.keys = keys
        self.indices = indices
        self.rows = rows
        self._hashes = hashes
        self._opened: dict[str, Rows] = {}

    def columns(self) -> Iterable[tuple[Any, ...]]:
        """The values key by key."""
        return zip(*map(dict.values, self._hashes), strict=True)

    def open(self, key: str, inside: Rows | None, numbers: Rows) -> None:
        """Note the shapes of the members ``key``, which are hashes ``inside`` or everywhere."""
        if inside is not None:
            opened = np.full(len(self.rows), _NO_HASH)
            opened[inside] = numbers
            numbers = opened
        self._opened[key] = numbers

    def shape_numbers(self, place: Place, shapes: Shapes) -> int | list[int]:
        """The number of each hash's shape, or of them all."""
        names = [key for key in self.keys if key in self._opened]
        if not names:
            return shapes.number(place, self.keys)
        combinations = list(zip(*(self._opened[name].tolist() for name in names), strict=True))
        numbers = {}
        for inner in set(combinations):
            opened = ((name, n) for name, n in zip(names, inner, strict=True) if n != _NO_HASH)
            numbers[inner] = shapes.number(place, self.keys, tuple(opened))
        return [numbers[inner] for inner in combinations]


def grouped(hashes: Sequence[Json], rows: Rows) -> list[Group]:
    """The hashes of ``rows``, those with the same keys together."""
    found: dict[tuple[str, ...], list[int]] = {}
    for index, keys in enumerate(map(tuple, hashes)):
        if keys in found:
            found[keys].append(index)
        else:
            found[keys] = [index]
    if len(found) == 1:
        return [Group(*found, hashes, np.arange(len(hashes)), rows)]
    groups = []
    for keys, indices in found.items():
        where = np.array(indices)
        groups.append(Group(keys, [hashes[index] for index in indices], where, rows[where]))
    return groups


class Opened:
    """The hashes at one place, gathered from the groups of those that they stand in."""

    __slots__ = ("_parts", "place")

    def __init__(self, place: Place) -> None:
        self.place = place
        self._parts: list[tuple[Group, Rows | None, Sequence[Json]]] = []

    def add(self, group: Group, values: Sequence[Any]) -> None:
        """Take in the hashes among the values of one group."""
        inside = [index for index, value in enumerate(values) if type(value) is dict]
        if len(inside) == len(values):
            self._parts.append((group, None, values))
        else:
            hashes = [values[index] for index in inside]
            self._parts.append((group, np.array(inside), hashes))

    def lay_out(self, key: str, lay_out: Callable[[Place, Sequence[Json], Rows], Rows]) -> None:
        """Have the hashes laid out in order of their rows, and tell the groups their shapes."""
        rows = [_rows(group, inside) for group, inside, _ in self._parts]
        if len(self._parts) == 1:
            group, inside, hashes = self._parts[0]
            group.open(key, inside, lay_out(self.place, hashes, rows[0]))
            return
        there = np.concatenate(rows)
        order = np.argsort(there)
        gathered = list(chain.from_iterable(hashes for _, _, hashes in self._parts))
        numbers = np.empty(len(there), np.int64)
        numbers[order] = lay_out(
            self.place, [gathered[index] for index in order.tolist()], there[order]
        )
        start = 0
        for group, inside, hashes in self._parts:
            group.open(key, inside, numbers[start : start + len(hashes)])
            start += len(hashes)


def _rows(group: Group, inside: Rows | None) -> Rows:
    return group.rows if inside is None else group.rows[inside]
