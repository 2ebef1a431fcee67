"""A plain dict that shows no secret when it is printed.

What Stripe answered stays whole and exact inside: ``record["client_secret"]`` gives it to
whoever asks by name, while a bare ``record`` at the end of a cell prints it masked.
"""

from __future__ import annotations

from typing import Any

from kit.frames import mask

__all__ = ["MaskedDict"]


class MaskedDict(dict[str, Any]):
    """A dict equal to any other dict of the same items, whose repr masks secrets.

    >>> source = MaskedDict(object="source", client_secret="src_client_secret_abcdefgh1234")
    >>> "abcdefgh" in repr(source), source["client_secret"][-4:]
    (False, '1234')
    """

    def __repr__(self) -> str:
        return repr(mask(dict(self)))
