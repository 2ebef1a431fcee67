"""The declared frame: documented columns, in documented order and dtype, whatever the data."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest
from made_objects import BANK_ACCOUNT, CARD, CUSTOMER, SOURCE, page_of

from kit.errors import InvalidInput
from kit.facts.objects import OBJECT_FIELDS
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUSES
from kit.frames import flatten, unflatten

DTYPES = {
    "string": "str",
    "list": "str",
    "integer": "Int64",
    "boolean": "boolean",
    "timestamp": "datetime64[us, UTC]",
    "category": "category",
}
CORE = (
    "id object amount created currency customer flow livemode owner.email owner.name status type "
    "usage"
)
TECHNICAL = ["_metadata_keys", "_shape"]
SAMPLES = {"source": SOURCE, "card": CARD, "bank_account": BANK_ACCOUNT, "customer": CUSTOMER}


def declared(name: str) -> dict[str, str]:
    """The declared columns of one object and their dtypes, in order."""
    fields = OBJECT_FIELDS[name]
    return {field.name: DTYPES[field.kind] for field in fields if field.kind != "map"}


def shown(frame: pd.DataFrame) -> dict[str, str]:
    """The columns of a frame and their dtypes, without the technical ones."""
    return {k: str(v) for k, v in frame.dtypes.items() if k not in TECHNICAL}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("rows", [1, 2000])
def test_declared_columns_are_the_same_for_any_number_of_rows(name: str, rows: int) -> None:
    """One row or thousands: the same columns in the same order with the same dtypes."""
    frame = flatten([SAMPLES[name]] * rows, columns="declared")
    assert list(shown(frame).items()) == list(declared(name).items())
    assert len(frame) == rows


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("/v1/customers", "customer"),
        ("/v1/customers/search", "customer"),
        ("/v1/customers/cus_1/sources", "source"),
    ],
)
def test_an_empty_page_has_the_columns_of_what_was_asked_for(url: str, name: str) -> None:
    """No rows, but every column with its dtype; the page's url says of what."""
    frame = flatten(page_of(url=url), columns="declared")
    assert list(shown(frame).items()) == list(declared(name).items())
    assert len(frame) == 0


@pytest.mark.parametrize("nothing", [[], b'{"object":"list","data":[]}', iter(())])
def test_nothing_has_the_core_columns_of_a_source(nothing: object) -> None:
    """Without a row the core columns stand there, typed."""
    frame = flatten(nothing)
    assert list(frame.columns) == [*CORE.split(), "_shape"]
    assert shown(frame).items() <= declared("source").items()


def test_present_columns_are_the_core_and_what_holds_something() -> None:
    """By default a frame shows the core columns and those with a value, in declared order."""
    names = list(shown(flatten([SOURCE])))
    assert set(CORE.split()) < set(names)
    assert "receiver.amount_received" in names
    assert "statement_descriptor" not in names
    assert "redaction" not in names
    assert names == [name for name in declared("source") if name in names]


def test_mixed_objects_share_one_frame() -> None:
    """Sources, cards and bank accounts stand in one frame with the columns of all of them."""
    frame = flatten([SOURCE, CARD, BANK_ACCOUNT])
    assert frame["object"].tolist() == ["source", "card", "bank_account"]
    assert list(frame["object"].cat.categories) == ["source", "card", "bank_account"]
    assert frame["exp_year"].tolist() == [pd.NA, 2030, pd.NA]
    assert frame["status"].cat.categories.tolist()[:5] == list(STATUSES)
    assert frame["last4"].tolist()[1:] == ["0042", "6789"]


def test_categories_begin_with_the_documented_ones() -> None:
    """A value that is not documented comes after those that are."""
    frame = flatten([{**SOURCE, "type": "new_type"}, SOURCE])
    assert list(frame["type"].cat.categories) == [*SOURCE_TYPES, "new_type"]
    assert frame["type"].tolist() == ["new_type", "ach_credit_transfer"]


def test_created_is_a_moment_in_utc() -> None:
    """Seconds since 1970 become timestamps in UTC."""
    assert flatten([SOURCE])["created"][0] == pd.Timestamp("2023-08-15 17:43:13", tz="UTC")


def test_type_hashes_stand_under_their_own_prefix() -> None:
    """What belongs to the type is found under the type's name, after the common columns."""
    names = list(flatten([SOURCE]).columns)
    assert names.index("ach_credit_transfer.bank_name") > names.index("usage")
    assert flatten([SOURCE])["ach_credit_transfer.bank_name"][0] == "TEST BANK"


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        ("x", "str"),
        (1, "Int64"),
        (0.5, "Float64"),
        (True, "boolean"),
        ([1], "str"),
        (2**60, "str"),
    ],
)
def test_a_new_field_has_a_dtype_of_its_own(value: object, dtype: str) -> None:
    """A field that Stripe adds survives in a column that suits its values."""
    frame = flatten([{**SOURCE, "new": value}, SOURCE])
    assert str(frame["new"].dtype) == dtype
    assert list(frame.columns)[-2:] == ["new", "_shape"]


def test_a_new_type_has_columns_of_its_own() -> None:
    """The hash of an unknown source type is taken apart like the known ones."""
    frame = flatten([{**SOURCE, "type": "bacs_debit", "bacs_debit": {"last4": "0042"}}])
    assert frame["bacs_debit.last4"].tolist() == ["0042"]


def test_new_fields_do_not_flood_the_frame() -> None:
    """Where every object has new fields, a thousand get columns and none is lost."""
    objects = [{**SOURCE, f"k{n}": n, "new": {f"k{n}": "x"}} for n in range(1200)]
    frame = flatten(objects, reveal=True)
    assert 1000 < frame.shape[1] < 1100
    assert unflatten(frame) == objects


def test_a_known_column_keeps_its_dtype_when_the_data_does_not_fit() -> None:
    """One odd value changes no declared dtype."""
    odd = {**SOURCE, "amount": "12", "livemode": "no", "created": "now", "currency": 7, "status": 1}
    frame = flatten([odd, SOURCE])
    assert shown(frame).items() <= declared("source").items()
    assert frame["amount"].tolist() == [pd.NA, 1000]


def test_dtypes_are_overridden_by_column() -> None:
    """The caller's dtype wins for the columns named, and nothing is lost by it."""
    objects = [{**SOURCE, "amount": 2**53 + 1, "metadata": {"n": "007"}}, SOURCE]
    dtypes = {"amount": "float64", "currency": "category", "metadata.n": "Int64", "usage": "str"}
    frame = flatten(objects, reveal=True, dtypes=dtypes)
    assert {name: str(frame[name].dtype) for name in dtypes} == dtypes
    assert unflatten(frame) == objects


def test_an_odd_value_under_another_dtype_comes_back() -> None:
    """A number in a column of text survives even where the caller's dtype changes the text."""
    objects = [{"statement_descriptor": 7.0}, {"statement_descriptor": "007"}]
    frame = flatten(objects, dtypes={"statement_descriptor": "Float64"})
    assert frame["statement_descriptor"].tolist() == [7.0, 7.0]
    assert json.dumps(unflatten(frame)) == json.dumps(objects)


def test_a_dtype_for_a_column_that_is_not_there_is_no_error() -> None:
    """Declared and metadata columns may be missing from one answer; other names are typos."""
    flatten([CARD], dtypes={"amount": "float64", "metadata.order": "Int64"})
    with pytest.raises(InvalidInput, match=r"'amuont'.*mean 'amount'"):
        flatten([SOURCE], dtypes={"amuont": "float64"})


def test_a_dtype_that_cannot_be_is_refused_by_column() -> None:
    """The error of pandas is the cause of one that names the column."""
    with pytest.raises(InvalidInput, match="'currency' cannot be 'Int64'") as caught:
        flatten([SOURCE], dtypes={"currency": "Int64"})
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize(
    "options", [{"columns": "all"}, {"sources": "x"}, {"metadata_columns": -1}]
)
def test_arguments_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    """An option's value that does not exist is refused by the option's name."""
    with pytest.raises(InvalidInput, match=f"{next(iter(options))}="):
        flatten([SOURCE], **options)


def test_no_column_has_two_kinds() -> None:
    """A column means the same and has the same dtype in every object that has it."""
    kinds: dict[str, str] = {}
    for fields in OBJECT_FIELDS.values():
        for field in fields:
            assert kinds.setdefault(field.name, field.kind) == field.kind, field.name


def test_the_frame_stands_on_a_plain_range_of_rows() -> None:
    """Rows are numbered from 0, in the order of the answer."""
    frame = flatten([SOURCE, CARD])
    assert frame.index.equals(pd.RangeIndex(2))
    assert frame["id"].tolist() == [SOURCE["id"], CARD["id"]]
