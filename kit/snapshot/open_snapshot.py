"""A folder as frames."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from kit.errors import UnreadableSnapshot
from kit.facts.field import Field
from kit.frames import Frame
from kit.frames.provenance import came_from
from kit.on_demand import pd
from kit.public_call import public_methods
from kit.snapshot.folder import MANIFEST, UNFINISHED, SnapshotFolder
from kit.snapshot.known import known_sources
from kit.snapshot.manifest import TABLES, Manifest, Part
from kit.snapshot.parts import as_frame, column_order, read_part, table_fields
from kit.snapshot.query import query
from kit.snapshot.row_buffer import JSON, PLACE

__all__ = ["Snapshot", "read_manifest", "snapshot_files"]


@public_methods()
class Snapshot:
    """An account as it was when it was pulled; made by ``kit.open`` and ``account.pull``.

    ``customers``, ``sources`` and ``events`` are frames, read when they are first asked for:
    newest first, with the declared dtypes and metadata as JSON text. ``sources`` are those of
    the customers; ``known_sources`` adds the ones without a customer that events tell of.
    """

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self._manifest = manifest

    @property
    def made_at(self) -> datetime:
        """When the pull began, by the clock of the machine that made it."""
        return datetime.fromisoformat(self._manifest.made_at)

    @property
    def mode(self) -> str:
        """The account's: offline, test or live."""
        return self._manifest.mode

    @property
    def masked(self) -> bool:
        """Whether secrets and account numbers are masked."""
        return self._manifest.masked

    @property
    def counts(self) -> dict[str, int]:
        """How many customers, sources and events there are, by name."""
        return {table: self._manifest.rows(table) for table in TABLES}

    @property
    def not_seen(self) -> list[str]:
        """What is in the account and not in here, one sentence each."""
        return list(self._manifest.not_seen)

    @cached_property
    def customers(self) -> Frame:
        """One row per customer."""
        return self._newest_first("customers")

    @cached_property
    def sources(self) -> Frame:
        """One row per source that has a customer."""
        return self._newest_first("sources")

    @cached_property
    def events(self) -> Frame:
        """One row per event: see ``account.events``."""
        events = self.events_with_objects.drop(columns=[JSON, PLACE], errors="ignore")
        # Of the same source: what the event before left.
        left = events.iloc[::-1].groupby("source", sort=False)["status_after"].shift()
        filled = events["status_before"].fillna(left.iloc[::-1])
        return events.assign(status_before=filled)

    @property
    def events_with_objects(self) -> Frame:
        """The events as they are kept: with the object of each as JSON text in ``json``."""
        return self._newest_first("events")

    @cached_property
    def known_sources(self) -> Frame:
        """The sources, and those without a customer, each as it was at ``as_of``.

        A source without a customer is known by its newest event. For one that has a customer
        ``as_of`` is when the pull began.
        """
        known = known_sources(self.sources, self.events_with_objects, self.made_at)
        known.attrs = dict(self.sources.attrs)
        return known

    def sql(self, statement: str) -> pd.DataFrame:
        """What an SQL ``statement`` says of the tables customers, sources and events.

        DuckDB answers it from the files, so the snapshot may be larger than memory. Columns with
        a dot are written in double quotes; metadata is JSON: ``metadata->>'order_id'``. Needs
        the extra ``sql``: pip install 'stripe-source-kit[sql]'.
        """
        return query({table: self._files(table) for table in TABLES}, statement)

    def __repr__(self) -> str:
        rows = ", ".join(f"{count} {table}" for table, count in self.counts.items())
        return f"Snapshot({self.path.name!r}, {self.mode} mode, {rows})"

    def as_kept(self, table: str) -> Frame:
        """The rows of one table as they came: a customer's sources the last attached first."""
        order = self._columns(table)
        tables = [read_part(path, order) for path in self._files(table)]
        return as_frame(tables, self._fields(table), order)

    def _newest_first(self, table: str) -> Frame:
        frame = self.as_kept(table)
        by = {"created": False, "id": True}
        if PLACE in frame:
            by = {"created": False, PLACE: True}
        keys = pd.DataFrame(frame[list(by)])
        index = keys.sort_values(list(by), ascending=list(by.values()), kind="stable").index
        result: Frame = frame.take(index.to_numpy()).reset_index(drop=True)
        return came_from(
            result, account=f"snapshot {self.path.name}", mode=self.mode, read_at=self.made_at
        )

    def _columns(self, table: str) -> list[str]:
        held = (name for part in self._manifest.parts[table] for name in part.columns)
        return column_order(self._fields(table), held)

    def _fields(self, table: str) -> dict[str, Field]:
        return table_fields(table, self._manifest.parts[table])

    def _files(self, table: str) -> list[Path]:
        return snapshot_files(self.path, self._manifest.parts[table])


def read_manifest(path: str | Path) -> tuple[Path, Manifest]:
    """The folder and the manifest of a snapshot; UnreadableSnapshot for a folder that has none."""
    folder = SnapshotFolder(path)
    value = folder.read(MANIFEST) if folder.path.is_dir() else None
    if value is None:
        if (folder.path / UNFINISHED).exists():
            raise UnreadableSnapshot(
                f"The pull into {folder.path} has not ended. Run it again: it goes on."
            )
        raise UnreadableSnapshot(
            f"{folder.path} is no snapshot. Name a folder that `kit pull` or account.pull made."
        )
    return folder.path, Manifest.read(value, folder.path / MANIFEST)


def snapshot_files(path: Path, parts: Sequence[Part]) -> list[Path]:
    """The files of these parts; UnreadableSnapshot when one is missing."""
    files = [path / part.file for part in parts]
    missing = [file for file in files if not file.exists()]
    if missing:
        raise UnreadableSnapshot(f"{path} is not whole: {missing[0].name} is missing. Pull again.")
    return files
