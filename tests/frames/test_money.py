"""Amounts in major units: exact, with Stripe's number of digits for each currency."""

from __future__ import annotations

import re
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import EXAMPLES
from made_objects import CARD, CUSTOMER, SOURCE

from kit.errors import InvalidInput, UnreadableFrame
from kit.facts.currencies import exponent
from kit.frames import flatten, money, unflatten


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
@given(st.integers(-(2**63), 2**63 - 1), st.sampled_from(["usd", "jpy", "kwd", "isk"]))
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


@pytest.mark.parametrize("currency", ["xyz", "usd ", "", "us", "••••"])
def test_an_unknown_currency_is_refused(currency: str) -> None:
    """How many digits stand after the point is not guessed; the error says what to do."""
    frame = flatten([priced(5, "usd"), priced(5, currency)])
    with pytest.raises(
        UnreadableFrame, match=r"'amount' in the row 1 is in the currency.*exponents="
    ):
        money(frame)
    assert money(frame.head(1))["amount"].tolist() == [Decimal("0.05")]


def test_the_caller_may_say_the_digits_of_a_currency() -> None:
    """For what the kit does not know, or knows otherwise; in any case."""
    frame = flatten([priced(12345, "xyz"), priced(12345, "USD")])
    sums = money(frame, exponents={"XYZ": 3, "usd": 0})["amount"]
    assert sums.tolist() == [Decimal("12.345"), Decimal(12345)]
    for wrong in (-1, 9, "2", True):
        with pytest.raises(InvalidInput, match="exponents="):
            money(frame, exponents={"xyz": wrong})  # type: ignore[dict-item]


def test_a_missing_amount_needs_no_known_currency() -> None:
    """Where there is no amount there are no digits to be told."""
    assert money(flatten([priced(None, "xyz")]))["amount"].tolist() == [None]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (10.5, "10.5"),
        (Decimal("10.00"), "10.00"),
        ("10.5", "10.5"),
        (float(2**53 + 2), "9007199254740994.0"),
        (float("inf"), "inf"),
        (True, "True"),
        ("ten", "ten"),
    ],
)
def test_amounts_that_are_no_integers_any_more_are_refused(amount: object, shown: str) -> None:
    """What was divided, averaged or rounded by a float is no sum of minor units."""
    frame = flatten([priced(1000, "usd"), priced(1000, "usd")])
    frame["amount"] = pd.Series([1000, amount], dtype="object")
    with pytest.raises(UnreadableFrame, match=f"'amount' holds {re.escape(shown)} in the row 1"):
        money(frame)
    with pytest.raises(UnreadableFrame, match=f"'amount' holds {re.escape(shown)} in the row 1"):
        unflatten(frame)
    assert len(unflatten(frame.head(1))) == 1


def test_sums_in_major_units_are_not_taken_for_minor_ones() -> None:
    """A frame in which money was put in place of the amounts is refused by both."""
    frame = flatten([priced(1000, "usd")])
    replaced = frame.assign(**money(frame))
    for each in (money, unflatten):
        with pytest.raises(UnreadableFrame, match=r"'amount' holds 10\.00"):
            each(replaced)


def test_a_frame_without_amounts_or_currency_is_refused() -> None:
    """Money needs amounts and their currency, and says which column is missing."""
    with pytest.raises(UnreadableFrame, match="no column of amounts"):
        money(flatten([CARD]))
    with pytest.raises(UnreadableFrame, match="'amount' need the column 'currency'"):
        money(flatten([SOURCE])[["amount"]])
    with pytest.raises(UnreadableFrame, match="no column of amounts"):
        money(pd.DataFrame({"x": [1]}))


def test_as_float_is_what_charts_take() -> None:
    """float64 with NaN where there is no sum; the same digits as the exact ones."""
    rows = [priced(None, "usd"), priced(5, None), priced(1999, "usd"), priced(7, "JPY")]
    sums = money(flatten(rows), as_float=True)["amount"]
    assert str(sums.dtype) == "float64"
    assert sums.fillna(-1).tolist() == [-1, -1, 19.99, 7.0]


@EXAMPLES
@given(st.integers(-(2**53), 2**53), st.sampled_from(["usd", "jpy", "kwd", "isk"]))
def test_a_float_is_the_nearest_to_the_exact_sum(amount: int, currency: str) -> None:
    """No float would be nearer."""
    frame = flatten([priced(amount, currency)])
    assert money(frame, as_float=True)["amount"][0] == float(money(frame)["amount"][0])


@pytest.mark.parametrize("as_float", [False, True])
def test_a_series_has_its_currency_named(as_float: bool) -> None:
    """In one currency, or in each row's own."""
    frame = flatten([priced(100, "usd"), priced(100, "jpy")]).iloc[[1, 0]]
    own = money(frame["amount"], frame["currency"], as_float=as_float)
    assert (own.tolist(), own.index.tolist(), own.name) == ([100, 1], [1, 0], "amount")
    assert money(frame["amount"], "kwd", as_float=as_float).astype(float).tolist() == [0.1, 0.1]


def test_what_a_series_lacks_is_said() -> None:
    """A Series needs its currency, a frame has it; as_float is a flag."""
    frame = flatten([priced(100, "usd")])
    with pytest.raises(InvalidInput, match="Pass it as text, or as a Series"):
        money(frame["amount"])  # type: ignore[call-overload]
    with pytest.raises(InvalidInput, match="currency= is for a Series"):
        money(frame, "usd")  # type: ignore[call-overload]
    with pytest.raises(InvalidInput, match="as_float="):
        money(frame, as_float="yes")  # type: ignore[call-overload]


def test_floats_are_refused_where_decimals_are() -> None:
    """An unknown currency, and amounts that are no integers any more."""
    with pytest.raises(UnreadableFrame, match="in the row 1 is in the currency 'xyz'"):
        money(flatten([priced(5, "usd"), priced(5, "xyz")]), as_float=True)
    frame = flatten([priced(5, "usd")])
    with pytest.raises(UnreadableFrame, match=r"'amount' holds 0\.5"):
        money(frame.assign(amount=[0.5]), as_float=True)
