"""A folder of raw JSON, as webhooks and dumps leave it: which objects are in which file.

Files end in .json (one object, page or list) or .ndjson and .jsonl (one a line), perhaps with .gz
behind it. An event is a row of events; a customer brings its sources with it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from kit.errors import UnreadableSnapshot
from kit.facts import JsonObject
from kit.frames import Frame
from kit.frames.expanded import sources_of, without_sources
from kit.frames.flatten import Flattening
from kit.public_call import reads_secrets
from kit.whole_account.event_rows import EventRow, event_frame, event_row

__all__ = ["JsonFolder", "Slice", "json_files", "rows_of", "slices"]

_WHOLE: Final = (".json",)
_LINES: Final = (".ndjson", ".jsonl")

#: What one worker reads at once.
SLICE_BYTES: Final = 32 * 2**20

#: So many rows are handed over at once.
_PAGE: Final = 1000

_SOURCES: Final = frozenset({"source", "card", "bank_account"})


@dataclass(frozen=True, slots=True)
class Slice:
    """The lines of a file that begin from ``start`` on and before ``stop``, or all of it."""

    path: str
    start: int = 0
    stop: int | None = None

    def objects(self) -> Iterator[JsonObject]:
        """Stripe's objects in it; UnreadableSnapshot names the file that is no JSON."""
        try:
            for value in self._values():
                yield from _objects(value)
        except (ValueError, OSError) as error:
            raise UnreadableSnapshot(f"{self.path} cannot be read as JSON: {error}.") from error

    def _values(self) -> Iterator[Any]:
        path = Path(self.path)
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            if _ending(path) in _WHOLE:
                yield json.load(file)
                return
            if self.start:
                file.seek(self.start - 1)
                file.readline()  # the rest of a line that another slice has begun
            while (self.stop is None or file.tell() < self.stop) and (line := file.readline()):
                if line.strip():
                    yield json.loads(line)


def json_files(folder: Path) -> list[Path]:
    """The files of JSON in a folder and those below, by name; or the one file that it is."""
    found = [folder] if folder.is_file() else folder.rglob("*")
    return sorted(path for path in found if _ending(path) in (*_WHOLE, *_LINES))


def slices(files: Iterable[Path]) -> list[Slice]:
    """The files in pieces that may be read by themselves."""
    found: list[Slice] = []
    for path in files:
        size = path.stat().st_size
        if path.suffix == ".gz" or _ending(path) in _WHOLE or size <= SLICE_BYTES:
            found.append(Slice(str(path)))
            continue
        starts = range(0, size, SLICE_BYTES)
        found += [Slice(str(path), start, min(start + SLICE_BYTES, size)) for start in starts]
    return found


@reads_secrets
def rows_of(table: str, objects: Iterable[JsonObject], *, reveal: bool) -> Frame:
    """The rows of one table, with the columns that something stands in.

    The objects are let go as soon as they are laid out.
    """
    if table == "events":
        return event_frame(_event_rows(objects))
    flattening = Flattening("inside", metadata_columns=0, reveal=reveal)
    url = f"/v1/{table}"
    rows = _customers(objects) if table == "customers" else _sources(objects)
    flattening.add_rows(url, [])  # which says what an empty folder has no rows of
    while page := list(islice(rows, _PAGE)):
        flattening.add_rows(url, page)
    return flattening.frames()[0]


def _event_rows(objects: Iterable[JsonObject]) -> list[EventRow]:
    return [event_row(each) for each in objects if each.get("object") == "event"]


def _customers(objects: Iterable[JsonObject]) -> Iterator[JsonObject]:
    return (
        row
        for each in objects
        if each.get("object") == "customer"
        for row in without_sources([each])
    )


def _sources(objects: Iterable[JsonObject]) -> Iterator[JsonObject]:
    for each in objects:
        if each.get("object") == "customer":
            yield from sources_of([each])
        elif each.get("object") in _SOURCES:
            yield each


class JsonFolder:
    """A folder of raw JSON as frames: ``customers``, ``sources`` and ``events``.

    As in a snapshot, in the order of the files. Secrets are masked unless ``reveal``.
    """

    def __init__(self, path: Path, *, reveal: bool = False) -> None:
        self.path = path
        self._reveal = reveal

    @property
    def customers(self) -> Frame:
        """One row per customer."""
        return self._rows("customers")

    @property
    def sources(self) -> Frame:
        """One row per source, of a customer or by itself."""
        return self._rows("sources")

    @property
    def known_sources(self) -> Frame:
        """The same: a folder tells of a source without a customer by itself."""
        return self.sources

    @property
    def events(self) -> Frame:
        """One row per event, newest first."""
        rows = _event_rows(self._objects())
        rows.sort(key=lambda row: -int(row["created"] or 0))
        return event_frame(rows)

    def __repr__(self) -> str:
        return f"JsonFolder({self.path.name!r}, {len(json_files(self.path))} files)"

    def _rows(self, table: str) -> Frame:
        return rows_of(table, self._objects(), reveal=self._reveal)

    def _objects(self) -> Iterator[JsonObject]:
        for each in slices(json_files(self.path)):
            yield from each.objects()


def _ending(path: Path) -> str:
    name = path.name.removesuffix(".gz")
    return "" if name.startswith(".") else Path(name).suffix.lower()


def _objects(value: Any) -> Iterator[JsonObject]:
    if isinstance(value, list):
        for each in value:
            yield from _objects(each)
    elif isinstance(value, Mapping) and isinstance(value.get("data"), list):
        yield from _objects(value["data"])
    elif isinstance(value, dict):
        yield value
    else:
        raise ValueError(f"there is {value!r:.40} where an object should be")  # noqa: TRY004
