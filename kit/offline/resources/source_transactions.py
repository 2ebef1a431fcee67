"""The transfers that reached a receiver source."""

from __future__ import annotations

from typing import Final

from kit.facts import JsonObject
from kit.offline.protocol.pagination import PAGE_PARAMETERS, page_of
from kit.offline.protocol.routing import Call, Route
from kit.offline.protocol.shapes import EXPAND
from kit.offline.storage.list_query import ListQuery

__all__ = ["ROUTES"]


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
