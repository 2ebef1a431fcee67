"""The technical columns: what ``unflatten`` needs besides the values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kit.frames.exact_json import dumps
from kit.frames.names import KEYS, SHAPE
from kit.frames.scattering import coded
from kit.frames.shapes import AS_KEYS, AS_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

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
        self._common: dict[int, object] = {AS_KEYS: self._metadata, AS_TEXT: "json"}
        self._respelled: dict[tuple[object, ...], int] = {}
        self._numbers: Rows = np.concatenate([np.empty(0, np.int64), *transposed.numbers])
        used, inverse = np.unique(self._numbers, return_inverse=True)
        codes = [self._code(self._spelled(number, {}, self._common)) for number in used.tolist()]
        self.codes = np.array(codes, np.int64)[inverse]

    def respell(self, row: int, patch: Patch, metadata: Mapping[str, Spelling]) -> None:
        """Spell the shape of one row differently."""
        number = int(self._numbers[row])
        # Whole pages may be patched alike: a field that is an integer here and text there.
        plain = not metadata and all(isinstance(spelling, str) for spelling in patch.values())
        alike = (number, *patch.items()) if plain else (row,)
        if alike not in self._respelled:
            known: dict[int, object] = {AS_KEYS: metadata or self._metadata, AS_TEXT: "json"}
            self._respelled[alike] = self._code(self._spelled(number, patch, known))
        self.codes[row] = self._respelled[alike]

    def _spelled(self, number: int, patch: Patch, known: dict[int, object]) -> object:
        """One shape, from those ``known`` and adding to them."""
        if number not in known:
            place, keys, opened = self._shapes.parts(number)
            spelled: dict[str, object] = {}
            for key in keys:
                if key in opened:
                    spelled[key] = self._spelled(opened[key], patch, known)
                else:
                    member = place.children[key]
                    spelled[key] = patch.get(member) or self._kinds.get(member.name or "", "null")
            known[number] = spelled
        return known[number]

    def _code(self, spelled: object) -> int:
        return self.texts.setdefault(dumps(spelled), len(self.texts))
