"""An answer is compared by what it means, and what is wrong with it is said."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kit
from kit.learn.comparison import difference
from kit.learn.exercise import Exercise

COUNTS = pd.DataFrame({"type": ["card", "ideal", "giropay"], "sources": [5, 3, 1]})
MONEY = pd.DataFrame({"currency": ["eur", "usd"], "waiting": [12.5, 300.25]})
IDS = {"src_1", "src_2", "src_3"}
DAY = pd.Timestamp("2026-05-01 12:00", tz="UTC")


def compared(answer, expected, **options):
    """The sentence on ``answer``, None if it is right."""
    exercise = Exercise("q1", "Which?", lambda: expected, (), "", "", **options)
    return difference(answer, expected, exercise)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (np.int64(3), 3),
        (3.0, 3),
        (Decimal("12.50"), 12.5),
        (12.5 * (1 + 1e-9), Decimal("12.50")),
        (np.True_, True),
        (" Chargeable ", "chargeable"),
        (["src_3", "src_2", "src_1"], IDS),
        (pd.Series(["src_3", "src_2", "src_1"], index=[9, 4, 7]), IDS),
        (pd.DataFrame({"id": ["src_1", "src_2", "src_3"]}), IDS),
        (np.array([2, 1]), [1, 2]),
        ([0.1 + 0.2], [0.3]),
        ([5, Decimal(1)], (5, 1.0)),
        (COUNTS.iloc[::-1], COUNTS),
        (COUNTS.set_index("type"), COUNTS),
        (COUNTS.set_index("type")["sources"], COUNTS),
        (COUNTS.rename(columns={"sources": "n", "type": "Type"}), COUNTS),
        (COUNTS.assign(share=0.5, note="mine"), COUNTS),
        (COUNTS.astype({"type": "category", "sources": "Int64"}), COUNTS),
        ({"card": 5, "ideal": 3, "giropay": 1}, COUNTS.set_index("type")["sources"]),
        (COUNTS.set_index("type")["sources"], {"card": 5, "ideal": 3, "giropay": 1}),
        (MONEY.assign(waiting=[Decimal("12.50"), Decimal("300.25")]), MONEY),
        (pd.Timestamp("2026-05-01 12:00"), DAY),
        (DAY.tz_convert("Europe/Berlin"), DAY),
        (pd.Timedelta(hours=3), pd.Timedelta(minutes=180)),
        ({"a": [1, 2]}, {"a": [2, 1]}),
    ],
)
def test_what_means_the_same_is_right(answer, expected):
    """Whatever pandas, numpy or Python calls it."""
    assert compared(answer, expected) is None


@pytest.mark.parametrize(
    ("answer", "expected", "says"),
    [
        (7, 12, "That number is too low."),
        (True, 1, "That is True or False, where a number was asked for."),
        ("3", 3, "That is text, where a number was asked for: leave the quotation marks out."),
        (None, 3, "That is None, where a number was asked for: was something left unfinished?"),
        (pd.Series([3]), 3, "take the one value out of it, with .iloc[0]"),
        (1250, 12.5, "in the smallest unit"),
        (Decimal("-12.5"), Decimal("12.5"), "with the wrong sign"),
        (12.4, 12.45, "Close: it is rounded, or a small part is missing."),
        (9, COUNTS, "That is a number, where a frame was asked for."),
        (COUNTS, 9, "That is a frame of 3 rows, where a number was asked for."),
        (COUNTS, IDS, "where a set was asked for: choose the column that holds it"),
        (COUNTS[["sources"]], COUNTS, "Of the columns that were asked for, this is missing: type."),
        (COUNTS[:2], COUNTS, "1 row is missing."),
        (COUNTS[:1], COUNTS, "2 rows are missing."),
        (
            pd.concat([COUNTS, pd.DataFrame({"type": ["eps"], "sources": [1]})]),
            COUNTS,
            "1 row too many: it does not belong there, for example eps.",
        ),
        (
            COUNTS.replace("giropay", "eps"),
            COUNTS,
            "1 row too many: it does not belong there, for example eps; 1 other is missing.",
        ),
        (pd.concat([COUNTS, COUNTS]), COUNTS, "card stands there more often than it should."),
        (
            COUNTS.assign(sources=[5, 3, 2]),
            COUNTS,
            "The right rows, but 1 of 3 are wrong in the column sources.",
        ),
        (
            MONEY.assign(waiting=[1250, 30025]),
            MONEY,
            "The right rows, but the column waiting is in the smallest unit",
        ),
        (MONEY.assign(waiting=["12.50 eur", "300.25 usd"]), MONEY, "waiting holds text"),
        (["src_1", "src_9", "src_8"], IDS, "2 values too many: they do not belong there"),
        (["cus_1"], IDS, "ids that begin with cus_..., where src_... were asked for"),
        ("cus_1", "src_1", "ids that begin with cus_..., where src_... were asked for"),
        ([1, 5], (5, 1), "Value 1: That number is too low."),
        ([5], (5, 1), "That is 1 value; 2 were asked for."),
        ({"card": 5}, {"card": 5, "ideal": 1}, "1 key is missing."),
        ({"card": 4}, {"card": 5}, "Under 'card': That number is too low."),
        (DAY.tz_localize(None).date(), DAY, "That is a time, as it should be, but another."),
        ("failed", "canceled", "It is not 'failed'."),
        (len, 3, "where a number was asked for"),
    ],
)
def test_what_is_wrong_is_said(answer, expected, says):
    """Of the answer, not of what it should have been."""
    assert says in compared(answer, expected)


class Odd:
    """Something that cannot even be compared."""

    __hash__ = None

    def __eq__(self, other):
        raise RuntimeError


ODD = [
    *(
        None,
        10**400,
        1j,
        float("nan"),
        float("inf"),
        b"",
        (),
        [],
        {},
        set(),
        [[1], {}],
        Odd(),
        [Odd()],
    ),
    *(np.array([]), np.eye(2), np.array(5), np.datetime64("NaT"), pd.NaT, pd.NA, pd.Timestamp.max),
    *(
        pd.DataFrame(),
        COUNTS[:0],
        COUNTS.T,
        COUNTS.groupby("type"),
    ),
    *(pd.Series(dtype=object), pd.Series([[1], {"a": 1}]), pd.DataFrame({("x", "y"): [1]})),
    *(pd.DataFrame({None: [1], 1.5: [COUNTS]}), pd.period_range("2020", periods=3), len, int),
]


@pytest.mark.parametrize(
    "expected",
    [3, 12.5, True, "card", DAY, (5, 1), IDS, [1, 2], COUNTS, {"card": 5}],
    ids=["whole", "half", "flag", "text", "day", "tuple", "set", "list", "frame", "dict"],
)
def test_whatever_is_answered_gets_a_sentence(expected):
    """A learner may hand in anything; a traceback of ours would teach nothing."""
    for odd in ODD:
        assert compared(odd, expected)


def test_order_counts_where_it_was_asked_for():
    """The same rows in another order are right, unless the exercise is about order."""
    turned = COUNTS.iloc[::-1]
    assert compared(turned, COUNTS, ordered=True) == (
        "The right rows, but in another order than was asked for."
    )
    assert compared(["b", "a"], ["a", "b"], ordered=True) == (
        "The right values, but in another order than was asked for."
    )
    assert compared(COUNTS, COUNTS, ordered=True) is None


def test_capitals_count_where_they_were_asked_for():
    """The name of an error is one with its capitals."""
    assert (
        compared("notfound", "NotFound", exact_case=True) == "The right text, but for its capitals."
    )
    assert compared("notfound", "NotFound") is None


def test_the_technical_columns_of_a_frame_do_not_count(account):
    """Two frames with the same values are one, whatever their JSON was built like."""
    frame = account.all_sources(progress=False)
    assert compared(frame, pd.DataFrame(frame[["id", "status"]])) is None
    assert compared(kit.plain(frame), pd.DataFrame(frame[["id", "status"]])) is None


_CELL = st.one_of(st.text(max_size=4), st.booleans(), st.none(), st.integers(-9, 9))


@given(st.lists(st.tuples(_CELL, st.integers(0, 10_000)), max_size=6), st.randoms())
def test_shuffled_rows_are_right_and_a_lost_one_is_not(rows, random):
    """For any rows, whatever they hold."""
    expected = pd.DataFrame(rows, columns=["what", "many"]).astype({"what": object})
    order = list(range(len(rows)))
    random.shuffle(order)
    assert compared(expected.iloc[order], expected) is None
    if rows:
        assert compared(expected.iloc[order[1:]], expected) is not None


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e6))
def test_a_sentence_never_holds_the_number_asked_for(answer, expected):
    """Whoever reads what is wrong has still to find it out."""
    says = compared(answer, expected)
    assert says is None or not any(sign.isdigit() for sign in says)
