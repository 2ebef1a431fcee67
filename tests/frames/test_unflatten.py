"""``unflatten(flatten(x)) == x``: the same keys in the same order, values and types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from edge_cases import EDGES
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import ANY_OBJECTS, EXAMPLES, by_schema
from made_objects import SOURCE, assert_exact, through_files

from kit.errors import UnreadableFrame
from kit.frames import flatten, unflatten
from kit.frames.masking import MASK

if TYPE_CHECKING:
    from random import Random


@pytest.mark.parametrize("case", EDGES)
@pytest.mark.parametrize("metadata_columns", [64, 0])
def test_an_edge_case_comes_back_exactly(case: str, metadata_columns: int) -> None:
    """Each odd piece of JSON comes back as it was, from dicts and from text."""
    assert_exact(EDGES[case], metadata_columns=metadata_columns)


@pytest.mark.parametrize("case", EDGES)
def test_an_edge_case_survives_files(case: str) -> None:
    """Each odd piece of JSON survives Parquet and pickle, all declared columns shown."""
    frame = flatten(EDGES[case], reveal=True, columns="declared")
    for held in through_files(frame):
        assert json.dumps(unflatten(held)) == json.dumps(EDGES[case])


def test_all_edge_cases_come_back_from_one_frame() -> None:
    """Odd pieces of JSON do not get into each other's way."""
    assert_exact([item for case in EDGES.values() for item in case])


@EXAMPLES
@given(ANY_OBJECTS, st.sampled_from([64, 2, 0]))
def test_any_json_comes_back(objects: list[Any], metadata_columns: int) -> None:
    """Objects of any JSON come back exactly, whatever they hold."""
    assert_exact(objects, metadata_columns=metadata_columns)


@EXAMPLES
@given(ANY_OBJECTS)
def test_any_json_survives_files(objects: list[Any]) -> None:
    """Objects of any JSON survive Parquet and pickle."""
    for held in through_files(flatten(objects, reveal=True)):
        assert json.dumps(unflatten(held)) == json.dumps(objects)


@EXAMPLES
@given(ANY_OBJECTS, ANY_OBJECTS, st.randoms(use_true_random=False))
def test_any_json_survives_work_on_the_frame(
    left: list[Any], right: list[Any], chance: Random
) -> None:
    """Concatenating, filtering, sorting and reordering columns lose nothing."""
    both = [*left, *right]
    frame = pd.concat([flatten(left, reveal=True), flatten(right, reveal=True, metadata_columns=1)])
    rows = chance.sample(range(len(both)), chance.randint(0, len(both)))
    columns = chance.sample(list(frame.columns), len(frame.columns))
    picked = frame.iloc[rows][columns]
    assert json.dumps(unflatten(picked)) == json.dumps([both[row] for row in rows])


@EXAMPLES
@given(st.lists(by_schema("source") | by_schema("customer") | by_schema("card"), max_size=4))
def test_what_the_schema_allows_comes_back(objects: list[Any]) -> None:
    """Sources, customers and cards made from Stripe's schema come back exactly."""
    assert_exact(objects)


@EXAMPLES
@given(st.lists(by_schema("source"), min_size=1, max_size=4))
def test_what_the_schema_allows_survives_files(objects: list[Any]) -> None:
    """Sources made from Stripe's schema survive Parquet and pickle."""
    for held in through_files(flatten(objects, reveal=True)):
        assert json.dumps(unflatten(held)) == json.dumps(objects)


def test_many_rows_come_back_across_chunks() -> None:
    """What differs from page to page comes back from a frame of many thousand rows."""
    kinds: list[Any] = [1, 0.5, "x", None, {"y": 1}, [1], 2**64, True]
    objects = [
        {**SOURCE, "id": f"src_{n}", "new": kinds[n // 1500], "metadata": {f"k{n % 9}": str(n)}}
        for n in range(12_000)
    ]
    assert_exact(objects)


def test_a_missing_column_is_refused() -> None:
    """An object that would not be whole is refused by the name of what is missing."""
    frame = flatten([SOURCE], reveal=True)
    with pytest.raises(UnreadableFrame, match="'amount' is missing"):
        unflatten(frame.drop(columns="amount"))
    with pytest.raises(UnreadableFrame, match="'_shape'"):
        unflatten(frame.drop(columns="_shape"))
    with pytest.raises(UnreadableFrame, match="two columns 'id'"):
        unflatten(pd.concat([frame, frame[["id"]]], axis=1))


@pytest.mark.parametrize("shape", ["no JSON", "[]", '{"id":"word"}', '{"id":1}', None, 5])
def test_a_shape_that_is_none_is_refused(shape: object) -> None:
    """What flatten did not write is not read."""
    with pytest.raises(UnreadableFrame):
        unflatten(flatten([SOURCE]).assign(_shape=shape))


def test_an_edited_value_comes_back_edited() -> None:
    """What was changed in a column is in the object."""
    frame = flatten([SOURCE], reveal=True).assign(currency="eur", amount=5)
    assert unflatten(frame) == [{**SOURCE, "currency": "eur", "amount": 5}]


def test_a_masked_frame_comes_back_masked() -> None:
    """A frame that hides secrets gives the objects with the same places hidden."""
    (back,) = unflatten(flatten([SOURCE]))
    assert back["client_secret"] == f"{MASK}fGxG"
    assert list(back) == list(SOURCE)
    assert back["owner"] == SOURCE["owner"]
