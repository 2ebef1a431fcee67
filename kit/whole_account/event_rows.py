"""Events as rows: what happened to which source, and what it made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from kit.facts import JsonObject
from kit.facts.source_event_fields import SOURCE_EVENT_FIELDS
from kit.facts.statuses import STATUSES
from kit.frames import Frame, mask
from kit.frames.declared_rows import declared_rows

__all__ = ["EventRow", "event_frame", "event_row"]

EventRow = dict[str, Any]

#: What became of it stands in the type itself, and holds where the object is older.
_STATUS_TYPES: Final = {f"source.{status}": status for status in STATUSES}

#: Objects that an event of a customer's source may be about.
_SOURCES: Final = ("source", "card", "bank_account")


def event_row(event: JsonObject) -> EventRow:
    """One event, without the status that its source had before.

    >>> row = event_row({"id": "evt_1", "type": "source.chargeable", "created": 1, "data":
    ...     {"object": {"object": "source", "id": "src_1", "status": "chargeable"}}})
    >>> row["source"], row["status_after"], row["customer"]
    ('src_1', 'chargeable', None)
    """
    data: JsonObject = event.get("data") or {}
    about: JsonObject = data.get("object") or {}
    previous: JsonObject = data.get("previous_attributes") or {}
    kind = about.get("object")
    request = event.get("request")
    row: EventRow = {
        "id": event.get("id"),
        "created": event.get("created"),
        "type": event.get("type"),
        "status_before": _status(previous.get("status")),
        "changed": orjson.dumps(mask(previous)).decode() if previous else None,
        "livemode": event.get("livemode"),
        # An id by itself before API version 2017-05-25, then a hash with it.
        "request": request.get("id") if isinstance(request, Mapping) else request,
        "currency": about.get("currency"),
        "amount": about.get("amount"),
    }
    if kind == "customer":
        row["customer"] = about.get("id")
    elif kind == "source_transaction":
        row |= {"source": about.get("source"), "source_type": about.get("type")}
    elif kind in _SOURCES:
        row |= _of_source(about, str(event.get("type")), previous)
    return {name: row.get(name) for name in _COLUMNS}


_COLUMNS: Final = tuple(field.name for field in SOURCE_EVENT_FIELDS)


def _of_source(source: JsonObject, event_type: str, previous: JsonObject) -> EventRow:
    return {
        "source": source.get("id"),
        "customer": source.get("customer") or previous.get("customer"),
        "source_type": source.get("type", source.get("object")),
        "status_after": _status(source.get("status")) or _STATUS_TYPES.get(event_type),
        "usage": source.get("usage"),
    }


def _status(value: object) -> str | None:
    return value if isinstance(value, str) else None


def event_frame(rows: Sequence[EventRow], *, complete: bool = True) -> Frame:
    """The rows, newest first, as the declared frame, with what is known of the status before.

    Of rows that are not ``complete`` only what the events themselves say is known.
    """
    if complete:
        _carry_on(reversed(rows))
    columns = {name: [row[name] for row in rows] for name in _COLUMNS}
    return declared_rows(SOURCE_EVENT_FIELDS, columns)


def _carry_on(rows: Iterable[EventRow]) -> None:
    """What an event left is what the next one of the same source found."""
    known: dict[str, tuple[str | None, str | None]] = {}
    for row in rows:
        source = row["source"]
        if source is None:
            continue
        status, customer = known.get(source, (None, None))
        row["status_before"] = row["status_before"] or status
        # A detached source names its customer no more; the events before it do.
        row["customer"] = row["customer"] or (
            customer if row["type"] == "customer.source.deleted" else None
        )
        known[source] = (row["status_after"] or status, row["customer"] or customer)
