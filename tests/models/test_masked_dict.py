"""A JSON object that prints no secret, however it is taken, joined, copied or stored."""

import copy
import json
import pickle
from pprint import pformat

import orjson
import pytest

from kit.models.masked_dict import MaskedDict

SECRET = "src_client_secret_NobodyMaySeeThis"
NUMBER = "110000000123456"
SOURCE = {
    "object": "source",
    "id": "src_1",
    "client_secret": SECRET,
    "ach_credit_transfer": {"account_number": NUMBER},
    "list": [{"object": "source", "client_secret": SECRET}],
}


def _joined(masked):
    joined = masked.copy()
    joined |= {"more": 1}
    return joined


#: Every way to take an object that gives another, or a part.
WAYS = {
    "itself": lambda masked: masked,
    "copy()": lambda masked: masked.copy(),
    "copy.copy": copy.copy,
    "copy.deepcopy": copy.deepcopy,
    "pickle": lambda masked: pickle.loads(pickle.dumps(masked)),  # noqa: S301  # its own
    "masked | dict": lambda masked: masked | {},
    "dict | masked": lambda masked: {} | masked,
    "masked | masked": lambda masked: masked | masked,
    "|=": _joined,
    "a hash inside": lambda masked: masked["ach_credit_transfer"],
    "a hash by get": lambda masked: masked.get("ach_credit_transfer"),
    "a hash by pop": lambda masked: masked.copy().pop("ach_credit_transfer"),
    "a list inside": lambda masked: masked["list"],
    "values()": lambda masked: masked.values(),
    "items()": lambda masked: masked.items(),
    "items() of a hash": lambda masked: masked["ach_credit_transfer"].items(),
    "in a list": lambda masked: [masked],
    "in a dict": lambda masked: {"source": masked},
}


@pytest.fixture
def masked():
    """One masked source."""
    return MaskedDict(SOURCE)


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_taking_it_prints_a_secret(masked, way):
    """repr, str, format and pprint of what comes out hold neither secret nor number."""
    taken = WAYS[way](masked)
    for text in (repr(taken), str(taken), f"{taken}", pformat(taken)):
        assert SECRET not in text
        assert NUMBER not in text
    assert "••••" in repr(taken)


@pytest.mark.parametrize("way", ["copy()", "copy.copy", "copy.deepcopy", "pickle", "dict | masked"])
def test_a_copy_is_whole_and_a_masked_dict_again(masked, way):
    """Nothing is lost inside, and what is taken out of the copy is as quiet."""
    taken = WAYS[way](masked)
    assert type(taken) is MaskedDict
    assert taken == SOURCE
    assert SECRET not in repr(taken["list"][0])


def test_dict_with_masked_keeps_the_order_of_the_left(masked):
    """``left | masked`` is what dicts make of it: the right one's values win."""
    joined = {"first": 1, "id": "src_0"} | masked
    assert list(joined)[:2] == ["first", "id"]
    assert joined["id"] == "src_1"
    assert masked.__or__(5) is NotImplemented
    assert masked.__ror__(5) is NotImplemented


def test_views_are_views(masked):
    """They follow the dict, count, and know what they hold, as a dict's own do."""
    items, values = masked.items(), masked.values()
    masked["late"] = 1
    assert len(items) == len(values) == len(SOURCE) + 1
    assert ("late", 1) in items
    assert dict(items) == masked
    assert list(zip(masked, values, strict=True)) == list(items)


def test_whoever_asks_by_name_or_for_json_gets_it_whole(masked):
    """The value is Stripe's own; JSON text is a way to send it on, not to look at it."""
    assert masked["client_secret"] == SECRET
    assert json.loads(json.dumps(masked)) == SOURCE
    assert orjson.loads(orjson.dumps(masked)) == SOURCE
