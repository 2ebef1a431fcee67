"""Typed text becomes a query in Stripe's search language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.customer_search import search_query
from kit.errors import InvalidInput


@given(st.text(min_size=3).filter(lambda text: len(text.strip()) >= 3))
def test_no_text_escapes_from_its_quotes(text):
    """Quotes and backslashes in the text are escaped, so it stays one clause's value."""
    query = search_query(f"z{text}")
    inner = query.removeprefix('name~"')
    value, position = "", 0
    while inner[position] != '"':
        position += inner[position] == "\\"
        value += inner[position]
        position += 1
    assert value == f"z{text}".strip()
    assert inner[position:].startswith('" OR email~"')


def test_one_or_two_characters_must_be_the_whole_value():
    """Stripe's substring operator takes three characters at least."""
    assert search_query("Li") == 'name:"Li" OR email:"Li"'


@pytest.mark.parametrize(
    "query", ['email:"jenny@example.com"', "created>1692121393", '-metadata["tier"]:"gold"']
)
def test_a_query_stays_as_it_is(query):
    """Who writes Stripe's language is taken at their word."""
    assert search_query(query) == query


def test_an_empty_search_says_what_to_pass():
    """An empty text is no search."""
    with pytest.raises(InvalidInput, match="part of a name"):
        search_query("   ")
