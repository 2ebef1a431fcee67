"""Rows of tables: what a record holds, whatever it holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kit.explorer.cells import (
    CUSTOMER_COLUMNS,
    SOURCE_COLUMNS,
    Cell,
    customer_cells,
    day,
    source_cells,
)
from kit.explorer.listing import Query
from kit.explorer.sifting import sifted

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)
FIELDS = ("name", "email", "id", "created", "sources", "default_source", "type", "object")
MORE = ("status", "usage", "amount", "currency", "owner", "metadata")
RECORDS = st.fixed_dictionaries({}, optional=dict.fromkeys((*FIELDS, *MORE), ANYTHING))


@given(RECORDS)
def test_whatever_a_record_holds_it_is_a_row(record):
    """What is of no type that Stripe documents is shown as it is, or not at all."""
    rows = customer_cells(record), source_cells(record)
    assert [len(row) for row in rows] == [len(CUSTOMER_COLUMNS), len(SOURCE_COLUMNS)]
    assert all(
        isinstance(cell, Cell) and isinstance(cell.text, str) for row in rows for cell in row
    )


def test_a_time_in_milliseconds_stays_as_it_came():
    """A server that counts so is no reason to show nothing."""
    assert day(1692121393000) == "1692121393000"


def test_a_source_of_an_unknown_owner_is_found_by_its_words():
    """The owner is text where Stripe has a hash."""
    record = {"id": "src_1", "type": "card", "owner": "Jenny", "metadata": None}
    assert sifted([record], Query("card")) == [record]
