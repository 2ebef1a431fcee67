"""The owner of a source, as updates change it."""

from __future__ import annotations

from typing import Final

from kit.offline.source_objects import NULL_OWNER
from kit.offline.world import JSON

__all__ = ["with_owner"]

_NULL_ADDRESS: Final = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def with_owner(kept: JSON | None, sent: JSON) -> JSON:
    """The owner after an update: sent members overwrite, empty ones become null."""
    owner = {**NULL_OWNER, **(kept or {})}
    for name, value in sent.items():
        if name == "address":
            parts = {**_NULL_ADDRESS, **(owner["address"] or {}), **value}
            owner["address"] = {part: text or None for part, text in parts.items()}
        else:
            owner[name] = value or None
    return owner
