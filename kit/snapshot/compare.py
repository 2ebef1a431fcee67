"""What changed between two snapshots, or two frames of sources."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from kit.errors import UnreadableFrame
from kit.facts.source_change_fields import SOURCE_CHANGE_FIELDS
from kit.frames import Frame
from kit.frames.declared_rows import declared_rows
from kit.frames.tree import METADATA, TECHNICAL
from kit.snapshot.json_folder import JsonFolder
from kit.snapshot.open_snapshot import Snapshot

__all__ = ["diff"]

_NEEDED: Final = ("id", "customer", "status")
_NOT_COMPARED: Final = frozenset((*TECHNICAL, "as_of", "id"))

_BECAME: Final = {
    "chargeable": "became chargeable",
    "consumed": "consumed",
    "canceled": "canceled",
    "failed": "failed",
}


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
    old, new = _by_id(before, "before"), _by_id(after, "after")
    ids = old.index.append(new.index.difference(old.index, sort=False))
    rows = pd.DataFrame({"source": ids.to_numpy()})
    for when, frame in (("before", old), ("after", new)):
        rows[f"customer_{when}"] = _values(frame, "customer", ids)
        rows[f"status_{when}"] = _values(frame, "status", ids)
    rows["type"] = _values(new, "type", ids)
    rows["type"] = rows["type"].fillna(pd.Series(_values(old, "type", ids)))
    rows["columns"] = _differing(old, new, ids)
    rows["change"] = _changes(rows, was=ids.isin(old.index), now=ids.isin(new.index))
    changed = rows[rows["change"].notna()]
    columns = {
        str(name): changed[name].astype("object").where(changed[name].notna(), None).tolist()
        for name in changed
    }
    return declared_rows(SOURCE_CHANGE_FIELDS, columns)


def _by_id(given: Snapshot | JsonFolder | pd.DataFrame, name: str) -> pd.DataFrame:
    """The sources, each once."""
    found = given.known_sources if isinstance(given, Snapshot | JsonFolder) else given
    frame = pd.DataFrame(found)
    missing = [column for column in _NEEDED if column not in frame.columns]
    if missing:
        raise UnreadableFrame(
            f"{name} needs the columns {', '.join(_NEEDED)}, and {missing[0]} is missing. Give a "
            "snapshot or a frame of sources."
        )
    return frame.drop_duplicates("id").set_index("id", drop=False)


def _values(frame: pd.DataFrame, column: str, ids: pd.Index[Any]) -> np.ndarray[Any, Any]:
    """One column as objects in the order of ``ids``, None where there is nothing."""
    if column not in frame.columns:
        return np.full(len(ids), None, dtype=object)
    values = frame[column].astype("object").reindex(ids)
    return values.where(values.notna(), None).to_numpy()


def _differing(old: pd.DataFrame, new: pd.DataFrame, ids: pd.Index[Any]) -> np.ndarray[Any, Any]:
    """The names of the columns that differ where a source is in both; None where none does."""
    both = old.index.intersection(new.index, sort=False)
    found = np.full(len(both), "", dtype=object)
    names = [name for name in dict.fromkeys([*old, *new]) if name not in _NOT_COMPARED]
    if _holds_metadata(old) != _holds_metadata(new):
        # The same metadata in columns here and as JSON text there: nothing to compare by name.
        names = [name for name in names if name.partition(".")[0] != METADATA]
    for name in names:
        differs = _values(old, name, both) != _values(new, name, both)
        found[differs] += f", {name}"
    named = pd.Series(found, both).str.removeprefix(", ").reindex(ids)
    return named.where(named.ne(""), None).to_numpy()


def _holds_metadata(frame: pd.DataFrame) -> bool:
    return METADATA in frame.columns


def _changes(
    rows: pd.DataFrame, *, was: np.ndarray[Any, Any], now: np.ndarray[Any, Any]
) -> pd.Series[Any]:
    """The first change that holds for each row, None for no change."""
    had, has = rows["customer_before"].notna(), rows["customer_after"].notna()
    moved = rows["status_before"].ne(rows["status_after"]) & now
    reached = rows["status_after"].map(_BECAME).where(moved, None)
    steps = [
        (rows["columns"].notna(), "changed"),
        (~now, "vanished"),
        (~was, "appeared"),
        (reached.notna(), reached),
        (had & ~has, "detached"),
        (~had & has, "attached"),
    ]
    change = pd.Series(None, rows.index, "object")
    for holds, name in steps:
        change = change.mask(np.asarray(holds, dtype=bool), name)
    return change
