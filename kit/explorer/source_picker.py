"""The source: one of this customer's, one that is ready, one by its id, or a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ipywidgets import VBox

from kit.account import Account
from kit.errors import InvalidId, NotFound
from kit.explorer.background import Background
from kit.explorer.cells import SOURCE_COLUMNS, source_cells
from kit.explorer.finder import Finder, Found
from kit.explorer.markup import heading
from kit.explorer.tabs import Tabs
from kit.facts.source_types import USAGES
from kit.facts.statuses import STATUSES

__all__ = ["ATTACHED", "BY_ID", "READY", "SourcePicker"]

_Record = Mapping[str, Any]

READY: Final = "Ready to attach"
ATTACHED: Final = "On this customer"
BY_ID: Final = "By id"

#: As many as are read again one by one to see that they are still ready.
_READY_ROWS: Final = 200


class SourcePicker(VBox):
    """Where a source may come from, as tabs; ``on_pick`` is told the id of the picked one."""

    def __init__(
        self, account: Account, background: Background, on_pick: Callable[[str], None]
    ) -> None:
        self._account = account
        self._customer: str | None = None
        self._ready: list[dict[str, Any]] | None = None
        self._on_pick = on_pick
        self.ready = self._finder(
            self._find_ready, background, label="Search sources that are ready"
        )
        self.attached = self._finder(
            self._find_attached, background, label="Search this customer's sources"
        )
        self.by_id = Finder(
            self._look_up,
            background,
            label="Source id",
            placeholder="src_…",
            columns=SOURCE_COLUMNS,
        )
        self.by_id.observe(background.guard(self._picked), "picked")
        self.tabs = Tabs(
            "Where the source comes from",
            {READY: self.ready, ATTACHED: self.attached, BY_ID: self.by_id},
            background.lock,
        )
        super().__init__([heading("2. Source"), self.tabs])
        self.add_class("kit-source")

    def show_customer(self, customer: str | None) -> None:
        """List the sources of ``customer`` under their tab."""
        self._customer = customer
        self.attached.refresh()

    def forget(self, source: str) -> None:
        """Take ``source`` out of those that are ready; the rest need no reading again."""
        self._ready = [each for each in self._ready or () if each["id"] != source]
        self.ready.refresh()
        self.attached.refresh()

    def refresh(self) -> None:
        """Read both lists again."""
        self._ready = None
        self.ready.refresh()
        self.attached.refresh()

    def mark(self, source: str | None) -> None:
        """Mark ``source`` as the picked one wherever it is listed."""
        for finder in (self.ready, self.attached, self.by_id):
            finder.picked = source

    def _finder(
        self,
        find: Callable[[str, Mapping[str, str]], Found],
        background: Background,
        **traits: str,
    ) -> Finder:
        finder = Finder(
            find,
            background,
            placeholder="Id, type or owner",
            columns=SOURCE_COLUMNS,
            filters=_FILTERS,
            **traits,
        )
        finder.observe(background.guard(self._picked), "picked")
        return finder

    def _picked(self, change: Mapping[str, Any]) -> None:
        if change["new"] is not None:
            self._on_pick(change["new"])

    def _find_ready(self, text: str, filters: Mapping[str, str]) -> Found:
        if self._ready is None:
            self._ready = self._account.attachable_source_records(limit=_READY_ROWS)
        return _found(
            self._ready,
            text,
            filters,
            none="No unattached source had an event in the last 30 days. "
            "Look one up by its id, or make a practice one.",
        )

    def _find_attached(self, text: str, filters: Mapping[str, str]) -> Found:
        if self._customer is None:
            return Found([], "Choose a customer to see its sources.")
        attached = self._account.source_records(self._customer)
        return _found(attached, text, filters, none="This customer has no source yet.")

    def _look_up(self, text: str, _filters: Mapping[str, str]) -> Found:
        if not text.strip():
            return Found([], "Paste the id of a source; it begins with src_.")
        try:
            source = self._account.source(text.strip())
        except (InvalidId, NotFound) as error:
            return Found([], str(error))
        return Found([(str(source["id"]), source_cells(source))], "Found. Press Enter to take it.")


def _choices(values: Sequence[str]) -> list[list[str]]:
    return [[value, value.replace("_", " ")] for value in values]


_FILTERS: Final = [
    {"name": "status", "title": "Any status", "options": _choices(STATUSES)},
    {"name": "usage", "title": "Any usage", "options": _choices(USAGES)},
]


def _found(
    sources: Sequence[_Record], text: str, filters: Mapping[str, str], *, none: str
) -> Found:
    kept = [each for each in sources if _holds(each, text) and _passes(each, filters)]
    if not sources:
        return Found([], none)
    if not kept:
        return Found([], f"None of {len(sources)} fits. Clear the search or the filters.")
    rows = [(str(each["id"]), source_cells(each)) for each in kept]
    return Found(rows, f"{len(kept)} of {len(sources)}.")


def _holds(source: _Record, text: str) -> bool:
    shown = _folded(" ".join(cell.text for cell in source_cells(source)))
    return all(word in shown for word in _folded(text).split())


def _folded(text: str) -> str:
    # A type is shown as "ach debit" and known as "ach_debit": both find it.
    return text.casefold().replace("_", " ")


def _passes(source: _Record, filters: Mapping[str, str]) -> bool:
    return all(source.get(name) == wanted for name, wanted in filters.items() if wanted)
