"""A folder as Dask's frames: one partition for each part, read where the work is done."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from kit.errors import InvalidInput
from kit.facts import JsonObject
from kit.facts.field import Field
from kit.frames.build import declared_fields
from kit.snapshot.json_folder import Slice, json_files, rows_of, slices
from kit.snapshot.manifest import Manifest
from kit.snapshot.open_snapshot import snapshot_files
from kit.snapshot.parts import as_frame, column_order, empty_tables, read_part, table_fields
from kit.snapshot.query import extra

__all__ = ["DaskFolder", "DaskSnapshot", "check_workers_see"]


class DaskTables(ABC):
    """The three tables of a folder as Dask DataFrames, whose dtypes are known before any row is."""

    @cached_property
    def customers(self) -> Any:
        """One row per customer."""
        return self._frame("customers")

    @cached_property
    def sources(self) -> Any:
        """One row per source: of a snapshot those of customers, of raw JSON all there are."""
        return self._frame("sources")

    @cached_property
    def events(self) -> Any:
        """One row per event, with the status before only where the event itself tells it."""
        return self._frame("events")

    @abstractmethod
    def _frame(self, table: str) -> Any:
        """One of the tables."""


class DaskSnapshot(DaskTables):
    """A snapshot as Dask DataFrames: a partition for each part, in the order of the files.

    Columns and dtypes are those of the snapshot's frames; the technical columns are text.
    """

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self._manifest = manifest

    @property
    def made_at(self) -> datetime:
        """When the pull began, by the clock of the machine that made it."""
        return datetime.fromisoformat(self._manifest.made_at)

    def _frame(self, table: str) -> Any:
        parts = self._manifest.parts[table]
        fields = table_fields(table, parts)
        order = column_order(fields, (name for part in parts for name in part.columns))
        read = _ReadPart(fields, order, empty_tables(parts))
        files = [str(path) for path in snapshot_files(self.path, parts)]
        return _mapped(read, files, read.empty)


class DaskFolder(DaskTables):
    """A folder of raw JSON as Dask DataFrames, a partition for each file or piece of one.

    Of every object there are the declared columns: which others there are nobody knows before
    all is read. ``kit.open(folder)`` without Dask has them.
    """

    def __init__(self, path: Path, *, reveal: bool = False) -> None:
        self.path = path
        self._reveal = reveal

    def _frame(self, table: str) -> Any:
        read = _ReadSlice(table, self._reveal)
        return _mapped(read, slices(json_files(self.path)), read.empty)


@dataclass(frozen=True)
class _ReadPart:
    """Reads one part, on whichever machine; ``types`` tells those of columns it does not have."""

    fields: dict[str, Field]
    order: list[str]
    types: list[pa.Table]

    def __call__(self, path: str) -> pd.DataFrame:
        return self._framed([read_part(Path(path), self.order)])

    @property
    def empty(self) -> pd.DataFrame:
        """The columns and dtypes that every part has."""
        return self._framed([])

    def _framed(self, tables: list[pa.Table]) -> pd.DataFrame:
        every = [*tables, *self.types]
        return pd.DataFrame(as_frame(every, self.fields, self.order, technical_text=True))


@dataclass(frozen=True)
class _ReadSlice:
    """Flattens one piece of a file, on whichever machine."""

    table: str
    reveal: bool

    def __call__(self, piece: Slice) -> pd.DataFrame:
        return self._framed(piece.objects())

    @property
    def empty(self) -> pd.DataFrame:
        """The declared columns and dtypes; which values come in categories nobody knows yet."""
        clear = extra("dask.dataframe.utils", "dask").clear_known_categories
        frame: pd.DataFrame = clear(self._framed(()))
        return frame

    def _framed(self, objects: Iterable[JsonObject]) -> pd.DataFrame:
        rows = rows_of(self.table, objects, reveal=self.reveal)
        fields = self._fields()
        held = [name for name in rows.columns if name in fields]
        table = pa.Table.from_pandas(pd.DataFrame(rows)[held], preserve_index=False)
        return pd.DataFrame(as_frame([table], fields, list(fields)))

    def _fields(self) -> dict[str, Field]:
        if self.table == "sources":
            return declared_fields(["source", "card", "bank_account"])
        return table_fields(self.table, [])


def _mapped(read: Callable[[Any], pd.DataFrame], pieces: Sequence[Any], empty: pd.DataFrame) -> Any:
    """Dask's frame of all pieces; without any, an empty one."""
    frames = extra("dask.dataframe", "dask")
    if not pieces:
        return frames.from_pandas(empty, npartitions=1)
    # Else Dask makes of text a dtype of its own, and the frame were not the declared one.
    with extra("dask", "dask").config.set({"dataframe.convert-string": False}):
        return frames.from_map(read, pieces, meta=empty)


def check_workers_see(client: Any, path: Path) -> None:
    """Refuse a cluster whose workers cannot read the folder."""
    blind = [worker for worker, seen in client.run(_is_there, str(path)).items() if not seen]
    if blind:
        raise InvalidInput(
            f"{len(blind)} of the cluster's workers cannot see {path}. Put the folder where all of "
            "them can read it."
        )


def _is_there(path: str) -> bool:
    return Path(path).is_dir()
