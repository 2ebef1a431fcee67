"""Sources by themselves: create, retrieve, update, verify."""

from __future__ import annotations

from typing import Final

import orjson

from kit.facts.source_types import FLOWS, SOURCE_TYPES, USAGES
from kit.offline import life_cycle, request_refusals
from kit.offline.calls import Answer, Call, Route
from kit.offline.hashes import EXPAND, MANDATE, OWNER, RECEIVER, REDIRECT, SOURCE_ORDER
from kit.offline.metadata import merged
from kit.offline.owners import with_owner
from kit.offline.parameters import Check, choice, each, integer, metadata, text, unsettable
from kit.offline.source_creation import TYPE_PARAMETERS, create
from kit.offline.source_objects import source_order
from kit.offline.world import JSON

__all__ = ["ROUTES"]


def retrieve(call: Call) -> Answer:
    """GET /v1/sources/:source."""
    body = call.world.source_body(call.ids[0])
    if body is None:
        raise call.world.no_such_source(call.ids[0])
    if call.secret:
        return body
    if "client_secret" not in call.params:
        raise request_refusals.missing("client_secret")
    source: JSON = orjson.loads(body)
    if source["client_secret"] != call.params["client_secret"]:
        raise call.world.no_such_source(call.ids[0])  # a choice: nothing is given away
    del source["metadata"]  # for secret keys only [D:Metadata]
    return source


def update(call: Call) -> Answer:
    """POST /v1/sources/:source."""
    source = call.world.source(call.ids[0])
    params = call.params
    if "metadata" in params:
        source["metadata"] = merged(source["metadata"], params["metadata"])
    if "owner" in params:
        source["owner"] = with_owner(source["owner"], params["owner"])
        life_cycle.notice_test_email(call.world, source)
    if "amount" in params:
        source["amount"] = params["amount"]
    if "source_order" in params:
        source["source_order"] = source_order(source, params["source_order"])
    return call.world.keep_source(source)


def verify(call: Call) -> Answer:
    """POST /v1/sources/:source/verify."""
    source = call.world.source(call.ids[0])
    if "values" not in call.params:
        raise request_refusals.missing("values")
    return life_cycle.verify(call.world, source, call.params["values"], call.cause)


_UPDATE: Final[dict[str, Check]] = {
    "amount": integer(0),
    "expand": EXPAND,
    "mandate": MANDATE,
    "metadata": metadata,
    "owner": OWNER,
    "source_order": SOURCE_ORDER,
}

_CREATE: Final[dict[str, Check]] = {
    **_UPDATE,
    "currency": text(),
    "customer": text(500),
    "flow": choice(*sorted(FLOWS)),
    "original_source": text(),
    "receiver": RECEIVER,
    "redirect": REDIRECT,
    "statement_descriptor": unsettable(text()),
    "token": text(),
    "type": choice(*SOURCE_TYPES),
    "usage": choice(*USAGES),
    **TYPE_PARAMETERS,
}

ROUTES: Final = (
    Route("POST", "/v1/sources", create, _CREATE, permission="rak_source_write"),
    Route(
        "GET",
        "/v1/sources/{}",
        retrieve,
        {"client_secret": text(), "expand": EXPAND},
        permission="rak_source_read",
        publishable=True,
    ),
    Route("POST", "/v1/sources/{}", update, _UPDATE, permission="rak_source_write"),
    Route(
        "POST",
        "/v1/sources/{}/verify",
        verify,
        {"expand": EXPAND, "values": each(text())},
        permission="rak_source_write",
    ),
)
