"""Whatever was recorded: it is taken over and served, or it is listed with a reason."""

import copy
import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.facts.source_types import SOURCE_TYPES
from kit.practice import PracticeControls

NOW = datetime.fromtimestamp(1_700_000_000, UTC)
MASKED = "\u2022\u2022\u2022\u20224242"

CUSTOMER = {
    "id": "cus_1",
    "object": "customer",
    "created": 1_690_000_000,
    "email": "jenny@example.com",
    "metadata": {"order": "6735"},
    "default_source": "src_1",
}
SOURCE = {
    "id": "src_1",
    "object": "source",
    "created": 1_699_990_000,
    "type": "ach_credit_transfer",
    "status": "pending",
    "flow": "receiver",
    "usage": "reusable",
    "customer": "cus_1",
    "client_secret": MASKED,
    "livemode": True,
    "ach_credit_transfer": {"account_number": MASKED, "routing_number": "110000000"},
    "receiver": {"address": MASKED, "amount_received": 0, "amount_charged": 0},
    "owner": {"email": "a@b.c", "name": None},
    "metadata": {},
}
CARD = {"id": "card_1", "object": "card", "customer": "cus_1", "last4": "4242", "metadata": {}}
TRANSACTION = {
    "id": "srctxn_1",
    "object": "source_transaction",
    "created": 1_699_990_001,
    "source": "src_1",
    "amount": 5,
}
EVENT = {
    "id": "evt_1",
    "object": "event",
    "created": 1_699_990_000,
    "type": "customer.source.created",
    "data": {"object": SOURCE},
}
ALONE = {**SOURCE, "id": "src_2", "customer": None}
RECORDED = [CUSTOMER, SOURCE, ALONE, CARD, TRANSACTION, EVENT]

VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=5),
        st.sampled_from(["src_1", "cus_1", "cus_2", "chargeable", "", MASKED, "redirect"]),
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@st.composite
def spoilt(draw):
    """The recorded objects with one value changed, or gone, anywhere in one of them."""
    objects = copy.deepcopy(RECORDED)
    inside = draw(st.sampled_from(objects))
    while True:
        key = draw(st.sampled_from(sorted(inside)))
        if isinstance(inside[key], dict) and inside[key] and draw(st.booleans()):
            inside = inside[key]
            continue
        how = draw(st.sampled_from(["gone", "null", "other"]))
        if how == "gone":
            del inside[key]
        else:
            inside[key] = None if how == "null" else draw(VALUES)
        return objects


def read_all(api):
    """Everything that can be listed, and what the payer and a program may do to it."""
    answers = [
        api.get("/v1/customers", {"limit": 100, "expand[]": "data.sources"}),
        api.get("/v1/customers/search", {"query": "email~'jenny' OR name~'abc'"}),
        api.get("/v1/events", {"limit": 100}),
        api.get("/v1/customers/cus_1", {"expand[]": "default_source"}),
        api.get("/v1/customers/cus_1/sources"),
        api.post("/v1/customers/cus_1", {"name": "B", "address[city]": "C", "metadata[a]": "1"}),
    ]
    for source in ("src_1", "src_2"):
        answers += [
            api.get(f"/v1/sources/{source}"),
            api.get(f"/v1/sources/{source}/source_transactions"),
            api.post(f"/v1/sources/{source}", {"metadata[a]": "1", "owner[name]": "B"}),
            api.post(f"/_kit/sources/{source}/receive_funds", {"amount": 5}),
            api.post(f"/_kit/sources/{source}/decline"),
            api.post("/v1/customers/cus_1/sources", {"source": source}),
        ]
    answers.append(api.delete("/v1/customers/cus_1/sources/src_1"))
    answers.append(api.post("/_kit/clock", {"seconds": 10**7}))
    return answers


@given(objects=spoilt())
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_recorded_value_breaks_the_account(api, objects):
    """Each object is there, or in the list of those that are not; no answer is a 500."""
    api.practice.replay(objects, now=NOW)
    state, left_out = api.practice.state(), api.practice.left_out
    kept = state["customers"] + state["sources"] + state["events"]
    refused = left_out[~left_out["reason"].str.contains("Not recorded|default source")]
    transactions = sum(each.get("object") == "source_transaction" for each in objects)
    assert len(objects) - transactions <= kept + len(refused) <= len(objects)
    assert [each.status for each in read_all(api) if each.status >= 500] == []


def test_what_is_whole_is_taken_over_whole(api):
    """Nothing is listed, ids and times stay, the live mode is gone, what was masked is made up."""
    api.practice.replay(RECORDED, now=NOW)
    assert api.practice.left_out.empty
    assert api.practice.now == NOW
    source = api.get("/v1/sources/src_1").json
    assert source.keys() - SOURCE.keys() == {"amount", "currency", "statement_descriptor"}
    assert source["livemode"] is False
    assert source["created"] == SOURCE["created"]
    made_up = source["ach_credit_transfer"]
    assert source["receiver"]["address"] == f"110000000-{made_up['account_number']}"
    told = api.get("/v1/events").json["data"][0]
    assert told["id"] == "evt_1"
    assert told["data"]["object"]["client_secret"] == source["client_secret"]
    listed = api.get("/v1/customers/cus_1/sources").json["data"]
    assert [each["id"] for each in listed] == ["card_1", "src_1"]
    assert api.get("/v1/sources/src_1/source_transactions").json["data"][0]["amount"] == 5


def test_time_goes_on_for_what_was_pending(api):
    """What was recorded in time runs out when it would have; what had outlived it stays."""
    kind = next(each for each in SOURCE_TYPES.values() if each.pending_seconds)
    now = int(NOW.timestamp())
    pending = {**ALONE, "type": kind.name, "flow": kind.flow, "usage": kind.usage}
    for gone in ("receiver", "ach_credit_transfer"):
        pending.pop(gone)
    young = {**pending, "id": "src_young", "created": now - 1}
    old = {**pending, "id": "src_old", "created": now - kind.pending_seconds - 1}
    api.practice.replay([young, old], now=NOW)
    api.practice.advance(seconds=kind.pending_seconds)
    statuses = [api.get(f"/v1/sources/{each['id']}").json["status"] for each in (young, old)]
    assert statuses == ["canceled", "pending"]


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"[", b'[{"a": NaN}]'])
def test_what_is_no_list_of_objects_is_refused(api, body):
    """By its name, and nothing is changed."""
    before = api.practice.state()
    answer = api.call(
        "POST", "/_kit/recorded/objects", body.decode(), {"Content-Type": "application/json"}
    )
    assert answer.status == 400
    assert answer.error["param"] == "objects"
    assert api.practice.state() == before


def test_importing_a_world_forgets_the_recording(api):
    """A reset then goes back to practice data, as it always did."""
    world = PracticeControls(api.server.api_base, api.key).export()
    api.practice.replay(RECORDED, now=NOW)
    api.practice.import_(json.loads(json.dumps(dict(world))))
    api.practice.reset()
    assert api.practice.state()["customers"] > 1
    assert api.practice.left_out.empty
