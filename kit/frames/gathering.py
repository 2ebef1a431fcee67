"""Hashes with the same keys as one group; the values of one member out of all groups."""

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
    #: The numbers of the shapes of some hashes, or the one number of them all.
    Numbers = Rows | int

__all__ = ["Gathered", "Group", "grouped"]

_ONLY_HASHES: Final = {dict}
_ONLY_NULL: Final = {type(None)}

#: Stands for a member that is no hash, among the numbers of shapes.
_NO_HASH: Final = -9


class Group:
    """Hashes with the same keys in the same order.

    ``rows`` says whose they are, ``indices`` where they stood among all hashes of their
    place, None when there are no others.
    """

    __slots__ = ("_hashes", "_opened", "indices", "keys", "rows")

    def __init__(
        self, keys: tuple[str, ...], hashes: Sequence[Json], indices: Rows | None, rows: Rows
    ) -> None:
        self.keys = keys
        self.indices = indices
        self.rows = rows
        self._hashes = hashes
        self._opened: dict[str, Numbers] = {}

    def columns(self) -> Iterable[tuple[Any, ...]]:
        """The values key by key."""
        return zip(*map(dict.values, self._hashes), strict=True)

    def open(self, key: str, inside: Sequence[int] | None, numbers: Numbers) -> None:
        """Note the shapes of the members ``key``, which are hashes ``inside`` or everywhere."""
        if inside is not None:
            opened = np.full(len(self.rows), _NO_HASH)
            opened[inside] = numbers
            numbers = opened
        self._opened[key] = numbers

    def shape_numbers(self, place: Place, shapes: Shapes) -> Numbers:
        """The number of each hash's shape, or of them all."""
        opened = self._opened
        if not opened:
            return shapes.number(place, self.keys)
        fixed = {key: number for key, number in opened.items() if isinstance(number, int)}
        varying = {key: each.tolist() for key, each in opened.items() if not isinstance(each, int)}
        if not varying:
            return shapes.number(place, self.keys, fixed)
        combinations = list(zip(*varying.values(), strict=True))
        numbers = {}
        for inner in set(combinations):
            pairs = zip(varying, inner, strict=True)
            hashes = fixed | {key: number for key, number in pairs if number != _NO_HASH}
            numbers[inner] = shapes.number(place, self.keys, hashes)
        return np.array([numbers[inner] for inner in combinations])


def grouped(hashes: Sequence[Json], rows: Rows) -> list[Group]:
    """The hashes of ``rows``, those with the same keys together."""
    found: dict[tuple[str, ...], list[int]] = {}
    for index, keys in enumerate(map(tuple, hashes)):
        if keys in found:
            found[keys].append(index)
        else:
            found[keys] = [index]
    if len(found) == 1:
        return [Group(next(iter(found)), hashes, None, rows)]
    groups = []
    for keys, indices in found.items():
        where = np.array(indices)
        groups.append(Group(keys, [hashes[index] for index in indices], where, rows[where]))
    return groups


class Gathered:
    """The values of one place out of many groups, hashes that open apart from the rest.

    ``groups`` and ``types`` say from which groups values came, and of which types.
    """

    __slots__ = ("_hashes", "_values", "groups", "place", "types")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.groups: list[int] = []
        self.types: set[type] = set()
        self._values: list[Sequence[Any]] = []
        self._hashes: list[tuple[Group, list[int] | None, Sequence[Json]]] = []

    @property
    def opens(self) -> bool:
        """Whether there are hashes to be laid out for themselves."""
        return bool(self._hashes)

    def add(self, number: int, group: Group, values: Sequence[Any]) -> None:
        """Take in the values of one group."""
        types = set(map(type, values))
        if dict in types and self.place.opens:
            values = self._set_apart(group, values, types)
            types = set(map(type, values))
        if types and types != _ONLY_NULL:
            self.groups.append(number)
            self.types |= types
            self._values.append(values)

    def values(self) -> Sequence[Any]:
        """The values of all groups."""
        if len(self._values) == 1:
            return self._values[0]
        return list(chain.from_iterable(self._values))

    def open(self, lay_out: Callable[[Place, Sequence[Json], Rows], Numbers]) -> None:
        """Have the hashes laid out in order of their rows, and tell the groups their shapes."""
        rows = [
            group.rows if inside is None else group.rows[inside]
            for group, inside, _ in self._hashes
        ]
        if len(rows) == 1:
            group, inside, hashes = self._hashes[0]
            group.open(self.place.key, inside, lay_out(self.place, hashes, rows[0]))
            return
        there = np.concatenate(rows)
        order = np.argsort(there)
        together = list(chain.from_iterable(hashes for _, _, hashes in self._hashes))
        hashes = [together[index] for index in order.tolist()]
        self._tell(order, lay_out(self.place, hashes, there[order]))

    def _tell(self, order: Rows, laid_out: Numbers) -> None:
        start = 0
        numbers = np.empty(len(order), np.int64)
        numbers[order] = laid_out
        for group, inside, hashes in self._hashes:
            stop = start + len(hashes)
            one_for_all = isinstance(laid_out, int)
            group.open(self.place.key, inside, laid_out if one_for_all else numbers[start:stop])
            start = stop

    def _set_apart(self, group: Group, values: Sequence[Any], types: set[type]) -> Sequence[Any]:
        """Keep the hashes for themselves; comes back with what the column shows.

        That is the id of an expanded object, and nothing for any other hash.
        """
        if types == _ONLY_HASHES:
            self._hashes.append((group, None, values))
        else:
            inside = [index for index, value in enumerate(values) if type(value) is dict]
            self._hashes.append((group, inside, [values[index] for index in inside]))
        if self.place.field is not None and self.place.field.kind == "string":
            return [_id_of(value) if type(value) is dict else value for value in values]
        if types == _ONLY_HASHES:
            return ()
        return [None if type(value) is dict else value for value in values]


def _id_of(value: Json) -> str | None:
    found = value.get("id")
    return found if isinstance(found, str) else None
