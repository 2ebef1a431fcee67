"""Hypothesis strategies: any JSON at all, and objects by Stripe's own schema."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from made_objects import SCHEMAS

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

#: The same examples each time, so many that a run stays short.
EXAMPLES = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

#: Any text, halves of surrogate pairs among it, which JSON can escape.
TEXT = st.text(st.characters(exclude_categories=()), max_size=8)

#: Keys that are likely to be in each other's way.
KEYS = st.one_of(
    st.sampled_from(
        "a A b a.b id object metadata metadata.a owner owner.email email customer amount created "
        "status livemode sources data client_secret iban _shape _metadata_keys \\ a\\.b".split()
    ),
    st.just(""),
    TEXT,
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from(
        [2**31, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 2**64 + 1, -(2**70), 10**30]
    ),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXT,
    st.sampled_from(
        ["1", "true", "null", "[]", "2023-08-15", "1692121393", "\u2022\u2022\u2022\u20224242"]
    ),
)

ANY_JSON: SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)

#: Objects, but no pages and no refusals, which flatten reads as what they are.
ANY_OBJECT = st.dictionaries(KEYS, ANY_JSON, max_size=6).filter(
    lambda value: value.get("object") not in ("list", "search_result")
)
ANY_OBJECTS = st.lists(ANY_OBJECT, max_size=5)


@cache
def by_schema(name: str) -> SearchStrategy[Any]:
    """Objects that the schema ``name`` describes, some optional members left out."""
    return _by(SCHEMAS[name])


def _by(schema: dict[str, Any]) -> SearchStrategy[Any]:
    found = _by_type(schema)
    return st.none() | found if schema.get("nullable") else found


def _by_type(schema: dict[str, Any]) -> SearchStrategy[Any]:
    if "$ref" in schema:
        return st.deferred(lambda: by_schema(schema["$ref"].rpartition("/")[2]))
    if "anyOf" in schema:
        parts = [part for part in schema["anyOf"] if "$ref" in part or "type" in part]
        return st.one_of(*map(_by, parts)) if parts else TEXT
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("type") == "array":
        return st.lists(_by(schema["items"]), max_size=2)
    if "properties" in schema:
        return _hash(schema)
    return _SIMPLE.get(schema.get("type", ""), st.dictionaries(TEXT, TEXT, max_size=3))


def _hash(schema: dict[str, Any]) -> SearchStrategy[Any]:
    members = {key: _by(inner) for key, inner in schema["properties"].items()}
    required = {key: members.pop(key) for key in schema.get("required", ()) if key in members}
    return st.fixed_dictionaries(required, optional=members)


_SIMPLE: dict[str, SearchStrategy[Any]] = {
    "string": st.text(max_size=8),
    "integer": st.integers(-(2**65), 2**65) | st.integers(0, 2**31),
    "boolean": st.booleans(),
    "number": st.floats(allow_nan=False, allow_infinity=False),
}
