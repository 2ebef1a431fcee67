"""The notebooks that some paths name: files, and whatever lies in folders."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kit.errors import InvalidInput
from kit.facts import JsonObject

__all__ = ["notebook_files", "read_notebook", "text_of"]

_SUFFIX: Final = ".ipynb"


def notebook_files(paths: Sequence[Path]) -> list[Path]:
    """Every notebook in or below ``paths``, sorted, each once; InvalidInput if there is none.

    Hidden folders, such as the checkpoints of Jupyter, are left out unless they are named.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise InvalidInput(f"{path} is not there.")
        if path.is_file() and path.suffix != _SUFFIX:
            raise InvalidInput(f"{path} is no notebook: its name does not end in {_SUFFIX}.")
        found |= dict.fromkeys([path] if path.is_file() else _below(path))
    if not found:
        raise InvalidInput(f"There is no notebook in {', '.join(map(str, paths))}.")
    return list(found)


def _below(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob(f"*{_SUFFIX}"))
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def read_notebook(path: Path) -> JsonObject:
    """The document in the file ``path``; InvalidInput where there is no notebook in it."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{path} cannot be read: it is no JSON ({error}).") from error
    if not isinstance(document, dict) or not isinstance(document.get("cells"), list):
        raise InvalidInput(f"{path} cannot be read: it is no notebook of version 4, with cells.")
    return document


def text_of(text: object) -> str:
    """A text of a notebook, which may be saved as a list of its lines.

    >>> text_of(["import kit; ", "kit"])
    'import kit; kit'
    """
    return "".join(map(str, text)) if isinstance(text, list) else str(text)
