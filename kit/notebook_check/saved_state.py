"""What can be told of a notebook without running it: whether a run would check anything.

nbval compares no cell without a count, so a cleared notebook passes and tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kit.facts import JsonObject
from kit.notebook_check.notebook_files import read_notebook, text_of

__all__ = ["SavedState", "ignored_problems", "saved_state"]

#: Markers of nbval, as comments and as tags, that keep an output from being compared.
_IGNORING: Final = re.compile(
    r"(?:PYTEST_VALIDATE_IGNORE_OUTPUT|NBVAL_IGNORE_OUTPUT|NBVAL_SKIP)", re.IGNORECASE
)
_PICTURES: Final = frozenset({"image/png", "image/jpeg"})


@dataclass(frozen=True)
class SavedState:
    """What is wrong with a notebook as it was saved, and what of it is not compared.

    ``ignored`` has the numbers of cells, from 1, that tell nbval to look away, each with
    whether a comment says why; ``pictures`` counts outputs that nbval never compares.
    """

    path: Path
    problems: tuple[str, ...]
    ignored: tuple[tuple[int, bool], ...]
    pictures: int


def saved_state(path: Path) -> SavedState:
    """The state of the notebook ``path``; InvalidInput where there is none in it."""
    cells = read_notebook(path)["cells"]
    code = [
        (number, cell)
        for number, cell in enumerate(cells, 1)
        if cell.get("cell_type") == "code" and text_of(cell.get("source", "")).strip()
    ]
    ignored = [(number, _is_explained(cell)) for number, cell in code if _is_ignored(cell)]
    pictures = sum(_is_picture(output) for _, cell in code for output in cell.get("outputs", ()))
    return SavedState(path, tuple(_problems(code)), tuple(ignored), pictures)


def _problems(code: Sequence[tuple[int, JsonObject]]) -> Iterator[str]:
    counts = [cell.get("execution_count") for _, cell in code]
    not_run = [number for (number, _), count in zip(code, counts, strict=True) if count is None]
    if not_run:
        cells = ", ".join(map(str, not_run))
        yield f"saved without having been run, so nothing would be compared: cell {cells}"
    elif counts != list(range(1, len(counts) + 1)):
        yield "not saved after one run from top to bottom: its counts do not go 1, 2, 3"
    for number, cell in code:
        for output in cell.get("outputs", ()):
            if output.get("output_type") == "error" and not _may_raise(cell):
                yield f"saved with an error in cell {number}: {output.get('ename')}"


def _is_ignored(cell: JsonObject) -> bool:
    return any(_IGNORING.fullmatch(each) for each in [*_comments(cell), *_tags(cell)])


def _is_explained(cell: JsonObject) -> bool:
    """Whether a comment of the cell tells more than what nbval is to do."""
    return any(each and not each.startswith("NBVAL_") for each in _comments(cell))


def _may_raise(cell: JsonObject) -> bool:
    return "raises_exception" in _tags(cell) or "NBVAL_RAISES_EXCEPTION" in _comments(cell)


def _comments(cell: JsonObject) -> list[str]:
    lines = text_of(cell.get("source", "")).splitlines()
    return [line.strip().lstrip("#").strip() for line in lines if line.strip().startswith("#")]


def _tags(cell: JsonObject) -> list[str]:
    tags: Any = cell.get("metadata", {}).get("tags", ())
    return [str(tag).replace("-", "_") for tag in tags]


def _is_picture(output: JsonObject) -> bool:
    return bool(_PICTURES & output.get("data", {}).keys())


def ignored_problems(states: Sequence[SavedState], allowed: int) -> Iterator[str]:
    """What is wrong with the cells of a whole set that tell nbval to look away."""
    cells = [(state.path, *each) for state in states for each in state.ignored]
    if len(cells) > allowed:
        named = "; ".join(f"{path}, cell {number}" for path, number, _ in cells)
        yield f"outputs that are ignored: {len(cells)}, where {allowed} may be: {named}"
    for path, number, is_explained in cells:
        if not is_explained:
            yield f"{path}, cell {number}: ignored without a comment that says why"
