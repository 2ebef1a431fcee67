"""Metadata: a column per key, or one of JSON text; the user's keys never meet Stripe's."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import EXAMPLES
from made_objects import SOURCE, assert_exact

from kit.frames import flatten, unflatten


def with_metadata(*each: dict[str, str]) -> list[dict[str, object]]:
    """Sources with these metadata."""
    return [{**SOURCE, "id": f"src_{n}", "metadata": metadata} for n, metadata in enumerate(each)]


def test_few_keys_have_a_column_each() -> None:
    """Keys become columns as they are, missing where a row does not have them."""
    frame = flatten(with_metadata({"order": "6735", "a.b": "x"}, {}, {"order": ""}))
    assert frame["metadata.order"].tolist()[::2] == ["6735", ""]
    assert frame["metadata.order"].isna().tolist() == [False, True, False]
    assert frame["metadata.a.b"].tolist()[0] == "x"
    assert "metadata" not in frame


def test_many_keys_share_one_column_of_json_text() -> None:
    """Past the limit each row's metadata is one JSON text."""
    frame = flatten(with_metadata({"a": "1"}, {"b": "2"}, {}), metadata_columns=1)
    assert [json.loads(text) for text in frame["metadata"].dropna()] == [{"a": "1"}, {"b": "2"}]
    assert not [name for name in frame.columns if name.startswith(("metadata.", "_metadata"))]


@pytest.mark.parametrize(("keys", "columns"), [(64, 64), (65, 0)])
def test_the_limit_is_64_keys_by_default(keys: int, columns: int) -> None:
    """64 different keys are columns, one more is too many."""
    frame = flatten(with_metadata(*({f"k{n}": "v"} for n in range(keys))))
    assert sum(name.startswith("metadata.") for name in frame.columns) == columns


def test_an_explosion_on_a_later_page_takes_the_earlier_ones_along() -> None:
    """Rows that were laid out by key before the limit was passed keep their metadata."""
    few = [{"a": str(n), "b": "x"} for n in range(3000)]
    assert_exact(with_metadata(*few, *({f"k{n}": "v"} for n in range(100)), {"b": "y", "a": "z"}))


@EXAMPLES
@given(
    st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=4), max_size=8),
    st.integers(0, 6),
)
def test_the_values_are_the_same_either_way(each: list[dict[str, str]], most: int) -> None:
    """Columns or JSON text, the same metadata comes back."""
    objects = with_metadata(*each)
    assert unflatten(flatten(objects, metadata_columns=most, reveal=True)) == objects


def test_the_users_keys_never_meet_stripes() -> None:
    """Keys named like fields, like columns and like metadata columns stay apart."""
    metadata = {"id": "1", "metadata": "2", "metadata.id": "3", "owner.email": "4", "_shape": "5"}
    odd = {**SOURCE, "metadata": metadata, "metadata.id": 6, "owner.email": 7}
    frame = flatten([odd])
    assert frame["id"][0] == SOURCE["id"]
    assert frame["owner.email"][0] == "jenny.rosen@example.com"
    assert frame["metadata.id"][0] == "1"
    assert frame["metadata.owner.email"][0] == "4"
    assert_exact([odd])


def test_metadata_inside_an_expanded_object_stays_together() -> None:
    """Only the object's own metadata has columns; that of others is JSON text."""
    customer = {"id": "cus_1", "object": "customer", "metadata": {"a": "1"}}
    frame = flatten([{**SOURCE, "customer": customer}])
    assert json.loads(frame["customer.metadata"][0]) == {"a": "1"}
    assert_exact([{**SOURCE, "customer": customer}])
