"""The source: one that is ready, one of this customer's, one by its id, or a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ipywidgets import VBox

from kit.account import Account
from kit.errors import InvalidId, NotFound
from kit.explorer.action_button import ActionButton
from kit.explorer.background import Background
from kit.explorer.cells import SOURCE_COLUMNS, source_cells
from kit.explorer.choice import Choice
from kit.explorer.finder import Finder, Found
from kit.explorer.markup import heading
from kit.explorer.practice_maker import PracticeMaker
from kit.explorer.source_filters import FILTERS, found_among
from kit.explorer.tabs import Tabs

__all__ = ["ATTACHED", "BY_ID", "PRACTICE", "READY", "SourcePicker"]

_Record = Mapping[str, Any]

READY: Final = "Ready to attach"
ATTACHED: Final = "On this customer"
BY_ID: Final = "By id"
PRACTICE: Final = "Make a practice one"

#: Each is read again by itself to see that it is still ready, so the first look is short.
_FIRST_ROWS: Final = 25

_NONE_READY: Final = (
    "No unattached source had an event in the last 30 days. "
    "Look one up by its id, or make a practice one."
)


class SourcePicker(VBox):
    """Where a source may come from, as tabs; ``on_pick`` is told the id of the picked one."""

    def __init__(
        self,
        account: Account,
        background: Background,
        on_pick: Callable[[str], None],
        on_detach: Callable[[], None],
    ) -> None:
        self._account = account
        self._background = background
        self._customer: str | None = None
        self._ready: dict[str, _Record] = {}
        self._ready_limit: int | None = 0  # None when all of them are here
        self._on_pick = on_pick
        self.ready = self._finder(self._find_ready, "Search sources that are ready")
        self.attached = self._finder(self._find_attached, "Search this customer's sources")
        self.by_id = self._finder(self._look_up, "Source id", placeholder="src_…", filters=[])
        self.maker = PracticeMaker(account, background, self.add)
        self.detach = ActionButton(on_detach, background, tone="danger", ready=False)
        attached = VBox([self.attached, self.detach])
        attached.add_class("kit-attached")
        panels = {
            READY: self.ready,
            ATTACHED: attached,
            BY_ID: self.by_id,
        }
        if account.mode != "live":  # in live mode sources are made by the payer's browser
            panels[PRACTICE] = self.maker
        self.tabs = Tabs("Where the source comes from", panels, background.lock)
        super().__init__([heading("2. Source"), self.tabs])
        self.add_class("kit-source")

    def show_customer(self, customer: str | None) -> None:
        """List the sources of ``customer`` under their tab."""
        self._customer = customer
        self.attached.refresh()

    def refresh(self) -> None:
        """Read both lists again."""
        self._ready_limit = 0
        for finder in (self.ready, self.attached, self.by_id):
            finder.refresh()

    def forget(self, source: str) -> None:
        """Take ``source`` out of those that are ready; the rest need no reading again."""
        self._ready.pop(source, None)
        self.ready.refresh()
        self.attached.refresh()

    def mark(self, source: str | None) -> None:
        """Mark ``source`` as the picked one wherever it is listed."""
        for finder in (self.ready, self.attached, self.by_id):
            finder.picked = source

    def show_detach(self, choice: Choice, *, unconfirmed: str | None) -> None:
        """Let the button say whether the chosen source can be detached."""
        theirs = choice.source is not None and choice.source.get("customer") == choice.customer_id
        possible = theirs and choice.customer_id is not None and not unconfirmed
        self.detach.ready = possible
        if possible:
            self.detach.label = "Detach it for good"
            self.detach.warning = (
                f"Detaching is final: {choice.source_id} is consumed and never works again."
            )
        else:
            self.detach.label = (theirs and unconfirmed) or "Choose a row to detach it"

    def _finder(
        self, find: Callable[[str, Mapping[str, str]], Found], label: str, **traits: Any
    ) -> Finder:
        look = {"placeholder": "Id, type or owner", "filters": FILTERS, "columns": SOURCE_COLUMNS}
        finder = Finder(find, self._background, label=label, **(look | traits))
        finder.observe(self._background.guard(self._picked), "picked")
        return finder

    def _picked(self, change: Mapping[str, Any]) -> None:
        if change["new"] is not None:
            self._on_pick(change["new"])

    def add(self, source: _Record) -> None:
        """List a new ``source`` among those that are ready, and pick it."""
        self._ready = {source["id"]: source} | self._ready
        self.ready.refresh()
        self._on_pick(source["id"])

    def _find_ready(self, text: str, filters: Mapping[str, str]) -> Found:
        looks_further = bool(text.strip() or any(filters.values()))
        limit = None if looks_further else _FIRST_ROWS
        if self._ready_limit is not None and (limit is None or self._ready_limit < limit):
            # The first ones are read again, since people take them as they stand. All of them
            # come as events tell; the one that is picked is read before it is attached.
            found = self._account.attachable_source_records(limit=limit, fresh=not looks_further)
            self._ready = {each["id"]: each for each in found}
            self._ready_limit = limit
        sources = list(self._ready.values())
        if not looks_further and len(sources) >= _FIRST_ROWS:
            words = f"The newest {len(sources)}; type or filter to look among all."
        else:
            words = None
        return found_among(sources, text, filters, none=_NONE_READY, words=words)

    def _find_attached(self, text: str, filters: Mapping[str, str]) -> Found:
        if self._customer is None:
            return Found([], "Choose a customer to see its sources.")
        sources = self._account.source_records(self._customer)
        return found_among(sources, text, filters, none="This customer has no source yet.")

    def _look_up(self, text: str, _filters: Mapping[str, str]) -> Found:
        if not text.strip():
            return Found([], "Paste the id of a source; it begins with src_.")
        try:
            source = self._account.source(text.strip())
        except (InvalidId, NotFound) as error:
            return Found([], str(error))
        return Found([(str(source["id"]), source_cells(source))], "Found. Press Enter to take it.")
