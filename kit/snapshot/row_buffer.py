"""Pages on their way into parts: gathered until they are worth a file."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
import pandas as pd

from kit.facts import JsonObject
from kit.frames import flatten, mask
from kit.snapshot.folder import SnapshotFolder
from kit.snapshot.manifest import Part
from kit.snapshot.parts import write_part
from kit.whole_account.concurrent_reader import Delivery
from kit.whole_account.event_rows import event_frame, event_row

__all__ = ["JSON", "PLACE", "ROWS", "RowBuffer", "customer_parts", "events_part", "first_place"]

#: The column of events that holds the object each one is about, as JSON text.
JSON: Final = "json"

#: The column that says which of two events of the same second is the newer: the smaller one.
PLACE: Final = "place"

#: Each pull's places lie before all those of the pulls before it.
_A_PULL: Final = 2**40

#: Rows of a part: enough to compress well, few enough to lie in memory with all that is made
#: of them on the way.
ROWS: Final = 20_000

#: No more than so much work is lost when a pull is killed.
SECONDS: Final = 20.0


class RowBuffer:
    """The pages of one table that are not on the disk yet."""

    def __init__(self, table: str, place: int = 0) -> None:
        self.table = table
        self._place = place
        self._bodies: list[bytes] = []
        self._rows = 0
        self._since = time.monotonic()

    def add(self, delivery: Delivery) -> None:
        """Take in one more page."""
        if delivery.body:
            self._bodies.append(delivery.body)
            self._rows += _rows_on(delivery.page)

    @property
    def is_due(self) -> bool:
        """Whether it is time to write."""
        late = time.monotonic() - self._since >= SECONDS
        return self._rows >= ROWS or (late and self._rows > 0)

    def write(self, folder: SnapshotFolder, *, reveal: bool) -> Iterator[tuple[str, Part]]:
        """Write what there is as parts, each with its table; then there is nothing."""
        bodies, self._bodies, self._rows = self._bodies, [], 0
        self._since = time.monotonic()
        if not bodies:
            return iter(())
        if self.table == "events":
            return self._event_parts(folder, bodies, reveal=reveal)
        return customer_parts(folder, bodies, reveal=reveal)

    def _event_parts(
        self, folder: SnapshotFolder, bodies: list[bytes], *, reveal: bool
    ) -> Iterator[tuple[str, Part]]:
        events = [event for body in bodies for event in orjson.loads(body)["data"]]
        if events:
            yield "events", events_part(folder, events, self._place, reveal=reveal)
        self._place += len(events)


def _rows_on(page: Mapping[str, Any]) -> int:
    objects = page["data"]
    return len(objects) + sum(
        len((each.get("sources") or {}).get("data") or ()) for each in objects
    )


def customer_parts(
    folder: SnapshotFolder, bodies: list[bytes], *, reveal: bool
) -> Iterator[tuple[str, Part]]:
    """The customers and the sources on pages of customers."""
    customers, sources = flatten(bodies, sources="frame", reveal=reveal, metadata_columns=0)
    # A page of further sources stands for a customer that was on an earlier page.
    whole = customers[customers["created"].notna()]
    for table, frame in (("customers", whole), ("sources", sources)):
        if len(frame):
            yield table, write_part(folder, table, frame)


def events_part(
    folder: SnapshotFolder, events: list[JsonObject], place: int, *, reveal: bool
) -> Part:
    """Events, each with the object it is about as JSON text and its place among all events.

    ``place`` is the first one's. Events of one second come in their order, the newest first.
    """
    frame = event_frame([event_row(event) for event in events], complete=False)
    objects = [event["data"]["object"] for event in events]
    shown = objects if reveal else mask(objects)  # all at once: each call checks its arguments
    frame[JSON] = pd.array([orjson.dumps(each).decode() for each in shown], dtype="str")
    frame[PLACE] = pd.array(range(place, place + len(events)), dtype="Int64")
    return write_part(folder, "events", frame)


def first_place(pulls: int) -> int:
    """The place of the first event, after so many pulls into the same folder."""
    return -pulls * _A_PULL
