"""How metadata that was sent meets metadata that was there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.facts.limits import MAX_METADATA_KEYS
from kit.offline.parameters import too_many_metadata_keys

__all__ = ["merged"]


def merged(kept: Mapping[str, str] | None, sent: Mapping[str, str] | str) -> dict[str, Any]:
    """Sent keys overwrite, unsent ones stay, an empty value unsets its key, "" unsets all.

    >>> merged({"a": "1", "b": "2"}, {"b": "", "c": "3"})
    {'a': '1', 'c': '3'}
    >>> merged({"a": "1"}, "")
    {}
    """
    if isinstance(sent, str):
        return {}
    together = {**(kept or {}), **sent}
    result = {key: value for key, value in together.items() if value != ""}
    if len(result) > MAX_METADATA_KEYS:
        raise too_many_metadata_keys(len(result))
    return result
