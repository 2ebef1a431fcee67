"""The nine notebooks as a course: their titles, their links, and what README says of them."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from kit.learn.course import CHAPTERS

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"

#: A link or a picture in Markdown, to a file.
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


@pytest.fixture(params=CHAPTERS, ids=lambda chapter: chapter.name)
def chapter(request):
    """Each chapter."""
    return request.param


def _prose(chapter):
    notebook = nbformat.read(NOTEBOOKS / chapter.notebook, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def test_its_title_is_its_number_and_a_question(chapter):
    """A reader sees where they are, and what they will know afterwards."""
    title = _prose(chapter)[0].splitlines()[0]
    assert re.fullmatch(rf"# {chapter.number}\. .+\?", title)


def test_its_links_lead_somewhere(chapter):
    """To a notebook or a picture that lies beside it, in a copy of the folder too."""
    links = [link for text in _prose(chapter) for link in LINK.findall(text)]
    assert [link for link in links if not (NOTEBOOKS / link).exists()] == []


def test_it_leads_on_to_the_next(chapter):
    """The last cell names the chapter after it; the last chapter says that it is the last."""
    following = {each.number: each.notebook for each in CHAPTERS}.get(chapter.number + 1)
    assert (following or "last chapter") in _prose(chapter)[-1]


def test_readme_lists_it_with_its_question(chapter):
    """Under the title that it has itself."""
    question = _prose(chapter)[0].splitlines()[0].partition(". ")[2]
    assert f"[{question}](notebooks/{chapter.notebook})" in (ROOT / "README.md").read_text()


def test_every_notebook_is_a_chapter():
    """None lies beside the course that no chapter is."""
    found = {path.name for path in NOTEBOOKS.glob("*.ipynb")}
    assert found == {chapter.notebook for chapter in CHAPTERS}
