"""Pages on their way into parts."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

import pytest

from kit.errors import UnreadableResponse
from kit.snapshot.folder import SnapshotFolder
from kit.snapshot.parts import read_part
from kit.snapshot.row_buffer import EventRows, RowBuffer
from kit.whole_account.concurrent_reader import Delivery


def delivered(*customers: dict[str, object]) -> Delivery:
    """A page of customers, as a reader gives it."""
    page = {"object": "list", "url": "/v1/customers", "data": list(customers)}
    return Delivery(json.dumps(page).encode(), page, None, len(customers), {}, None)


def customer(number: int) -> dict[str, object]:
    """A customer with a source."""
    source = {"id": f"src_{number}", "object": "source", "type": "card", "created": number}
    return {
        "id": f"cus_{number}",
        "object": "customer",
        "created": number,
        "sources": {"object": "list", "data": [source], "has_more": False},
    }


def event(number: int, of_type: str) -> dict[str, object]:
    """An event of a source of that type, in the one second there is."""
    source = {"id": f"src_{number}", "object": "source", "type": of_type, "status": "chargeable"}
    return {
        "id": f"evt_{number}",
        "type": "source.chargeable",
        "created": 7,
        "data": {"object": source},
    }


def test_what_cannot_be_laid_out_is_told_whenever_it_is_to_be_written(tmp_path: Path) -> None:
    """Else a pull that was ended by it would note its page as kept, and never read it again."""
    nested = '{"in":' * 5000 + "1" + "}" * 5000
    too_deep = f'{{"object": "list", "data": [{{"id": "cus_2", "new": {nested}}}]}}'
    buffer = RowBuffer("customers", reveal=False)
    buffer.add(delivered(customer(1)))
    buffer.add(Delivery(too_deep.encode(), {"data": [customer(2)]}, "cus_2", 1, {}, None))
    with SnapshotFolder(tmp_path / "stripe") as folder:
        for _ in range(2):
            with pytest.raises(UnreadableResponse, match="nested too deeply"):
                list(buffer.write(folder))
        assert not list(folder.path.glob("*/*.parquet"))


def test_a_buffer_is_empty_once_it_is_written(tmp_path: Path) -> None:
    """What comes later is in the next parts alone."""
    buffer = RowBuffer("customers", reveal=False)
    with SnapshotFolder(tmp_path / "stripe") as folder:
        rows = []
        for number in (1, 2):
            buffer.add(delivered(customer(number)))
            parts = [part for _, part in buffer.write(folder)]
            rows.append([read_part(folder.path / part.file)["id"].to_pylist() for part in parts])
        assert rows == [[["cus_1"], ["src_1"]], [["cus_2"], ["src_2"]]]
        assert list(buffer.write(folder)) == []


def test_events_keep_their_places_and_types_through_several_layouts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where each batch has other categories, and one hundreds of them."""
    monkeypatch.setattr("kit.snapshot.row_buffer._TOGETHER", 300)
    types = ["card"] * 300 + [f"new_{number}" for number in range(300)]
    events = [event(number, of_type) for number, of_type in enumerate(types)]
    fresh = EventRows(-5, reveal=False)
    with SnapshotFolder(tmp_path / "stripe") as folder:
        for start in range(0, 600, 100):
            fresh.add(events[start : start + 100])
        assert len(fresh) == 600
        part = fresh.write(folder)
        assert len(fresh) == 0
        table = read_part(folder.path / part.file)
    assert table["place"].to_pylist() == list(range(-5, 595))
    assert table["id"].to_pylist() == [each["id"] for each in events]
    assert table["source_type"].to_pylist() == types
    assert part.columns["source_type"] == part.columns["status_after"] == "category"


@pytest.mark.parametrize("later", [0, 20])
def test_no_frame_of_an_error_shows_an_answer(tmp_path: Path, later: int) -> None:
    """Verbose tracebacks print what stands in variables, and an answer holds secrets."""
    secret = "src_client_secret_of_this_test"
    buffer = RowBuffer("customers", reveal=False)
    answer = json.dumps({"object": "list", "data": [{"id": "cus_1", "client_secret": secret}, 7]})
    broken = Delivery(answer.encode(), {"data": []}, "cus_1", 0, {}, None)
    with SnapshotFolder(tmp_path / "stripe") as folder:

        def fill_and_write() -> None:
            buffer.add(broken)
            for number in range(later):
                buffer.add(delivered(customer(number)))
            list(buffer.write(folder))

        with pytest.raises(UnreadableResponse, match="row 2") as caught:
            fill_and_write()
    frames = [frame for frame, _ in traceback.walk_tb(caught.tb)]
    shown = [repr(value) for frame in frames[1:] for value in frame.f_locals.values()]
    assert len(shown) > 3
    assert not [text for text in shown if secret in text]
