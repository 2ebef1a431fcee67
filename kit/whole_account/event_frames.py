"""What happened, as frames: to all sources, to one, and which transfers reached it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

import pandas as pd

from kit.errors import InvalidInput
from kit.facts import JsonObject
from kit.facts.did_you_mean import did_you_mean
from kit.facts.limits import MAX_PAGE_SIZE
from kit.facts.source_event_fields import SOURCE_EVENT_TYPES
from kit.frames import Frame, flatten
from kit.gateway.stripe_api import StripeApi
from kit.models.attach_request import checked_source_id
from kit.whole_account.event_reading import event_pages, newest_first
from kit.whole_account.event_rows import EventRow, event_frame, event_row

__all__ = ["Moment", "events", "source_transactions", "timeline"]

Moment = datetime | str | int

NOTE: Final = "Stripe keeps events for 30 days: what happened before is not in this frame."

#: The first and the last row of a timeline, which no event tells.
_CREATED: Final = "created"
_NOW: Final = "now"


def events(
    api: StripeApi,
    types: Sequence[str] | None,
    *,
    since: Moment | None,
    until: Moment | None,
    limit: int | None,
    progress: bool,
) -> Frame:
    """Events of sources, newest first, one row each."""
    wanted = SOURCE_EVENT_TYPES if types is None else _checked(types)
    bounds = {"since": _seconds("since", since), "until": _seconds("until", until)}
    found: Iterable[JsonObject]
    if limit is not None and bounds == {"since": None, "until": None}:
        found = islice(newest_first(api, wanted), limit)
    else:
        found = islice(event_pages(api, wanted, **bounds, progress=progress), limit)
    frame = event_frame([event_row(event) for event in found])
    frame.attrs["note"] = NOTE
    return frame


def timeline(api: StripeApi, source: str, *, progress: bool) -> Frame:
    """What happened to one source, in the order it happened."""
    now = api.source(checked_source_id(source)).data
    # No event of a source is older than it, and events cannot be asked for by source.
    found = event_pages(api, SOURCE_EVENT_TYPES, since=now["created"], progress=progress)
    rows = [row for row in map(event_row, found) if row["source"] == source]
    rows.append(_bare_row(now, _CREATED) | {"created": now["created"]})
    known = next((row for row in rows if row["status_after"] is not None), None)
    if known is None or known["status_after"] != now["status"]:
        rows.insert(0, _bare_row(now, _NOW) | {"status_after": now["status"]})
    frame = event_frame(rows).iloc[::-1].reset_index(drop=True)
    frame.attrs["note"] = NOTE
    result: Frame = frame
    return result


def _bare_row(source: JsonObject, type: str) -> EventRow:
    about = source | {"status": None, "customer": source.get("customer") if type == _NOW else None}
    return event_row({"type": type, "data": {"object": about}, "livemode": source["livemode"]})


def source_transactions(api: StripeApi, source: str, *, reveal: bool) -> Frame:
    """The transfers that reached one receiver source, newest first, one row each."""
    pages = api.source_transactions(checked_source_id(source), {"limit": MAX_PAGE_SIZE})
    return flatten((page.body for page in pages), reveal=reveal)


def _checked(types: Sequence[str]) -> list[str]:
    listed = isinstance(types, Iterable) and not isinstance(types, str)
    if not listed or not all(isinstance(each, str) for each in types):
        raise InvalidInput(f"types= is a list such as ['source.chargeable'], but it is {types!r}.")
    wanted = list(types)
    for each in wanted:
        # So near is a slip; customer.updated is an event of its own, not customer.source.updated.
        meant = did_you_mean(each, SOURCE_EVENT_TYPES, cutoff=0.87)
        if meant and each not in SOURCE_EVENT_TYPES and "*" not in each:
            raise InvalidInput(f"There are no events of the type {each!r}.{meant}")
    return wanted


def _seconds(name: str, moment: Moment | None) -> int | None:
    """``moment`` in seconds since 1970; a time without a zone is one in UTC."""
    if moment is None or (isinstance(moment, int) and not isinstance(moment, bool)):
        return moment
    try:
        stamp = pd.Timestamp(moment)
    except (TypeError, ValueError) as error:
        raise InvalidInput(
            f"{name}= is a moment such as '2026-11-01' or a datetime, but it is {moment!r}."
        ) from error
    stamp = stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp
    return int(stamp.timestamp())
