"""The pieces of one place -> one column, and from there pandas' own array."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.frames.exact_json import dumps
from kit.frames.leaves import ARROW_TYPES, HELD_AS
from kit.frames.masking import masked_text
from kit.frames.scattering import as_booleans, as_categories, as_numbers, as_text, as_timestamps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.facts.field import Field
    from kit.frames.places import Piece, Place
    from kit.frames.scattering import Rows
    from kit.frames.shapes import Patch

__all__ = ["Column", "Orders", "empty_column", "joined", "merged"]


@dataclass(slots=True)
class Column:
    """The values of one place in the rows that have it, in order of the rows."""

    values: pa.Array
    kind: str
    rows: Rows

    def array(self, field: Field | None, size: int) -> Any:
        """All ``size`` rows as the array that the declared frame has for ``field``."""
        if self.kind in {"text", "json"}:
            if field is not None and field.kind == "category":
                return as_categories(self.values, self.rows, size, field.values)
            return as_text(self.values, self.rows, size)
        if self.kind == "time":
            return as_timestamps(self.values, self.rows, size)
        if self.kind == "bool":
            return as_booleans(self.values, self.rows, size)
        return as_numbers(self.values, self.rows, size)


class Orders:
    """Puts joined pieces in ascending order of their rows.

    Many places have values in the very same rows: their order is worked out once.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], tuple[Rows, pa.Array | None]] = {}
        self._alive: list[list[Rows]] = []

    def sort(self, values: pa.Array, pieces: Sequence[Piece]) -> tuple[pa.Array, Rows]:
        """The values of all ``pieces`` in order, and their rows."""
        # The arrays of rows stay alive as long as their ids are keys here.
        same = tuple(id(piece.rows) for piece in pieces)
        known = self._known.get(same)
        if known is None:
            rows = np.concatenate([piece.rows for piece in pieces])
            if (rows[1:] > rows[:-1]).all():
                known = rows, None
            else:
                order = np.argsort(rows)
                known = rows[order], pa.array(order)
            self._known[same] = known
            self._alive.append([piece.rows for piece in pieces])
        return (values if known[1] is None else values.take(known[1])), known[0]


def joined(place: Place, patches: dict[int, Patch], orders: Orders, *, reveal: bool) -> Column:
    """The pieces seen at one place, held in one way, with secrets masked unless ``reveal``.

    What was held in different ways becomes text, with a patch for each row whose value is
    none; integers among floats become floats, likewise.
    """
    pieces, place.pieces = place.pieces, []
    kinds = {piece.kind for piece in pieces}
    kind = kinds.pop() if len(kinds) == 1 else "float" if kinds == {"int", "float"} else "text"
    values = pa.concat_arrays([_held_as(kind, piece, place, patches) for piece in pieces])
    if not reveal and values.type == ARROW_TYPES["text"]:
        values = masked_text(values, sensitive=place.sensitive)
    values, rows = orders.sort(values, pieces)
    return Column(values, kind, rows)


def merged(columns: Sequence[Column]) -> Column:
    """Columns that are held in the same way and fill different rows, as one."""
    filled = [column.values.is_valid().to_numpy(zero_copy_only=False) for column in columns]
    values = pa.concat_arrays([column.values.drop_null() for column in columns])
    rows = np.concatenate([c.rows[there] for c, there in zip(columns, filled, strict=True)])
    order = np.argsort(rows)
    return Column(values.take(pa.array(order)), columns[0].kind, rows[order])


def empty_column(field: Field) -> Column:
    """A declared field that no row has."""
    kind = HELD_AS[field.kind]
    return Column(pa.nulls(0, ARROW_TYPES[kind]), kind, np.empty(0, np.int64))


def _held_as(kind: str, piece: Piece, place: Place, patches: dict[int, Patch]) -> pa.Array:
    if piece.kind == kind:
        return piece.values
    for row in piece.rows[piece.values.is_valid().to_numpy(zero_copy_only=False)].tolist():
        patches.setdefault(row, {}).setdefault(place, piece.kind)
    if piece.kind in {"json", "int", "bool"}:
        return pc.cast(piece.values, ARROW_TYPES[kind])
    texts = [None if value is None else dumps(value) for value in piece.values.to_pylist()]
    return pa.array(texts, ARROW_TYPES[kind])
