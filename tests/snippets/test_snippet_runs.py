"""The Python, async Python, curl and Node formats, run as they are against an offline account."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import stripe
from hostile_calls import CALL_IN_FULL, HOSTILE_METADATA, PAGE_CALL

from kit.offline import OfflineServer
from kit.snippets import as_code

RUNNERS: dict[str, Callable[[Path], list[str]]] = {
    "python": lambda file: [sys.executable, str(file)],
    "python_client": lambda file: [sys.executable, str(file)],
    "python_async": lambda file: [sys.executable, str(file)],
    "kit": lambda file: [sys.executable, str(file)],
    "curl": lambda file: ["sh", str(file)],
    "node": lambda file: ["node", str(file)],
}
SUFFIXES = {"node": ".mjs", "curl": ".sh"}


@pytest.fixture(params=RUNNERS)
def name(request: pytest.FixtureRequest) -> str:
    """Each format that can be run here, with what it needs."""
    name: str = request.param
    return name


@pytest.fixture
def run(
    name: str, offline: OfflineServer, tmp_path: Path, request: pytest.FixtureRequest
) -> Callable[..., None]:
    """Runs the snippet of a call in a process of its own that knows the offline key."""
    folder = request.getfixturevalue("node_folder") if name == "node" else tmp_path

    def run(call: dict[str, Any]) -> None:
        file = folder / f"{tmp_path.name}{SUFFIXES.get(name, '.py')}"
        file.write_text(as_code(call, api_base=offline.api_base)[name], encoding="utf-8")
        home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}  # SDKs leave files there
        ended = subprocess.run(  # our own words
            RUNNERS[name](file),
            env=os.environ | home | {"STRIPE_API_KEY": offline.key},
            capture_output=True,
            check=False,
            timeout=60,
            text=True,
        )
        assert ended.returncode == 0, ended.stderr

    return run


@pytest.fixture
def client(offline: OfflineServer, monkeypatch: pytest.MonkeyPatch) -> stripe.StripeClient:
    """A client that reads back what the snippets did."""
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    return stripe.StripeClient(offline.key, base_addresses={"api": offline.api_base})


def source_of(client: stripe.StripeClient) -> dict[str, Any]:
    """The page's source as the account has it now."""
    return client.v1.sources.retrieve(PAGE_CALL["source"]).to_dict()


def test_the_pages_pair_is_attached(
    name: str, run: Callable[..., None], client: stripe.StripeClient
) -> None:
    """The snippet runs as it is, and then the source belongs to the customer."""
    assert "customer" not in source_of(client), name
    run(PAGE_CALL)
    assert source_of(client)["customer"] == PAGE_CALL["customer"]
    assert source_of(client)["metadata"] == {}


def test_hostile_metadata_arrives_to_the_letter(
    name: str, run: Callable[..., None], client: stripe.StripeClient
) -> None:
    """What the account then holds is what was asked for; an empty value sets nothing."""
    # The offline account takes no null in a parameter's name; what Stripe does is unknown.
    metadata = {key: value for key, value in HOSTILE_METADATA.items() if "\0" not in key}
    run(CALL_IN_FULL | {"metadata": metadata})
    assert source_of(client)["customer"] == PAGE_CALL["customer"], name
    assert source_of(client)["metadata"] == {key: text for key, text in metadata.items() if text}


def test_the_idempotency_key_is_sent(
    name: str, run: Callable[..., None], client: stripe.StripeClient
) -> None:
    """The event of the attach names the key that its request came with."""
    key = CALL_IN_FULL["idempotency_key"]
    run(PAGE_CALL | {"idempotency_key": key})
    event = client.v1.events.list({"type": "customer.source.created", "limit": 1}).data[0]
    assert event.data.object["id"] == PAGE_CALL["source"], name
    assert event.request is not None
    assert event.request.idempotency_key == key
