"""The answer key of a practice world: plain tables become frames."""

from __future__ import annotations

from kit.facts import JsonObject
from kit.on_demand import pd

__all__ = ["as_frames"]


def as_frames(answers: JsonObject) -> JsonObject:
    """Each table as a frame, with text as ``str`` and ``at`` as a time in UTC; numbers stay.

    >>> key = {"sources": 2, "ring": {"columns": ["source", "at"], "rows": [["src_1", 0]]}}
    >>> [str(dtype) for dtype in as_frames(key)["ring"].dtypes]
    ['str', 'datetime64[us, UTC]']
    """
    return {name: _frame(each) if _is_table(each) else each for name, each in answers.items()}


def _is_table(answer: object) -> bool:
    return isinstance(answer, dict) and answer.keys() == {"columns", "rows"}


def _frame(answer: JsonObject) -> pd.DataFrame:
    frame = pd.DataFrame(answer["rows"], columns=answer["columns"])
    if "at" in frame:
        frame["at"] = pd.to_datetime(frame["at"].astype("int64"), unit="s", utc=True)
        frame["at"] = frame["at"].dt.as_unit("us")
    return frame
