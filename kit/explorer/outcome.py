"""After: what changed, the frame, the JSON, the code, the requests and the history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pandas as pd
from ipywidgets import HTML, VBox
from markupsafe import Markup

from kit.account import Account
from kit.explorer.background import Background
from kit.explorer.code_view import CodeView
from kit.explorer.json_view import json_tree
from kit.explorer.markup import heading, html, note, table
from kit.explorer.tabs import Tabs
from kit.explorer.trouble import error_card
from kit.frames import describe_columns, mask
from kit.models.source_change import SourceChange

__all__ = ["Outcome"]

_CHANGES, _FRAME, _JSON = "What changed", "Frame", "JSON"
_CODE, _REQUESTS, _HISTORY = "Code", "Requests", "History"

#: The newest requests are the ones that somebody looks for.
_REQUEST_ROWS: Final = 30

_NOTHING: Final = note("Nothing is attached yet. What happens shows here.")
_EMPTY: Final = note("This fills with the first attach.")

_SUCCESS: Final = Markup('<div class="kit-success"><p><strong>✓ {}</strong> ({}</p><p>{}</p></div>')

#: What a column means shows on hover.
_COLUMN: Final = Markup('<span class="kit-explained" title="{}">{}</span>')


class Outcome(VBox):
    """Shows the latest change to a source. A tab is filled when it is looked at."""

    def __init__(
        self, account: Account, background: Background, history: Callable[[], pd.DataFrame]
    ) -> None:
        self._account = account
        self._history = history
        self._change: SourceChange | None = None
        self._headline = html(str(_NOTHING), "kit-headline")
        self._panels: dict[str, HTML] = {
            title: html() for title in (_CHANGES, _FRAME, _JSON, _REQUESTS, _HISTORY)
        }
        self.code = CodeView(account)
        panels = {
            _CHANGES: self._panels[_CHANGES],
            _FRAME: self._panels[_FRAME],
            _JSON: self._panels[_JSON],
            _CODE: self.code,
            _REQUESTS: self._panels[_REQUESTS],
            _HISTORY: self._panels[_HISTORY],
        }
        turn = background.guard(self._fill)
        self.tabs = Tabs("What happened", panels, background.lock, on_choice=turn)
        super().__init__([heading("4. Result"), self._headline, self.tabs])
        self.add_class("kit-outcome")
        self._fill(_CHANGES)

    def show(self, change: SourceChange) -> None:
        """Show what ``change`` did."""
        self._change = change
        done, _, facts = repr(change).partition("\n")[0].partition(" (")
        request = f"Request {change.request_id or 'without an id'}"
        self._headline.value = str(_SUCCESS.format(done, facts, request))
        self._fill(self.tabs.chosen)

    def show_trouble(self, error: Exception) -> None:
        """Show ``error`` above the latest result."""
        self._headline.value = str(error_card(error))
        self._fill(self.tabs.chosen)

    def clear(self) -> None:
        """Forget the latest result."""
        self._change = None
        self._headline.value = str(_NOTHING)
        self._fill(self.tabs.chosen)

    def _fill(self, title: str) -> None:
        if title == _CODE:
            self.code.show(self._change)
        else:
            self._panels[title].value = str(self._content(title))

    def _content(self, title: str) -> Markup:
        if title == _REQUESTS:
            return _requests(self._account.requests().tail(_REQUEST_ROWS)[::-1])
        if title == _HISTORY:
            return _frame_table("Attached with this explorer", self._history())
        if self._change is None:
            return _EMPTY
        if title == _JSON:
            return json_tree(mask(dict(self._change.after)))
        return _changes(self._change) if title == _CHANGES else _frame(self._change.frame)


def _changes(change: SourceChange) -> Markup:
    rows = [
        (field, _or_absent(before), _or_absent(after))
        for field, before, after in change.changes.to_numpy().tolist()
    ]
    if not rows:
        return note("Stripe accepted it, and nothing about the source differs.")
    rest = note("All other fields are as they were.")
    return table("What changed", ["Field", "Before", "After"], rows) + rest


def _or_absent(value: object) -> str:
    return value if isinstance(value, str) else Markup('<em class="kit-quiet">not there</em>')


def _frame(frame: pd.DataFrame) -> Markup:
    # One row with thirty columns reads best turned: a line for each column.
    shown = [name for name in frame.columns if not str(name).startswith("_")]
    meanings = describe_columns("source").set_index("column")["meaning"].to_dict()
    rows = [
        (
            _COLUMN.format(meanings.get(name) or name, name),
            _cell(frame[name].iloc[0]),
            str(frame[name].dtype),
        )
        for name in shown
    ]
    words = note(f"explorer.frame: 1 row, {len(frame.columns)} columns, shown turned.")
    return words + table("The frame, a line for each column", ["Column", "Value", "dtype"], rows)


def _requests(requests: pd.DataFrame) -> Markup:
    rows = [
        (method, path, _cell(status) or "no answer", f"{seconds * 1000:.0f} ms", _cell(request_id))
        for method, path, status, seconds, request_id in requests.astype(object).to_numpy().tolist()
    ]
    titles = ["Method", "Path", "Status", "Time", "Request id"]
    words = note(f"The latest {len(rows)} requests, newest first. All: account.requests()")
    return words + table("Requests", titles, rows)


def _frame_table(label: str, frame: pd.DataFrame) -> Markup:
    if frame.empty:
        return _EMPTY
    rows = [[_cell(value) for value in row] for row in frame.to_numpy().tolist()]
    return table(label, [str(name) for name in frame.columns], rows)


def _cell(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
