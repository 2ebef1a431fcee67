"""Pages on their way into parts: gathered until they are worth a file."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
import pandas as pd
import pyarrow as pa

from kit.facts import JsonObject
from kit.frames import mask
from kit.frames.flatten import Flattening
from kit.snapshot.folder import SnapshotFolder
from kit.snapshot.manifest import Part
from kit.snapshot.parts import arrow_rows, write_part, write_table
from kit.whole_account.concurrent_reader import Delivery
from kit.whole_account.event_rows import EventRow, event_frame, event_row

__all__ = ["JSON", "PLACE", "ROWS", "EventRows", "RowBuffer", "first_place"]

#: The column of events that holds the object each one is about, as JSON text.
JSON: Final = "json"

#: The column that says which of two events of the same second is the newer: the smaller one.
PLACE: Final = "place"

#: Each pull's places lie before all those of the pulls before it.
_A_PULL: Final = 2**40

#: Rows of a part: enough to compress well, few enough to lie in memory with all that is made
#: of them on the way.
ROWS: Final = 20_000

#: Events that become columns at once: enough to work by column, few enough for the cache.
_TOGETHER: Final = 1000

#: No more than so much work is lost when a pull is killed.
SECONDS: Final = 20.0


class RowBuffer:
    """The pages of one table that are not on the disk yet, laid out as they come.

    Whoever laid them out at the end would keep pages waiting, and with them the requests.
    ``place`` is that of the first event.
    """

    def __init__(self, table: str, place: int = 0, *, reveal: bool) -> None:
        self._is_events = table == "events"
        self._events = EventRows(place, reveal=reveal)
        self._reveal = reveal
        self._customers = self._no_customers()
        self._rows = 0
        self._since = time.monotonic()

    def add(self, delivery: Delivery) -> None:
        """Take in one more page."""
        if self._is_events:
            self._events.add(delivery.page["data"])
        elif delivery.body:
            self._customers.add(delivery.answer)
        self._rows += _rows_on(delivery.page)

    @property
    def is_due(self) -> bool:
        """Whether it is time to write."""
        late = time.monotonic() - self._since >= SECONDS
        return self._rows >= ROWS or (late and self._rows > 0)

    def write(self, folder: SnapshotFolder) -> Iterator[tuple[str, Part]]:
        """Write what there is as parts, each with its table; then there is nothing."""
        if self._is_events:
            if self._rows:
                yield "events", self._events.write(folder)
        else:
            # With an answer that cannot be laid out there are no frames, now or when asked again.
            customers, sources = self._customers.frames()
            self._customers = self._no_customers()
            # A page of further sources stands for a customer that was on an earlier page.
            whole = customers[customers["created"].notna()]
            for table, frame in (("customers", whole), ("sources", sources)):
                if len(frame):
                    yield table, write_part(folder, table, frame)
        self._rows = 0
        self._since = time.monotonic()

    def _no_customers(self) -> Flattening:
        return Flattening("frame", metadata_columns=0, reveal=self._reveal)


def _rows_on(page: Mapping[str, Any]) -> int:
    objects = page["data"]
    return len(objects) + sum(
        len((each.get("sources") or {}).get("data") or ()) for each in objects
    )


class EventRows:
    """Events, each with the object it is about as JSON text and its place among all events.

    ``place`` is the first one's. Events of one second come in their order, the newest first.
    """

    def __init__(self, place: int, *, reveal: bool) -> None:
        self._place = place
        self._reveal = reveal
        self._rows: list[EventRow] = []
        self._texts: list[str] = []
        self._tables: list[pa.Table] = []

    def __len__(self) -> int:
        laid_out: int = sum(table.num_rows for table in self._tables)
        return laid_out + len(self._rows)

    def add(self, events: list[JsonObject]) -> None:
        """Take in more events."""
        objects = [event["data"]["object"] for event in events]
        shown = objects if self._reveal else mask(objects)
        self._texts += [orjson.dumps(each).decode() for each in shown]
        self._rows += map(event_row, events)
        if len(self._rows) >= _TOGETHER:
            self._lay_out()

    def write(self, folder: SnapshotFolder) -> Part:
        """Write what there is as a part; then there is nothing."""
        self._lay_out()
        tables, self._tables = self._tables, []
        return write_table(folder, "events", pa.concat_tables(tables).unify_dictionaries())

    def _lay_out(self) -> None:
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        texts, self._texts = self._texts, []
        frame = event_frame(rows, complete=False)
        frame[JSON] = pd.array(texts, dtype="str")
        frame[PLACE] = pd.array(range(self._place, self._place + len(rows)), dtype="Int64")
        self._place += len(rows)
        self._tables.append(arrow_rows(frame))


def first_place(pulls: int) -> int:
    """The place of the first event, after so many pulls into the same folder."""
    return -pulls * _A_PULL
