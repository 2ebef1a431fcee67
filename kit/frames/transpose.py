"""Rows -> columns, a thousand rows at a time.

Dicts with the same keys in the same order are transposed together by
``zip(*map(dict.values, dicts))``, the hashes inside them in the same way. So Python works
once per group of rows and key, not once per value. A thousand rows are few enough to stay
in the processor's cache from parsing to Arrow.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kit.frames.arrays import join_chunks
from kit.frames.encode import NotExact, as_text, encode
from kit.frames.metadata import Metadata
from kit.frames.tree import Chunk, FieldNode, Shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kit.facts import JsonObject
    from kit.facts.field import Field
    from kit.frames.tree import Patch, Rows

    #: The numbers of the shapes of some hashes, or the one number of them all.
    ShapeNumbers = Rows | int

__all__ = ["Transposer"]

_NOT_SIMPLE: Final = {float, list, dict}
_ONLY_HASHES: Final = {dict}
_ONLY_NULL: Final = {type(None)}

#: Stands for a member that is no hash, among the numbers of shapes.
_NO_HASH: Final = -9


class Transposer:
    """Everything read so far, by field; ``add`` takes the next rows.

    ``size`` is the number of rows, ``settled`` of how many the arrays are joined, ``numbers``
    are those of their shapes, ``patches`` what is different in single rows.
    """

    def __init__(self, fields: Mapping[str, Field], *, metadata_columns: int, reveal: bool) -> None:
        self.top = FieldNode.top(fields, reveal=reveal)
        self.shapes = Shapes()
        self.metadata = Metadata(metadata_columns, reveal=reveal)
        self.numbers: list[Rows] = []
        self.patches: dict[int, Patch] = {}
        self.size = 0
        self.settled = 0
        self.reveal = reveal
        self._exact = True

    def add(self, rows: Sequence[JsonObject], *, exact: bool) -> None:
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

    def settle(self) -> None:
        """Join the arrays of the rows that came last."""
        join_chunks(self.top.walk(), self.settled)
        self.settled = self.size

    def _forget(self) -> None:
        """Drop the rows that are under way."""
        self.metadata.forget(self.size)
        for node in self.top.walk():
            if node.chunks and node.chunks[-1].rows[0] >= self.size:
                node.chunks.pop()
        for row in [row for row in self.patches if row >= self.size]:
            del self.patches[row]

    def _lay_out(self, node: FieldNode, hashes: Sequence[JsonObject], rows: Rows) -> ShapeNumbers:
        """Take the hashes at ``node`` apart; comes back with the numbers of their shapes."""
        groups = _grouped(hashes, rows)
        members: dict[str, _Member] = {}
        for number, group in enumerate(groups):
            for key, values in zip(group.keys, group.columns(), strict=True):
                if key not in members:
                    members[key] = _Member(node.child(key))
                members[key].add(number, group, values)
        self._keep(members.values(), groups)
        for member in members.values():
            if member.opens:
                member.open(self._open_metadata if member.node.is_metadata else self._lay_out)
        if len(groups) == 1:
            return groups[0].shape_numbers(node, self.shapes)
        numbers = np.empty(len(hashes), np.int64)
        for group in groups:
            numbers[group.indices] = group.shape_numbers(node, self.shapes)
        return numbers

    def _keep(self, members: Iterable[_Member], groups: list[_Group]) -> None:
        """Turn the values of each field into an array."""
        rows_of: dict[tuple[int, ...], Rows] = {}
        for member in members:
            if not member.groups:
                continue
            where = tuple(member.groups)
            if where not in rows_of:
                parts = [groups[number].rows for number in where]
                rows_of[where] = parts[0] if len(parts) == 1 else np.concatenate(parts)
            self._keep_values(member.node, member.values(), member.types, rows_of[where])

    def _keep_values(
        self, node: FieldNode, values: Sequence[Any], types: set[type], rows: Rows
    ) -> None:
        if types & _NOT_SIMPLE:
            values = as_text(node, values, reveal=self.reveal, exact=self._exact)
            types = set(map(type, values))
        array, encoding, odd = encode(node, values, types, reveal=self.reveal)
        for index, own in odd.items():
            self.patches.setdefault(int(rows[index]), {})[node] = own
        if node.has_column:
            node.chunks.append(Chunk(array, encoding, rows))

    def _open_metadata(self, node: FieldNode, hashes: Sequence[JsonObject], rows: Rows) -> Rows:
        numbers = np.full(len(hashes), self.shapes.number(node, ()))
        filled = [index for index, metadata in enumerate(hashes) if metadata]
        if filled:
            held = [hashes[index] for index in filled]
            numbers[filled] = self.metadata.add(held, rows[filled], exact=self._exact)
        return numbers


class _Group:
    """Hashes with the same keys in the same order.

    ``rows`` says whose they are, ``indices`` where they were among all hashes of their
    node, None when there are no others.
    """

    __slots__ = ("_hashes", "_opened", "indices", "keys", "rows")

    def __init__(
        self, keys: tuple[str, ...], hashes: Sequence[JsonObject], indices: Rows | None, rows: Rows
    ) -> None:
        self.keys = keys
        self.indices = indices
        self.rows = rows
        self._hashes = hashes
        self._opened: dict[str, ShapeNumbers] = {}

    def columns(self) -> Iterable[tuple[Any, ...]]:
        """The values key by key."""
        return zip(*map(dict.values, self._hashes), strict=True)

    def open(self, key: str, inside: Sequence[int] | None, numbers: ShapeNumbers) -> None:
        """Note the shapes of the members ``key``, which are hashes ``inside`` or everywhere."""
        if inside is not None:
            opened = np.full(len(self.rows), _NO_HASH)
            opened[inside] = numbers
            numbers = opened
        self._opened[key] = numbers

    def shape_numbers(self, node: FieldNode, shapes: Shapes) -> ShapeNumbers:
        """The number of each hash's shape, or of them all."""
        opened = self._opened
        if not opened:
            return shapes.number(node, self.keys)
        fixed = {key: number for key, number in opened.items() if isinstance(number, int)}
        varying = {key: each.tolist() for key, each in opened.items() if not isinstance(each, int)}
        if not varying:
            return shapes.number(node, self.keys, fixed)
        combinations = list(zip(*varying.values(), strict=True))
        numbers = {}
        for inner in dict.fromkeys(combinations):
            pairs = zip(varying, inner, strict=True)
            hashes = fixed | {key: number for key, number in pairs if number != _NO_HASH}
            numbers[inner] = shapes.number(node, self.keys, hashes)
        return np.array([numbers[inner] for inner in combinations])


def _grouped(hashes: Sequence[JsonObject], rows: Rows) -> list[_Group]:
    """The hashes of ``rows``, those with the same keys together."""
    found: dict[tuple[str, ...], list[int]] = {}
    for index, keys in enumerate(map(tuple, hashes)):
        if keys in found:
            found[keys].append(index)
        else:
            found[keys] = [index]
    if len(found) == 1:
        return [_Group(next(iter(found)), hashes, None, rows)]
    groups = []
    for keys, indices in found.items():
        where = np.array(indices)
        groups.append(_Group(keys, [hashes[index] for index in indices], where, rows[where]))
    return groups


class _Member:
    """The values of one field out of many groups, hashes that open apart from the rest.

    ``groups`` and ``types`` say from which groups values came, and of which types.
    """

    __slots__ = ("_hashes", "_values", "groups", "node", "types")

    def __init__(self, node: FieldNode) -> None:
        self.node = node
        self.groups: list[int] = []
        self.types: set[type] = set()
        self._values: list[Sequence[Any]] = []
        self._hashes: list[tuple[_Group, list[int] | None, Sequence[JsonObject]]] = []

    @property
    def opens(self) -> bool:
        """Whether there are hashes to be laid out for themselves."""
        return bool(self._hashes)

    def add(self, number: int, group: _Group, values: Sequence[Any]) -> None:
        """Take in the values of one group."""
        types = set(map(type, values))
        if dict in types and self.node.opens:
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

    def open(
        self, lay_out: Callable[[FieldNode, Sequence[JsonObject], Rows], ShapeNumbers]
    ) -> None:
        """Have the hashes laid out in order of their rows, and tell the groups their shapes."""
        rows = [
            group.rows if inside is None else group.rows[inside]
            for group, inside, _ in self._hashes
        ]
        if len(rows) == 1:
            group, inside, hashes = self._hashes[0]
            group.open(self.node.key, inside, lay_out(self.node, hashes, rows[0]))
            return
        there = np.concatenate(rows)
        order = np.argsort(there)
        together = list(chain.from_iterable(hashes for _, _, hashes in self._hashes))
        hashes = [together[index] for index in order.tolist()]
        self._tell(order, lay_out(self.node, hashes, there[order]))

    def _tell(self, order: Rows, laid_out: ShapeNumbers) -> None:
        start = 0
        numbers = np.empty(len(order), np.int64)
        numbers[order] = laid_out
        for group, inside, hashes in self._hashes:
            stop = start + len(hashes)
            one_for_all = isinstance(laid_out, int)
            group.open(self.node.key, inside, laid_out if one_for_all else numbers[start:stop])
            start = stop

    def _set_apart(self, group: _Group, values: Sequence[Any], types: set[type]) -> Sequence[Any]:
        """Keep the hashes for themselves; comes back with what the column shows.

        That is the id of an expanded object, and nothing for any other hash.
        """
        if types == _ONLY_HASHES:
            self._hashes.append((group, None, values))
        else:
            inside = [index for index, value in enumerate(values) if type(value) is dict]
            self._hashes.append((group, inside, [values[index] for index in inside]))
        if self.node.field is not None and self.node.field.kind == "string":
            return [_id_of(value) if type(value) is dict else value for value in values]
        if types == _ONLY_HASHES:
            return ()
        return [None if type(value) is dict else value for value in values]


def _id_of(value: JsonObject) -> str | None:
    found = value.get("id")
    return found if isinstance(found, str) else None
