"""Metadata as rows of key and value, checked against Stripe's limits while it is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from kit.explorer.background import Background
from kit.explorer.own_widget import STATIC, OwnWidget
from kit.facts.limits import (
    MAX_METADATA_KEY_LENGTH,
    MAX_METADATA_KEYS,
    MAX_METADATA_VALUE_LENGTH,
)
from kit.models.attach_request import metadata_key_problem, metadata_value_problem

__all__ = ["MetadataRows"]


class MetadataRows(OwnWidget):
    """Rows of key and value; ``metadata`` is what they say, ``problem`` what is wrong.

    ``on_change`` is called whenever the rows change, by hand or from Python.
    """

    _esm = STATIC / "metadata_rows.js"

    rows = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    problems = traitlets.List(traitlets.Unicode()).tag(sync=True)
    limits = traitlets.List(
        traitlets.Int(), [MAX_METADATA_KEYS, MAX_METADATA_KEY_LENGTH, MAX_METADATA_VALUE_LENGTH]
    ).tag(sync=True)

    def __init__(self, on_change: Callable[[], None], background: Background) -> None:
        super().__init__(background.lock)
        self._on_change = on_change
        self.observe(background.guard(self._changed), "rows")

    @property
    def metadata(self) -> dict[str, str]:
        """What the rows say; rows without key and value count for nothing."""
        return {key: value for key, value in self.rows if key or value}

    @property
    def problem(self) -> str | None:
        """The first thing that is wrong with the rows, None if nothing is."""
        return next((each for each in self.problems if each), None)

    def fill(self, metadata: Mapping[str, str]) -> None:
        """Show ``metadata``, unless the rows say the same already."""
        if dict(metadata) != self.metadata:
            self.rows = [[key, value] for key, value in metadata.items()]

    def _changed(self, _change: Mapping[str, Any]) -> None:
        times = Counter(key for key, value in self.rows if key or value)
        self.problems = [_problem(key, value, times[key]) for key, value in self.rows]
        self._on_change()


def _problem(key: str, value: str, times: int) -> str:
    if not key and not value:
        return ""
    if times > 1:
        return f"The key {key!r} stands here twice."
    problem = metadata_key_problem(key) or metadata_value_problem(value)
    return problem[0].upper() + problem[1:] if problem else ""
