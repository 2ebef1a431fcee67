"""Metadata: within Stripe's limits, and how what was sent meets what was there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.facts.limits import (
    FORBIDDEN_IN_METADATA_KEYS,
    MAX_METADATA_KEY_LENGTH,
    MAX_METADATA_KEYS,
    MAX_METADATA_VALUE_LENGTH,
)
from kit.offline.errors import ApiError
from kit.offline.protocol.request_errors import invalid

__all__ = ["merged_metadata", "metadata"]


def metadata(value: object, name: str) -> Any:
    """Metadata within Stripe's limits, or "" to unset all of it.

    The number of keys is checked where the merged metadata is known.
    """
    if value == "":
        return ""
    if not isinstance(value, dict):
        raise invalid("Invalid object", name)
    if len(value) > MAX_METADATA_KEYS:
        raise _too_many_keys(len(value))
    for key, text in value.items():
        _check_pair(key, text, name)
    return value


def _too_many_keys(count: int) -> ApiError:
    """Over 50 keys, sent or merged."""
    return invalid(
        f"Metadata can have up to {MAX_METADATA_KEYS} keys, but you've set {count}. Email us at "
        "support+metadata@stripe.com for more information.",
        "metadata",
    )


def _check_pair(key: str, value: object, name: str) -> None:
    if any(bracket in key for bracket in FORBIDDEN_IN_METADATA_KEYS) or not isinstance(value, str):
        # Stripe documents that keys hold no brackets; the text is a choice [U].
        raise invalid(f"Metadata keys may not contain square brackets. Invalid key: {key}", name)
    if len(key) > MAX_METADATA_KEY_LENGTH:
        raise invalid(
            f"Metadata keys can have up to {MAX_METADATA_KEY_LENGTH} characters, but you passed in "
            f"a key that is {len(key)} characters. Invalid key: {key}",
            name,
        )
    if len(value) > MAX_METADATA_VALUE_LENGTH:
        raise invalid(
            f"Metadata values can have up to {MAX_METADATA_VALUE_LENGTH} characters, but you "
            f"passed in a value that is {len(value)} characters. Invalid value: {value}",
            name,
        )


def merged_metadata(
    kept: Mapping[str, str] | None, sent: Mapping[str, str] | str
) -> dict[str, Any]:
    """Sent keys overwrite, unsent ones stay, an empty value unsets its key, "" unsets all.

    >>> merged_metadata({"a": "1", "b": "2"}, {"b": "", "c": "3"})
    {'a': '1', 'c': '3'}
    >>> merged_metadata({"a": "1"}, "")
    {}
    """
    if isinstance(sent, str):
        return {}
    together = {**(kept or {}), **sent}
    result = {key: value for key, value in together.items() if value != ""}
    if len(result) > MAX_METADATA_KEYS:
        raise _too_many_keys(len(result))
    return result
