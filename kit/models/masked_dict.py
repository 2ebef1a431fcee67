"""A plain dict that shows no secret when it is printed.

What Stripe answered stays whole and exact inside: ``record["client_secret"]`` gives it to
whoever asks by name, while a bare ``record`` at the end of a cell prints it masked.
"""

from __future__ import annotations

from collections.abc import ItemsView, Mapping, ValuesView
from typing import Any

from kit import frames
from kit.facts import JsonObject

__all__ = ["MaskedDict"]


class MaskedDict(JsonObject):
    """A dict equal to any other dict of the same items, whose repr masks secrets.

    So do its views, its copies, and what comes of joining it with another dict; the hashes
    inside are such dicts too. As JSON, by name and by iteration it is whole.
    ``holder`` is the name of the hash that this is, where it is not a whole object.

    >>> source = MaskedDict({"object": "source", "receiver": {"address": "110000000-test_1234"}})
    >>> source["receiver"], source["receiver"]["address"][-4:]
    ({'address': '••••1234'}, '1234')
    >>> {"id": "src_1"} | source["receiver"]
    {'id': 'src_1', 'address': '••••1234'}
    """

    def __init__(self, data: Mapping[str, Any] | None = None, *, holder: str = "") -> None:
        super().__init__({key: _kept(value, key) for key, value in (data or {}).items()})
        self._holder = holder

    def __repr__(self) -> str:
        return repr(frames.mask(dict(self), holder=self._holder))

    def __or__(self, other: object) -> MaskedDict:  # type: ignore[override]  # one type for all
        if not isinstance(other, Mapping):
            return NotImplemented
        return MaskedDict({**self, **other}, holder=self._holder)

    def __ror__(self, other: object) -> MaskedDict:  # type: ignore[override]  # as above
        if not isinstance(other, Mapping):
            return NotImplemented
        return MaskedDict({**other, **self}, holder=self._holder)

    def copy(self) -> MaskedDict:
        """The same items, printed the same way."""
        return MaskedDict(self, holder=self._holder)

    __copy__ = copy

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]  # a view that prints masked
        """The items, printed masked."""
        return _MaskedItems(self)

    def values(self) -> ValuesView[Any]:  # type: ignore[override]  # a view that prints masked
        """The values, printed masked."""
        return _MaskedValues(self)


# The views of a dict print what is in it, and a view is what a cell may well end with.
class _MaskedItems(ItemsView[str, Any]):
    _mapping: MaskedDict

    def __repr__(self) -> str:
        shown = frames.mask(dict(self._mapping), holder=self._mapping._holder)  # noqa: SLF001  # its own view
        return f"dict_items({list(shown.items())!r})"


class _MaskedValues(ValuesView[Any]):
    _mapping: MaskedDict

    def __repr__(self) -> str:
        shown = frames.mask(dict(self._mapping), holder=self._mapping._holder)  # noqa: SLF001  # its own view
        return f"dict_values({list(shown.values())!r})"


def _kept(value: object, holder: str) -> object:
    if isinstance(value, Mapping):
        return MaskedDict(value, holder=holder)
    if isinstance(value, list):
        return [_kept(item, holder) for item in value]
    return value
