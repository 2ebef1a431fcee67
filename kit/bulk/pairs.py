"""The pairs as they are given: a frame, a CSV file or any iterable, read row by row.

Nothing is judged here, so that a row nobody can read still becomes an outcome; only a
table without the two columns is refused whole.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from kit.errors import InvalidInput
from kit.models.attach_request import AttachRequest

__all__ = ["PairRow", "Pairs", "given_rows"]

#: What ``attach_many`` takes as pairs.
Pairs = pd.DataFrame | str | Path | Iterable[Any]

_METADATA: Final = "metadata"
_PREFIX: Final = "metadata."
_CHUNK: Final = 1000


@dataclass(frozen=True, slots=True)
class PairRow:
    """One row: as it was given, and after kit.bulk.row_checks as it will be sent.

    Checked, the ids are text and ``metadata`` is JSON text. ``code`` and ``problem`` tell
    why a row will not be sent; a row that cannot even be read has its problem from here.
    """

    customer: Any = None
    source: Any = None
    metadata: Any = None
    code: str | None = None
    problem: str | None = None


def given_rows(pairs: Pairs) -> Iterator[PairRow]:
    """The rows of ``pairs`` in their order. Raises InvalidInput for what holds none.

    A frame or CSV needs the columns ``customer`` and ``source``; ``metadata`` (mappings,
    or JSON text) and ``metadata.KEY`` are taken when they are there, an empty CSV cell or
    an NA being no value. An iterable holds mappings of those names, AttachRequests, or
    sequences of customer, source and perhaps metadata; one such sequence is one pair.

    >>> [row.source for row in given_rows([("cus_1", "src_1")])]
    ['src_1']
    """
    if isinstance(pairs, pd.DataFrame):
        return _of_frame(pairs)
    if isinstance(pairs, str | Path):
        return _of_csv(Path(pairs))
    if isinstance(pairs, Mapping | bytes | pd.Series) or not isinstance(pairs, Iterable):
        raise InvalidInput(
            "The pairs must be a frame, the path of a CSV file or an iterable of "
            f"(customer, source), but this is a {type(pairs).__name__}."
        )
    given: Iterable[Any] = pairs.tolist() if isinstance(pairs, np.ndarray) else pairs
    if isinstance(given, tuple | list) and _is_one_pair(given):
        return iter([_of_item(given)])
    return map(_of_item, given)


def _of_frame(frame: pd.DataFrame) -> Iterator[PairRow]:
    names = _checked_columns([str(name) for name in frame.columns])
    wanted = [i for i, name in enumerate(names) if _is_wanted(name)]
    kept = [names[i] for i in wanted]
    return (
        _of_mapping(dict(zip(kept, values, strict=True)))
        for start in range(0, len(frame), _CHUNK)
        for values in frame.iloc[start : start + _CHUNK, wanted].itertuples(index=False, name=None)
    )


def _of_csv(path: Path) -> Iterator[PairRow]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            names = _checked_columns(next(csv.reader(file), []))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"Cannot read {path}: {error}. Nothing was sent.") from error
    return _csv_rows(path, names)


def _csv_rows(path: Path, names: list[str]) -> Iterator[PairRow]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        lines = csv.reader(file)
        next(lines)
        try:
            for cells in lines:
                if cells:
                    yield _of_cells(names, cells)
        except (UnicodeDecodeError, csv.Error) as error:
            raise InvalidInput(
                f"Cannot read {path} beyond line {lines.line_num}: {error}. Nothing was sent."
            ) from error


def _of_cells(names: list[str], cells: list[str]) -> PairRow:
    given = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
    if len(cells) > len(names):
        problem = f"The line has {len(cells)} cells under {len(names)} column names."
        return PairRow(given.get("customer"), given.get("source"), problem=problem)
    return _of_mapping(given)


def _of_item(item: object) -> PairRow:
    if isinstance(item, np.ndarray):
        item = item.tolist()
    if isinstance(item, AttachRequest):
        return PairRow(item.customer, item.source, item.metadata)
    if isinstance(item, Mapping):
        return _of_mapping({str(name): value for name, value in item.items()})
    if isinstance(item, Sequence) and not isinstance(item, str) and len(item) in (2, 3):
        return PairRow(*item)
    problem = f"A row is (customer, source) or has these names, but this is a {_kind(item)}."
    return PairRow(problem=problem)


def _is_one_pair(pairs: Sequence[object]) -> bool:
    """Whether somebody passed one pair where pairs are wanted: two texts are no two rows."""
    return len(pairs) in (2, 3) and all(isinstance(each, str) for each in pairs[:2])


def _of_mapping(row: Mapping[str, Any]) -> PairRow:
    customer, source = _value(row.get("customer")), _value(row.get("source"))
    metadata = _value(row.get(_METADATA))
    if isinstance(metadata, str):
        try:
            metadata = json.loads(metadata)
        except ValueError:
            return PairRow(customer, source, problem="The metadata is text, but not JSON.")
    single = {
        name.removeprefix(_PREFIX): value
        for name, value in row.items()
        if name.startswith(_PREFIX) and _value(value) is not None
    }
    if single and isinstance(metadata, Mapping | None):
        metadata = {**(metadata or {}), **single}
    return PairRow(customer, source, metadata)


def _value(value: Any) -> Any:
    """``value``, with what pandas takes for missing as None."""
    return None if pd.api.types.is_scalar(value) and pd.isna(value) else value


def _checked_columns(names: list[str]) -> list[str]:
    names = [name.strip() for name in names]
    missing = [name for name in ("customer", "source") if name not in names]
    if missing:
        raise InvalidInput(
            f"The pairs have no column {' and no column '.join(map(repr, missing))}. Name the two "
            f"columns 'customer' and 'source'; these are there: {', '.join(names) or 'none'}."
        )
    twice = sorted({name for name in names if _is_wanted(name) and names.count(name) > 1})
    if twice:
        raise InvalidInput(f"The pairs have the column {twice[0]!r} twice; keep one of them.")
    return names


def _is_wanted(name: str) -> bool:
    return name in ("customer", "source", _METADATA) or name.startswith(_PREFIX)


def _kind(item: object) -> str:
    return f"{type(item).__name__} of {len(item)}" if isinstance(item, Sequence) else repr(item)
