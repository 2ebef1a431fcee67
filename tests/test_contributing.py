"""What CONTRIBUTING promises holds: marks resolve, files exist, hooks are CI's own."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "kit").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()

#: Every file of the repository, by its path from the root.
HELD = {
    f"/{path.relative_to(ROOT)}"
    for top in ROOT.iterdir()
    if top.name not in {".venv", ".git"}
    for path in (top.rglob("*") if top.is_dir() else [top])
}

#: A mark of a source: capitals, and what it points at, such as [SPEC22] or [D:Metadata].
MARK = re.compile(r"\[([A-Z]{1,5}x?\d{0,2}(?:[:;, ][^\]]*)?)\]")
#: A file of a kind that could be in this repository.
FILE = re.compile(r"(?<![\w/.*<{-])[\w./-]*\w\.(?:md|py|json|ya?ml|toml|cfg|ipynb|rst)\b(?!\.)")


def _prose(path: Path) -> list[str]:
    """The comments and docstrings of a module."""
    text = path.read_text()
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    scopes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, scopes)]
    return [*comments, *(ast.get_docstring(node) or "" for node in nodes)]


def _marks(text: str) -> set[str]:
    """The names of the marks in ``text``: one pair of brackets may hold several."""
    parts = [
        part for found in MARK.findall(text) for part in re.split(r"; |, (?=[A-Z]+[:\d])", found)
    ]
    return {re.split(r"[:; ,]", part)[0] for part in parts}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_mark_is_resolved():
    """Whoever meets a mark in the kit finds its public source in CONTRIBUTING.md."""
    resolved = set(re.findall(r"^\| `\[([A-Z][A-Za-z0-9]*)", CONTRIBUTING, re.MULTILINE))
    assert len(resolved) >= 13
    used = {mark: path for path in SOURCES for text in _prose(path) for mark in _marks(text)}
    assert not {mark: path for mark, path in used.items() if mark not in resolved}


def test_no_file_is_cited_that_is_not_here():
    """A file named in prose can be opened by whoever has the repository."""
    texts = {path: "\n".join(_prose(path)) for path in [*SOURCES, *TESTS]}
    texts |= {path: path.read_text() for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md")}
    cited = {
        (name, _name(path))
        for path, text in texts.items()
        for name in FILE.findall(MARK.sub("", text))
    }
    assert not {each for each in cited if not any(file.endswith(f"/{each[0]}") for file in HELD)}


def test_the_hooks_are_what_ci_runs():
    """pre-commit runs each command of .ci/run that checks, from the venv and nothing fetched."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    hooks = config["repos"][0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    checks = re.findall(
        r"^\.venv/bin/(?:ruff|mypy).*$", (ROOT / ".ci/run").read_text(), re.MULTILINE
    )
    assert [hook["entry"] for hook in hooks] == checks


def test_set_up_is_two_commands():
    """The set-up of a clone is two lines, the first of them README's own."""
    block = re.search(r"## Set up\n\n```console\n(.*?)```", CONTRIBUTING, re.DOTALL)
    first, _second = block[1].strip().splitlines()
    assert first in (ROOT / ".ci/run").read_text()
