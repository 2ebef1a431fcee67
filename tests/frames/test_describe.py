"""Every column of a declared frame is described."""

from __future__ import annotations

import pytest
from made_objects import BANK_ACCOUNT, CARD, CUSTOMER, SOURCE

from kit.errors import InvalidInput
from kit.facts.type_hash_meanings import MEANINGS
from kit.facts.type_hashes import TYPE_HASHES
from kit.frames import describe_columns, flatten

SAMPLES = {"source": SOURCE, "card": CARD, "bank_account": BANK_ACCOUNT, "customer": CUSTOMER}


def test_the_table_says_what_each_column_means() -> None:
    """One row per column, with its dtype, meaning, unit, values and source."""
    table = describe_columns()
    assert list(table.columns) == ["column", "dtype", "meaning", "unit", "values", "source"]
    assert list(table.index.unique()) == [
        *SAMPLES,
        "source_transaction",
        "source_event",
        "source_change",
        "migration_plan",
        "kit",
    ]
    for name in ("column", "dtype", "meaning", "source"):
        assert (table[name].str.len() > 0).all(), name
    assert table["meaning"].str.endswith(".").all()


@pytest.mark.parametrize("name", SAMPLES)
def test_the_table_tells_the_truth_about_a_frame(name: str) -> None:
    """The declared frame has the described columns with the described dtypes."""
    table = describe_columns(name).set_index("column")["dtype"].drop("metadata.KEY")
    frame = flatten([SAMPLES[name]], columns="declared").drop(columns="_shape")
    assert table.to_dict() == frame.dtypes.astype(str).to_dict()


def test_units_and_values_are_told() -> None:
    """Amounts name their currency's column, categories their documented values."""
    table = describe_columns("source").set_index("column")
    assert table.loc["source_order.amount", "unit"] == "minor units of source_order.currency"
    assert table.loc["usage", "values"] == "reusable, single_use"
    assert table.loc["sepa_credit_transfer.iban", "source"] == "stripe-python 16.1"


def test_the_technical_columns_are_described() -> None:
    """What unflatten needs is explained as well."""
    assert list(describe_columns("kit")["column"]) == ["_metadata_keys", "_shape"]


def test_an_object_that_is_not_declared_is_refused() -> None:
    """Other objects have no table, and the error names those that do."""
    with pytest.raises(InvalidInput, match=r"'charge'.*source, card, bank_account, customer"):
        describe_columns("charge")


def test_each_meaning_is_of_use() -> None:
    """No meaning is kept for a member that no type hash has."""
    members = {field.name for fields in TYPE_HASHES.values() for field in fields}
    own = {f"{name}.{field.name}" for name, fields in TYPE_HASHES.items() for field in fields}
    assert set(MEANINGS) <= members | own
