"""Where ids stand among others: the same as Python would find, whatever holds them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.frames.positions import positions, take

IDS = st.lists(st.one_of(st.none(), st.sampled_from(["a", "b", "c", "d", "é", ""])), max_size=12)


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
@given(values=IDS, among=IDS)
def test_each_value_is_found_at_its_first_place(dtype, values, among) -> None:
    """Missing values are nowhere, not even among missing ones."""
    found = positions(
        pd.Series(values, dtype="str").astype(dtype), pd.Series(among, dtype="object")
    )
    expected = [among.index(each) if each is not None and each in among else -1 for each in values]
    assert found.tolist() == expected


@given(values=IDS, among=IDS)
def test_what_is_taken_from_there_is_the_value_itself(values, among) -> None:
    """And missing where it is nowhere."""
    held = pd.Series(among, dtype="str")
    taken = take(held, positions(pd.Series(values, dtype="str"), held))
    expected = [each if each in among else None for each in values]
    assert [None if pd.isna(each) else each for each in taken] == expected
