"""Which of some sources fit a search text and the chosen filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kit.explorer.cells import source_cells
from kit.explorer.finder import Found
from kit.facts.source_types import SOURCE_TYPES, USAGES
from kit.facts.statuses import STATUSES

__all__ = ["FILTERS", "found_among"]

_Record = Mapping[str, Any]


def _choices(values: Sequence[str]) -> list[list[str]]:
    return [[value, value.replace("_", " ")] for value in values]


#: Filters as the finder takes them; an empty choice lets everything pass.
FILTERS: Final = [
    {"name": "type", "title": "Any type", "options": _choices(tuple(SOURCE_TYPES))},
    {"name": "status", "title": "Any status", "options": _choices(STATUSES)},
    {"name": "usage", "title": "Any usage", "options": _choices(USAGES)},
]


def found_among(
    sources: Sequence[_Record],
    text: str,
    filters: Mapping[str, str],
    *,
    none: str,
    words: str | None = None,
) -> Found:
    """Those of ``sources`` that fit; ``none`` says why there are none at all."""
    if not sources:
        return Found([], none)
    kept = [each for each in sources if _holds(each, text) and _passes(each, filters)]
    if not kept:
        return Found([], f"None of {len(sources)} fits. Clear the search or the filters.")
    rows = [(str(each["id"]), source_cells(each)) for each in kept]
    return Found(rows, words or f"{len(kept)} of {len(sources)}.")


def _holds(source: _Record, text: str) -> bool:
    shown = _folded(" ".join(cell.text for cell in source_cells(source)))
    return all(word in shown for word in _folded(text).split())


def _folded(text: str) -> str:
    # A type is shown as "ach debit" and known as "ach_debit": both find it.
    return text.casefold().replace("_", " ")


def _passes(source: _Record, filters: Mapping[str, str]) -> bool:
    return all(source.get(name) == wanted for name, wanted in filters.items() if wanted)
