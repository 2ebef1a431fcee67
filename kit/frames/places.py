"""The tree of places where values were seen: one node per field, declared or new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kit.facts.sensitive import is_sensitive
from kit.frames.names import METADATA, child_name, metadata_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from kit.facts.field import Field

__all__ = ["MAX_DEPTH", "Leaf", "Place"]

#: Hashes below this depth are held as JSON text; Stripe's go four deep.
MAX_DEPTH: Final = 16


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Leaf:
    """The values of one place in one chunk of rows, and how they are held."""

    __slots__ = ("kind", "values")

    def __init__(self, values: pa.Array, kind: str) -> None:
        self.values = values
        self.kind = kind


class Place:
    """A field at its path; its children are the members seen in the hash that it holds."""

    __slots__ = (
        "children",
        "depth",
        "fields",
        "has_column",
        "key",
        "kind",
        "leaves",
        "name",
        "sensitive",
    )

    def __init__(
        self,
        fields: Mapping[str, Field],
        name: str | None = None,
        key: str = "",
        holder: str = "",
        depth: int = 0,
    ) -> None:
        self.fields = fields
        self.name = name
        self.key = key
        self.depth = depth
        # A column cannot be named with half a surrogate pair.
        self.has_column = _encodes(name or "")
        self.sensitive = is_sensitive(holder, key)
        self.kind = fields[name].kind if name in fields else None
        self.children: dict[str, Place] = {}
        self.leaves: dict[int, Leaf] = {}

    @property
    def is_metadata(self) -> bool:
        """Whether this is the user's own map, whose keys are not Stripe's."""
        return self.depth == 1 and self.key == METADATA

    @property
    def opens(self) -> bool:
        """Whether a hash at this place is taken apart into columns."""
        return self.has_column and not self.sensitive and self.depth < MAX_DEPTH

    def child(self, key: str) -> Place:
        """The place of the member ``key``."""
        found = self.children.get(key)
        if found is None:
            name = metadata_name(key) if self.is_metadata else child_name(self.name, key)
            found = Place(self.fields, name, key, self.key, self.depth + 1)
            self.children[key] = found
        return found

    def walk(self) -> list[Place]:
        """Every place below this one, in the order in which they were first seen."""
        below = []
        for child in self.children.values():
            below.append(child)
            below.extend(child.walk())
        return below
