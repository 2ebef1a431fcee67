"""Amounts in major units: exact, with Stripe's number of digits for each currency."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import EXAMPLES
from made_objects import CARD, CUSTOMER, SOURCE

from kit.errors import UnreadableFrame
from kit.facts.currencies import exponent
from kit.frames import flatten, money


def priced(amount: object, currency: object) -> dict[str, object]:
    """A source of this amount."""
    return {"id": "src_1", "object": "source", "amount": amount, "currency": currency}


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (1000, "usd", "10.00"),
        (1, "EUR", "0.01"),
        (-5, "usd", "-0.05"),
        (0, "usd", "0.00"),
        (1000, "jpy", "1000"),
        (1000, "mga", "1000"),
        (500, "ugx", "5.00"),
        (500, "isk", "5.00"),
        (500, "huf", "5.00"),
        (500, "twd", "5.00"),
        (1230, "kwd", "1.230"),
        (1230, "tnd", "1.230"),
        (2**63 - 1, "usd", "92233720368547758.07"),
    ],
)
def test_an_amount_has_the_digits_of_its_currency(
    amount: int, currency: str, expected: str
) -> None:
    """The decimal point stands where Stripe has it, which is not always where ISO has it."""
    assert str(money(flatten([priced(amount, currency)]))["amount"][0]) == expected


@EXAMPLES
@given(st.integers(-(2**63), 2**63 - 1), st.sampled_from(["usd", "jpy", "kwd", "isk", "xyz"]))
def test_no_cent_is_lost(amount: int, currency: str) -> None:
    """Times the currency's unit it is the integer that Stripe sent."""
    (major,) = money(flatten([priced(amount, currency)]))["amount"]
    assert major * 10 ** exponent(currency) == amount or abs(amount) > 10**27
    assert int(major.scaleb(exponent(currency))) == amount


def test_a_missing_amount_or_currency_is_none() -> None:
    """Without both there is no sum of money, and nothing is guessed."""
    frame = flatten([priced(None, "usd"), priced(5, None), priced("5", "usd"), priced(5, "usd")])
    assert money(frame)["amount"].tolist() == [None, None, None, Decimal("0.05")]


def test_every_amount_is_in_its_own_currency() -> None:
    """Receivers' amounts are in the source's currency, an order's in the order's."""
    order = {**SOURCE, "source_order": {"amount": 700, "currency": "jpy"}}
    sums = money(flatten([order])).iloc[0].to_dict()
    assert sums == {
        "amount": Decimal("10.00"),
        "receiver.amount_charged": Decimal("0.00"),
        "receiver.amount_received": Decimal("10.00"),
        "receiver.amount_returned": Decimal("0.00"),
        "source_order.amount": Decimal(700),
    }
    assert money(flatten([CUSTOMER]))["balance"].tolist() == [Decimal("0.00")]


def test_sums_keep_the_index_and_can_be_put_in_place() -> None:
    """The result lines up with a filtered frame, and adds up."""
    frame = flatten([priced(1, "usd"), priced(2, "usd"), priced(3, "usd")]).iloc[[2, 0]]
    assert money(frame).index.tolist() == [2, 0]
    assert frame.assign(**money(frame))["amount"].sum() == Decimal("0.04")


def test_columns_of_another_dtype_are_read_too() -> None:
    """Amounts that the caller has as floats or text are the same money."""
    for dtype in ("float64", "str", "object"):
        frame = flatten([priced(1000, "usd")], dtypes={"amount": dtype, "currency": "category"})
        assert money(frame)["amount"].tolist() == [Decimal("10.00")]


def test_a_frame_without_amounts_or_currency_is_refused() -> None:
    """Money needs amounts and their currency, and says which column is missing."""
    with pytest.raises(UnreadableFrame, match="no column of amounts"):
        money(flatten([CARD]))
    with pytest.raises(UnreadableFrame, match="'amount' need the column 'currency'"):
        money(flatten([SOURCE])[["amount"]])
    with pytest.raises(UnreadableFrame, match="no column of amounts"):
        money(pd.DataFrame({"x": [1]}))
