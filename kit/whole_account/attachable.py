"""Sources that may be attached: what the events of the last thirty days tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from kit import frames
from kit.facts import JsonObject
from kit.facts.statuses import ATTACHABLE_STATUSES
from kit.gateway.stripe_api import StripeApi
from kit.on_demand import pd
from kit.whole_account.event_reading import event_pages, newest_first
from kit.whole_account.rereading import reread

__all__ = [
    "NOTE",
    "TELLING_EVENTS",
    "KnownSource",
    "attachable_frame",
    "attachable_sources",
    "latest_of",
]

NOTE: Final = (
    "Known by events, which reach back 30 days: sources whose last event is older are missing, "
    "and so are pending ones that nothing has happened to yet, for which Stripe has no event. A "
    "source that was charged since may still be listed, since no event tells that it is consumed; "
    "attachable_sources(fresh=True) reads each one again."
)

#: Which sources there were, and which of them ended or were attached since.
TELLING_EVENTS: Final = (
    "source.chargeable",
    "source.canceled",
    "source.failed",
    "source.refund_attributes_required",
    "customer.source.created",
    "customer.source.updated",
    "customer.source.deleted",
)


#: So many are read again at once, where a limit does not ask for more.
_BATCH: Final = 32


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source as it was at the moment ``as_of``, in seconds since 1970."""

    source: JsonObject
    as_of: int


def attachable_sources(
    api: StripeApi,
    limit: int | None = None,
    *,
    fresh: bool = False,
    progress: bool = False,
    rate: float | None = None,
) -> list[KnownSource]:
    """Sources that are not attached and still may be, the latest known first.

    With a ``limit`` no more events are read than are needed, one page after the other.
    """
    if limit is None:
        events: Iterable[JsonObject] = event_pages(
            api, TELLING_EVENTS, progress=progress, rate=rate
        )
    else:
        events = newest_first(api, TELLING_EVENTS)
    known = (each for each in latest_of(events) if _may_be_attached(each.source))
    if not fresh:
        return list(islice(known, limit))
    found: list[KnownSource] = []
    while batch := list(islice(known, None if limit is None else max(limit, _BATCH))):
        ids = [each.source["id"] for each in batch]
        for source, at in reread(api, ids, progress=progress, rate=rate):
            if _may_be_attached(source):
                found.append(KnownSource(source, at))
        if limit is not None and len(found) >= limit:
            break
    return found[:limit]


def latest_of(events: Iterable[JsonObject]) -> Iterator[KnownSource]:
    """Each source as the newest of its ``events`` shows it; they come newest first."""
    seen: set[str] = set()
    for event in events:
        source = event["data"]["object"]
        if source.get("object") == "source" and source["id"] not in seen:
            seen.add(source["id"])
            yield KnownSource(source, event["created"])


def attachable_frame(known: list[KnownSource], *, reveal: bool = False) -> frames.Frame:
    """The declared frame of sources, with the time each one is known by."""
    url = "/v1/sources"
    page = {"object": "list", "url": url, "data": [each.source for each in known]}
    frame = frames.flatten(page, reveal=reveal)
    moments = pd.to_datetime([each.as_of for each in known], unit="s", utc=True)
    place = frame.columns.to_list().index("created") + 1
    frame.insert(place, "as_of", moments.as_unit("us"))
    frame.attrs["note"] = NOTE
    return frame


def _may_be_attached(source: JsonObject) -> bool:
    return source.get("status") in ATTACHABLE_STATUSES and not source.get("customer")
