"""What happened: the events of the last thirty days."""

from __future__ import annotations

from typing import Final

from kit.facts.limits import EVENT_DAYS
from kit.offline.calls import Answer, Call, Route
from kit.offline.hashes import EXPAND
from kit.offline.pages import PAGE_PARAMETERS, Listing, page_of
from kit.offline.parameters import boolean, each, text, time_range

__all__ = ["ROUTES"]

_SECONDS_A_DAY: Final = 86_400


def list_events(call: Call) -> Answer:
    """GET /v1/events."""
    params = call.params
    listing = Listing(url="/v1/events", table="events", what="event")
    first, last = params.get("created", (0, 2**62))
    horizon = call.world.now - EVENT_DAYS * _SECONDS_A_DAY
    listing.only("created BETWEEN ? AND ?", max(first, horizon), last)
    if "type" in params:
        listing.only("type GLOB ?", params["type"])
    if "types" in params:
        listing.only(f"type IN ({', '.join('?' * len(params['types']))})", *params["types"])
    return page_of(call.world.store, listing, params)


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
            "types": each(text()),
        },
        permission="rak_event_read",
    ),
)
