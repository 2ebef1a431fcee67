"""A folder of raw JSON in memory, as webhooks and dumps leave it."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

import pytest

import kit
from kit.errors import UnreadableResponse

SECRET = "src_client_secret_of_this_test"


def source(number: int) -> dict[str, object]:
    """A source with its secret."""
    return {"id": f"src_{number}", "object": "source", "client_secret": SECRET}


def customer(*sources: object) -> dict[str, object]:
    """A customer that has these sources."""
    return {"id": "cus_1", "object": "customer", "sources": {"object": "list", "data": sources}}


def test_rows_stand_in_the_order_of_the_files(tmp_path: Path) -> None:
    """Sources of customers among those by themselves, and pages as they are listed."""
    page = {"object": "list", "data": [source(4), source(3)]}
    (tmp_path / "a.json").write_text(json.dumps(page))
    lines = [customer(source(2)), source(7), customer(source(1), source(5))]
    (tmp_path / "b.ndjson").write_text("\n".join(map(json.dumps, lines)))
    opened = kit.open(tmp_path)
    assert opened.sources["id"].tolist() == [f"src_{n}" for n in (4, 3, 2, 7, 1, 5)]
    assert opened.customers["id"].tolist() == ["cus_1", "cus_1"]


def test_no_frame_of_an_error_shows_an_object(tmp_path: Path) -> None:
    """Verbose tracebacks print what stands in variables, and objects hold secrets."""
    (tmp_path / "a.json").write_text(json.dumps(customer(source(1), 7)))
    with pytest.raises(UnreadableResponse, match=r"sources\.data\.1 should be an object") as caught:
        _ = kit.open(tmp_path).sources
    frames = [frame for frame, _ in traceback.walk_tb(caught.tb)]
    shown = [repr(value) for frame in frames for value in frame.f_locals.values()]
    assert len(shown) > 1
    assert not [text for text in shown if SECRET in text]
