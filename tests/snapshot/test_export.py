"""Frames as files for other programs."""

from __future__ import annotations

import csv
import errno
import os

import openpyxl
import orjson
import pandas as pd
import pytest

import kit
from kit.errors import InvalidInput, NotWritten
from kit.snapshot import export
from kit.snapshot.export import FORMATS, export_frame

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"]


@pytest.fixture
def frame() -> pd.DataFrame:
    """Sources whose owners' names and metadata keys are formulas."""
    return kit.flatten(
        [
            {
                "id": f"src_{number}",
                "object": "source",
                "amount": -5,
                "created": 1_700_000_000,
                "owner": {"name": name},
                "metadata": {"=key": name},
            }
            for number, name in enumerate(HOSTILE)
        ]
    )


def test_no_cell_of_a_csv_is_a_formula(frame, tmp_path) -> None:
    """Text that a spreadsheet would run has an apostrophe in front, heads included."""
    export_frame(frame, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    head, *body = rows
    numbers = {head.index("amount")}
    for row in rows:
        for place, cell in enumerate(row):
            assert place in numbers or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert [row[head.index("owner.name")] for row in body] == [f"'{name}" for name in HOSTILE]
    assert {row[head.index("amount")] for row in body} == {"-5"}


def test_no_cell_of_a_workbook_is_a_formula(frame, tmp_path) -> None:
    """The text is as it is, and marked as text; times are times."""
    export_frame(frame, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = book.active
    head = [cell.value for cell in sheet[1]]
    names = [row[head.index("owner.name")] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in names} == {"s"}
    assert [cell.value for cell in names][:4] == HOSTILE[:4]
    assert sheet.cell(2, head.index("created") + 1).value.year == 2023
    assert sheet.cell(2, head.index("amount") + 1).value == -5


def test_ndjson_and_parquet_lose_nothing(account, tmp_path) -> None:
    """One of Stripe's objects a line; Parquet the frame itself."""
    sources = account.all_sources(reveal=True, progress=False)
    export_frame(sources, tmp_path / "out.ndjson")
    lines = (tmp_path / "out.ndjson").read_bytes().splitlines()
    assert [orjson.loads(line) for line in lines] == kit.unflatten(sources)
    export_frame(sources, tmp_path / "out.parquet")
    assert kit.unflatten(pd.read_parquet(tmp_path / "out.parquet")) == kit.unflatten(sources)


@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_is_written_over_without_being_told(frame, tmp_path, ending) -> None:
    """A file that exists stays as it was; with force it is replaced, for its owner only."""
    out = tmp_path / f"out{ending}"
    out.write_text("mine")
    with pytest.raises(NotWritten, match="exists"):
        export_frame(frame, out)
    assert out.read_text() == "mine"
    export_frame(frame, out, force=True)
    assert out.read_bytes() != b"mine"
    assert out.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_a_full_disk_leaves_nothing_behind(frame, tmp_path, monkeypatch) -> None:
    """No half file, and the old one as it was."""
    out = tmp_path / "out.csv"
    out.write_text("mine")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setitem(export._WRITERS, ".csv", full)
    with pytest.raises(NotWritten, match="No space left"):
        export_frame(frame, out, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert out.read_text() == "mine"


def test_another_ending_is_refused(frame, tmp_path) -> None:
    """The endings that there are stand in the message."""
    with pytest.raises(InvalidInput, match=r"\.parquet"):
        export_frame(frame, tmp_path / "out.doc")


def test_what_a_sheet_cannot_hold_is_refused(frame, tmp_path, monkeypatch) -> None:
    """More rows than a sheet has are said before anything is written."""
    monkeypatch.setattr(export, "_SHEET_ROWS", 3)
    with pytest.raises(InvalidInput, match="A sheet holds 2 rows"):
        export_frame(frame, tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []
