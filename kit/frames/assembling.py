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
from kit.frames.scattering import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.facts.field import Field
    from kit.frames.places import Piece, Place
    from kit.frames.scattering import Rows
    from kit.frames.shapes import Patch

__all__ = ["Column", "Standings", "empty_column", "joined", "merged"]


@dataclass(slots=True)
class Column:
    """The values of one place, and the rows that they stand in."""

    values: pa.Array
    kind: str
    standing: Standing

    def array(self, field: Field | None) -> Any:
        """All rows as the array that the declared frame has for ``field``."""
        if self.kind in {"text", "json"}:
            if field is not None and field.kind == "category":
                return self.standing.categories(self.values, field.values)
            return self.standing.text(self.values)
        if self.kind == "time":
            return self.standing.timestamps(self.values)
        if self.kind == "bool":
            return self.standing.booleans(self.values)
        return self.standing.numbers(self.values)


class Standings:
    """Where pieces stand; many places have values in the very same rows."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._known: dict[tuple[int, ...], Standing] = {}
        self._alive: list[Rows] = []

    def of(self, pieces: Sequence[Piece]) -> Standing:
        """Where the values of all these pieces stand."""
        # The rows are kept, so that their ids are not given away again.
        same = tuple([id(piece.rows) for piece in pieces])
        if same not in self._known:
            rows = [piece.rows for piece in pieces]
            self._alive += rows
            together = rows[0] if len(rows) == 1 else np.concatenate(rows)
            self._known[same] = Standing(together, self.size)
        return self._known[same]


def joined(
    place: Place, patches: dict[int, Patch], standings: Standings, *, reveal: bool
) -> Column:
    """The pieces seen at one place, held in one way, with secrets masked unless ``reveal``.

    What was held in different ways becomes text, with a patch for each row whose value is
    none; integers among floats become floats, likewise.
    """
    pieces, place.pieces = place.pieces, []
    kind, values = _as_one(pieces, place, patches)
    if not reveal and kind in {"text", "json"}:
        values = masked_text(values, sensitive=place.sensitive)
    return Column(values, kind, standings.of(pieces))


def _as_one(
    pieces: Sequence[Piece], place: Place, patches: dict[int, Patch]
) -> tuple[str, pa.Array]:
    if len(pieces) == 1:
        return pieces[0].kind, pieces[0].values
    kinds = {piece.kind for piece in pieces}
    kind = kinds.pop() if len(kinds) == 1 else "float" if kinds == {"int", "float"} else "text"
    return kind, pa.concat_arrays([_held_as(kind, piece, place, patches) for piece in pieces])


def merged(columns: Sequence[Column], size: int) -> Column:
    """Columns that are held in the same way and fill different rows, as one."""
    filled = [column.values.is_valid().to_numpy(zero_copy_only=False) for column in columns]
    rows = [c.standing.rows[there] for c, there in zip(columns, filled, strict=True)]
    values = pa.concat_arrays([column.values.drop_null() for column in columns])
    return Column(values, columns[0].kind, Standing(np.concatenate(rows), size))


def empty_column(field: Field, size: int) -> Column:
    """A declared field that no row has."""
    kind = HELD_AS[field.kind]
    return Column(pa.nulls(0, ARROW_TYPES[kind]), kind, Standing(np.empty(0, np.int64), size))


def _held_as(kind: str, piece: Piece, place: Place, patches: dict[int, Patch]) -> pa.Array:
    if piece.kind == kind:
        return piece.values
    for row in piece.rows[piece.values.is_valid().to_numpy(zero_copy_only=False)].tolist():
        patches.setdefault(row, {}).setdefault(place, piece.kind)
    if piece.kind != "float":
        return pc.cast(piece.values, ARROW_TYPES[kind])
    spelled = [patches.get(row, {}).get(place) for row in piece.rows.tolist()]
    numbers = zip(piece.values.to_pylist(), spelled, strict=True)
    texts = [None if n is None else dumps(int(n) if as_ == "int" else n) for n, as_ in numbers]
    return pa.array(texts, ARROW_TYPES[kind])
