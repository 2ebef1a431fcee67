"""README is short, and true: every block in it runs, in order, in a folder with nothing in it."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import kit
from kit.commands.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()

#: A fenced block: the language, and what it says.
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)

#: Lines that no test runs, by how they begin, each with what proves them instead.
NOT_RUN = {
    "python3.11 -m venv .venv && .venv/bin/pip install -q -e . && .venv/bin/kit lab": (
        "installs packages and never ends: tests/browser/test_kit_lab.py starts kit lab"
    ),
    "python3.11 -m venv .venv && .venv/bin/pip install -q -e '.[test]'": (
        "installs packages and runs the tests: it is what CI itself does"
    ),
}


def test_it_is_read_in_five_minutes():
    """At most 150 lines, none of them a table."""
    assert len(README.splitlines()) <= 150
    assert "\n|" not in README


def test_every_block_runs_in_order(tmp_path, monkeypatch):
    """Python in one session, commands beside it, and what is shown is what is said."""
    monkeypatch.chdir(tmp_path)
    session: dict[str, object] = {"__name__": "__main__"}
    shown = ""
    for number, (language, text) in enumerate(BLOCKS):
        where = f"README, block {number}"
        if language == "python":
            is_told = BLOCKS[number + 1][0] == "text"
            shown = _shown_by(ast.parse(text, where), session, may_fail=is_told)
        elif language == "text":
            assert text == shown, where
        else:
            _run_console(text, where)
    session["account"].close()  # the page leaves it open, as a notebook does
    made = {each.name for each in tmp_path.iterdir()}
    assert {"pairs.journal", "audit.html", "practice.db", "sources.csv"} <= made


def test_every_block_is_of_a_kind_that_runs():
    """Nothing stands in a fence that no test looks at."""
    assert {language for language, _ in BLOCKS} == {"python", "text", "console"}
    assert README.count("```") == 2 * len(BLOCKS)


def _shown_by(module, session, *, may_fail):
    """What the statements of a block show, each as a cell of its own."""
    shown = []
    for statement in module.body:
        cell = compile(ast.Module([statement], []), "README", "exec")
        try:
            if isinstance(statement, ast.Expr):
                value = eval(  # noqa: S307  # our own README
                    compile(ast.Expression(statement.value), "README", "eval"), session
                )
                shown.append("" if value is None else f"{value!r}\n")
            else:
                exec(cell, session)  # noqa: S102  # our own README
        except kit.KitError as error:
            if not may_fail:
                raise
            shown.append(f"{type(error).__module__}.{type(error).__name__}: {error}\n")
    return "".join(shown)


def _run_console(text, name):
    for line in text.splitlines():
        if line.startswith(tuple(NOT_RUN)):
            continue
        program, *arguments = shlex.split(line)
        assert program == "kit", f"{name}: {line} is neither a command of the kit nor excluded"
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, f"{name}: {line}: {result.output}"
        assert result.stdout.strip(), line


def test_what_is_not_run_is_there():
    """An exclusion that fits no line any more excludes nothing."""
    lines = [
        line for language, text in BLOCKS if language == "console" for line in text.split("\n")
    ]
    for excluded in NOT_RUN:
        assert [line for line in lines if line.startswith(excluded)], excluded


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_link_into_the_repository_leads_somewhere(page):
    """Notebooks are named as they are called, and pictures are there."""
    text = (ROOT / page).read_text()
    named = re.findall(r"\]\(([^)#]+?)\)|src(?:set)?=\"([^\"]+)\"", text)
    local = [each for pair in named for each in pair if each and "://" not in each]
    assert not [each for each in local if not (ROOT / each).exists()]


def test_every_notebook_is_named_in_reading_order():
    """Each with its own title, so that nobody opens them to find out."""
    named = re.findall(r"^\d\. \[(.+)\]\(notebooks/(.+)\)$", README, re.MULTILINE)
    there = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert [name for _, name in named] == there
    for title, name in named:
        assert f"{title}" in (ROOT / "notebooks" / name).read_text(), name


def test_the_state_of_sources_is_dated_and_sourced():
    """Whoever reads on knows first that Stripe has deprecated them, and where it says so."""
    first = README.split("## ")[0]
    assert "**deprecated**" in first
    assert len(re.findall(r"https://docs\.stripe\.com/", first)) == 3
    assert re.search(r"read \d{4}-\d\d-\d\d", first)
