"""Pairs in every form that people have them in."""

import numpy as np
import pandas as pd
import pytest

from kit.bulk.pairs import given_rows
from kit.bulk.row_checks import checked_rows
from kit.models.attach_request import AttachRequest

PAIR = ("cus_1", "src_1")
IDS = np.array([PAIR, ("cus_2", "src_2")])


@pytest.mark.parametrize(
    "pairs",
    [
        PAIR,
        list(PAIR),
        np.array(PAIR),
        (*PAIR, {"a": "b"}),
        [PAIR],
        {PAIR},
        [IDS[0]],
        [tuple(IDS[0])],
        [{"customer": IDS[0][0], "source": IDS[0][1]}],
        np.array([PAIR]),
        pd.DataFrame([PAIR], columns=["customer", "source"]),
        pd.DataFrame([PAIR], columns=["customer", "source"], dtype=object),
        pd.DataFrame([PAIR], columns=["customer", "source"], dtype="string[pyarrow]"),
        pd.DataFrame([PAIR], columns=["customer", "source"]).astype("category"),
        pd.DataFrame([PAIR], columns=["customer", "source"]).itertuples(index=False),
        pd.MultiIndex.from_tuples([PAIR]),
        [AttachRequest(customer="cus_1", source="src_1")],
        [AttachRequest(customer=IDS[0][0], source=IDS[0][1])],
        zip(["cus_1"], ["src_1"], strict=True),
    ],
    ids=lambda form: type(form).__name__,
)
def test_one_pair_is_one_row_in_any_form(pairs):
    """A bare pair, arrays and numpy's own text, frames of every dtype, generators."""
    (row,) = checked_rows(given_rows(pairs))
    assert (row.customer, row.source, row.problem) == (*PAIR, None)


def test_ids_of_numpy_are_sent_and_told_as_text(account, customers, cards):
    """From arrays to the frame of outcomes."""
    pairs = np.array([customers[:3], cards(3)]).T
    frame = account.attach_many(pairs, progress=False)
    assert frame.outcome.to_list() == ["attached"] * 3
    assert frame.source.to_list() == pairs[:, 1].tolist()


def test_a_single_bare_pair_is_attached(account, page):
    """As somebody writes it who has one only."""
    frame = account.attach_many((page.customer, page.source), progress=False)
    assert frame.outcome.to_list() == ["attached"]


def test_two_texts_that_are_no_pair_are_told_as_such(account):
    """Each id is checked as what it stands for."""
    frame = account.attach_many(("src_1", "cus_1"), progress=False)
    assert frame.outcome.to_list() == ["refused"]
    assert frame.error_code.to_list() == ["invalid_customer"]
