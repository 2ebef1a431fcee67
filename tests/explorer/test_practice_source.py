"""Every source type can be made for practice."""

from __future__ import annotations

import pytest

from kit.errors import InvalidInput
from kit.facts.source_types import SOURCE_TYPES
from kit.practice_source import minor_units, practice_params


@pytest.mark.parametrize("type", SOURCE_TYPES)
def test_each_type_is_made_as_documented(account, type):
    """The offline account takes the parameters and the source begins as its type does."""
    source = account.create_source(**practice_params(type, amount=1000, email="a@example.com"))
    assert (source["type"], source["amount"]) == (type, 1000)
    assert source["status"] == SOURCE_TYPES[type].starts_as
    assert source["owner"]["email"] == "a@example.com"


def test_an_unknown_type_is_refused_with_the_known_ones():
    """The message lists what there is."""
    with pytest.raises(InvalidInput, match="sepa_debit"):
        practice_params("cheque")


@pytest.mark.parametrize("text", ["ten", "-1", "0", "1.234", "NaN", "Infinity", "1e40", "1,5"])
def test_what_is_no_amount_is_refused(text):
    """Nothing is rounded and nothing is guessed."""
    with pytest.raises(InvalidInput, match="USD"):
        minor_units(text, "usd")


def test_currencies_have_their_own_digits():
    """Stripe counts yen whole and dinars in thousandths."""
    assert minor_units("12", "jpy") == 12
    assert minor_units("1.230", "kwd") == 1230
    with pytest.raises(InvalidInput, match="no decimals"):
        minor_units("1.5", "jpy")
