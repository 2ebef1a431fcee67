"""Odd pieces of JSON that Stripe could send, each by what is odd about it."""

from __future__ import annotations

from typing import Any

from made_objects import BANK_ACCOUNT, CARD, CUSTOMER, SOURCE, customer_with


def nested(depth: int) -> dict[str, Any]:
    """Hashes inside hashes."""
    value: dict[str, Any] = {"end": 1}
    for _ in range(depth):
        value = {"in": value}
    return value


EDGES: dict[str, list[Any]] = {
    "nothing": [],
    "empty object": [{}],
    "null and missing": [{"id": "a", "amount": None}, {"id": "b"}],
    "null, empty hash and empty list": [{"a": None}, {"a": {}}, {"a": []}],
    "null and empty declared hash": [{"owner": None}, {"owner": {}}, {}],
    "key order": [{"id": "a", "amount": 1}, {"amount": 1, "id": "a"}],
    "metadata key order": [{"metadata": {"b": "1", "a": "2"}}, {"metadata": {"a": "2", "b": "1"}}],
    "metadata null, missing and empty": [{"metadata": None}, {}, {"metadata": {}}],
    "metadata of other types": [
        {"metadata": {"a": 1, "b": None, "c": {"d": []}}},
        {"metadata": "x"},
    ],
    "dotted keys": [{"a.b": 1, "a": {"b": 2}}, {"metadata.a": "x", "metadata": {"a": "y"}}],
    "dotted metadata keys": [{"metadata": {"a.b": "1", "a": "2"}}],
    "backslashed keys": [{"a\\.b": 1, "a.b": 2, "a\\": {"b": 3}}],
    "empty keys": [{"": 1, "a": {"": 2}, "metadata": {"": "3"}}],
    "unicode keys": [{"\u00fc\U0001f600": 1, "metadata": {"\u00fc\U0001f600": "x", "\u202e": "y"}}],
    "keys differing in case": [{"ID": 1, "id": "a", "metadata": {"Key": "1", "key": "2"}}],
    "technical names as keys": [{"_shape": "x", "_metadata_keys": {"a": 1}}],
    "null character": [{"a\x00b": "c\x00d", "id": "\x00"}],
    "lone surrogates": [{"id": "\ud800", "\udfff": 1, "metadata": {"\ud800": "\udc00"}}],
    "surrogate inside a list and hash": [{"new": ["\ud800", {"\ud801": None}]}],
    "lists of objects": [{"items": [{"a": 1}, {"a": None}, {}, []]}],
    "text here, object there": [{"customer": "cus_1"}, {"customer": {"id": "cus_1", "name": None}}],
    "hash here, text there": [{"owner": {"email": "a"}}, {"owner": "x"}, {"owner": ["y"]}],
    "new field of any type": [{"new": v} for v in (1, "1", 1.0, True, None, [1], {"a": 1})],
    "text for a number": [{"amount": "1000"}, {"amount": 1000}, {"amount": True}, {"amount": 1.5}],
    "number for text": [{"currency": 1}, {"currency": 1.0}, {"currency": False}, {"currency": []}],
    "anything for a flag": [{"livemode": v} for v in (True, 1, 0, "true", None, {})],
    "anything for a time": [{"created": v} for v in (0, -1, 1.5, "now", 10**15, 2**70, None)],
    "integers around 2**53": [{"amount": 2**53 + 1, "new": 2**53 + 1}, {"new": 0.5}],
    "integers to 2**64 and beyond": [
        {"amount": n, "n": n} for n in (2**63 - 1, 2**63, 2**64, 2**80)
    ],
    "integers beyond 64 bits inside": [{"l": [2**64 + 1], "metadata": {"n": 2**64 + 1}}],
    "floats": [{"f": v} for v in (0.1, -0.0, 1e300, 5e-324, 1.0, 1e22, 123456789012345680.0)],
    "text that looks like something else": [
        {"a": v} for v in ("1", "1.0", "true", "null", "{}", "")
    ],
    "ten megabytes of text": [{"statement_descriptor": "x" * 10_000_000}],
    "depth 100": [nested(100), {"metadata": nested(100)}],
    "expanded sources": [customer_with(SOURCE, CARD), customer_with()],
    "all objects": [SOURCE, CARD, BANK_ACCOUNT, CUSTOMER, {"id": "cus_2", "deleted": True}],
}
