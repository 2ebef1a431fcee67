"""What is new since the last pull: new customers, those that events name, and the events.

Parts are never changed. Those that hold something outdated are written anew without it, what is
new becomes further parts, and the manifest that names them all is put in place at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from kit.bulk.progress import Listener
from kit.facts import JsonObject
from kit.facts.source_event_fields import SOURCE_EVENT_TYPES
from kit.gateway.stripe_api import StripeApi
from kit.snapshot.folder import MANIFEST, SnapshotFolder
from kit.snapshot.manifest import TABLES, Manifest, Part, now
from kit.snapshot.parts import read_part, write_table
from kit.snapshot.row_buffer import ROWS, EventRows, RowBuffer, first_place
from kit.whole_account.concurrent_reader import ConcurrentReader
from kit.whole_account.customer_pages import customer_reader
from kit.whole_account.ending import watched
from kit.whole_account.event_reading import event_reader
from kit.whole_account.limiter import RateLimiter
from kit.whole_account.strands import OneCustomer

__all__ = ["PULLED_EVENTS", "Increment", "newest_event"]

PULLED_EVENTS: Final = (
    *SOURCE_EVENT_TYPES,
    "customer.created",
    "customer.updated",
    "customer.deleted",
)

_GO_ON: Final = "The snapshot is as it was: the same pull into the same folder begins anew."

#: So many customers are read one by one without counting what all of them would cost.
_FEW: Final = 50


def newest_event(api: StripeApi) -> tuple[str | None, int]:
    """The id and the time of the newest event that a pull looks at."""
    page = next(iter(api.events({"types": list(PULLED_EVENTS), "limit": 1}))).data["data"]
    return (page[0]["id"], page[0]["created"]) if page else (None, 0)


class Increment:
    """One pull into a folder that holds a whole snapshot."""

    def __init__(
        self,
        api: StripeApi,
        folder: SnapshotFolder,
        before: Manifest,
        pace: RateLimiter,
        *,
        reveal: bool,
        progress: bool | Listener,
    ) -> None:
        self._api = api
        self._folder = folder
        self._before = before
        self._pace = pace
        self._reveal = reveal
        self._progress = progress
        self._parts: dict[str, list[Part]] = {table: [] for table in TABLES}
        self._newest = before.newest_customer
        self._fresh = EventRows(first_place(before.pulls), reveal=reveal)
        self._read_again: set[str] = set()

    def run(self) -> Manifest | None:
        """Bring the folder up to date; None when only a whole pull can do that, or as cheaply.

        Whatever stops it, the folder is as it was.
        """
        self._folder.keep_only(self._before.files)
        if self._before.known_event is None:
            return None
        try:
            return self._brought_up_to_date()
        except BaseException:
            self._folder.keep_only(self._before.files)
            raise

    def _brought_up_to_date(self) -> Manifest | None:
        known_event, changes_since = newest_event(self._api)
        touched = self._events()
        if touched is None:
            return None
        self._customers(customer_reader(self._api, self._pace, since=self._before.newest_customer))
        rest = touched - self._read_again
        if len(rest) > max(_FEW, self._before.rows("customers") // 100):
            return None
        strands = [OneCustomer(customer) for customer in sorted(rest)]
        self._customers(customer_reader(self._api, self._pace, strands))
        self._read_again |= rest
        manifest = Manifest(
            mode=self._before.mode,
            masked=self._before.masked,
            made_at=now(),
            parts=self._all_parts(),
            newest_customer=self._newest,
            changes_since=changes_since,
            known_event=known_event,
            witnesses=self._before.witnesses,
            pulls=self._before.pulls + 1,
        )
        self._folder.write(MANIFEST, manifest.as_json())
        self._folder.keep_only(manifest.files)
        return manifest

    # -- events ------------------------------------------------------------------------

    def _events(self) -> set[str] | None:
        """Keep the new events; the customers they name, None if some are out of reach."""
        known = self._known_events()
        customers: set[str] = set()
        sources: set[str] = set()
        reaches_back = False
        reader = event_reader(
            self._api, PULLED_EVENTS, self._pace, since=self._before.changes_since
        )
        with watched("Pulling events", "events", shown=self._progress, go_on=_GO_ON) as watch:
            for delivery in watch.deliveries(reader):
                events = delivery.page["data"]
                for event in events:
                    reaches_back |= event["id"] == self._before.known_event
                    _note(event, customers, sources)
                self._fresh.add([event for event in events if event["id"] not in known])
                if len(self._fresh) >= ROWS:
                    self._keep_events()
        self._keep_events()
        return customers | self._owners(sources) if reaches_back else None

    def _keep_events(self) -> None:
        if len(self._fresh):
            self._parts["events"].append(self._fresh.write(self._folder))

    def _known_events(self) -> set[str]:
        """The events that are kept already and come again."""
        since = pa.scalar(self._before.changes_since * 1_000_000).cast(pa.timestamp("us", "UTC"))
        ids: set[str] = set()
        for part in self._before.parts["events"]:
            table = read_part(self._folder.path / part.file, ["id", "created"])
            ids.update(table.filter(pc.greater_equal(table["created"], since))["id"].to_pylist())
        return ids

    def _owners(self, sources: set[str]) -> set[str]:
        """The customers that had these sources at the last pull."""
        wanted = pa.array(sorted(sources), pa.large_string())
        owners: set[str] = set()
        for part in self._before.parts["sources"]:
            table = read_part(self._folder.path / part.file, ["id", "customer"])
            there = table.filter(pc.is_in(table["id"].cast(pa.large_string()), value_set=wanted))
            owners.update(there["customer"].to_pylist())
        return owners - {None}

    # -- customers ---------------------------------------------------------------------

    def _customers(self, reader: ConcurrentReader) -> None:
        buffer = RowBuffer("customers", reveal=self._reveal)
        with watched("Pulling customers", "customers", shown=self._progress, go_on=_GO_ON) as watch:
            for delivery in watch.deliveries(reader):
                buffer.add(delivery)
                if delivery.customer is None:
                    customers = delivery.page["data"]
                    self._read_again.update(each["id"] for each in customers)
                    created = [each["created"] for each in customers]
                    self._newest = max([self._newest, *created])
                if buffer.is_due:
                    self._write(buffer)
        self._write(buffer)

    def _write(self, buffer: RowBuffer) -> None:
        for table, part in buffer.write(self._folder):
            self._parts[table].append(part)

    def _all_parts(self) -> dict[str, list[Part]]:
        """The parts of before, without what was read again, and the new ones."""
        gone = pa.array(sorted(self._read_again), pa.large_string())
        kept = {
            "customers": self._without(self._before.parts["customers"], "id", gone),
            "sources": self._without(self._before.parts["sources"], "customer", gone),
            "events": self._before.parts["events"],
        }
        return {table: [*kept[table], *self._parts[table]] for table in TABLES}

    def _without(self, parts: Iterable[Part], column: str, gone: pa.Array) -> list[Part]:
        kept = []
        for part in parts:
            path = self._folder.path / part.file
            ids = read_part(path, [column])[column].cast(pa.large_string())
            outdated = pc.fill_null(pc.is_in(ids, value_set=gone), fill_value=False)
            if not pc.any(outdated).as_py():
                kept.append(part)
                continue
            table = read_part(path).filter(pc.invert(outdated))
            if table.num_rows:
                kept.append(write_table(self._folder, part.table, table))
        return kept


def _note(event: JsonObject, customers: set[str], sources: set[str]) -> None:
    """Whom an event is about."""
    data = event["data"]
    about, previous = data["object"], data.get("previous_attributes") or {}
    if about.get("object") == "customer":
        customers.add(about["id"])
        return
    if isinstance(about.get("id"), str):
        sources.add(about.get("source") or about["id"])
    for each in (about.get("customer"), previous.get("customer")):
        if isinstance(each, str):
            customers.add(each)
