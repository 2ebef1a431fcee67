"""What happened: the events of the last thirty days."""

from __future__ import annotations

from typing import Final

from kit.facts.limits import EVENT_DAYS
from kit.offline.calls import Answer, Call, Route
from kit.offline.hashes import EXPAND
from kit.offline.pages import PAGE_PARAMETERS, Listing, page_of
from kit.offline.parameters import boolean, each, text, time_range
from kit.offline.refusals import no_such
from kit.offline.request_refusals import invalid
from kit.offline.world import World

__all__ = ["ROUTES"]

_SECONDS_A_DAY: Final = 86_400


def list_events(call: Call) -> Answer:
    """GET /v1/events."""
    params = call.params
    listing = Listing(url="/v1/events", table="events", what="event")
    first, last = params.get("created", (0, 2**62))
    listing.only_created(max(first, _horizon(call.world)), last)
    if "type" in params and "types" in params:
        raise invalid("You may only specify one of these parameters: type, types.", "types")
    if "type" in params:
        _only_type(listing, params["type"])
    if params.get("delivery_success") is False:
        listing.only("0")  # without webhook endpoints no delivery has ever failed
    if "types" in params:
        listing.only(f"type IN ({', '.join('?' * len(params['types']))})", *params["types"])
    return page_of(call.world.store, listing, params)


def _only_type(listing: Listing, wanted: str) -> None:
    """One type, or a group of them with * as a wildcard [SPEC22]."""
    if "*" not in wanted:
        listing.only("type = ?", wanted)
        return
    literal = wanted.replace("[", "[[]").replace("?", "[?]")
    listing.only("type GLOB ?", literal)


def retrieve(call: Call) -> Answer:
    """GET /v1/events/:id, for thirty days."""
    row = call.world.store.execute(
        "SELECT body FROM events WHERE id = ? AND created >= ?",
        (call.ids[0], _horizon(call.world)),
    ).fetchone()
    if row is None:
        raise no_such("event", call.ids[0], param="id", in_path=True)
    body: bytes = row[0]
    return body


def _horizon(world: World) -> int:
    return world.now - EVENT_DAYS * _SECONDS_A_DAY


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
    Route("GET", "/v1/events/{}", retrieve, {"expand": EXPAND}, permission="rak_event_read"),
)
