"""What happens to the objects: recorded as it happens, listed for thirty days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kit.facts import JsonObject
from kit.facts.limits import EVENT_DAYS
from kit.offline.errors import no_such
from kit.offline.protocol.messages import API_VERSION, RequestContext
from kit.offline.protocol.pagination import PAGE_PARAMETERS, page_of, time_range
from kit.offline.protocol.params import array_of, boolean, text
from kit.offline.protocol.request_errors import invalid
from kit.offline.protocol.routing import Call, Route
from kit.offline.protocol.shapes import EXPAND
from kit.offline.storage.ids import long_id
from kit.offline.storage.list_query import ListQuery
from kit.offline.storage.repository import Repository
from kit.offline.webhooks.delivery_plan import plan_deliveries

__all__ = ["NO_REQUEST", "ROUTES", "emit", "new_event"]

_SECONDS_A_DAY: Final = 86_400

#: The context of what happens by itself: with time, or by the payer.
NO_REQUEST: Final = RequestContext()


def emit(
    repository: Repository,
    type: str,
    object: Mapping[str, Any],
    context: RequestContext = NO_REQUEST,
    *,
    previous: Mapping[str, Any] | None = None,
    created: int | None = None,
) -> None:
    """Record that something happened to an object."""
    n = repository.database.next_number("events")
    at = repository.now if created is None else created
    event = new_event(
        long_id(repository.seed, "evt_", n),
        type,
        object,
        at,
        context,
        previous,
        api_version=repository.api_version,
    )
    # A given time is one of the past: nobody listened then.
    if created is None and repository.webhooks.endpoints:
        event["pending_webhooks"] = plan_deliveries(repository, event)
    repository.add_event(n, event)


def new_event(
    id: str,
    type: str,
    object: Mapping[str, Any],
    created: int,
    context: RequestContext = NO_REQUEST,
    previous: Mapping[str, Any] | None = None,
    *,
    api_version: str = API_VERSION,
) -> JsonObject:
    """What tells that something happened to an object."""
    data: JsonObject = {"object": object}
    if previous is not None:
        data["previous_attributes"] = previous
    return {
        "id": id,
        "object": "event",
        "api_version": api_version,
        "created": created,
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": context.request_id, "idempotency_key": context.idempotency_key},
        "type": type,
    }


def list_events(call: Call) -> JsonObject:
    """GET /v1/events."""
    params = call.params
    query = ListQuery("events")
    first, last = params.get("created", (0, 2**62))
    query.where_created(max(first, _horizon(call.repository)), last)
    if "type" in params and "types" in params:
        raise invalid("You may only specify one of these parameters: type, types.", "types")
    if "type" in params:
        # One type, or a group of them with * as a wildcard [SPEC22].
        narrow = query.where_like if "*" in params["type"] else query.where
        narrow("type", params["type"])
    if "delivery_success" in params:
        query.where_delivered(params["delivery_success"])
    if "types" in params:
        query.where_in("type", params["types"])
    return page_of(call.repository, query, params, url="/v1/events", what="event")


def retrieve(call: Call) -> bytes:
    """GET /v1/events/:id, for thirty days."""
    body = call.repository.event_body(call.ids[0], since=_horizon(call.repository))
    if body is None:
        raise no_such("event", call.ids[0], param="id", in_path=True)
    return body


def _horizon(repository: Repository) -> int:
    return repository.now - EVENT_DAYS * _SECONDS_A_DAY


ROUTES: Final = (
    Route(
        "GET",
        "/v1/events",
        list_events,
        {
            **PAGE_PARAMETERS,
            "created": time_range,
            "delivery_success": boolean,
            "expand": EXPAND,
            "type": text(),
            "types": array_of(text()),
        },
        permission="rak_event_read",
    ),
    Route("GET", "/v1/events/{}", retrieve, {"expand": EXPAND}, permission="rak_event_read"),
)
