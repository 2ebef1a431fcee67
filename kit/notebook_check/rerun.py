"""Run a notebook and save it the same way every time, so that its next diff is what changed.

Counts go 1 to n, no times are kept, cells keep their ids, and widget views have ids that depend
on their place alone. An output that is the same but for a port or the like stays as it was saved.
The state of widgets is not saved: a still of them is among the outputs.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from kit.errors import KitError
from kit.facts import JsonObject
from kit.notebook_check.notebook_files import read_notebook
from kit.notebook_check.sanitize_rules import cleaned

__all__ = ["CellFailed", "rerun"]

_VIEW: Final = "application/vnd.jupyter.widget-view+json"

#: What a kernel or JupyterLab leaves in a cell's metadata that says when, not what.
_PASSING: Final = ("execution", "ExecuteTime", "trusted")

#: The minor version of the format since which cells have ids.
_MINOR_WITH_IDS: Final = 5

#: Of what a kernel says of its language only its name is the same on the next machine.
_LANGUAGE: Final = ("name",)


class CellFailed(KitError):
    """A cell raised an error, so the notebook was left as it was."""


def rerun(path: Path, *, cell_seconds: float = 60, environment: Mapping[str, str]) -> bool:
    """Run the notebook ``path`` in its folder and save it; whether the file is another now.

    Raises CellFailed, with the cell and the error, and leaves the file as it was.
    """
    # Takes seconds to import, which other commands need not wait for.
    import nbformat  # noqa: PLC0415  # see above
    from nbclient import NotebookClient  # noqa: PLC0415  # see above
    from nbclient.exceptions import CellExecutionError, CellTimeoutError  # noqa: PLC0415

    document = _with_ids(read_notebook(path), path.stem)
    notebook: Any = nbformat.reads(json.dumps(document), as_version=4)  # type: ignore[no-untyped-call]  # nbformat
    before = [deepcopy(cell.get("outputs", [])) for cell in notebook.cells]
    client = NotebookClient(
        notebook,
        timeout=cell_seconds,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute(env=dict(environment), stderr=subprocess.DEVNULL)
    except (CellExecutionError, CellTimeoutError) as error:
        raise CellFailed(f"{path} was left as it was. {_first_lines(error)}") from error
    for cell, outputs in zip(notebook.cells, before, strict=True):
        if cell.cell_type == "code" and _told(cell.outputs) == _told(outputs):
            cell.outputs = outputs
    _settle(notebook)
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]  # nbformat
    return _replace(path, text if text.endswith("\n") else f"{text}\n")


def _first_lines(error: Exception) -> str:
    name, value = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", error)
    return f"A cell raised {name}: {value}"


def _told(outputs: list[Any]) -> list[Any]:
    """What outputs say, without what differs from run to run."""
    told = []
    for output in outputs:
        parts = {name: value for name, value in output.items() if name != "execution_count"}
        data = parts.get("data", {})
        told.append(parts | {"data": {kind: kind != _VIEW and data[kind] for kind in data}})
    return [cleaned(parts) for parts in told]


def _with_ids(document: JsonObject, stem: str) -> JsonObject:
    """Each cell keeps its id, unless it has none or another's; files of old versions have none."""
    taken: set[str] = set()
    for number, cell in enumerate(document["cells"]):
        if not cell.get("id") or cell["id"] in taken:
            cell["id"] = f"{stem}-{number}"[:64]
        taken.add(cell["id"])
    return document | {"nbformat": 4, "nbformat_minor": _MINOR_WITH_IDS}


def _settle(notebook: Any) -> None:
    """Take out of a notebook what the next run would make another."""
    notebook.metadata.pop("widgets", None)
    language = notebook.metadata.get("language_info", {})
    notebook.metadata["language_info"] = {
        name: language[name] for name in _LANGUAGE if name in language
    }
    count = 0
    for cell in notebook.cells:
        for name in _PASSING:
            cell.metadata.pop(name, None)
        if cell.cell_type == "code":
            count += bool(cell.source.strip())
            _settle_outputs(cell, count if cell.source.strip() else None)


def _settle_outputs(cell: Any, count: int | None) -> None:
    cell.execution_count = count
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.execution_count = count
    for place, view in enumerate(_views(cell)):
        name = f"{cell.id} {place}".encode()
        view["model_id"] = hashlib.md5(name, usedforsecurity=False).hexdigest()


def _views(cell: Any) -> Iterator[dict[str, Any]]:
    for output in cell.outputs:
        if _VIEW in output.get("data", {}):
            yield output.data[_VIEW]


def _replace(path: Path, text: str) -> bool:
    """Put ``text`` in the file, whole or not at all; whether it was another."""
    if path.read_text(encoding="utf-8") == text:
        return False
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return True
