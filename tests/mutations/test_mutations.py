"""The course notices when the kit changes; `mutation_check.py` makes all changes of the list."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit_changes import CHANGES
from mutation_check import noticed

from kit.learn.course import CHAPTERS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.what)
def test_a_change_can_be_made(change):
    """What it replaces stands in the kit, once, so the list is true of the kit as it is."""
    assert (ROOT / "kit" / change.path).read_text().count(change.before) == 1
    assert change.after != change.before


def test_every_chapter_is_to_notice_something():
    """And there are twenty changes at least."""
    assert {change.notebook for change in CHANGES} == {chapter.notebook for chapter in CHAPTERS}
    assert len(CHANGES) >= 20


def test_a_changed_kit_fails_its_notebook():
    """The first that a reader opens, run as all of the list are by hand."""
    change = next(each for each in CHANGES if each.what.startswith("a column of the explorer's"))
    found = noticed(change, change.notebook)
    assert found.cells, found.broken
