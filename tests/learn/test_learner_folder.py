"""A learner's own copies of the notebooks, which no later copy writes over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from nbformat import read
from nbformat.sign import NotebookNotary

from kit.errors import KitError
from kit.learn import learner_folder as learners
from kit.learn.learner_folder import DEFAULT_FOLDER, EARLIER, bring_notebooks, shipped_folder
from kit.learn.learner_record import MARKER

ROOT = Path(__file__).resolve().parents[2]
FIRST = "01-explore.ipynb"


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    """A user whose signatures of notebooks are in a folder of the test's."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """What is shipped, to be changed as a newer kit would."""
    folder = tmp_path / "shipped"
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(learners, "shipped_folder", lambda: folder)
    return folder


@pytest.fixture
def folder(tmp_path):
    """Where the learner's notebooks come to."""
    return tmp_path / "mine"


def edit(path, source):
    """Change what the first cell of a notebook says."""
    document = json.loads(path.read_text(encoding="utf-8"))
    document["cells"][0]["source"] = [source]
    path.write_text(json.dumps(document), encoding="utf-8")
    return path.read_bytes()


def test_all_of_it_is_there_the_first_time(folder):
    """Every notebook with its pictures and data; what is for tests is left out."""
    brought = bring_notebooks(folder)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    shipped = {
        path.relative_to(ROOT / "notebooks").as_posix()
        for path in (ROOT / "notebooks").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == shipped - {"conftest.py"} | {MARKER}
    assert FIRST in brought.added
    assert any(name.startswith("images/") for name in brought.added)


def test_the_copies_are_trusted_and_the_same(folder):
    """JupyterLab shows their charts before they are run."""
    bring_notebooks(folder)
    assert (folder / FIRST).read_bytes() == (shipped_folder() / FIRST).read_bytes()
    assert NotebookNotary().check_signature(read(folder / FIRST, as_version=4))


def test_a_second_time_nothing_is_done(folder):
    """Nothing is written again."""
    bring_notebooks(folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.ipynb")}
    again = bring_notebooks(folder)
    assert (again.added, again.renewed, again.left, again.put_aside) == ([], [], [], [])
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.ipynb")} == before


def test_what_was_changed_stays_as_it_is(folder):
    """It is said, and nothing more is done."""
    bring_notebooks(folder)
    mine = edit(folder / FIRST, "my own words")
    again = bring_notebooks(folder)
    assert (again.left, again.outdated) == ([FIRST], [])
    assert (folder / FIRST).read_bytes() == mine


def test_a_newer_kit_brings_up_to_date_what_nobody_changed(folder, shipped):
    """New chapters are added; a run alone, which changes outputs, is no change."""
    bring_notebooks(folder)
    document = json.loads((folder / FIRST).read_text(encoding="utf-8"))
    document["cells"][1]["outputs"] = []
    (folder / FIRST).write_text(json.dumps(document), encoding="utf-8")
    newer = edit(shipped / FIRST, "newer words")
    shutil.copy(shipped / "02-attach-a-source.ipynb", shipped / "10-new.ipynb")
    again = bring_notebooks(folder)
    assert (again.added, again.renewed, again.left) == (["10-new.ipynb"], [FIRST], [])
    assert (folder / FIRST).read_bytes() == newer


def test_a_newer_kit_leaves_changes_and_says_so_each_time(folder, shipped):
    """However often `kit lab` is called."""
    bring_notebooks(folder)
    mine = edit(folder / FIRST, "my own words")
    edit(shipped / FIRST, "newer words")
    for _ in range(2):
        again = bring_notebooks(folder)
        assert (again.left, again.outdated, again.renewed) == ([FIRST], [FIRST], [])
    assert (folder / FIRST).read_bytes() == mine


def test_fresh_copies_put_the_changed_ones_aside(folder):
    """Nothing is lost, however often it is done."""
    bring_notebooks(folder)
    texts = []
    for words in ("first try", "second try"):
        texts.append(edit(folder / FIRST, words))
        assert bring_notebooks(folder, fresh=True).put_aside == [FIRST]
    aside = sorted((folder / EARLIER).iterdir(), key=lambda path: len(path.name))
    assert [path.read_bytes() for path in aside] == texts
    assert (folder / FIRST).read_bytes() == (shipped_folder() / FIRST).read_bytes()


def test_what_was_deleted_comes_back(folder):
    """Deleting one is a way to a fresh copy of it alone."""
    bring_notebooks(folder)
    (folder / FIRST).unlink()
    assert bring_notebooks(folder).added == [FIRST]


def test_a_file_that_was_there_before_is_somebodys(folder):
    """Whatever has a notebook's name and was not brought is left."""
    folder.mkdir()
    (folder / FIRST).write_text("not even a notebook")
    assert bring_notebooks(folder).left == [FIRST]
    assert bring_notebooks(folder).left == [FIRST]
    assert (folder / FIRST).read_text() == "not even a notebook"


def test_a_list_that_is_broken_loses_no_change(folder):
    """Without it everything that differs counts as changed."""
    bring_notebooks(folder)
    mine = edit(folder / FIRST, "my own words")
    (folder / MARKER).write_text("{broken")
    assert bring_notebooks(folder).left == [FIRST]
    assert (folder / FIRST).read_bytes() == mine


def test_a_file_in_the_folders_place_is_said(tmp_path):
    """Nothing is written over it."""
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(KitError, match="is a file; name a folder"):
        bring_notebooks(tmp_path / "taken")


def test_where_a_learner_starts(folder, tmp_path):
    """In their folder it is that one, elsewhere one below; never among what is shipped."""
    assert learners.learner_folder(tmp_path) == tmp_path / DEFAULT_FOLDER
    bring_notebooks(folder)
    assert learners.learner_folder(folder) == folder
    assert learners.learner_folder(ROOT / "notebooks") == ROOT / DEFAULT_FOLDER


def test_git_does_not_see_the_folder_in_a_checkout():
    """A learner in a checkout leaves nothing to commit."""
    assert f"{DEFAULT_FOLDER}/" in (ROOT / ".gitignore").read_text().splitlines()
