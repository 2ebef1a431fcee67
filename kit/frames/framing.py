"""What was transposed -> the frame: which columns, in which order, and the technical ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kit.frames.assembling import Orders, empty_column, joined, merged
from kit.frames.declared import ALL_FIELDS, asked_for, declared_fields
from kit.frames.exact_json import dumps
from kit.frames.names import KEYS, METADATA, SHAPE, metadata_name
from kit.frames.overriding import overridden
from kit.frames.scattering import coded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kit.facts.field import Field
    from kit.frames.assembling import Column
    from kit.frames.places import Place
    from kit.frames.shapes import Spelling
    from kit.frames.transpose import Transposed

__all__ = ["framed"]


def framed(
    transposed: Transposed, url: str | None, *, declared: bool, dtypes: Mapping[str, Any]
) -> pd.DataFrame:
    """The frame of all rows.

    ``declared`` shows every declared column, else those that hold something or are core.
    """
    fields = _fields(transposed, url)
    held, places = _columns(transposed)
    shown = [
        name
        for name, field in fields.items()
        if name in held or ((declared or field.core) and field.kind != "map")
    ]
    kinds: dict[str, str] = {}
    arrays: dict[str, Any] = {}
    for name in dict.fromkeys((*shown, *_new_names(held))):
        field = fields.get(name, ALL_FIELDS.get(name))
        column = held.pop(name, None) or empty_column(ALL_FIELDS[name])
        kinds[name] = column.kind
        arrays[name] = column.array(field, transposed.size)
        if name in dtypes:
            arrays[name], odd = overridden(name, arrays[name], column.kind, dtypes[name])
            for row, spelling in odd.items():
                transposed.patches.setdefault(row, {})[places[name]] = spelling
    arrays |= _technical(transposed, kinds)
    return pd.DataFrame(arrays, index=pd.RangeIndex(transposed.size), copy=False)


def _fields(transposed: Transposed, url: str | None) -> dict[str, Field]:
    """The declared fields that apply: by what is there, else by what was asked for."""
    if not transposed.size:
        return declared_fields([asked_for(url)])
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
    orders = Orders()
    for place in transposed.top.walk():
        if place.pieces and place.name is not None:
            columns[place.name] = joined(
                place, transposed.patches, orders, reveal=transposed.reveal
            )
            places[place.name] = place
    texts = transposed.metadata.texts()
    if texts is not None:
        others = columns.get(METADATA)
        columns[METADATA] = merged([others, texts]) if others else texts
    columns |= {metadata_name(key): column for key, column in transposed.metadata.columns()}
    return columns, places


def _new_names(names: Iterable[str]) -> list[str]:
    """The user's columns, then all others."""
    return sorted(names, key=lambda name: not name.startswith(f"{METADATA}."))


def _technical(transposed: Transposed, kinds: Mapping[str, str]) -> dict[str, pd.Categorical]:
    """The columns that ``unflatten`` needs."""
    columns = {}
    numbers, lists = transposed.metadata.key_lists(transposed.size)
    if lists:
        columns[KEYS] = coded(numbers, [dumps(keys) for keys in lists])
    columns[SHAPE] = coded(*_shapes(transposed, kinds))
    return columns


def _shapes(transposed: Transposed, kinds: Mapping[str, str]) -> tuple[Any, list[str]]:
    """The number of each row's shape, and the shapes as text."""

    def spelling(place: Place) -> str:
        return kinds.get(place.name or "", "null")

    metadata = "json" if transposed.metadata.exploded else "keys"
    numbers = np.concatenate([np.empty(0, np.int64), *transposed.numbers])
    texts: dict[str, int] = {}

    def code(number: int, patch: Mapping[Place, Spelling] | None = None) -> int:
        text = transposed.shapes.text(number, spelling, metadata, patch)
        return texts.setdefault(text, len(texts))

    used, inverse = np.unique(numbers, return_inverse=True)
    codes = np.array([code(number) for number in used.tolist()], np.int64)[inverse]
    for row, patch in transposed.patches.items():
        codes[row] = code(int(numbers[row]), patch)
    return codes, list(texts)
