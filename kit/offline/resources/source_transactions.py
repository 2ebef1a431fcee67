"""The transfers that reached a receiver source."""

from __future__ import annotations

from typing import Any, Final

from kit.facts import JsonObject
from kit.offline.protocol.pagination import PAGE_PARAMETERS, page_of
from kit.offline.protocol.routing import Call, Route
from kit.offline.protocol.shapes import EXPAND
from kit.offline.storage.ids import long_id, secret_text
from kit.offline.storage.list_query import ListQuery
from kit.offline.storage.repository import Repository

__all__ = ["ROUTES", "add_transaction"]


def add_transaction(repository: Repository, source: JsonObject, amount: int) -> JsonObject:
    """Record one transfer to a receiver."""
    n = repository.database.next_number("source_transactions")
    transaction: JsonObject = {
        "id": long_id(repository.seed, "srctxn_", n),
        "object": "source_transaction",
        "amount": amount,
        "created": repository.now,
        "currency": source["currency"],
        "livemode": False,
        "source": source["id"],
        "status": "succeeded",
        "type": source["type"],
    }
    sender = _SENDERS.get(source["type"])
    if sender is not None:
        transaction[source["type"]] = sender(secret_text(repository.seed, "sender", n, 16))
    repository.add_source_transaction(n, transaction)
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


def list_transactions(call: Call) -> JsonObject:
    """GET /v1/sources/:source/source_transactions."""
    source = call.repository.source(call.ids[0])
    query = ListQuery("source_transactions")
    query.where("source", source["id"])
    url = f"/v1/sources/{source['id']}/source_transactions"
    return page_of(call.repository, query, call.params, url=url, what="source_transaction")


ROUTES: Final = (
    Route(
        "GET",
        "/v1/sources/{}/source_transactions",
        list_transactions,
        {**PAGE_PARAMETERS, "expand": EXPAND},
        permission="rak_source_read",
    ),
)
