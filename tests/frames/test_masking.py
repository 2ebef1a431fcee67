"""Secrets and account numbers are masked, wherever they stand, unless asked for."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import ANY_OBJECT, EXAMPLES, KEYS
from made_objects import CUSTOMER, SOURCE, customer_with
from secret_strategies import NAMED_PLACES, PLACES, SECRET_NAMES, SECRETS

from kit.errors import UnreadableResponse
from kit.facts.objects import ALL_FIELDS
from kit.frames import flatten, unflatten
from kit.frames.masking import MASK, is_sensitive

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


@EXAMPLES
@given(SECRETS, st.sampled_from(sorted(PLACES)), st.sampled_from([64, 0]))
def test_a_secret_is_known_by_its_shape_wherever_it_is(
    secret: str, place: str, metadata_columns: int
) -> None:
    """Keys, client secrets, IBANs and card numbers are hidden in values and in names alike."""
    objects = [{"id": "x"}, PLACES[place](secret)]
    frames = [flatten(objects, metadata_columns=metadata_columns)]
    if place == "an expanded source":
        frames += flatten(objects, sources="frame", metadata_columns=metadata_columns)
        frames.append(flatten(objects, sources="joined", metadata_columns=metadata_columns))
    for frame in frames:
        assert secret not in frame.to_csv()
        assert secret not in repr(unflatten(frame))
        assert secret not in repr(list(frame.columns))


@EXAMPLES
@given(SECRET_NAMES, st.sampled_from(sorted(NAMED_PLACES)))
def test_a_secret_is_known_by_its_name_however_it_is_spelled(name: str, place: str) -> None:
    """Names are compared by their words, whatever case and signs part them."""
    objects = [{"id": "x"}, NAMED_PLACES[place](name, "0001234567")]
    for metadata_columns in (64, 0):
        frame = flatten(objects, metadata_columns=metadata_columns)
        assert "0001234567" not in frame.to_csv()
        assert "0001234567" not in repr(unflatten(frame))


@EXAMPLES
@given(SECRET_NAMES, st.sampled_from(sorted(NAMED_PLACES)), st.integers(10**9, 10**10))
def test_numbers_under_a_sensitive_name_are_hidden(name: str, place: str, number: int) -> None:
    """An account number is one as integer too."""
    objects = [NAMED_PLACES[place](name, number), NAMED_PLACES[place](name, [number])]
    assert str(number) not in flatten(objects).to_csv()


@pytest.mark.parametrize(
    "text",
    [
        "DE89370400440532013001",  # wrong check digits
        "ZZ89370400440532013000",  # no such country
        "4242424242424241",
        "1692121393000000",
        "order 2023-08-15 17:43:13 no 12345678901234",
        "src_1NfRGv2eZvKYlo2Cv7NAImBL",
        "sk_test_****yrW3",
        "+49 151 1234 5678 901",
        '{"order": "6735"}',
    ],
)
def test_what_only_looks_like_a_secret_is_shown(text: str) -> None:
    """Ids, times and numbers without the check digits stay as they are, as value and as name."""
    frame = flatten([{"metadata": {"note": text, text: "x"}, "new": text}])
    assert frame.loc[0, ["metadata.note", "new", f"metadata.{text}"]].tolist() == [text, text, "x"]


@pytest.mark.parametrize(
    ("holder", "name"),
    [
        ("ideal", "iban_last4"),
        ("card", "cvc_check"),
        ("card", "last4"),
        ("owner", "address"),
        ("redirect", "return_url"),
        ("redirect", "status"),
        ("card", "tokenization_method"),
        ("metadata", "string"),
        ("metadata", "company"),
        ("sepa_debit", "mandate_reference"),
        ("ach_debit", "routing_number"),
        ("", "idempotency_key"),
        ("", "tertiary_secretary"),
        ("customer", "account"),
        ("receiver", "amount_received"),
    ],
)
def test_names_that_say_nothing_secret_are_shown(holder: str, name: str) -> None:
    """What the kit is used for is not hidden: last digits, checks, references, keys of requests."""
    assert not is_sensitive(holder, name)


def test_the_documented_fields_that_are_masked_are_these() -> None:
    """No documented column is hidden by accident, and none of these is shown."""
    hidden = {name for name in ALL_FIELDS if is_sensitive(*(["", *name.split(".")][-2:]))}
    assert {name.rpartition(".")[2] for name in hidden} == set(
        """
        account_number address client_secret client_token data_string iban mandate_url native_url
        pay_later_redirect_url pay_now_redirect_url pay_over_time_redirect_url prepay_id
        qr_code_url redirect_url refund_iban sender_account_number sender_iban url
        """.split()
    )
    assert {name for name in hidden if name.endswith((".address", ".url"))} == {
        "mandate.url",
        "receiver.address",
        "redirect.url",
    }


def test_a_name_that_tells_of_secrets_is_shown() -> None:
    """Nobody could ask for a column whose name is hidden; its value is."""
    frame = flatten([{"metadata": {"my_secret_note": "abcdefgh", "api_key": "ijklmnop"}}])
    assert frame["metadata.my_secret_note"].tolist() == [f"{MASK}efgh"]
    assert frame["metadata.api_key"].tolist() == [f"{MASK}mnop"]


def test_two_names_with_the_same_end_stay_two_columns() -> None:
    """Masked names are told apart, and the object comes back with all of its keys."""
    keys = ["sk_live_1111abcd", "sk_live_2222abcd"]
    objects = [{"metadata": {keys[0]: "a", keys[1]: "b"}, keys[0]: 1, keys[1]: 2}]
    frame = flatten(objects)
    shown = [f"{MASK}abcd", f"{MASK}abcd (2)"]
    columns = [*shown, *(f"metadata.{name}" for name in shown)]
    assert [name for name in frame.columns if MASK in name] == columns
    expected = {"metadata": {shown[0]: "a", shown[1]: "b"}, shown[0]: 1, shown[1]: 2}
    assert unflatten(frame) == [expected]
    assert unflatten(flatten(objects, metadata_columns=0)) == [expected]


def test_names_with_the_same_end_are_numbered_as_they_came() -> None:
    """The same in every process: twelve of them would not fall into order by chance."""
    metadata = {f"sk_live_{number:04}abcd": str(number) for number in range(1, 13)}
    (back,) = unflatten(flatten([{"metadata": metadata}]))
    assert list(back["metadata"].values()) == [str(number) for number in range(1, 13)]
    assert list(back["metadata"])[-1] == f"{MASK}abcd (12)"


def test_an_error_names_a_place_without_its_secret() -> None:
    """What cannot be read is named by its place, and a name in it that is a secret is masked."""
    with pytest.raises(UnreadableResponse) as caught:
        flatten([{"sk_live_abcdefgh1234": {1, 2}}])
    assert "abcdefgh" not in str(caught.value)


@pytest.mark.parametrize(
    "objects", [[SOURCE], [customer_with(SOURCE)], [{**CUSTOMER, "phone": None}]]
)
def test_masking_changes_no_dtype_and_no_column(objects: list[Any]) -> None:
    """A masked and a revealed frame differ in nothing but the hidden values."""
    masked, revealed = flatten(objects), flatten(objects, reveal=True)
    pd.testing.assert_series_equal(masked.dtypes, revealed.dtypes)
    pd.testing.assert_series_equal(masked["id"], revealed["id"])
    assert json.loads(masked["_shape"][0]) == json.loads(revealed["_shape"][0])
