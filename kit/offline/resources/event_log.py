"""Recording what happens to the objects, as it happens: the events of a webhook or a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kit.facts import JsonObject
from kit.offline.protocol.messages import API_VERSION, RequestContext
from kit.offline.storage.ids import long_id
from kit.offline.storage.repository import Repository

__all__ = ["NO_REQUEST", "emit"]

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
    data: JsonObject = {"object": object}
    if previous is not None:
        data["previous_attributes"] = previous
    event = {
        "id": long_id(repository.seed, "evt_", n),
        "object": "event",
        "api_version": API_VERSION,
        "created": repository.now if created is None else created,
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": context.request_id, "idempotency_key": context.idempotency_key},
        "type": type,
    }
    repository.add_event(n, event)
