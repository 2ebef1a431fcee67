"""What a learner did is kept in their own place, and nowhere when nobody learns."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.learn.learner_record import FILE_NAME, MARKER, Step, keep, kept, record_file


@pytest.fixture
def data_folder(tmp_path, monkeypatch):
    """A user whose data is in a folder of the test's, and who keeps progress."""
    monkeypatch.delenv("KIT_PROGRESS")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data" / "stripe-source-kit"


def test_under_test_nothing_is_kept(tmp_path):
    """The check of the notebooks leaves no trace beside them."""
    assert os.environ["KIT_PROGRESS"] == ""
    assert keep(Step.now("q1", "hint"), tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_beside_a_learners_own_notebooks(tmp_path, data_folder):
    """The folder that `kit lab` made keeps the progress of whoever works in it."""
    (tmp_path / MARKER).write_text("{}")
    step = Step.now("q1", "check", right=True)
    assert keep(step, tmp_path) == tmp_path / FILE_NAME
    assert list(kept(record_file(tmp_path))) == [step]
    assert record_file(tmp_path / "earlier") == tmp_path / FILE_NAME
    assert not data_folder.exists()


def test_elsewhere_in_the_users_data(tmp_path, data_folder):
    """A checkout, or any other folder, is not written to."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    assert keep(Step.now("q1", "hint"), folder) == data_folder / FILE_NAME
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_stops_nobody(tmp_path, data_folder):
    """The user's own data folder takes its place; without that, nothing is kept."""
    (tmp_path / MARKER).write_text("{}")
    (tmp_path / FILE_NAME).mkdir()  # also root cannot write to a folder
    assert keep(Step.now("q1", "hint"), tmp_path) == data_folder / FILE_NAME
    (data_folder / FILE_NAME).unlink()
    (data_folder / FILE_NAME).mkdir()
    assert keep(Step.now("q1", "hint"), tmp_path) is None


@pytest.mark.usefixtures("data_folder")
def test_two_notebooks_at_once_lose_nothing(tmp_path):
    """Each step is a line of its own."""
    (tmp_path / MARKER).write_text("{}")
    steps = [Step.now(f"q{n}", "hint") for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda step: keep(step, tmp_path), steps))
    found = list(kept(tmp_path / FILE_NAME))
    assert sorted(found, key=lambda step: int(step.exercise[1:])) == steps


def test_a_line_that_is_none_is_passed_over(tmp_path):
    """Half a line, a later kit's field, or somebody's edit loses the rest to nobody."""
    step = Step.now("q1", "hint")
    file = tmp_path / FILE_NAME
    line = f'{{"exercise": "q1", "did": "hint", "at": "{step.at}"}}'
    file.write_text(f'{line}\n{{"exercise": "q2", "di\n{{"later": 1}}\n[]\n{line}\n')
    assert list(kept(file)) == [step, step]
    assert list(kept(tmp_path / "nobody.jsonl")) == list(kept(None)) == []
