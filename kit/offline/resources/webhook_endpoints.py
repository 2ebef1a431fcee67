"""Webhook endpoints: create, retrieve, update, delete, list."""

from __future__ import annotations

import re
from typing import Final

from kit.facts import JsonObject
from kit.offline.errors import no_such
from kit.offline.protocol.messages import checked_version
from kit.offline.protocol.pagination import PAGE_PARAMETERS, page_of
from kit.offline.protocol.params import (
    Parameter,
    array_of,
    boolean,
    merged_metadata,
    metadata,
    text,
    unsettable,
)
from kit.offline.protocol.request_errors import invalid, missing
from kit.offline.protocol.routing import Call, Route
from kit.offline.protocol.shapes import EXPAND
from kit.offline.storage.ids import long_id, secret_text
from kit.offline.storage.list_query import ListQuery
from kit.offline.webhooks.post import is_loopback_url

__all__ = ["CREATE_ENDPOINT", "ROUTES", "create", "delete"]

_EVENT_NAME: Final = re.compile(r"\*|[a-z_0-9]+(\.[a-z_0-9]+)+")

_PATH: Final = "/v1/webhook_endpoints"


def create(call: Call) -> JsonObject:
    """POST /v1/webhook_endpoints; the one answer that shows the secret."""
    repository, params = call.repository, call.params
    for name in ("enabled_events", "url"):
        if name not in params:
            raise missing(name)
    n = repository.database.next_number("webhook_endpoints")
    secret = f"whsec_{secret_text(repository.seed, 'whsec_', n, 32)}"
    endpoint: JsonObject = {
        "id": long_id(repository.seed, "we_", n),
        "object": "webhook_endpoint",
        "api_version": params.get("api_version"),
        "application": None,
        "created": repository.now,
        "description": params.get("description") or None,
        "enabled_events": params["enabled_events"],
        "livemode": False,
        "metadata": merged_metadata({}, params.get("metadata", {})),
        "status": "enabled",
        "url": params["url"],
    }
    repository.webhooks.add_endpoint(n, endpoint, secret)
    *others, status, url = endpoint.items()
    return dict((*others, ("secret", secret), status, url))


def retrieve(call: Call) -> JsonObject:
    """GET /v1/webhook_endpoints/:id."""
    endpoint = call.repository.webhooks.endpoint(call.ids[0])
    if endpoint is None:
        raise no_such("webhook endpoint", call.ids[0], param="webhook_endpoint", in_path=True)
    return endpoint


def update(call: Call) -> JsonObject:
    """POST /v1/webhook_endpoints/:id."""
    endpoint, params = retrieve(call), call.params
    for name in ("enabled_events", "url"):
        if name in params:
            endpoint[name] = params[name]
    if "description" in params:
        endpoint["description"] = params["description"] or None
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    if "metadata" in params:
        endpoint["metadata"] = merged_metadata(endpoint["metadata"], params["metadata"])
    call.repository.webhooks.save_endpoint(endpoint)
    return endpoint


def delete(call: Call) -> JsonObject:
    """DELETE /v1/webhook_endpoints/:id."""
    endpoint = retrieve(call)
    call.repository.webhooks.delete_endpoint(endpoint["id"])
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def list_endpoints(call: Call) -> JsonObject:
    """GET /v1/webhook_endpoints."""
    query = ListQuery("webhook_endpoints")
    return page_of(call.repository, query, call.params, url=_PATH, what="webhook endpoint")


def _address(value: object, name: str) -> str:
    """An address of this machine: nothing of the practice leaves it. The text is ours."""
    url = text()(value, name)
    if not is_loopback_url(url):
        raise invalid(
            "Invalid URL: the offline account delivers to this machine only, to an address such "
            "as http://127.0.0.1:4242/webhook.",
            name,
            "url_invalid",
        )
    return str(url)


def _event_name(value: object, name: str) -> str:
    """The name of a kind of event, or ``*`` for all; which there are nobody checks here."""
    event = text()(value, name)
    if not _EVENT_NAME.fullmatch(event):
        raise invalid(f"Invalid {name}: {event!r} is no event, and not *", name)
    return str(event)


def _some_events(value: object, name: str) -> list[str]:
    events: list[str] = array_of(_event_name)(value, name)
    if not events:
        raise invalid(f"Invalid {name}: name one event, or *", name)
    return events


def _version(value: object, name: str) -> str:
    return checked_version(text()(value, name))


_UPDATE: Final[dict[str, Parameter]] = {
    "description": unsettable(text()),
    "disabled": boolean,
    "enabled_events": _some_events,
    "expand": EXPAND,
    "metadata": metadata,
    "url": _address,
}

CREATE_ENDPOINT: Final[dict[str, Parameter]] = {
    **{name: parameter for name, parameter in _UPDATE.items() if name != "disabled"},
    "api_version": _version,
}

_ONE: Final = f"{_PATH}/{{}}"
_READ: Final = "rak_webhook_read"
_WRITE: Final = "rak_webhook_write"

ROUTES: Final = (
    Route("POST", _PATH, create, CREATE_ENDPOINT, permission=_WRITE),
    Route("GET", _PATH, list_endpoints, {**PAGE_PARAMETERS, "expand": EXPAND}, permission=_READ),
    Route("GET", _ONE, retrieve, {"expand": EXPAND}, permission=_READ),
    Route("POST", _ONE, update, _UPDATE, permission=_WRITE),
    Route("DELETE", _ONE, delete, permission=_WRITE),
)
