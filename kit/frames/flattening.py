"""Stripe's answer -> one declared, typed, lossless frame."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd
import pyarrow as pa

from kit.facts.objects import OBJECT_FIELDS
from kit.frames.assembling import categories, joined, metadata_texts, pandas_array
from kit.frames.exact_json import dumps_ascii
from kit.frames.names import KEYS, METADATA, SHAPE
from kit.frames.places import Leaf, Place
from kit.frames.reading import pages_of
from kit.frames.shapes import METADATA_SHAPE
from kit.frames.transpose import NotExact, Transposed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kit.facts.field import Field
    from kit.frames.reading import Page

__all__ = ["flatten"]

#: Rows that are laid out together: enough to work by column, few enough to stay small.
_CHUNK: Final = 4096

_ALL_FIELDS: Final[dict[str, Field]] = {
    field.name: field for fields in OBJECT_FIELDS.values() for field in fields
}


def flatten(
    response: object,
    *,
    columns: Literal["present", "declared"] = "present",
    metadata_columns: int = 64,
    dtypes: Mapping[str, Any] | None = None,
    reveal: bool = False,
) -> pd.DataFrame:
    """One row per object of ``response``, one typed column per field.

    >>> flatten({"id": "src_1", "object": "source", "amount": 1000}).amount.dtype
    Int64Dtype()
    """
    transposed = Transposed(_ALL_FIELDS, metadata_columns=metadata_columns, reveal=reveal)
    urls: list[str] = []
    with _paused_collector():
        for page in pages_of(response):
            urls.append(page.url)
            _add(transposed, page)
        return _frame(transposed, urls, declared=columns == "declared", dtypes=dtypes or {})


@contextmanager
def _paused_collector() -> Iterator[None]:
    """Parsing makes many objects and no circles; the collector would only walk them."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _add(transposed: Transposed, page: Page) -> None:
    for start in range(0, len(page.rows), _CHUNK):
        try:
            transposed.add(page.rows[start : start + _CHUNK], exact=page.exact)
        except NotExact:
            page.read_exactly()
            transposed.add(page.rows[start : start + _CHUNK], exact=True)


def _objects(transposed: Transposed, urls: list[str]) -> list[str]:
    """Which of the declared tables apply: by what is there, else by what was asked for."""
    place = transposed.top.children.get("object")
    if not transposed.shape_numbers:
        url = urls[0] if urls else None
        return ["customer" if url and url.endswith("/customers") else "source"]
    seen: set[str] = set()
    for leaf in place.leaves.values() if place else ():
        seen.update(leaf.values.unique().to_pylist())
    return [name for name in OBJECT_FIELDS if name in seen]


def _frame(
    transposed: Transposed, urls: list[str], *, declared: bool, dtypes: Mapping[str, Any]
) -> pd.DataFrame:
    fields: dict[str, Field] = {}
    documented: dict[str, list[str]] = {}
    for name in _objects(transposed, urls):
        for field in OBJECT_FIELDS[name]:
            fields.setdefault(field.name, field)
            known = documented.setdefault(field.name, [])
            known += [value for value in field.values if value not in known]
    size = len(transposed.shape_numbers)
    leaves = {place: joined(place, transposed) for place in transposed.top.walk() if place.leaves}
    metadata = transposed.top.children.get(METADATA)
    if metadata is not None and transposed.metadata_exploded and transposed.metadata_texts:
        others = leaves[metadata].values if metadata in leaves else None
        leaves[metadata] = Leaf(metadata_texts(transposed, others), "json")
    if metadata is not None and transposed.metadata_exploded:
        for place in metadata.children.values():
            leaves.pop(place, None)
    by_name = {place.name: leaf for place, leaf in leaves.items()}
    order = [name for name, field in fields.items() if declared or field.core or name in by_name]
    order = [name for name in order if name in by_name or fields[name].kind != "map"]
    order += [name for name in by_name if name.startswith("metadata.") and name not in fields]
    order += [name for name in by_name if name not in order]
    kinds = {}
    arrays: dict[str, Any] = {}
    for name in order:
        field = _ALL_FIELDS.get(name)
        leaf = by_name.pop(name, None)
        if leaf is None:
            kind = _HELD[field.kind]
            leaf = Leaf(pa.nulls(size, ARROW_TYPES[kind]), kind)
        kinds[name] = leaf.kind
        if field is not None and field.kind == "category":
            arrays[name] = categories(leaf.values, documented.get(name, []))
        else:
            arrays[name] = pandas_array(leaf.values, leaf.kind)
    frame = pd.DataFrame(arrays, copy=False)
    for name, dtype in dtypes.items():
        if name in frame:
            frame[name] = frame[name].astype(dtype)
    if not transposed.metadata_exploded and any(n != METADATA_SHAPE for n in transposed.key_lists):
        texts = {
            n: dumps_ascii(transposed.shapes.keys(n))
            for n in set(transposed.key_lists)
            if n != METADATA_SHAPE
        }
        frame[KEYS] = _category([texts.get(n) for n in transposed.key_lists])
    frame[SHAPE] = _category(_shape_texts(transposed, kinds, metadata))
    return frame


def _category(texts: list[str | None]) -> pd.Categorical:
    return categories(pa.array(texts, pa.large_string()), [])


def _shape_texts(
    transposed: Transposed, kinds: Mapping[str, str], metadata: Place | None
) -> list[str]:
    common: dict[int, str] = {}
    shapes = transposed.shapes

    def spelling(place: Place) -> str:
        return kinds.get(place.name or "", "null")

    texts = []
    word = "json" if transposed.metadata_exploded else "keys"
    for row, number in enumerate(transposed.shape_numbers):
        patch = transposed.patches.get(row)
        if patch is None:
            if number not in common:
                common[number] = shapes.text(number, spelling, word)
            texts.append(common[number])
            continue
        told: Any = word
        keys = transposed.key_lists[row]
        if keys != METADATA_SHAPE and not transposed.metadata_exploded and metadata is not None:
            told = {
                key: patch.get(metadata.children[key]) or spelling(metadata.children[key])
                for key in shapes.keys(keys)
            }
        texts.append(shapes.text(number, spelling, told, patch))
    return texts


from kit.frames.leaves import ARROW_TYPES  # noqa: E402
from kit.frames.leaves import _HELD_AS as _HELD  # noqa: E402
