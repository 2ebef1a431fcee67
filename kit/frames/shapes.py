"""The shape of a row: which keys its JSON had, in which order, and how each value is held.

Written as JSON in which a hash stands for itself, a word says how a column holds the value,
and a list of one holds a value that no column can::

    {"id":"text","amount":"int","owner":{"email":"text"},"metadata":"keys","odd":[1e400]}

==========  ==============================================================
``null``    null, in a column that the frame leaves out
``text``    text as it is
``int``     an integer
``float``   a number that JSON wrote with a point or an exponent
``bool``    a boolean
``time``    seconds since 1970, held as a timestamp
``json``    JSON text
``keys``    metadata, a column per key, the keys in ``_metadata_keys``
==========  ==============================================================

A null inside any column is null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kit.frames.places import Place

    #: A word, or a list of one literal.
    Spelling = str | list[object]
    #: What differs from the common spelling in one row, by place.
    Patch = dict[Place, Spelling]

__all__ = ["AS_KEYS", "AS_TEXT", "Shapes"]

#: In place of a shape's number: metadata that is held by key, and as JSON text.
AS_KEYS: Final = -1
AS_TEXT: Final = -2


_NONE_OPENED: Final[Mapping[str, int]] = {}


class Shapes:
    """Every different shape once, by number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[object, ...], int] = {}
        self._shapes: list[tuple[Place, tuple[str, ...], dict[str, int]]] = []

    def number(
        self, place: Place, keys: tuple[str, ...], opened: Mapping[str, int] = _NONE_OPENED
    ) -> int:
        """The number of the hash at ``place`` with these keys; ``opened`` are hashes too."""
        identity = (place.name, keys, *opened.items())
        number = self._numbers.get(identity)
        if number is None:
            number = self._numbers[identity] = len(self._shapes)
            self._shapes.append((place, keys, dict(opened)))
        return number

    def parts(self, number: int) -> tuple[Place, tuple[str, ...], dict[str, int]]:
        """The place of one shape, its keys, and the shapes of those that are hashes."""
        return self._shapes[number]
