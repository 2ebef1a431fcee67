"""The technical columns: what ``unflatten`` needs besides the values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kit.frames.exact_json import dumps
from kit.frames.names import KEYS, SHAPE
from kit.frames.scattering import coded

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from kit.frames.places import Place
    from kit.frames.scattering import Rows
    from kit.frames.shapes import Patch, Spelling
    from kit.frames.transpose import Transposed

__all__ = ["technical_columns"]


def technical_columns(
    transposed: Transposed,
    kinds: Mapping[str, str],
    odd_metadata: Mapping[int, Mapping[str, Spelling]],
) -> dict[str, pd.Categorical]:
    """The shapes of the rows, and their metadata's keys while these have columns.

    ``kinds`` says how each column of the frame holds its values, ``odd_metadata`` which
    values of which rows the column of a metadata key does not hold.
    """
    columns = {}
    numbers, lists = transposed.metadata.key_lists(transposed.size)
    if lists:
        columns[KEYS] = coded(numbers, [dumps(keys) for keys in lists])
    spelled = _Spelled(transposed, kinds)
    for row in odd_metadata.keys() - transposed.patches.keys():
        transposed.patches[row] = {}
    for row, patch in transposed.patches.items():
        odd = odd_metadata.get(row, {})
        keys = lists[numbers[row]] if odd else ()
        spelled.respell(row, patch, {key: odd.get(key, "text") for key in keys})
    columns[SHAPE] = coded(spelled.codes, list(spelled.texts))
    return columns


class _Spelled:
    """The shape of each row as text; ``codes`` are the numbers of the ``texts``."""

    def __init__(self, transposed: Transposed, kinds: Mapping[str, str]) -> None:
        self.texts: dict[str, int] = {}
        self._shapes = transposed.shapes
        self._kinds = kinds
        self._metadata = "json" if transposed.metadata.exploded else "keys"
        self._numbers: Rows = np.concatenate([np.empty(0, np.int64), *transposed.numbers])
        used, inverse = np.unique(self._numbers, return_inverse=True)
        self.codes = np.array([self._code(number) for number in used.tolist()], np.int64)[inverse]

    def respell(self, row: int, patch: Patch, metadata: Mapping[str, Spelling]) -> None:
        """Spell the shape of one row differently."""
        self.codes[row] = self._code(int(self._numbers[row]), patch, metadata)

    def _code(self, number: int, patch: Patch | None = None, metadata: Any = None) -> int:
        text = self._shapes.text(number, self._spelling, metadata or self._metadata, patch)
        return self.texts.setdefault(text, len(self.texts))

    def _spelling(self, place: Place) -> str:
        return self._kinds.get(place.name or "", "null")
