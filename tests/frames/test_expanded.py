"""Customers with expanded sources: inside, apart, or joined."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from made_objects import BANK_ACCOUNT, CARD, CUSTOMER, SOURCE, customer_with, page_of

from kit.errors import UnreadableResponse
from kit.frames import flatten, unflatten

MINE = {**SOURCE, "customer": CUSTOMER["id"]}
FIRST = customer_with(MINE, CARD)
SECOND = customer_with(BANK_ACCOUNT, id="cus_2", email=None)
NONE = customer_with(id="cus_3")
ANSWER = json.dumps(page_of(FIRST, SECOND, NONE, url="/v1/customers"))


def test_sources_stay_inside_their_customer() -> None:
    """By default a row is a customer, and its sources are JSON text, masked as ever."""
    frame = flatten(ANSWER)
    assert len(frame) == 3
    assert [len(json.loads(text)) for text in frame["sources.data"]] == [2, 1, 0]
    assert MINE["client_secret"] not in frame["sources.data"][0]


def test_sources_become_a_second_frame() -> None:
    """Two frames: the customers without their sources, and the sources of all of them."""
    customers, sources = flatten(ANSWER, sources="frame", reveal=True)
    assert unflatten(sources) == [MINE, CARD, BANK_ACCOUNT]
    assert customers["id"].tolist() == [CUSTOMER["id"], "cus_2", "cus_3"]
    assert "sources.data" not in customers
    assert sources["customer"].tolist()[:2] == [CUSTOMER["id"]] * 2


def test_two_empty_frames_come_of_no_customers() -> None:
    """Without a customer both frames still have their columns."""
    customers, sources = flatten(page_of(url="/v1/customers"), sources="frame")
    assert "default_source" in customers
    assert "flow" in sources
    assert "flow" in flatten(page_of(url="/v1/customers"), sources="joined")


def test_sources_are_joined_with_their_customer() -> None:
    """A row per source, its customer beside it, typed as in a frame of customers."""
    frame = flatten(ANSWER, sources="joined")
    assert frame["id"].tolist() == [MINE["id"], CARD["id"], BANK_ACCOUNT["id"]]
    assert frame["customer"].tolist() == [CUSTOMER["id"], CUSTOMER["id"], "cus_2"]
    assert frame["customer.email"].tolist()[:2] == [CUSTOMER["email"]] * 2
    assert frame["customer.created"].dtype == flatten(CUSTOMER)["created"].dtype
    assert frame["customer.email"].isna().tolist() == [False, False, True]


def test_a_joined_frame_comes_back_as_sources_with_their_customer() -> None:
    """Back from a joined frame come sources with the customer expanded in them."""
    (first, *_) = unflatten(flatten(ANSWER, sources="joined", reveal=True))
    customer = {**FIRST, "sources": {k: v for k, v in FIRST["sources"].items() if k != "data"}}
    assert first == {**MINE, "customer": customer}


def test_an_expanded_customer_keeps_its_id_in_the_column() -> None:
    """Whether the customer is an id or an object, the column ``customer`` has the id."""
    frame = flatten([MINE, {**MINE, "customer": CUSTOMER}, {**MINE, "customer": None}])
    assert frame["customer"].tolist()[:2] == [CUSTOMER["id"]] * 2
    assert pd.isna(frame["customer"][2])


@pytest.mark.parametrize("how", ["frame", "joined"])
@pytest.mark.parametrize("data", [5, [5]])
def test_sources_that_are_none_are_refused_by_customer(how: str, data: object) -> None:
    """What should be a list of sources and is not is named with its customer."""
    wrong = {**CUSTOMER, "sources": {"object": "list", "data": data}}
    with pytest.raises(UnreadableResponse, match=f"{CUSTOMER['id']}.*sources.data.* type int"):
        flatten([wrong], sources=how)  # type: ignore[call-overload]
