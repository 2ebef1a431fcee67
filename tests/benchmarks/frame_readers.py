"""The ways from Stripe's answers to a frame that ``bench_frames.py`` compares.

Each takes pages as bytes, one after the other, and gives a frame; ``records`` gives its rows
as dicts of dotted columns, from which objects are put together again as well as can be.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Pages = Iterable[bytes]
    Reader = Callable[[Pages], Any]


def stripe_python(pages: Pages) -> Any:
    """What people do: SDK objects, to_dict, json_normalize, nullable dtypes."""
    import pandas as pd
    import stripe

    rows: list[dict[str, Any]] = []
    for page in pages:
        answer = stripe.ListObject.construct_from(json.loads(page), "sk_test_unused")
        rows += [each.to_dict() for each in answer.data]
    return pd.json_normalize(rows).convert_dtypes()


def orjson_and_pandas(pages: Pages) -> Any:
    """The same without SDK objects."""
    import pandas as pd

    rows = [row for page in pages for row in orjson.loads(page)["data"]]
    return pd.json_normalize(rows).convert_dtypes()


def polars_reader(pages: Pages) -> Any:
    """The reader of polars, its structs unnested."""
    import polars as pl

    frame = pl.read_ndjson(_lines(pages), infer_schema_length=None)
    while structs := [n for n, t in frame.schema.items() if isinstance(t, pl.Struct)]:
        frame = frame.unnest(structs, separator=".")
    return frame


def pyarrow_reader(pages: Pages) -> Any:
    """The JSON reader of pyarrow, its structs flattened."""
    import pyarrow as pa
    from pyarrow import json as pyarrow_json

    table = pyarrow_json.read_json(
        _lines(pages), read_options=pyarrow_json.ReadOptions(block_size=1 << 24)
    )
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def kit_flatten(pages: Pages) -> Any:
    """What this benchmark is about."""
    from kit.frames import flatten

    return flatten(pages, reveal=True)


def orjson_alone(pages: Pages) -> Any:
    """No frame at all: the parsing that each of the others does at least."""
    for page in pages:
        orjson.loads(page)


READERS: dict[str, Reader] = {
    "stripe-python objects + to_dict + json_normalize": stripe_python,
    "orjson + json_normalize": orjson_and_pandas,
    "polars read_ndjson + unnest": polars_reader,
    "pyarrow's JSON reader, flattened": pyarrow_reader,
    "kit.flatten": kit_flatten,
    "orjson.loads alone": orjson_alone,
}


def exactness(name: str) -> str:
    """How many of the tests' edge cases come back from the reader's frame, in any key order.

    Each case stands on a page between two ordinary sources.
    """
    if READERS[name] is orjson_alone:
        return ""
    sys.path.insert(0, str(Path(__file__).parents[1] / "frames"))
    from edge_cases import EDGES
    from made_objects import SOURCE

    pages = [[SOURCE, *objects, SOURCE] for objects in EDGES.values()]
    exact = sum(_is_exact(READERS[name], objects) for objects in pages)
    return f"{exact} of {len(EDGES)}"


def _is_exact(reader: Reader, objects: list[Any]) -> bool:
    page = json.dumps({"object": "list", "data": objects}).encode()
    try:
        back = _objects(reader([page]))
    except Exception:  # noqa: BLE001 - whatever a reader fails with, it has not read this
        return False
    return json.dumps(back, sort_keys=True, default=str) == json.dumps(objects, sort_keys=True)


def _objects(frame: Any) -> list[Any]:
    from kit.frames import Frame, unflatten

    if isinstance(frame, Frame):
        return unflatten(frame)
    return [_nested(record) for record in _records(frame)]


def _lines(pages: Pages) -> io.BytesIO:
    """Pages as one object a line, which is what these readers take."""
    lines = io.BytesIO()
    for page in pages:
        for row in orjson.loads(page)["data"]:
            lines.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    lines.seek(0)
    return lines


def _records(frame: Any) -> list[dict[str, Any]]:
    for method in ("to_pylist", "to_dicts"):
        if hasattr(frame, method):
            return list(getattr(frame, method)())
    return list(frame.to_dict("records"))


def _nested(record: dict[str, Any]) -> dict[str, Any]:
    """Dotted columns as hashes in hashes, without what is missing."""
    nested: dict[str, Any] = {}
    for name, value in record.items():
        if value is None or value != value or str(value) == "<NA>":
            continue
        *path, last = name.split(".")
        inside = nested
        for key in path:
            inside = inside.setdefault(key, {})
        inside[last] = value
    return nested
