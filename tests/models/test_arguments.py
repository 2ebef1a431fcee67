"""Arguments are checked where they are handed over, and the message names them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import InvalidInput
from kit.models.arguments import (
    checked_flag,
    checked_params,
    checked_path,
    checked_rate,
    checked_whole,
)

SENDABLE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text("abc"), SENDABLE))
def test_whatever_a_form_can_carry_is_taken_as_it_is(params):
    """Text, numbers, flags, nothing, hashes and lists; the copy is equal."""
    assert checked_params(params) == params


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (object(), "it holds a object"),
        ({1, 2}, "it holds a set"),
        (b"x", "it holds a bytes"),
        ([{"a": object()}], "it holds a object"),
        ({"a": "\ud800"}, "half of a surrogate pair"),
        ({"\ud800": "a"}, "half of a surrogate pair"),
        (float("nan"), "no amount of anything"),
        (np.int64(5), "it holds a int64"),
    ],
)
def test_what_cannot_be_sent_is_named(value, says):
    """The parameter by its name, and what is in it."""
    with pytest.raises(InvalidInput, match=f"The parameter owner cannot be sent: .*{says}"):
        checked_params({"owner": value})


def test_what_holds_itself_is_too_deep():
    """A circle ends as a sentence."""
    circle = {}
    circle["again"] = circle
    with pytest.raises(InvalidInput, match="too deep"):
        checked_params({"owner": circle})


@pytest.mark.parametrize("value", ["no", 1, 0, None, np.True_])
def test_a_flag_is_true_or_false(value):
    """Nothing that Python would take for one of them."""
    with pytest.raises(InvalidInput, match="dry_run is True or False"):
        checked_flag("dry_run", value)


@pytest.mark.parametrize("value", [0, -1, 1.5, "5", True, None, float("nan")])
def test_a_whole_number_is_one(value):
    """And not below the least."""
    with pytest.raises(InvalidInput, match="a whole number of 1 or more"):
        checked_whole("customers", value, least=1)


@pytest.mark.parametrize("value", [0, -1, "5", True, None, float("nan"), float("inf"), []])
def test_a_rate_is_a_number_above_zero(value):
    """A finite one."""
    with pytest.raises(InvalidInput, match="rate is in requests a second"):
        checked_rate("rate", value)
    assert checked_rate("rate", 0.5) == 0.5


@pytest.mark.parametrize("value", ["", "a\0b", 5, None, b"x", ["x"]])
def test_a_path_is_text_or_a_path(value):
    """And not nothing."""
    with pytest.raises(InvalidInput, match="journal is the path of a file"):
        checked_path("journal", value)


def test_a_long_value_is_cut_short():
    """A paste stays readable."""
    with pytest.raises(InvalidInput) as met:
        checked_whole("seed", "x" * 5000)
    assert len(str(met.value)) < 150
