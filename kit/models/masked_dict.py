"""A plain dict that shows no secret when it is printed.

What Stripe answered stays whole and exact inside: ``record["client_secret"]`` gives it to
whoever asks by name, while a bare ``record`` at the end of a cell prints it masked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.frames import mask

__all__ = ["MaskedDict"]


class MaskedDict(dict[str, Any]):
    """A dict equal to any other dict of the same items, whose repr masks secrets.

    The hashes inside are such dicts too; ``holder`` is the name of the hash that this is,
    where it is not a whole object.

    >>> source = MaskedDict({"object": "source", "receiver": {"address": "110000000-test_1234"}})
    >>> source["receiver"], source["receiver"]["address"][-4:]
    ({'address': '••••1234'}, '1234')
    """

    def __init__(self, data: Mapping[str, Any], *, holder: str = "") -> None:
        super().__init__({key: _kept(value, key) for key, value in data.items()})
        self._holder = holder

    def __repr__(self) -> str:
        return repr(mask(dict(self), holder=self._holder))

    def __or__(self, other: Mapping[str, Any]) -> MaskedDict:  # type: ignore[override]  # one type for all
        return MaskedDict({**self, **other}, holder=self._holder)

    def copy(self) -> MaskedDict:
        """The same items, printed the same way."""
        return MaskedDict(self, holder=self._holder)


def _kept(value: object, holder: str) -> object:
    if isinstance(value, Mapping):
        return MaskedDict(value, holder=holder)
    if isinstance(value, list):
        return [_kept(item, holder) for item in value]
    return value
