"""Taking over what was chosen, and reading it beside the kernel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from kit.account import Account
from kit.explorer.background import Background
from kit.explorer.choice import Choice

__all__ = ["Choosing"]

_Record = Mapping[str, Any]


class Choosing:
    """Keeps one Choice up to date; ``on_read`` is called when more is known about it."""

    def __init__(
        self, account: Account, background: Background, on_read: Callable[[], None]
    ) -> None:
        self._read_by: dict[str, Callable[[str], _Record]] = {
            "customer": account.customer,
            "source": account.source,
        }
        self._background = background
        self._on_read = on_read
        self.choice = Choice()

    def take(self, value: Mapping[str, Any]) -> set[str]:
        """Take over ``value``; which of customer and source differ from before."""
        changed = {what for what in self._read_by if value[what] != self._chosen(what)}
        for what in changed:
            setattr(self.choice, f"{what}_id", value[what])
            self.know(what, None)
            self.read(what)
        self.choice.metadata = dict(value["metadata"])
        return changed

    def know(self, what: str, record: _Record | None) -> None:
        """Take ``record`` for what is known about the chosen customer or source."""
        setattr(self.choice, what, record)
        self.choice.unread.pop(what, None)

    def read(self, what: str) -> None:
        """Read the chosen customer or source, again if it was read before."""
        chosen = self._chosen(what)
        if chosen is None:
            return
        self._background.start(
            partial(self._read_by[what], chosen),
            partial(self._has_read, what, chosen),
            partial(self._could_not_read, what, chosen),
        )

    def _chosen(self, what: str) -> str | None:
        chosen: str | None = getattr(self.choice, f"{what}_id")
        return chosen

    def _has_read(self, what: str, chosen: str, record: _Record) -> None:
        if self._chosen(what) == chosen:  # else another was chosen meanwhile
            self.know(what, record)
            self._on_read()

    def _could_not_read(self, what: str, chosen: str, error: Exception) -> None:
        if self._chosen(what) == chosen:
            self.choice.unread[what] = error
            self._on_read()
