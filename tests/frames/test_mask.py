"""``mask``: a copy of whatever somebody is about to print, without its secrets."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import ANY_OBJECT, ANY_OBJECTS, EXAMPLES
from made_objects import CUSTOMER, SOURCE
from secret_strategies import NAMED_PLACES, PLACES, SECRET_NAMES, SECRETS

from kit.errors import InvalidInput
from kit.frames import Frame, flatten, mask, unflatten
from kit.frames.masking import MASK

IBAN = "DE89370400440532013000"


def test_mask_copies_an_object() -> None:
    """``mask`` gives a masked copy, in the same order, and leaves the object alone."""
    before = copy.deepcopy(SOURCE)
    masked = mask(SOURCE)
    assert before == SOURCE
    assert list(masked) == list(SOURCE)
    assert masked["client_secret"] == f"{MASK}fGxG"
    assert masked["receiver"]["address"] == f"{MASK}0123"
    assert masked["ach_credit_transfer"]["account_number"] == f"{MASK}94dc"
    assert masked["owner"] is not SOURCE["owner"]


@EXAMPLES
@given(ANY_OBJECT)
def test_mask_and_a_masked_frame_agree(value: dict[str, Any]) -> None:
    """Masking one object twice changes nothing more, and keys stay as they are."""
    masked = mask(value)
    assert mask(masked) == masked
    assert list(masked) == list(value)
    assert json.dumps(unflatten(flatten([value]))) == json.dumps([masked])


@EXAMPLES
@given(SECRETS, st.sampled_from(sorted(PLACES)))
def test_a_secret_is_hidden_at_every_place(secret: str, place: str) -> None:
    """As dict, as text, as bytes and as a frame, revealed or reduced to its columns."""
    objects = [{"id": "x"}, PLACES[place](secret)]
    assert secret not in repr(mask(objects))
    text = json.dumps(objects, ensure_ascii=False)
    assert secret not in mask(text)
    if "UTF-8" not in place:
        assert secret not in mask(text.encode()).decode()
    frame = flatten(objects, reveal=True)
    for each in (frame, pd.DataFrame(frame).drop(columns="_shape"), frame.astype("object")):
        masked = mask(each)
        assert secret not in masked.to_csv()
        assert secret not in repr(list(masked.columns))


@EXAMPLES
@given(SECRET_NAMES, st.sampled_from(sorted(NAMED_PLACES)))
def test_a_sensitive_name_hides_its_value(name: str, place: str) -> None:
    """As dict, as text, as bytes and as a frame."""
    objects = [NAMED_PLACES[place](name, "0001234567")]
    assert "0001234567" not in repr(mask(objects))
    assert "0001234567" not in mask(json.dumps(objects))
    assert b"0001234567" not in mask(json.dumps(objects).encode())
    frame = mask(flatten(objects, reveal=True, metadata_columns=0))
    assert "0001234567" not in frame.to_csv()


@EXAMPLES
@given(ANY_OBJECTS)
def test_a_masked_frame_comes_back_like_one_that_was_never_revealed(objects: list[Any]) -> None:
    """Masking a revealed frame gives the objects that a masked frame gives."""
    masked = mask(flatten(objects, reveal=True))
    assert json.dumps(unflatten(masked)) == json.dumps(unflatten(flatten(objects)))


def test_a_frame_keeps_its_rows_its_columns_and_its_own_values() -> None:
    """Only what was secret is another; rows keep their labels, the frame its class."""
    frame = flatten([SOURCE, CUSTOMER], reveal=True).iloc[[1, 0]].assign(total=[1.5, 2.5])
    masked = mask(frame)
    assert type(masked) is Frame
    assert masked.index.tolist() == [1, 0]
    assert list(masked.columns) == list(frame.columns)
    hidden = ["client_secret", "receiver.address", "ach_credit_transfer.account_number"]
    pd.testing.assert_frame_equal(masked.drop(columns=hidden), frame.drop(columns=hidden))
    assert masked["client_secret"].tolist()[1] == f"{MASK}fGxG"
    assert masked["client_secret"].isna().tolist() == [True, False]
    assert frame["client_secret"].tolist()[1] == SOURCE["client_secret"]


def test_a_frame_of_anybodys_is_masked_by_its_columns_its_index_and_its_attributes() -> None:
    """No frame of flatten's is needed: names, values, labels and notes are looked at alike."""
    table = pd.DataFrame(
        {"IBAN": [1234567890], ("a", "clientSecret"): ["x" * 9], IBAN: [1], "note": [f"to {IBAN}"]},
        index=pd.Index(["sk_live_abcdefgh1234"], name="client_secret"),
    )
    table.attrs["key"] = "sk_live_abcdefgh1234"
    masked = mask(table)
    printed = f"{masked.to_csv()}{masked.attrs}"
    for hidden in ("123456", "xxxxx", IBAN, "abcdefgh"):
        assert hidden not in printed
    labels = pd.MultiIndex.from_tuples([("sk_live_abcdefgh1234", 1)], names=["key", "n"])
    both = mask(pd.DataFrame({"x": pd.Categorical([IBAN])}, index=labels))
    assert IBAN not in both.to_csv()
    assert "abcdefgh" not in both.to_csv()
    assert mask(pd.DataFrame()).empty


def test_cells_that_are_no_json_are_masked_as_they_are_printed() -> None:
    """Dates stay; arrays, bytes and hashes in a column show no secret."""
    cells = [dt.date(2026, 1, 1), np.array([IBAN]), IBAN.encode(), {"iban": IBAN}, None, 5]
    masked = mask(pd.DataFrame({"x": cells}))["x"].tolist()
    assert masked[0] == cells[0]
    assert IBAN not in repr(masked)
    assert masked[-1] == 5


@pytest.mark.parametrize(
    "wrong",
    [
        stripe.StripeObject.construct_from(SOURCE, "sk_test_unused"),
        pd.Series([IBAN]),
        object(),
        iter([IBAN]),
        b"\xff",
        b"client_secret=src_client_secret_abcd",
    ],
)
def test_what_cannot_be_masked_is_refused(wrong: object) -> None:
    """Nothing comes back unmasked by mistake, and the error says what to give instead."""
    with pytest.raises(InvalidInput, match="mask takes") as caught:
        mask(wrong)
    assert IBAN not in str(caught.value)


class Place(str):
    """Text that is equal to a name, and prints as another, as members of text enums do."""

    __slots__ = ()

    def __str__(self) -> str:
        return "Place.TO"


def test_what_is_known_of_a_key_holds_for_no_other() -> None:
    """A key that prints as another name makes nothing visible."""
    mask({"receiver": {Place("address"): "x", True: "y", 1.5: "z"}})
    plain = {"receiver": {"address": "121042882-38381234567890123"}}
    assert mask(plain)["receiver"]["address"].startswith(MASK)


def test_names_are_masked_however_many_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many names not all are remembered."""
    monkeypatch.setattr("kit.frames.masking._NAMES", 3)
    for number in range(5):
        notes = {f"note_{number}_{each}": "x" for each in range(4)}
        shown = mask({"a hash of many names": {**notes, "client_secret": "src_client_secret_abcd"}})
        assert shown == {"a hash of many names": {**notes, "client_secret": f"{MASK}abcd"}}
