"""The transfers that reached a receiver source."""

from __future__ import annotations

from typing import Any, Final

import orjson

from kit.offline.calls import Answer, Call, Route
from kit.offline.hashes import EXPAND
from kit.offline.ids import long_id, secret_text
from kit.offline.pages import PAGE_PARAMETERS, Listing, page_of
from kit.offline.world import JSON, World

__all__ = ["ROUTES", "add_transaction"]


def add_transaction(world: World, source: JSON, amount: int) -> JSON:
    """Record one transfer to a receiver."""
    n = world.next_number("source_transactions")
    transaction: JSON = {
        "id": long_id(world.seed, "srctxn_", n),
        "object": "source_transaction",
        "amount": amount,
        "created": world.now,
        "currency": source["currency"],
        "livemode": False,
        "source": source["id"],
        "status": "succeeded",
        "type": source["type"],
    }
    sender = _SENDERS.get(source["type"])
    if sender is not None:
        transaction[source["type"]] = sender(secret_text(world.seed, "sender", n, 16))
    world.store.execute(
        "INSERT INTO source_transactions (n, id, source, created, body) VALUES (?, ?, ?, ?, ?)",
        (n, transaction["id"], source["id"], world.now, orjson.dumps(transaction)),
    )
    return transaction


def _ach_sender(fingerprint: str) -> dict[str, Any]:
    return {
        "customer_data": "practice transfer",
        "fingerprint": fingerprint,
        "last4": "6789",
        "routing_number": "110000000",
    }


def _sepa_sender(reference: str) -> dict[str, Any]:
    return {"reference": reference, "sender_name": "Practice Payer"}


_SENDERS: Final = {"ach_credit_transfer": _ach_sender, "sepa_credit_transfer": _sepa_sender}


def list_transactions(call: Call) -> Answer:
    """GET /v1/sources/:source/source_transactions."""
    source = call.world.source(call.ids[0])
    listing = Listing(
        url=f"/v1/sources/{source['id']}/source_transactions",
        table="source_transactions",
        what="source_transaction",
    )
    listing.only("source = ?", source["id"])
    return page_of(call.world.store, listing, call.params)


ROUTES: Final = (
    Route(
        "GET",
        "/v1/sources/{}/source_transactions",
        list_transactions,
        {**PAGE_PARAMETERS, "expand": EXPAND},
        permission="rak_source_read",
    ),
)
