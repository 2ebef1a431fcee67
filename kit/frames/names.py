r"""How the place of a value inside its object becomes the name of a column, and back.

Dotted paths in Stripe's names. A key of the user's metadata stands as it is behind
``metadata.``; elsewhere a dot inside a key is written ``\.``, so no two places share a name.
"""

from __future__ import annotations

from typing import Final

__all__ = ["KEYS", "METADATA", "SHAPE", "TECHNICAL", "child_name", "metadata_name"]

#: How each row's JSON was built; with it ``unflatten`` gives the JSON back.
SHAPE: Final = "_shape"
#: The metadata keys of each row, in their order, while metadata has a column per key.
KEYS: Final = "_metadata_keys"
TECHNICAL: Final = (KEYS, SHAPE)

METADATA: Final = "metadata"


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
