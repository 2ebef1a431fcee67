"""The notebooks are committed fully run, hold no secret, and nbval really checks them."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbval.plugin import get_sanitize_patterns

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SANITIZE = ROOT / "kit" / "notebook_check" / "nbval_sanitize.cfg"

#: Calls that answer nothing.
SILENT = {"clear_faults", "close", "pop", "set_faults"}

SECRETS = {
    "an API key": re.compile(r"\b[sr]k_(?:test|live)_\w{6,}"),
    "a client secret": re.compile(r"src_client_secret_\w{8,}"),
    "an account number": re.compile(r"\btest_[0-9a-f]{12}\b|\b\d{12,19}\b"),
    "an IBAN": re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b"),
}


def _code_cells(path: Path) -> list[nbformat.NotebookNode]:
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    """Each committed notebook."""
    return request.param


def test_there_are_notebooks():
    """The explorer and the walkthrough are there to be checked."""
    assert {"01-explore", "02-attach-a-source"} <= {path.stem for path in NOTEBOOKS}


def test_every_cell_was_run_in_order(notebook):
    """Counts go 1..n: nbval checks nothing in a cell without a count."""
    counts = [cell.execution_count for cell in _code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


def test_every_cell_that_shows_something_has_its_output(notebook):
    """A cell whose last line is a value was saved with that value."""
    for cell in _code_cells(notebook):
        last = ast.parse(cell.source).body[-1]
        if isinstance(last, ast.Expr) and getattr(_called(last.value), "attr", "") not in SILENT:
            assert cell.outputs, cell.source


def _called(value: ast.expr) -> ast.expr | None:
    return value.func if isinstance(value, ast.Call) else None


def test_no_cell_is_exempt_from_comparison(notebook):
    """No marker tells nbval to look away, and no cell was saved with a warning or an error."""
    for cell in _code_cells(notebook):
        assert "NBVAL" not in cell.source.upper()
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"


@pytest.mark.parametrize("kind", SECRETS)
def test_no_secret_is_saved(notebook, kind):
    """No key, client_secret or account number stands anywhere in the file."""
    assert not SECRETS[kind].search(notebook.read_text())


def test_no_path_of_a_machine_is_saved(notebook):
    """Nothing in the file tells where it was run."""
    text = notebook.read_text()
    assert "/home/" not in text
    assert str(ROOT) not in text
    assert set(json.loads(text)["metadata"]) <= {"kernelspec", "language_info"}


def test_the_sanitize_file_holds_the_rules_that_are_written_in_it():
    """nbval drops a malformed rule without a word, so the rules it took are counted."""
    text = SANITIZE.read_text()
    assert len(get_sanitize_patterns(text)) == text.count("\nregex: ") > 0
