"""What changed between two snapshots, or two frames of sources."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import UnreadableFrame
from kit.facts.source_change_fields import SOURCE_CHANGE_FIELDS
from kit.frames import Frame
from kit.frames.declared_rows import declared_rows
from kit.frames.positions import positions, take
from kit.frames.tree import METADATA, TECHNICAL
from kit.public_call import public_call
from kit.snapshot.json_folder import JsonFolder
from kit.snapshot.open_snapshot import Snapshot

__all__ = ["diff"]

_NEEDED: Final = ("id", "customer", "status")
_NOT_COMPARED: Final = frozenset((*TECHNICAL, "as_of", "id"))

#: A column with fewer values than this share of the rows is looked at where it holds any.
_SPARSE: Final = 0.5

_BECAME: Final = {
    "chargeable": "became chargeable",
    "consumed": "consumed",
    "canceled": "canceled",
    "failed": "failed",
}


@public_call()
def diff(
    before: Snapshot | JsonFolder | pd.DataFrame, after: Snapshot | JsonFolder | pd.DataFrame
) -> Frame:
    """What became of each source from ``before`` to ``after``, one row for each that changed.

    Both are what ``kit.open`` gives, or frames of sources as of ``account.all_sources``.
    ``change`` is the first of these that holds: attached, detached (and thereby consumed), became
    chargeable, consumed, canceled, failed, appeared and vanished (known in one of the two only),
    changed.
    ``columns`` names all that differs. The others: ``kit.describe_columns("source_change")``.
    Raises UnreadableFrame for a frame that lacks columns.

    >>> import kit
    >>> with kit.connect(offline=True) as account:
    ...     monday = account.all_sources(progress=False)
    ...     _ = account.detach(monday["customer"][0], monday["id"][0])
    ...     kit.diff(monday, account.all_sources(progress=False))["change"].to_list()
    ['detached']
    """
    both = _Both(_by_id(before, "before"), _by_id(after, "after"))
    rows = both.changed()
    rows["change"] = _changes(rows)
    changed = rows[rows["change"].notna()]
    columns = {
        field.name: _as_objects(changed[field.name].array).tolist()
        for field in SOURCE_CHANGE_FIELDS
    }
    return declared_rows(SOURCE_CHANGE_FIELDS, columns)


def _by_id(given: Snapshot | JsonFolder | pd.DataFrame, name: str) -> pd.DataFrame:
    """The sources, each once."""
    found = given.known_sources if isinstance(given, Snapshot | JsonFolder) else given
    if not isinstance(found, pd.DataFrame):
        raise UnreadableFrame(
            f"{name} is a snapshot or a frame of sources, but this is a {type(given).__name__}. "
            "Open a folder first: kit.open('stripe/')."
        )
    frame = pd.DataFrame(found)
    missing = [column for column in _NEEDED if column not in frame.columns]
    if missing:
        raise UnreadableFrame(
            f"{name} needs the columns {', '.join(_NEEDED)}, and {missing[0]} is missing. Give a "
            "snapshot or a frame of sources."
        )
    return frame.drop_duplicates("id").reset_index(drop=True)


class _Both:
    """Two frames of sources, and where each source stands in both: first all old ones."""

    def __init__(self, old: pd.DataFrame, new: pd.DataFrame) -> None:
        self._old, self._new = old, new
        self._now = positions(old["id"], new["id"])
        self._there = np.flatnonzero(self._now >= 0)
        # Each id is there once, so where nobody stands now is a new one.
        self._then = np.full(len(new), -1)
        self._then[self._now[self._there]] = self._there
        self._added = np.flatnonzero(self._then < 0)
        #: Where columns hold something, by how many values they have then and now.
        self._rows_held: dict[tuple[int, ...], tuple[Any, np.ndarray[Any, Any]]] = {}

    def changed(self) -> pd.DataFrame:
        """The sources that are in one only, or differ in any column, as rows of objects."""
        differing = self._differing()
        kept = np.flatnonzero((self._now < 0) | (differing != ""))
        before = np.concatenate([kept, np.full(len(self._added), -1)])
        after = np.concatenate([self._now[kept], self._added])
        rows = pd.DataFrame(
            {
                "source": [
                    *self._old["id"].array.take(kept),
                    *self._new["id"].array.take(self._added),
                ],
                "was": before >= 0,
                "now": after >= 0,
            }
        )
        for when, frame, places in (("before", self._old, before), ("after", self._new, after)):
            for name in ("customer", "status", "type"):
                rows[f"{name}_{when}"] = _objects(frame, name, places)
        rows["type"] = rows["type_after"].where(rows["type_after"].notna(), rows["type_before"])
        names = [each.removeprefix(", ") for each in differing[kept]]
        named = pd.Series([*names, *[""] * len(self._added)], dtype="object")
        rows["columns"] = named.where(named.ne(""), None)
        return rows

    def _differing(self) -> np.ndarray[Any, Any]:
        """For each old source the names of the columns that differ, each behind a comma."""
        found = np.full(len(self._old), "", dtype=object)
        for name in self._compared():
            before, after = _column(self._old, name), _column(self._new, name)
            rows = self._held(before, after)
            # Most columns of most sources are as they were: that is seen at once.
            differs = _differs(_at(before, rows), _at(after, self._now[rows]))
            if differs is not None:
                found[rows[differs]] += f", {name}"
        return found

    def _held(self, before: Any, after: Any) -> np.ndarray[Any, Any]:
        """The old sources that are there still and hold something in a column, then or now.

        The columns of each type are empty in all other sources: these need no look. And they
        are filled together, so that it is mostly known already where.
        """
        marks = _filled(before, len(self._old)), _filled(after, len(self._new))
        counts = tuple(pc.sum(each).as_py() or 0 for each in marks)
        if max(counts) > len(self._there) * _SPARSE:
            return self._there
        if counts in self._rows_held:
            known, rows = self._rows_held[counts]
            if all(one.equals(other) for one, other in zip(known, marks, strict=True)):
                return rows
        then, now = (np.asarray(pc.indices_nonzero(each), dtype=np.int64) for each in marks)
        now = self._then[now]
        held = np.zeros(len(self._old), dtype=bool)
        held[then[self._now[then] >= 0]] = True
        held[now[now >= 0]] = True
        rows = np.flatnonzero(held)
        self._rows_held[counts] = marks, rows
        return rows

    def _compared(self) -> list[str]:
        every = dict.fromkeys([*self._old, *self._new])
        names = [name for name in every if name not in _NOT_COMPARED]
        if _holds_metadata(self._old) != _holds_metadata(self._new):
            # The same metadata in columns here and as JSON text there: nothing to compare by name.
            names = [name for name in names if name.partition(".")[0] != METADATA]
        return names


def _column(frame: pd.DataFrame, name: str) -> Any:
    """The values of one column; None where the frame does not have it."""
    return frame[name].array if name in frame.columns else None


def _filled(values: Any, length: int) -> Any:
    """Whether each of ``length`` rows holds something in a column, as Arrow has it, bit by bit."""
    if values is None:
        return pa.nulls(length, pa.bool_()).fill_null(fill_value=False)
    if isinstance(values.dtype, pd.StringDtype):
        marks = pc.is_valid(pa.array(values, from_pandas=True))
        return marks.combine_chunks() if isinstance(marks, pa.ChunkedArray) else marks
    return pa.array(~_isna(values))


def _at(values: Any, places: np.ndarray[Any, Any]) -> Any:
    """The values at these places; None where there is no column."""
    if values is None:
        return None
    in_order = len(places) == len(values) and bool((places == np.arange(len(values))).all())
    return values if in_order else values.take(places)


def _differs(old: Any, new: Any) -> np.ndarray[Any, Any] | None:
    """Which values differ, where missing is equal to missing; None where none does."""
    if old is None or new is None:
        differs = ~_isna(new if old is None else old)
    elif old.dtype == new.dtype and old.equals(new):
        return None
    elif old.dtype == new.dtype and old.dtype != object:
        lost, found = _isna(old), _isna(new)
        unequal = pd.Series(old != new).fillna(value=False).to_numpy(bool)
        differs = (unequal & ~lost & ~found) | (lost ^ found)
    else:
        differs = _as_objects(old) != _as_objects(new)
    return differs if differs.any() else None


def _isna(values: Any) -> np.ndarray[Any, Any]:
    return np.asarray(values.isna(), dtype=bool)


def _as_objects(values: Any) -> np.ndarray[Any, Any]:
    column = pd.Series(values).astype("object")
    return column.where(column.notna(), None).to_numpy()


def _objects(frame: pd.DataFrame, name: str, places: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """One column at these places as objects, None where there is nothing."""
    if name not in frame.columns:
        return np.full(len(places), None, dtype=object)
    return _as_objects(take(frame[name], places))


def _holds_metadata(frame: pd.DataFrame) -> bool:
    return METADATA in frame.columns


def _changes(rows: pd.DataFrame) -> pd.Series[Any]:
    """The first change that holds for each row, None for no change."""
    had, has = rows["customer_before"].notna(), rows["customer_after"].notna()
    moved = rows["status_before"].ne(rows["status_after"]) & rows["now"]
    reached = rows["status_after"].map(_BECAME).where(moved, None)
    steps = [
        (rows["columns"].notna(), "changed"),
        (~rows["now"], "vanished"),
        (~rows["was"], "appeared"),
        (reached.notna(), reached),
        (had & ~has, "detached"),
        (~had & has, "attached"),
    ]
    change = pd.Series(None, rows.index, "object")
    for holds, name in steps:
        change = change.mask(np.asarray(holds, dtype=bool), name)
    return change
