"""The ten questions of the notebook, as the code that stands in it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import nbformat

NOTEBOOK: Final = Path(__file__).resolve().parents[1] / "notebooks" / "07-whole-account.ipynb"

_HEADING: Final = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """One question and its cells; what the notebook shows of an answer is not part of it."""

    number: int
    text: str
    cells: tuple[str, ...]

    @property
    def lines(self) -> int:
        """How many lines the answer takes."""
        return sum(1 for cell in self.cells for line in cell.splitlines() if line.strip())

    def answer(self, names: dict[str, Any]) -> Any:
        """Run the cells with these ``names``, which they add to; the last value that one shows."""
        shown = None
        for cell in self.cells:
            *statements, last = ast.parse(cell).body
            module = ast.Module([*statements], type_ignores=[])
            exec(compile(module, str(NOTEBOOK), "exec"), names)  # noqa: S102  # the notebook's own
            if not isinstance(last, ast.Expr):
                last_module = ast.Module([last], type_ignores=[])
                exec(compile(last_module, str(NOTEBOOK), "exec"), names)  # noqa: S102  # as above
                continue
            shown = eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), names)  # noqa: S307  # as above
        return shown


def ten_questions() -> list[Question]:
    """The questions in the order of the notebook.

    An answer ends where prose goes on: charts and exercises that follow are no part of it.
    """
    found: list[Question] = []
    asked: re.Match[str] | None = None
    cells: list[str] = []
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "code" and asked is not None:
            cells.append(cell.source)
        elif cell.cell_type == "markdown":
            if asked is not None and cells:
                found.append(Question(int(asked[1]), asked[2], tuple(cells)))
            asked, cells = _HEADING.search(cell.source), []
    return found
