"""Software that nobody here wrote talks to the offline account, and is told the truth.

Each SDK goes through one conversation in a process of its own: attach with hostile metadata,
page through all customers, expand, search, ten refusals, attaches through faults, a webhook.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import stripe
from conftest import OtherClient

from kit.offline import OfflineServer
from kit.offline.webhooks.signature import signature_header
from kit.practice import PracticeControls

PAGE = {"customer": "cus_9s6XKzkNRiz8i3", "source": "src_1NfRGv2eZvKYlo2Cv7NAImBL"}

METADATA = {
    "it's": "both ' and \" and `backticks`",
    "a=b&c=d": "e=f&g=h;i %41 +",
    "größe": "漢字 العربية 👩‍👩‍👧",
    "lines": "first\nsecond\r\nthird\ttabbed\n",
    "__proto__": "constructor",
    "id": "src_1NfRGv2eZvKYlo2Cv7NAImBL",
    "0": "zero",
    " ": " ",
}

#: What is refused, with the error that stripe-python calls so: code, param and status.
REFUSALS: list[tuple[dict[str, Any], tuple[str, str | None, str | None, int]]] = [
    (
        {"customer": "cus_nobody", "params": {"source": PAGE["source"]}},
        ("InvalidRequestError", "resource_missing", "customer", 404),
    ),
    (
        {"params": {"source": "src_nothing"}},
        ("InvalidRequestError", "resource_missing", "source", 400),
    ),
    ({"params": {"source": PAGE["source"]}}, ("InvalidRequestError", None, None, 400)),
    ({"params": {"source": "pm_card_visa"}}, ("InvalidRequestError", None, None, 400)),
    ({"params": {}}, ("InvalidRequestError", "parameter_missing", "source", 400)),
    (
        {"params": {"source": "tok_visa", "sauce": "x"}},
        ("InvalidRequestError", "parameter_unknown", "sauce", 400),
    ),
    (
        {"params": {"source": "tok_visa"}, "api_key": "sk_live_wrong"},
        ("AuthenticationError", None, None, 401),
    ),
    (
        {"params": {"source": "tok_visa"}, "api_key": "rk_test_restricted"},
        ("PermissionError", None, None, 403),
    ),
    (
        {"params": {"source": "tok_visa"}, "idempotency_key": "the first attach"},
        ("IdempotencyError", None, None, 400),
    ),
    (
        {"params": {"source": "tok_chargeDeclined"}},
        ("CardError", "card_declined", None, 402),
    ),
]

#: What befalls the attaches one after the other: each is repaired by one more try.
FAULTS = ["cut_before", "none", "cut_after", "none", "lock_timeout", "none", "key_in_use", "none"]


def faulty_account(server: OfflineServer) -> tuple[PracticeControls, list[list[str]]]:
    """Pairs to attach, each of which meets a fault on its way."""
    client = stripe.StripeClient(server.key, base_addresses={"api": server.api_base})
    pairs = []
    for _ in range(4):
        customer = client.v1.customers.create({"name": "Faulty"})
        source = client.v1.sources.create({"type": "card", "token": "tok_visa"})
        pairs.append([customer.id, source.id])
    practice = PracticeControls(server.api_base, server.key)
    practice.set_faults(next=FAULTS, on="writes")
    return practice, pairs


def a_webhook() -> dict[str, str]:
    """A delivery as the account makes them: the newest event of an account, signed."""
    with OfflineServer(customers=1, api_version="2026-07-29.dahlia") as server:
        practice = PracticeControls(server.api_base, server.key)
        practice.trigger("source.chargeable", type="ideal")
        client = stripe.StripeClient(server.key, base_addresses={"api": server.api_base})
        event = client.raw_request("get", "/v1/events", limit=1).data["data"][0]
    body = json.dumps(event, indent=2)
    signature = signature_header("whsec_practice", body.encode(), int(time.time()))
    return {"body": body, "signature": signature, "secret": "whsec_practice"}


@pytest.fixture(scope="module")
def conversation(other: tuple[OtherClient, Path]) -> dict[str, Any]:
    """What the client was told, and what the accounts hold afterwards."""
    client, folder = other
    with OfflineServer(customers=23) as server, OfflineServer(customers=1) as faulty:
        practice, pairs = faulty_account(faulty)
        task = {
            "api_base": server.api_base,
            "faulty_base": faulty.api_base,
            "key": server.key,
            "attach": {
                "customer": PAGE["customer"],
                "params": {"source": PAGE["source"], "metadata": METADATA},
                "idempotency_key": "the first attach",
            },
            "query": "email:'jenny.rosen@example.com'",
            "refusals": [{"customer": PAGE["customer"], **given} for given, _ in REFUSALS],
            "pairs": pairs,
            "webhook": a_webhook(),
        }
        file = folder / "task.json"
        file.write_text(json.dumps(task), encoding="utf-8")
        home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}  # SDKs leave files there
        ended = subprocess.run(
            [*client.command(folder), str(file)],
            env=os.environ | home,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        practice.clear_faults()
        return {
            "told": json.loads(ended.stdout),
            "errors": client.errors,
            "pairs": pairs,
            "attaches": attaches(faulty),
            "customers": [each["id"] for each in all_of(server, "/v1/customers")],
        }


def all_of(server: OfflineServer, path: str, **params: Any) -> list[dict[str, Any]]:
    """One long page, read without an SDK's objects."""
    client = stripe.StripeClient(server.key, base_addresses={"api": server.api_base})
    answer = client.raw_request("get", path, limit=100, **params)
    found: list[dict[str, Any]] = answer.data["data"]
    return found


def attaches(server: OfflineServer) -> list[str]:
    """The sources that were attached, as the account's events tell."""
    events = all_of(server, "/v1/events", type="customer.source.created")
    return [event["data"]["object"]["id"] for event in events]


def test_hostile_metadata_arrives_as_it_was(conversation: dict[str, Any]) -> None:
    """Quotes, line ends, names of prototypes: every character comes back."""
    assert conversation["told"]["metadata"] == METADATA


def test_paging_sees_every_customer_once(conversation: dict[str, Any]) -> None:
    """The SDK's own paging ends, and in the account's order."""
    assert conversation["told"]["customers"] == conversation["customers"]
    assert len(set(conversation["customers"])) == 23


def test_expand_and_search_find_what_is_there(conversation: dict[str, Any]) -> None:
    """An expanded source is an object; the page's customer is found by e-mail."""
    assert conversation["told"]["default_source"] == PAGE["source"]
    assert conversation["told"]["found"] == [PAGE["customer"]]


def test_ten_refusals_are_the_errors_that_the_sdk_has_for_them(
    conversation: dict[str, Any],
) -> None:
    """Class, code, param and status of each."""
    names = conversation["errors"]
    expected = [[names[name], *rest] for _, (name, *rest) in REFUSALS]
    assert conversation["told"]["refusals"] == expected
    assert len(expected) == 10


def test_retries_attach_each_source_once(conversation: dict[str, Any]) -> None:
    """Through broken connections, a lock and a key in use: each on its customer, none twice."""
    assert conversation["told"]["retried"] == [customer for customer, _ in conversation["pairs"]]
    assert sorted(conversation["attaches"]) == sorted(source for _, source in conversation["pairs"])


def test_a_webhook_is_verified_by_the_sdks_own_function(conversation: dict[str, Any]) -> None:
    """The right secret gives the event, the wrong one the SDK's error."""
    wrong = conversation["errors"]["SignatureVerificationError"]
    assert conversation["told"]["webhook"] == ["source.chargeable", wrong]
