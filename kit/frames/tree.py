r"""The tree of fields: a node per field that was seen, its column's name, and the shapes of hashes.

A column is named by the dotted path in Stripe's names. A key of the user's metadata stands as
it is behind ``metadata.``; elsewhere a dot inside a key is written ``\.``, so no two nodes
share a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kit.frames.masking import is_sensitive

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from kit.facts.field import Field

    #: Row numbers, or other whole numbers by row.
    Rows = NDArray[np.int64]
    #: How one value is held: the word for it, or a list of one literal.
    Encoding = str | list[object]
    #: What differs from the common encodings in one row, by node.
    Patch = dict["FieldNode", Encoding]

__all__ = [
    "AS_JSON_TEXT",
    "BY_KEY",
    "KEYS",
    "METADATA",
    "SHAPE",
    "TECHNICAL",
    "Chunk",
    "FieldNode",
    "Shapes",
    "child_name",
    "metadata_name",
]

#: How each row's JSON was built; with it ``unflatten`` gives the JSON back.
SHAPE: Final = "_shape"
#: The metadata keys of each row, in their order, while metadata has a column per key.
KEYS: Final = "_metadata_keys"
TECHNICAL: Final = (KEYS, SHAPE)

METADATA: Final = "metadata"

#: In place of a shape's number: metadata that is held by key, and as JSON text.
BY_KEY: Final = -1
AS_JSON_TEXT: Final = -2

#: Hashes below this depth are held as JSON text; Stripe's go four deep.
_MAX_DEPTH: Final = 16

#: Columns for fields that no table declares; what comes after them stays in the shapes.
_MAX_NEW_COLUMNS: Final = 1000

_NO_HASHES: Final[Mapping[str, int]] = {}


def child_name(holder: str | None, key: str) -> str:
    r"""The column of ``key`` inside the hash whose own name is ``holder``, None for the top.

    >>> child_name(None, "owner"), child_name("owner", "email"), child_name("owner", "a.b")
    ('owner', 'owner.email', 'owner.a\\.b')
    >>> child_name(None, "_shape")
    '\\_shape'
    """
    escaped = key.replace("\\", "\\\\").replace(".", "\\.")
    if holder is not None:
        return f"{holder}.{escaped}"
    return f"\\{escaped}" if key in TECHNICAL else escaped


def metadata_name(key: str) -> str:
    """The column of the metadata key ``key``.

    >>> metadata_name("order.id")
    'metadata.order.id'
    """
    return f"{METADATA}.{key}"


class Chunk:
    """The values of one field in some rows, and the word for how they are encoded."""

    __slots__ = ("encoding", "rows", "values")

    def __init__(self, values: pa.Array, encoding: str, rows: Rows) -> None:
        self.values = values
        self.encoding = encoding
        self.rows = rows


class _Schema:
    """What the nodes of one tree share: the declared fields, and how many new ones may come."""

    __slots__ = ("fields", "new_columns_left")

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields = fields
        self.new_columns_left = _MAX_NEW_COLUMNS

    def has_column(self, name: str | None) -> bool:
        """Whether a new field gets a column: half a surrogate pair cannot stand in a name."""
        if name is None:
            return True
        try:
            name.encode()
        except UnicodeEncodeError:
            return False
        self.new_columns_left -= 1
        return self.new_columns_left >= 0


class FieldNode:
    """A field at its path; its children are the members seen in the hash that it holds.

    ``name`` is the column's, None at the top, ``key`` the field's own, ``field`` what is
    declared of it, ``chunks`` the values seen so far.
    """

    __slots__ = (
        "_schema",
        "children",
        "chunks",
        "depth",
        "field",
        "has_column",
        "key",
        "name",
        "opens",
        "sensitive",
    )

    def __init__(
        self, schema: _Schema, name: str | None, key: str, holder: str, depth: int
    ) -> None:
        self._schema = schema
        self.name = name
        self.key = key
        self.depth = depth
        self.field = schema.fields.get(name) if name is not None else None
        self.sensitive = is_sensitive(holder, key)
        self.has_column = self.field is not None or schema.has_column(name)
        nested_map = key == METADATA and depth > 1
        self.opens = (
            self.has_column and not self.sensitive and not nested_map and depth < _MAX_DEPTH
        )
        self.children: dict[str, FieldNode] = {}
        self.chunks: list[Chunk] = []

    @classmethod
    def top(cls, fields: Mapping[str, Field]) -> FieldNode:
        """The node of the whole object."""
        return cls(_Schema(fields), None, "", "", 0)

    @property
    def is_metadata(self) -> bool:
        """Whether this is the user's own map, whose keys are not Stripe's."""
        return self.depth == 1 and self.key == METADATA

    def child(self, key: str) -> FieldNode:
        """The node of the member ``key``."""
        found = self.children.get(key)
        if found is None:
            name = child_name(self.name, key)
            found = FieldNode(self._schema, name, key, self.key, self.depth + 1)
            self.children[key] = found
        return found

    def walk(self) -> Iterator[FieldNode]:
        """Every node below this one, in the order in which they were first seen."""
        for child in self.children.values():
            yield child
            yield from child.walk()


class Shapes:
    """Every different shape of a hash once, by number: its node, its keys in their order."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[object, ...], int] = {}
        self._shapes: list[tuple[FieldNode, tuple[str, ...], dict[str, int]]] = []

    def number(
        self, node: FieldNode, keys: tuple[str, ...], opened: Mapping[str, int] = _NO_HASHES
    ) -> int:
        """The number of the hash at ``node`` with these keys; ``opened`` are hashes too."""
        identity = (node.name, keys, *opened.items())
        number = self._numbers.get(identity)
        if number is None:
            number = self._numbers[identity] = len(self._shapes)
            self._shapes.append((node, keys, dict(opened)))
        return number

    def parts(self, number: int) -> tuple[FieldNode, tuple[str, ...], dict[str, int]]:
        """The node of one shape, its keys, and the shapes of those that are hashes."""
        return self._shapes[number]
