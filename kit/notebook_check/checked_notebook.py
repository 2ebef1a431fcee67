"""The pytest plugin of the check: nbval's own cells, with charts compared by what they draw.

nbval compares the JSON of a chart as it is and cleans text alone, so a port, a counter or the
last digit of a number in a specification would fail a cell. ``-p kit.notebook_check.
checked_notebook`` collects every notebook; ``--nbval`` is not given with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from kit.notebook_check.chart_spec import comparable_spec

__all__ = ["CheckedCell", "CheckedNotebook", "pytest_collect_file"]


class CheckedCell(IPyNbCell):
    """A cell of which JSON is compared by its meaning."""

    def sanitize(self, s: Any) -> Any:
        """One output without what differs from run to run."""
        clean = super().sanitize
        return comparable_spec(s, clean) if isinstance(s, dict | list) else clean(s)


class CheckedNotebook(IPyNbFile):
    """A notebook of such cells."""

    def collect(self) -> Iterator[CheckedCell]:
        """Its code cells in order."""
        for cell in super().collect():
            yield CheckedCell.from_parent(
                self, name=cell.name, cell_num=cell.cell_num, cell=cell.cell, options=cell.options
            )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CheckedNotebook | None:
    """Collect every notebook."""
    if file_path.suffix != ".ipynb":
        return None
    notebook: CheckedNotebook = CheckedNotebook.from_parent(parent, path=file_path)
    return notebook
