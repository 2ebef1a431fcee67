"""Objects as Stripe sends them, made for the frames' tests."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kit.frames import flatten, unflatten

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A source like the one on Stripe's page "Attach a source".
SOURCE: dict[str, Any] = {
    "id": "src_1NfRGv2eZvKYlo2C",
    "object": "source",
    "ach_credit_transfer": {
        "account_number": "test_52796e3294dc",
        "routing_number": "110000000",
        "fingerprint": "ecpwEzmBOSMOqQTL",
        "bank_name": "TEST BANK",
        "swift_code": "TSTEZ122",
    },
    "amount": 1000,
    "client_secret": "src_client_secret_sBqfX18eq6GPfGxG",
    "created": 1692121393,
    "currency": "usd",
    "customer": "cus_9s6XKzkNRiz8i3",
    "flow": "receiver",
    "livemode": False,
    "metadata": {},
    "owner": {"address": None, "email": "jenny.rosen@example.com", "name": None},
    "receiver": {
        "address": "121042882-38381234567890123",
        "amount_received": 1000,
        "amount_charged": 0,
        "amount_returned": 0,
        "refund_attributes_status": "missing",
        "refund_attributes_method": "email",
    },
    "redaction": None,
    "statement_descriptor": None,
    "status": "chargeable",
    "type": "ach_credit_transfer",
    "usage": "reusable",
}

CARD: dict[str, Any] = {
    "id": "card_1PgaftB7WZ01zgkW",
    "object": "card",
    "brand": "Visa",
    "customer": "cus_9s6XKzkNRiz8i3",
    "exp_month": 8,
    "exp_year": 2030,
    "funding": "credit",
    "last4": "0042",
    "metadata": {},
}

BANK_ACCOUNT: dict[str, Any] = {
    "id": "ba_1PgagAB7WZ01zgkW",
    "object": "bank_account",
    "account_holder_type": "company",
    "bank_name": "STRIPE TEST BANK",
    "country": "US",
    "currency": "usd",
    "last4": "6789",
    "metadata": {},
    "routing_number": "110000000",
    "status": "new",
}

CUSTOMER: dict[str, Any] = {
    "id": "cus_9s6XKzkNRiz8i3",
    "object": "customer",
    "address": None,
    "balance": 0,
    "created": 1234567890,
    "currency": "usd",
    "email": "jenny.rosen@example.com",
    "livemode": False,
    "metadata": {},
    "preferred_locales": ["en", "fr"],
}


def customer_with(*sources: dict[str, Any], **fields: object) -> dict[str, Any]:
    """A customer whose sources are expanded."""
    inside = {"object": "list", "data": list(sources), "has_more": False, "url": "/v1/customers/x"}
    return {**CUSTOMER, **fields, "sources": inside}


def page_of(*objects: dict[str, Any], url: str = "/v1/customers/cus_1/sources") -> dict[str, Any]:
    """A list page of these objects."""
    return {"object": "list", "data": list(objects), "has_more": False, "url": url}


def through_files(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The frame as it comes back from Parquet and from pickle."""
    for write, read in (("to_parquet", pd.read_parquet), ("to_pickle", pd.read_pickle)):
        file = io.BytesIO()
        getattr(frame, write)(file)
        file.seek(0)
        yield read(file)


def assert_exact(objects: list[Any], **options: Any) -> None:
    """Objects come back with the same keys in the same order, the same values and types."""
    sent = json.dumps(objects)
    assert json.dumps(unflatten(flatten(objects, reveal=True, **options))) == sent
    assert json.dumps(unflatten(flatten(sent, reveal=True, **options))) == sent


SCHEMAS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "sources.openapi.json").read_text()
)["components"]["schemas"]
