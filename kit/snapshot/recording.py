"""A snapshot, or recorded JSON, as plain objects in the order in which an account came by them.

What is listed stands as it is listed. What only events tell of stands as the newest one shows it.
A customer that a source names and that was not recorded is an object with nothing but its id.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import orjson

from kit.errors import UnreadableSnapshot
from kit.facts import JsonObject
from kit.frames import Frame, unflatten
from kit.frames.expanded import sources_of
from kit.snapshot.folder import MANIFEST, UNFINISHED
from kit.snapshot.json_folder import json_files, slices
from kit.snapshot.known import newest_elsewhere
from kit.snapshot.open_snapshot import Snapshot, read_manifest
from kit.snapshot.row_buffer import JSON

__all__ = ["Recording", "read_recording"]

#: So many rows become objects at once.
_ROWS: Final = 1000

_SOURCES: Final = ("source", "card", "bank_account")
#: What leaves nothing behind that could be read.
_GONE: Final = ("customer.deleted",)


@dataclass(frozen=True, slots=True)
class Recording:
    """What was recorded of an account, up to ``now`` by its clock.

    ``objects`` are customers, the oldest first, sources as they were attached, whatever else
    there is, and events, the oldest first. ``notes`` say what the recording cannot hold.
    """

    objects: Iterable[JsonObject]
    now: datetime
    notes: Sequence[str] = ()


def read_recording(path: str | Path) -> Recording:
    """What a folder of ``account.pull``, or a file or a folder of raw JSON, recorded.

    Raises UnreadableSnapshot for anything else.
    """
    path = Path(path)
    if path.is_dir() and any((path / name).exists() for name in (MANIFEST, UNFINISHED)):
        return _of_snapshot(Snapshot(*read_manifest(path)))
    recorded = [each for piece in slices(json_files(path)) for each in piece.objects()]
    if not recorded:
        raise UnreadableSnapshot(
            f"{path} is no snapshot, and no recorded JSON either. Name a folder that `kit pull` "
            "made, or a file .json, .ndjson or .jsonl with Stripe's objects, or a folder of these."
        )
    if len(recorded) == 1 and "tables" in recorded[0]:
        raise UnreadableSnapshot(
            f"{path} is no recording, but an account that account.offline.export() gave: "
            "account.offline.import_() takes what is in it."
        )
    return _of_json(recorded)


# -- a snapshot ------------------------------------------------------------------------


def _of_snapshot(snapshot: Snapshot) -> Recording:
    customers, events = snapshot.customers, snapshot.events_with_objects
    sources = snapshot.as_kept("sources")
    alone = [orjson.loads(text) for text in newest_elsewhere(sources, events)[JSON]]
    named = [
        *zip(sources["customer"], _seconds(sources), strict=True),
        *((_owner(each), _created(each)) for each in alone),
    ]
    absent = _stand_ins(named, set(customers["id"]))
    moments = [frame["created"].max() for frame in (customers, sources, events) if len(frame)]
    return Recording(
        chain(
            heapq.merge(_objects_of(customers.iloc[::-1]), absent, key=_created),
            _objects_of(sources.iloc[::-1]),
            alone[::-1],
            _events_of(events.iloc[::-1]),
        ),
        now=max(moments).to_pydatetime() if moments else snapshot.made_at,
        notes=snapshot.not_seen,
    )


def _objects_of(frame: Frame) -> Iterator[JsonObject]:
    for start in range(0, len(frame), _ROWS):
        yield from unflatten(frame.iloc[start : start + _ROWS])


def _events_of(events: Frame) -> Iterator[JsonObject]:
    """The events, as far as a snapshot holds them."""
    names = ["id", "type", "request", "changed", JSON]
    columns = [events[name].astype("object").where(events[name].notna(), None) for name in names]
    for row in zip(*columns, _seconds(events), strict=True):
        known_as, kind, request, changed, about, created = row
        data: JsonObject = {"object": orjson.loads(about)}
        if changed is not None:
            data["previous_attributes"] = orjson.loads(changed)
        yield {
            "id": known_as,
            "object": "event",
            "created": created,
            "data": data,
            "request": {"id": request, "idempotency_key": None},
            "type": kind,
        }


def _seconds(frame: Frame) -> list[int]:
    """When each row was created, 0 where that is not known."""
    moments = frame["created"].dt.tz_localize(None).to_numpy("datetime64[s]")
    seconds: list[int] = np.where(np.isnat(moments), 0, moments.astype("int64")).tolist()
    return seconds


# -- raw JSON --------------------------------------------------------------------------


def _of_json(recorded: Sequence[JsonObject]) -> Recording:
    """Of an object that was recorded twice, the last."""
    events = _last_of(each for each in recorded if each.get("object") == "event")
    events = sorted(_in_time(events), key=_created)
    told = [about for event in events if (about := _about(event))]
    objects = [each for each in recorded if each.get("object") != "event"]
    customers = _last_of(_customers(told) + _customers(objects))
    gone = {each["id"] for event, each in _pairs(events) if event.get("type") in _GONE}
    listed = {each.get("id") for each in objects}
    customers = [each for each in customers if each["id"] not in gone - listed]
    sources = _last_of([*_sources(told), *sources_of(_customers(objects)), *_sources(objects)])
    named = [(_owner(each), _created(each)) for each in sources]
    absent = _stand_ins(named, {each["id"] for each in customers})
    known = {id(each) for each in _customers(objects) + _sources(objects)}
    rest = [each for each in objects if id(each) not in known]
    everything = [*customers, *sources, *events]
    return Recording(
        [
            *sorted([*customers, *absent], key=_created),
            *sorted(sources, key=_created),
            *_last_of(rest),
            *events,
        ],
        now=datetime.fromtimestamp(max(map(_created, everything), default=0), UTC),
    )


def _in_time(events: list[JsonObject]) -> list[JsonObject]:
    """As they were recorded, but turned round where that was the newest first, as in a list."""
    if events and _created(events[0]) > _created(events[-1]):
        return events[::-1]
    return events


def _pairs(events: Iterable[JsonObject]) -> Iterator[tuple[JsonObject, JsonObject]]:
    for event in events:
        about = _about(event)
        if about is not None:
            yield event, about


def _about(event: JsonObject) -> JsonObject | None:
    """What an event is about, if that is an object with an id."""
    data = event.get("data")
    about = data.get("object") if isinstance(data, dict) else None
    return about if isinstance(about, dict) and isinstance(about.get("id"), str) else None


def _customers(objects: Iterable[JsonObject]) -> list[JsonObject]:
    return [
        each
        for each in objects
        if each.get("object") == "customer" and isinstance(each.get("id"), str)
    ]


def _sources(objects: Iterable[JsonObject]) -> list[JsonObject]:
    return [each for each in objects if each.get("object") in _SOURCES]


def _last_of(objects: Iterable[JsonObject]) -> list[JsonObject]:
    """Each id once, as it came last; what has none stays."""
    found: dict[object, JsonObject] = {}
    for number, each in enumerate(objects):
        known_as = each.get("id")
        found[known_as if isinstance(known_as, str) else number] = each
    return list(found.values())


# -- of both ---------------------------------------------------------------------------


def _stand_ins(named: Iterable[tuple[object, int]], recorded: set[str]) -> list[JsonObject]:
    """The customers that sources name and nobody recorded, as old as the oldest of these."""
    oldest: dict[str, int] = {}
    for customer, created in named:
        if isinstance(customer, str) and customer and customer not in recorded:
            oldest[customer] = min(created, oldest.get(customer, created))
    absent = [
        {"object": "customer", "id": customer, "created": created}
        for customer, created in oldest.items()
    ]
    return sorted(absent, key=_created)


def _owner(source: JsonObject) -> str:
    customer = source.get("customer")
    owner = customer.get("id") if isinstance(customer, dict) else customer
    return owner if isinstance(owner, str) else ""


def _created(each: JsonObject) -> int:
    created = each.get("created")
    return created if isinstance(created, int) else 0
