"""What was transposed -> the frame: which columns there are, and in which order."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from kit.errors import InvalidInput
from kit.frames.assembling import Standings, empty_column, joined, merged
from kit.frames.declared import ALL_FIELDS, declared_fields
from kit.frames.frame import Frame
from kit.frames.holding import value_of
from kit.frames.names import METADATA, metadata_name
from kit.frames.overriding import overridden
from kit.frames.shape_column import technical_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kit.facts.field import Field
    from kit.frames.assembling import Column
    from kit.frames.places import Place
    from kit.frames.shapes import Spelling
    from kit.frames.transpose import Transposed

__all__ = ["framed"]


def framed(
    transposed: Transposed, expected: str, *, declared: bool, dtypes: Mapping[str, Any]
) -> Frame:
    """The frame of all rows, or an empty one of the ``expected`` object.

    ``declared`` shows every declared column, else those that hold something or are core.
    """
    fields = _fields(transposed, expected)
    columns, places = _columns(transposed)
    # The pieces were joined: let their memory go before the frame's own is taken.
    pa.default_memory_pool().release_unused()
    kinds: dict[str, str] = {}
    arrays: dict[str, Any] = {}
    for name in _order(fields, columns, declared=declared):
        column = columns.pop(name, None) or empty_column(ALL_FIELDS[name], transposed.size)
        kinds[name] = column.kind
        arrays[name] = column.array(fields.get(name, ALL_FIELDS.get(name)))
    odd_metadata = _override(arrays, kinds, dtypes, places, transposed)
    arrays |= technical_columns(transposed, kinds, odd_metadata)
    return Frame(arrays, index=pd.RangeIndex(transposed.size), copy=False)


def _fields(transposed: Transposed, expected: str) -> dict[str, Field]:
    """The declared fields that apply: by what is there, else by what was asked for."""
    if not transposed.size:
        return declared_fields([expected])
    children = transposed.top.children
    seen: set[str] = set()
    if "object" in children:
        for piece in children["object"].pieces:
            seen.update(piece.values.unique().to_pylist())
    expanded = "customer" in children and bool(children["customer"].children)
    return declared_fields(seen, expanded=expanded)


def _columns(transposed: Transposed) -> tuple[dict[str, Column], dict[str, Place]]:
    """Every column that holds something, in the order of arrival, and its place."""
    columns: dict[str, Column] = {}
    places: dict[str, Place] = {}
    standings = Standings(transposed.size)
    for place in transposed.top.walk():
        if place.pieces and place.name is not None:
            columns[place.name] = joined(
                place, transposed.patches, standings, reveal=transposed.reveal
            )
            places[place.name] = place
    texts = transposed.metadata.texts(transposed.size)
    if texts is not None:
        others = columns.get(METADATA)
        columns[METADATA] = merged([others, texts], transposed.size) if others else texts
    by_key = transposed.metadata.columns(transposed.size)
    columns |= {metadata_name(key): column for key, column in by_key}
    return columns, places


def _order(fields: Mapping[str, Field], held: Iterable[str], *, declared: bool) -> list[str]:
    """The names of all columns: the declared ones, then the user's own, then new ones.

    An object that no table declares keeps the order of arrival, after its id.
    """
    names = set(held)
    if not fields:
        first = [name for name in ("id", "object") if name in names]
        return list(dict.fromkeys((*first, *held)))
    shown = [
        name
        for name, field in fields.items()
        if name in names or ((declared or field.core) and field.kind != "map")
    ]
    others = sorted(held, key=lambda name: not name.startswith(f"{METADATA}."))
    return list(dict.fromkeys((*shown, *others)))


def _override(
    arrays: dict[str, Any],
    kinds: Mapping[str, str],
    dtypes: Mapping[str, Any],
    places: Mapping[str, Place],
    transposed: Transposed,
) -> dict[int, dict[str, Spelling]]:
    """Give columns the dtypes asked for; comes back with what metadata's do not hold."""
    odd_metadata: dict[int, dict[str, Spelling]] = {}
    for name, dtype in dtypes.items():
        if name not in arrays:
            _check_name(name, arrays)
            continue
        arrays[name], odd = overridden(name, arrays[name], kinds[name], dtype)
        for row, exact in odd.items():
            if name in places:
                patch = transposed.patches.setdefault(row, {})
                patch[places[name]] = _literal(exact, patch.get(places[name]))
            else:
                key = name.removeprefix(f"{METADATA}.")
                odd_metadata.setdefault(row, {})[key] = [exact]
    return odd_metadata


def _literal(exact: object, spelling: Spelling | None) -> Spelling:
    """The spelling of a value that its column no longer holds, and held as ``spelling`` said."""
    return [value_of(exact, spelling) if isinstance(spelling, str) else exact]


def _check_name(name: str, known: Iterable[str]) -> None:
    """Refuse a name that no column of this or any other answer has."""
    if name in ALL_FIELDS or name.startswith(f"{METADATA}."):
        return
    near = get_close_matches(name, {*known, *ALL_FIELDS}, 1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    raise InvalidInput(f"dtypes= names a column {name!r} that this answer does not have.{meant}")
