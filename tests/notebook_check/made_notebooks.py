"""Notebooks written by hand, as a test needs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["code", "result", "text", "write"]


def code(
    source: str, *outputs: dict[str, Any], count: int | None = 1, **more: Any
) -> dict[str, Any]:
    """A code cell with its saved outputs."""
    cell = {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": {}}
    return {"id": f"cell-{abs(hash(source)) % 10**8}", **cell, "execution_count": count, **more}


def text(source: str) -> dict[str, Any]:
    """A cell of prose."""
    return {"cell_type": "markdown", "id": "prose", "source": source, "metadata": {}}


def result(**data: Any) -> dict[str, Any]:
    """What the last line of a cell shows: ``text_plain="3"``, or by ``data={"kind": ...}``."""
    bundle = data.pop("data", {}) | {name.replace("_", "/"): value for name, value in data.items()}
    return {"output_type": "execute_result", "data": bundle, "metadata": {}, "execution_count": 1}


def write(path: Path, *cells: dict[str, Any], **metadata: Any) -> Path:
    """A notebook of these cells in the file ``path``."""
    document = {
        "cells": list(cells),
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        }
        | metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
