"""What becomes of a row: the outcomes, the frame that tells them, and its summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, Literal

import pandas as pd
import pyarrow as pa

from kit.facts.printable import printable

__all__ = [
    "DRY_RUN_COLUMNS",
    "OUTCOMES",
    "OUTCOME_COLUMNS",
    "Outcome",
    "all_attached",
    "declared_frame",
    "summary",
]

Outcome = Literal["attached", "already_attached", "refused", "contradicted", "failed", "not_tried"]

#: What each outcome means, and whether the same call with the same journal tries it again.
OUTCOMES: Final[dict[Outcome, str]] = {
    "attached": "This journal's request attached the source to this customer.",
    "already_attached": "The source belonged to this very customer before; nothing to do.",
    "refused": "A definite no, by the checks of the row or by Stripe. It is not sent again "
    "without retry_refused=True.",
    "contradicted": "An answer said attached, and the account does not hold it so. "
    "The same call tries it again.",
    "failed": "Tried without a definite answer. The same call settles it.",
    "not_tried": "Not sent yet. The same call sends it.",
}

OUTCOME_COLUMNS: Final[dict[str, str]] = {
    "customer": "str",
    "source": "str",
    "outcome": "str",
    "error_code": "str",
    "error_message": "str",
    "request_id": "str",
    "attempts": "int64",
    "seconds": "float64",
    "settled_by": "str",
    "source_after": "str",
}

#: A dry run says besides what a real one is expected to do with the row, and why.
DRY_RUN_COLUMNS: Final[dict[str, str]] = OUTCOME_COLUMNS | {"expected": "str", "reason": "str"}

_ARROW: Final = {"str": pa.string(), "int64": pa.int64(), "float64": pa.float64()}
_CHUNK: Final = 1000

#: More lines than a screen holds help nobody; the whole is in the frame.
_SHOWN: Final = 20

_GOOD: Final = ("attached", "already_attached")


def declared_frame(rows: Iterable[Sequence[Any]], columns: dict[str, str]) -> pd.DataFrame:
    """``rows`` as a frame of declared dtypes, built chunk by chunk to stay small."""
    schema = pa.schema([(name, _ARROW[dtype]) for name, dtype in columns.items()])
    table = pa.Table.from_batches(_batches(rows, schema), schema)
    frame: pd.DataFrame = table.to_pandas().astype(columns)
    return frame


def all_attached(frame: pd.DataFrame) -> bool:
    """Whether every row is attached; of a dry run, whether every row is expected to be."""
    return bool(_outcome(frame).isin(_GOOD).all())


def summary(frame: pd.DataFrame) -> str:
    """How many rows came to which outcome, and the first of those that are not attached."""
    outcome = _outcome(frame)
    counts = outcome.value_counts()
    heading = "expected: " if "expected" in frame else ""
    lines = [f"{counts[name]:>7} {heading}{name}" for name in OUTCOMES if name in counts]
    bad = frame[~outcome.isin(_GOOD)]
    why = "reason" if "expected" in frame else "error_message"
    for row, (customer, source, message) in (
        bad[["customer", "source", why]].head(_SHOWN).iterrows()
    ):
        lines.append(f"row {row}: {_text(source)} to {_text(customer)}: {_text(message)}")
    if len(bad) > _SHOWN:
        lines.append(f"... and {len(bad) - _SHOWN} more")
    return "\n".join(lines) or "No rows."


def _outcome(frame: pd.DataFrame) -> pd.Series:
    column: pd.Series = frame["expected"] if "expected" in frame else frame["outcome"]
    return column.fillna("not_tried")


def _text(cell: object) -> str:
    return printable(cell) if isinstance(cell, str) else "(nothing)"


def _batches(rows: Iterable[Sequence[Any]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, _CHUNK)):
        columns = zip(*chunk, strict=True)
        arrays = [pa.array(each, kind) for each, kind in zip(columns, schema.types, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)
