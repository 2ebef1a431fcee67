"""Secrets and account numbers are masked, wherever they stand, unless asked for."""

from __future__ import annotations

import copy
import json
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from json_strategies import ANY_OBJECT, EXAMPLES, KEYS
from made_objects import CUSTOMER, SOURCE, customer_with

from kit.frames import flatten, mask, unflatten
from kit.frames.masking import MASK

SECRET = "src_client_secret_sBqfX18eq6GPfGxGvVfMByCp"
SENSITIVE: dict[str, dict[str, Any]] = {
    "client_secret": {"client_secret": SECRET},
    "ach_credit_transfer.account_number": {"ach_credit_transfer": {"account_number": "0001234567"}},
    "sepa_credit_transfer.iban": {"sepa_credit_transfer": {"iban": "DE89370400440532013000"}},
    "sepa_credit_transfer.refund_iban": {"sepa_credit_transfer": {"refund_iban": "DE8937040044"}},
    "multibanco.refund_iban": {"multibanco": {"refund_iban": "DE89370400440532013000"}},
    "receiver.address": {"receiver": {"address": "121042882-38381234567890123"}},
    "redirect.url": {"redirect": {"url": f"https://hooks.stripe.com/r?client_secret={SECRET}"}},
    "sepa_debit.mandate_url": {
        "sepa_debit": {"mandate_url": "https://hooks.stripe.com/m/abcdefgh"}
    },
    "alipay.native_url": {"alipay": {"native_url": "alipay://alipayclient/?abcdefgh"}},
    "alipay.data_string": {"alipay": {"data_string": "sign=abcdefghijkl"}},
    "klarna.client_token": {"klarna": {"client_token": "eyJhbGciOiJIUzI1NiJ9"}},
    "klarna.redirect_url": {"klarna": {"redirect_url": "https://pay.klarna.com/na/abcdefgh"}},
    "wechat.qr_code_url": {"wechat": {"qr_code_url": "weixin://wxpay/bizpayurl?pr=abcdefgh"}},
    "metadata.iban": {"metadata": {"iban": "DE89370400440532013000"}},
    "metadata.note": {"metadata": {"note": f"the secret is {SECRET}"}},
    "metadata.key": {"metadata": {"key": "sk_test_notarealkey0000"}},
    "new.client_secret": {"new": {"client_secret": SECRET}},
    "new_url": {"new_url": f"https://hooks.stripe.com/x?client_secret={SECRET}"},
}


def leaf(value: object) -> str:
    """The only text at the bottom of nested hashes."""
    while isinstance(value, dict):
        (value,) = value.values()
    return str(value)


@pytest.mark.parametrize("column", SENSITIVE)
def test_a_sensitive_value_shows_its_last_four(column: str) -> None:
    """A masked value is four dots and the last four characters; revealed, it is itself."""
    hidden = leaf(SENSITIVE[column])
    assert flatten([SENSITIVE[column]])[column][0] == f"{MASK}{hidden[-4:]}"
    assert flatten([SENSITIVE[column]], reveal=True)[column][0] == hidden


@pytest.mark.parametrize("column", SENSITIVE)
@pytest.mark.parametrize("metadata_columns", [64, 0])
def test_no_sensitive_value_is_anywhere_in_a_frame(column: str, metadata_columns: int) -> None:
    """Neither a cell nor a technical column holds what is masked, alone or among others."""
    hidden = leaf(SENSITIVE[column])
    objects = [
        SENSITIVE[column],
        customer_with({**SOURCE, **SENSITIVE[column]}),
        {"metadata": {"a": 1}},
    ]
    frame = flatten(objects, metadata_columns=metadata_columns)
    assert hidden not in frame.to_csv()
    assert hidden not in repr(frame) + str(frame._repr_html_())


def test_a_value_too_short_to_show_four_shows_nothing() -> None:
    """Four of seven characters would give the value away."""
    assert flatten([{"client_secret": "1234567"}])["client_secret"][0] == MASK
    frame = flatten([{"client_secret": None}], columns="declared")
    assert unflatten(frame) == [{"client_secret": None}]


@pytest.mark.parametrize(
    "value", [123456789, 12345678.5, True, ["DE89370400440532013000"], {"value": "DE8937040044"}]
)
def test_a_sensitive_field_is_masked_whatever_its_type(value: object) -> None:
    """A number, list or hash under a sensitive name is hidden as text is."""
    objects = [{"iban": value}, {"new": {"iban": value}}, {"new": [{"iban": value}]}]
    csv = flatten(objects).to_csv()
    for hidden in ("12345", "DE89"):
        assert hidden not in csv
    assert str(flatten(objects)["iban"].dtype) == "str"
    assert unflatten(flatten(objects, reveal=True)) == objects
    assert len(unflatten(flatten(objects))) == 3


def test_odd_values_in_the_shape_are_masked_too() -> None:
    """What no column can hold, and therefore stands in the shape, is masked there."""
    objects = [
        {"client_secret": "\ud800 a secret that is no UTF-8"},
        {"amount": f"pay {SECRET}"},
        {"\ud800": {"iban": "DE89370400440532013000"}},
    ]
    csv = flatten(objects).to_csv()
    for hidden in ("a secret that", SECRET, "DE8937"):
        assert hidden not in csv


@EXAMPLES
@given(ANY_OBJECT, KEYS)
def test_a_client_secret_at_any_place_is_masked(value: dict[str, Any], key: str) -> None:
    """Whatever is around it, a client secret does not reach a frame."""
    objects = [{**value, key: SECRET}, {**value, key: {"x": SECRET}}, {**value, key: [SECRET]}]
    assert SECRET not in flatten(objects).to_csv()
    assert SECRET not in flatten(objects, metadata_columns=0).to_csv()


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


@pytest.mark.parametrize(
    "objects", [[SOURCE], [customer_with(SOURCE)], [{**CUSTOMER, "phone": None}]]
)
def test_masking_changes_no_dtype_and_no_column(objects: list[Any]) -> None:
    """A masked and a revealed frame differ in nothing but the hidden values."""
    masked, revealed = flatten(objects), flatten(objects, reveal=True)
    pd.testing.assert_series_equal(masked.dtypes, revealed.dtypes)
    pd.testing.assert_series_equal(masked["id"], revealed["id"])
    assert json.loads(masked["_shape"][0]) == json.loads(revealed["_shape"][0])
