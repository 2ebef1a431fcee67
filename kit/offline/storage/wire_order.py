"""The order in which a source's keys go over the wire, and so into its row."""

from __future__ import annotations

from typing import Final

from kit.facts import JsonObject
from kit.facts.source_types import SOURCE_TYPES

__all__ = ["in_wire_order"]

_PLAIN_KEYS: Final = (
    "amount",
    "client_secret",
    "code_verification",
    "created",
    "currency",
    "customer",
    "flow",
    "livemode",
    "metadata",
    "owner",
    "receiver",
    "redaction",
    "redirect",
    "source_order",
    "statement_descriptor",
    "status",
    "type",
    "usage",
)

#: Stripe writes id and object first and the rest by the alphabet [SEED].
_WIRE_ORDER: Final = ("id", "object", *sorted((*_PLAIN_KEYS, *SOURCE_TYPES)))


def in_wire_order(source: JsonObject) -> JsonObject:
    """The same source with its keys in Stripe's order."""
    ordered = {key: source[key] for key in _WIRE_ORDER if key in source}
    if len(ordered) < len(source):  # a recorded one has what this kit does not know yet
        others = sorted(source.keys() - {"id", "object"})
        ordered = {key: source[key] for key in ("id", "object", *others)}
    return ordered
