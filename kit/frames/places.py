"""The tree of places where values were seen: one node per field, declared or new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kit.facts.sensitive import is_sensitive
from kit.frames.names import METADATA, child_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from kit.facts.field import Field
    from kit.frames.scattering import Rows

__all__ = ["Piece", "Place"]

#: Hashes below this depth are held as JSON text; Stripe's go four deep.
_MAX_DEPTH: Final = 16

#: Columns for fields that no table declares; what comes after them stays in the shapes.
_MAX_NEW_COLUMNS: Final = 1000


class Piece:
    """The values of one place in some rows, and the word for how they are held."""

    __slots__ = ("kind", "rows", "values")

    def __init__(self, values: pa.Array, kind: str, rows: Rows) -> None:
        self.values = values
        self.kind = kind
        self.rows = rows


class _Room:
    """What the places of one tree share: the declared fields, and room for new ones."""

    __slots__ = ("fields", "left")

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields = fields
        self.left = _MAX_NEW_COLUMNS


class Place:
    """A field at its path; its children are the members seen in the hash that it holds.

    ``name`` is the column's, None at the top, ``key`` the field's own, ``field`` what is
    declared of it, ``pieces`` the values seen so far.
    """

    __slots__ = (
        "_room",
        "children",
        "depth",
        "field",
        "has_column",
        "key",
        "name",
        "opens",
        "pieces",
        "sensitive",
    )

    def __init__(self, room: _Room, name: str | None, key: str, holder: str, depth: int) -> None:
        self._room = room
        self.name = name
        self.key = key
        self.depth = depth
        self.field = room.fields.get(name) if name is not None else None
        self.sensitive = is_sensitive(holder, key)
        self.has_column = self.field is not None or _has_room(room, name)
        nested_map = key == METADATA and depth > 1
        self.opens = (
            self.has_column and not self.sensitive and not nested_map and depth < _MAX_DEPTH
        )
        self.children: dict[str, Place] = {}
        self.pieces: list[Piece] = []

    @classmethod
    def top(cls, fields: Mapping[str, Field]) -> Place:
        """The place of the whole object."""
        return cls(_Room(fields), None, "", "", 0)

    @property
    def is_metadata(self) -> bool:
        """Whether this is the user's own map, whose keys are not Stripe's."""
        return self.depth == 1 and self.key == METADATA

    def child(self, key: str) -> Place:
        """The place of the member ``key``."""
        found = self.children.get(key)
        if found is None:
            name = child_name(self.name, key)
            found = self.children[key] = Place(self._room, name, key, self.key, self.depth + 1)
        return found

    def walk(self) -> Iterator[Place]:
        """Every place below this one, in the order in which they were first seen."""
        for child in self.children.values():
            yield child
            yield from child.walk()


def _has_room(room: _Room, name: str | None) -> bool:
    """Whether a column may be named ``name``: half a surrogate pair cannot stand in a name."""
    if name is None:
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    room.left -= 1
    return room.left >= 0
