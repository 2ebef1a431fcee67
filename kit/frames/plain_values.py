"""Objects of other libraries -> JSON's own types, or a refusal that says where it went wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from kit.errors import UnreadableResponse

__all__ = ["described", "is_stripe_object", "plain"]

#: Python writes no longer integers as text, and nobody sends them.
_MAX_BITS: Final = 14_000


def plain(value: Any, where: str, place: str = "") -> Any:
    """A copy of ``value`` that holds nothing but JSON's own types.

    UnreadableResponse says ``where``, and at which ``place`` inside it, no JSON stands.

    >>> plain({"a": (1, None)}, "Page 1")
    {'a': [1, None]}
    """
    if value is None or type(value) in {str, bool}:
        return value
    if isinstance(value, Mapping):
        return {
            _key(key, where, place): plain(item, where, f"{place}.{key}")
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [plain(item, where, f"{place}.{index}") for index, item in enumerate(value)]
    if is_stripe_object(value) and callable(getattr(value, "to_dict", None)):
        return plain(value.to_dict(), where, place)
    return _scalar(value, where, place)


def is_stripe_object(value: object) -> bool:
    """Whether ``value`` is one of stripe-python's own, which is told without importing it."""
    return any(each.__module__.partition(".")[0] == "stripe" for each in type(value).__mro__)


def described(value: object) -> str:
    """What ``value`` is, for a message that does not show it.

    >>> described(None), described(1.5), described(float("inf"))
    ('null', 'a value of type float', 'the number inf')
    """
    if value is None:
        return "null"
    if isinstance(value, float) and not math.isfinite(value):
        return f"the number {value}"
    return f"a value of type {type(value).__name__}"


def _scalar(value: Any, where: str, place: str) -> Any:
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, int) and value.bit_length() <= _MAX_BITS:
        return int(value)
    if isinstance(value, str):
        return str.__str__(value)
    raise UnreadableResponse(
        f"{_at(where, place)}: JSON has nothing like {described(value)}. "
        "flatten takes Stripe's answers as they came."
    )


def _key(key: object, where: str, place: str) -> str:
    if isinstance(key, str):
        return str.__str__(key)
    raise UnreadableResponse(f"{_at(where, place)}: a key must be text, but is {described(key)}.")


def _at(where: str, place: str) -> str:
    return f"{where}, at {place[1:]}" if place else where
