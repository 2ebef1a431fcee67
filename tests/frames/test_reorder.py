"""Rows in another order: the frame no longer tells in which order they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import ANY_OBJECTS, EXAMPLES, by_schema
from made_objects import SOURCE

from kit.frames import flatten, unflatten
from kit.frames.reorder import reorder

if TYPE_CHECKING:
    from kit.facts import JsonObject


def in_order(objects: list[JsonObject], came: list[int]) -> pd.DataFrame:
    """The frame of all objects in their order, of which ``came`` says how they came."""
    frame = flatten([objects[place] for place in came], reveal=True)
    return reorder(frame, np.argsort(came))


@EXAMPLES
@given(
    objects=st.one_of(ANY_OBJECTS, st.lists(by_schema("source"), max_size=5)),
    chance=st.randoms(use_true_random=False),
)
def test_however_objects_came_the_frame_is_the_same(objects, chance) -> None:
    """To the order of columns and of categories, and they are the objects still."""
    came = list(range(len(objects)))
    as_they_stand = in_order(objects, came)
    chance.shuffle(came)
    reordered = in_order(objects, came)
    pd.testing.assert_frame_equal(reordered, as_they_stand)
    flattened = flatten(objects, reveal=True)
    assert list(reordered) == list(flattened)
    for name in flattened.select_dtypes("category").columns.difference(["_shape"]):
        assert set(reordered[name].cat.categories) == set(flattened[name].cat.categories)
    if objects:
        assert unflatten(reordered) == objects


def test_new_types_keys_and_fields_stand_by_their_first_rows() -> None:
    """The documented ones stay before them, in the documented order."""
    objects: list[dict[str, Any]] = [
        {**SOURCE, "type": "type_b", "metadata": {"b": "1", "c": "2"}, "new_b": 1},
        {**SOURCE, "type": "type_a", "metadata": {"a": "1", "b": "2"}, "new_a": {"x": 1}},
    ]
    frame = in_order(objects, [1, 0])
    pd.testing.assert_frame_equal(frame, flatten(objects, reveal=True))
    assert list(frame["type"].cat.categories[-2:]) == ["type_b", "type_a"]
    assert list(frame.columns[-7:-2]) == [
        "metadata.b", "metadata.c", "metadata.a", "new_b", "new_a.x"
    ]  # fmt: skip


def test_an_empty_frame_keeps_its_columns() -> None:
    """Their categories too."""
    empty = flatten([])
    pd.testing.assert_frame_equal(reorder(empty, np.empty(0, np.int64)), empty)
