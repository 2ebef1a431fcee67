"""The page's own call against a fresh offline account, through stripe-python."""

import json

import pytest
import stripe

from kit.offline import OfflineServer

PAGE_RESPONSE = json.loads(
    """
{"id": "src_1NfRGv2eZvKYlo2Cv7NAImBL", "object": "source",
 "ach_credit_transfer": {"account_number": "test_52796e3294dc", "routing_number": "110000000",
   "fingerprint": "ecpwEzmBOSMOqQTL", "bank_name": "TEST BANK", "swift_code": "TSTEZ122"},
 "amount": 1000, "client_secret": "src_client_secret_sBqfX18eq6GPfGxGvVfMByCp",
 "created": 1692121393, "currency": "usd", "customer": "cus_9s6XKzkNRiz8i3",
 "flow": "receiver", "livemode": false, "metadata": {},
 "owner": {"address": null, "email": "jenny.rosen@example.com", "name": null, "phone": null,
   "verified_address": null, "verified_email": null, "verified_name": null,
   "verified_phone": null},
 "receiver": {"address": "121042882-38381234567890123", "amount_received": 1000,
   "amount_charged": 0, "amount_returned": 0, "refund_attributes_status": "missing",
   "refund_attributes_method": "email"},
 "redaction": null, "statement_descriptor": null, "status": "chargeable",
 "type": "ach_credit_transfer", "usage": "reusable"}
"""
)


@pytest.fixture
def client():
    """A stripe-python client of a fresh account."""
    stripe.enable_telemetry = False
    with OfflineServer() as server:
        yield stripe.StripeClient(server.key, base_addresses={"api": server.api_base})


def test_the_pages_call_gives_the_pages_answer(client) -> None:
    """Attaching the page's source to the page's customer answers as the page does."""
    answer = client.v1.customers.payment_sources.create(
        "cus_9s6XKzkNRiz8i3", {"source": "src_1NfRGv2eZvKYlo2Cv7NAImBL"}
    )
    assert json.loads(answer.last_response.body) == PAGE_RESPONSE


def test_before_the_call_the_source_is_chargeable_and_has_no_customer(client) -> None:
    """The page's source waits unattached: its answer has no customer key at all."""
    answer = client.v1.sources.retrieve("src_1NfRGv2eZvKYlo2Cv7NAImBL")
    unattached = {name: value for name, value in PAGE_RESPONSE.items() if name != "customer"}
    assert json.loads(answer.last_response.body) == unattached
