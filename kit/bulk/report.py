"""A frame of outcomes in a few lines of text, for a terminal."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kit.bulk.outcomes import OUTCOMES

__all__ = ["all_attached", "summary"]

#: More lines than a screen holds help nobody; the whole is in the frame.
_SHOWN: Final = 20

_GOOD: Final = ("attached", "already_attached")


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
    return cell if isinstance(cell, str) else "(nothing)"
