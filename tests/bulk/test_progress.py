"""The bar that a person sees while rows are settled."""

from __future__ import annotations

import pytest
import tqdm.notebook

from kit.bulk import progress
from kit.bulk.progress import Progress


class NotebookBar(progress._GrowingBar, tqdm.notebook.tqdm):
    """What a kernel would have; it is shown nowhere."""

    def __init__(self, **given: object) -> None:
        super().__init__(display=False, **given)


def test_a_notebooks_bar_grows_with_what_is_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its length is the share that is read, also where the total was not known at first."""
    monkeypatch.setattr(progress, "_Bar", NotebookBar)
    bar = Progress("Reading", total=None)
    for read, expected in ((7093, 19591), (2907, 20000), (10000, 20000)):
        bar.step(read)
        bar.expect(expected)
        bar._bar.refresh()
        widget = bar._bar.container.children[1]
        assert (widget.value, widget.max) == (bar._bar.n, expected)
    bar.close()
    assert widget.bar_style == "success"
