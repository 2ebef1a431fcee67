"""What flatten takes, and what it says about what it cannot take."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import stripe
from made_objects import BANK_ACCOUNT, CARD, SOURCE, customer_with, page_of

import kit
from kit.errors import KitError, UnreadableResponse
from kit.frames import flatten, unflatten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OTHER = {**SOURCE, "id": "src_2"}
PAGE = page_of(SOURCE, OTHER)
COMPACT = json.dumps(PAGE)
PRETTY = json.dumps(PAGE, indent=2)


def as_stripe_object(value: dict[str, Any]) -> object:
    """What stripe-python makes of a JSON object."""
    return stripe.StripeObject.construct_from(value, "sk_test_unused")


def as_list_object(value: dict[str, Any]) -> object:
    """What stripe-python makes of a list page."""
    return stripe.ListObject.construct_from(value, "sk_test_unused")


def as_raw_response(text: str) -> object:
    """What stripe-python's raw_request gives."""
    return stripe.StripeResponse(text, {}, 200)


def pages() -> Iterator[bytes]:
    """Two pages as they come from the network."""
    yield json.dumps(page_of(SOURCE)).encode()
    yield json.dumps(page_of(OTHER), indent=2).encode()


INPUTS: dict[str, Callable[[], object]] = {
    "compact bytes": COMPACT.encode,
    "pretty bytes": PRETTY.encode,
    "bytearray": lambda: bytearray(PRETTY.encode()),
    "memoryview": lambda: memoryview(PRETTY.encode()),
    "text": lambda: PRETTY,
    "page as dict": lambda: PAGE,
    "search page": lambda: {**PAGE, "object": "search_result"},
    "list of dicts": lambda: [SOURCE, OTHER],
    "tuple of dicts": lambda: (SOURCE, OTHER),
    "JSON list": lambda: json.dumps([SOURCE, OTHER]),
    "ordered dicts": lambda: [OrderedDict(SOURCE), OrderedDict(OTHER)],
    "list of pages": lambda: [page_of(SOURCE), page_of(OTHER)],
    "list of page texts": lambda: list(pages()),
    "list of lists": lambda: [[SOURCE], [OTHER]],
    "generator of pages": pages,
    "generator of dicts": lambda: (each for each in (SOURCE, OTHER)),
    "a page among objects": lambda: [SOURCE, page_of(OTHER)],
    "StripeObjects": lambda: [as_stripe_object(SOURCE), as_stripe_object(OTHER)],
    "generator of StripeObjects": lambda: (as_stripe_object(each) for each in (SOURCE, OTHER)),
    "ListObject": lambda: as_list_object(PAGE),
    "list of ListObjects": lambda: [as_list_object(page_of(each)) for each in (SOURCE, OTHER)],
    "raw response": lambda: as_raw_response(PRETTY),
    "list of raw responses": lambda: [as_raw_response(page.decode()) for page in pages()],
    "StripeObjects inside dicts": lambda: [
        {**SOURCE, "owner": as_stripe_object(SOURCE["owner"])},
        OTHER,
    ],
}


@pytest.mark.parametrize("form", INPUTS)
def test_an_answer_is_read_in_any_form(form: str) -> None:
    """However an answer is held, the same rows come out of it."""
    assert unflatten(flatten(INPUTS[form](), reveal=True)) == [SOURCE, OTHER]


@pytest.mark.parametrize("one", [SOURCE, json.dumps(SOURCE), as_stripe_object(SOURCE)])
def test_one_object_is_one_row(one: object) -> None:
    """A single object needs no list around it."""
    assert unflatten(flatten(one, reveal=True)) == [SOURCE]


def test_sources_cards_and_bank_accounts_stand_on_one_page() -> None:
    """A customer's page may mix what it can be paid with."""
    mixed = [SOURCE, CARD, BANK_ACCOUNT]
    assert unflatten(flatten(json.dumps(page_of(*mixed)), reveal=True)) == mixed


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (b"", "Page 1 is not JSON"),
        (b"<html>502 Bad Gateway</html>", "Page 1 is not JSON"),
        (b"\xff", "Page 1 is not JSON"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'{"a": 1e999}', "beyond what a float can hold"),
        (b"17", "Page 1 should be an object .* type int"),
        (b"null", "there is null"),
        ([page_of(SOURCE), b"oops"], "Page 2 is not JSON"),
        ({"object": "list"}, "hold a list of objects as data, but there is null"),
        ({"object": "list", "data": {"a": 1}}, "a value of type dict"),
        (b'{"object": "list", "data": [{}, 1]}', "Page 1, row 2 should be an object"),
        ([SOURCE, None], "Page 1, row 2 should be an object, but it is null"),
        ({"error": {"message": "No such customer: 'cus_1'"}}, "refusal.*No such customer"),
        ([SOURCE, {"owner": {"a": {1, 2}}}], r"Page 1, row 2, at owner\.a: .* type set"),
        ({"created": dt.datetime(2023, 8, 15, tzinfo=dt.UTC)}, "Page 1, at created: .* datetime"),
        ({"amount": decimal.Decimal("1.5")}, "at amount: .* Decimal"),
        ({"amount": float("nan")}, "at amount: .* the number nan"),
        ({"a": [1, {"b": float("inf")}]}, r"at a\.1\.b: .* the number inf"),
        ({"a": 10**5000}, "at a: .* type int"),
        ({1: "a"}, "a key must be text, but is a value of type int"),
        (17, "nothing to flatten in a value of type int"),
        (None, "nothing to flatten in null"),
        (pd.DataFrame({"a": [1]}), "nothing to flatten in a value of type DataFrame"),
        (flatten([SOURCE]), "nothing to flatten in a value of type Frame"),
    ],
)
def test_what_is_no_answer_is_refused_by_page_row_and_place(wrong: object, message: str) -> None:
    """Bad input is one error of the kit that says where it is, and shows no value."""
    with pytest.raises(UnreadableResponse, match=message) as caught:
        flatten(wrong)
    assert isinstance(caught.value, KitError)


def test_an_answer_that_is_nested_beyond_reason_is_refused() -> None:
    """Thousands of levels end in an error of the kit, not in Python's recursion limit."""
    with pytest.raises(UnreadableResponse, match=r"nested too deeply|not JSON"):
        flatten(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    with pytest.raises(UnreadableResponse, match="nested too deeply"):
        flatten(deep)


def test_a_refused_page_leaves_the_next_answer_alone() -> None:
    """An error in the middle of an answer leaves nothing behind."""
    with pytest.raises(UnreadableResponse):
        flatten([COMPACT, b"oops"])
    assert unflatten(flatten(COMPACT, reveal=True)) == [SOURCE, OTHER]


def test_a_page_longer_than_a_chunk_is_read_exactly() -> None:
    """One page of thousands, with integers beyond 64 bits here and there, loses no digit."""
    objects = [{"id": str(n), "n": 2**64 + n if n % 700 == 0 else n} for n in range(5000)]
    assert unflatten(flatten(json.dumps(objects))) == objects


def test_frames_need_no_stripe_objects() -> None:
    """Reading bytes does not even import stripe-python."""
    code = (
        "import sys, kit.frames as f; "
        'f.unflatten(f.flatten(b\'{"id":"src_1"}\')); '
        "sys.exit('stripe' in sys.modules)"
    )
    # Without kit/__init__.py, which imports the rest of the kit.
    bare = "import sys, types; sys.modules['kit'] = m = types.ModuleType('kit'); m.__path__ = {}; "
    path = [str(Path(kit.__file__).parent)]
    done = subprocess.run([sys.executable, "-c", bare.format(path) + code], check=False)
    assert done.returncode == 0


def test_expanded_customers_are_rows_too() -> None:
    """A customer with expanded sources is one row that holds them."""
    customer = customer_with(SOURCE, CARD)
    assert unflatten(flatten(json.dumps(page_of(customer)), reveal=True)) == [customer]


def test_an_answer_that_is_made_anew_for_the_next_is_read_as_it_comes() -> None:
    """As ``refresh()`` of stripe-python's objects does, and a buffer that is filled again."""
    one = dict(SOURCE)

    def refreshed() -> Iterator[dict[str, Any]]:
        for status in ("pending", "chargeable", "consumed"):
            one["status"] = status
            yield one

    def refilled() -> Iterator[bytearray]:
        held = bytearray()
        for status in ("pending", "chargeable", "consumed"):
            held[:] = json.dumps(SOURCE | {"status": status}).encode()
            yield held

    for answers in (refreshed(), refilled()):
        assert flatten(answers)["status"].tolist() == ["pending", "chargeable", "consumed"]
