"""A frame as a file that other programs read, written whole or not at all.

A spreadsheet takes text that begins with one of ``= + - @`` for a formula, and what stands in a
payer's name may be one. Such text gets an apostrophe in front in CSV, which spreadsheets hide,
and is marked as text in a workbook.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final
from uuid import uuid4

import pandas as pd

from kit.errors import InvalidInput, NotWritten
from kit.frames import unflatten
from kit.frames.exact_json import dumps
from kit.frames.tree import TECHNICAL
from kit.snapshot.folder import not_written
from kit.snapshot.query import extra

__all__ = ["FORMATS", "export_frame", "write_text"]

FORMATS: Final = (".parquet", ".csv", ".ndjson", ".xlsx")

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_ONLY_OWNER: Final = 0o600

#: What one sheet of a workbook holds, its head included.
_SHEET_ROWS: Final = 1_048_576
_CELL_TEXT: Final = 32_767


def export_frame(frame: pd.DataFrame, out: Path, *, force: bool = False) -> None:
    """Write ``frame`` to ``out``: .parquet, .csv, .ndjson or .xlsx, for its owner only to read.

    Parquet keeps everything; NDJSON holds Stripe's objects, one a line; CSV and workbooks the
    columns but the technical ones. InvalidInput for another ending; NotWritten when ``out``
    exists and ``force`` is not given, or when the disk refuses.
    """
    writer = _WRITERS.get(out.suffix.lower())
    if writer is None:
        raise InvalidInput(f"{out.name} must end in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.")
    if out.exists() and not force:
        raise NotWritten(f"{out} exists and was not touched. Choose another name, or use --force.")
    draft = out.with_name(f".{out.name}.{uuid4().hex[:8]}")
    with not_written(out):
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_OWNER))
        try:
            writer(frame, draft)
            draft.replace(out)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def write_text(frame: pd.DataFrame, form: str, stream: IO[str]) -> None:
    """Write ``frame`` to a stream as "csv" or "ndjson"."""
    if form == "csv":
        # As RFC 4180 has it; with a bare "\n" the writer would not quote a "\r" inside text.
        _plain(frame).to_csv(stream, index=False, lineterminator="\r\n")
        return
    for each in unflatten(frame):
        stream.write(dumps(each) + "\n")


def _to_csv(frame: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_text(frame, "csv", stream)


def _to_ndjson(frame: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        write_text(frame, "ndjson", stream)


def _to_parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without technical columns, and with no text that a spreadsheet would run."""
    shown = pd.DataFrame(frame).drop(columns=list(TECHNICAL), errors="ignore")
    columns = {name: shown[name].map(_harmless, na_action="ignore") for name in _texts(shown)}
    harmless = shown.assign(**columns)
    return harmless.rename(columns=_harmless)


def _texts(frame: pd.DataFrame) -> list[str]:
    return [
        name
        for name in frame.columns
        if pd.api.types.is_string_dtype(frame[name]) or frame[name].dtype == "category"
    ]


def _harmless(text: Any) -> Any:
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text


def _to_workbook(frame: pd.DataFrame, path: Path) -> None:
    workbooks = extra("openpyxl", "xlsx")
    illegal = extra("openpyxl.cell.cell", "xlsx").ILLEGAL_CHARACTERS_RE
    shown = pd.DataFrame(frame).drop(columns=list(TECHNICAL), errors="ignore")
    if len(shown) >= _SHEET_ROWS:
        raise InvalidInput(
            f"A sheet holds {_SHEET_ROWS - 1:,} rows, and there are {len(shown):,}. Use .csv or "
            ".parquet."
        )
    book = workbooks.Workbook(write_only=True)
    sheet = book.create_sheet("sources")
    text_cell = extra("openpyxl.cell", "xlsx").WriteOnlyCell

    def cell(value: Any) -> Any:
        if isinstance(value, pd.Timestamp):
            return value.tz_convert("UTC").tz_localize(None).to_pydatetime()
        if not isinstance(value, str):
            return value if abs(value) < 10**15 else cell(str(value))  # digits are lost beyond
        made = text_cell(sheet, illegal.sub("", value)[:_CELL_TEXT])
        made.data_type = "s"  # else text that begins with = becomes a formula
        return made

    sheet.append([cell(str(name)) for name in shown.columns])
    for row in shown.itertuples(index=False, name=None):
        sheet.append([None if pd.isna(value) else cell(value) for value in row])
    book.save(path)


_WRITERS: Final[dict[str, Callable[[pd.DataFrame, Path], None]]] = {
    ".parquet": _to_parquet,
    ".csv": _to_csv,
    ".ndjson": _to_ndjson,
    ".xlsx": _to_workbook,
}
