"""The page's own call against a fresh offline account, through stripe-python."""

import json
import re
from pathlib import Path

import pytest
import stripe

PAGE = Path(__file__).parents[1] / "data" / "attach-a-source.md"
PAGE_RESPONSE = json.loads(re.search(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)[1])


@pytest.fixture
def stripe_client(server, monkeypatch):
    """A stripe-python client of the account."""
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    return stripe.StripeClient(server.key, base_addresses={"api": server.api_base})


def test_the_pages_call_gives_the_pages_answer(stripe_client):
    """Attaching the page's source to the page's customer answers as the page does."""
    answer = stripe_client.v1.customers.payment_sources.create(
        "cus_9s6XKzkNRiz8i3", {"source": "src_1NfRGv2eZvKYlo2Cv7NAImBL"}
    )
    body = json.loads(answer.last_response.body)
    assert body == PAGE_RESPONSE
    assert list(body) == list(PAGE_RESPONSE)


def test_before_the_call_the_source_is_chargeable_and_has_no_customer(stripe_client):
    """The page's source waits unattached: its answer has no customer key at all."""
    answer = stripe_client.v1.sources.retrieve("src_1NfRGv2eZvKYlo2Cv7NAImBL")
    unattached = {name: value for name, value in PAGE_RESPONSE.items() if name != "customer"}
    assert json.loads(answer.last_response.body) == unattached
