"""A notebook is run and saved the same way every time, or left as it was."""

from __future__ import annotations

import json
import os

import pytest
from made_notebooks import code, result, text, write

from kit.notebook_check.rerun import CellFailed, rerun

VIEW = "application/vnd.jupyter.widget-view+json"
SHOW_VIEW = f"""\
import uuid
from IPython.display import display

display({{{VIEW!r}: {{"model_id": uuid.uuid4().hex}}, "text/plain": "Box()"}}, raw=True)\
"""


def test_a_second_run_changes_not_a_byte(tmp_path):
    """Counts from 1, no times, ids that stay, no widget state, ports and the like as they were."""
    kept = "import random\n\nprint(f'http://127.0.0.1:{random.randint(1024, 9999)}')"
    saved = {"output_type": "stream", "name": "stdout", "text": "http://127.0.0.1:36521\n"}
    path = write(
        tmp_path / "one.ipynb",
        text("Hello"),
        code("6 * 7", result(text_plain="41"), count=9, metadata={"execution": {"at": "now"}}),
        code("", count=None),
        code(kept, saved, count=12),
        code(SHOW_VIEW, count=None) | {"id": "prose"},
        widgets={VIEW: {"state": {}}},
        language_info={"name": "python", "version": "3.0.0"},
    )
    assert rerun(path, environment=os.environ)
    first = path.read_text()
    document = json.loads(first)
    cells = document["cells"]
    assert [cell.get("execution_count") for cell in cells] == [None, 1, None, 2, 3]
    assert cells[1]["outputs"][0]["data"]["text/plain"] == ["42"]
    assert cells[1]["outputs"][0]["execution_count"] == 1
    assert cells[3]["outputs"][0]["text"] == ["http://127.0.0.1:36521\n"]
    assert all(cell["metadata"] == {} for cell in cells)
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert cells[4]["id"] == "one-4"  # it had another's
    assert set(document["metadata"]) == {"kernelspec", "language_info"}
    assert document["metadata"]["language_info"] == {"name": "python"}
    assert not rerun(path, environment=os.environ)
    assert path.read_text() == first


def test_a_cell_that_fails_leaves_the_file_as_it_was(tmp_path):
    """The error is said with the notebook's name."""
    path = write(tmp_path / "one.ipynb", code("1"), code("{}['id']", count=2))
    before = path.read_bytes()
    with pytest.raises(CellFailed, match=r"one\.ipynb was left as it was.*KeyError: 'id'"):
        rerun(path, environment=os.environ)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["one.ipynb"]
