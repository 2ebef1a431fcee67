"""The customer: found by name, e-mail address or id, and picked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ipywidgets import VBox

from kit.account import Account
from kit.customer_search import SUBSTRING_LENGTH
from kit.explorer.background import Background
from kit.explorer.cells import CUSTOMER_COLUMNS, customer_cells
from kit.explorer.finder import Finder, Found
from kit.explorer.markup import heading

__all__ = ["CustomerPicker"]

#: Rows shown at once. Who looks for one more types one letter more.
_ROWS: Final = 50


class CustomerPicker(VBox):
    """A search for customers; ``finder.picked`` is the id of the picked one."""

    def __init__(self, account: Account, background: Background) -> None:
        self._account = account
        self.finder = Finder(
            self._find,
            background,
            label="Search customers",
            placeholder="Name, e-mail address or id",
            columns=CUSTOMER_COLUMNS,
        )
        super().__init__([heading("1. Customer"), self.finder])
        self.add_class("kit-customer")

    def _find(self, text: str, _filters: Mapping[str, str]) -> Found:
        text = text.strip()
        customers = self._account.customer_records(text or None, limit=_ROWS)
        rows = [(str(each["id"]), customer_cells(each)) for each in customers]
        return Found(rows, _words(text, len(rows)))


def _words(text: str, count: int) -> str:
    if count == _ROWS:
        rest = "type more to narrow it" if text else "type to search them all"
        return f"The newest {count} customers; {rest}."
    if text.startswith("cus_"):
        # Stripe's search has no field for ids; only a whole one can be looked up.
        return "" if count else "No customer has this id. Stripe finds an id only when it is whole."
    if 0 < len(text) < SUBSTRING_LENGTH:
        short = f"Up to {SUBSTRING_LENGTH - 1} letters must be a whole name"
        return f"{short}: type {SUBSTRING_LENGTH - len(text)} more to search within names."
    if not count:
        return f"No customer has “{text}” in name or e-mail." if text else "No customers yet."
    return f"{count} customer{'s' * (count != 1)}."
