"""Panels of which one is seen, chosen by tabs that a keyboard and a screen reader know."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import traitlets
from ipywidgets import VBox, Widget

from kit.explorer.own_widget import STATIC, OwnWidget

__all__ = ["TabBar", "Tabs"]


class TabBar(OwnWidget):
    """A row of tabs; ``chosen`` is the name of the one in front."""

    _esm = STATIC / "tabs.js"

    label = traitlets.Unicode().tag(sync=True)
    tabs = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)


class Tabs(VBox):
    """``panels`` by title, under a bar of tabs. Hidden panels keep what was typed in them."""

    def __init__(
        self,
        label: str,
        panels: Mapping[str, Widget],
        lock: threading.RLock,
        on_choice: Callable[[str], None] = lambda _title: None,
    ) -> None:
        self._panels = dict(panels)
        self._on_choice = on_choice
        titles = [[title, title] for title in panels]
        self.bar = TabBar(lock, label=label, tabs=titles, chosen=titles[0][0])
        self.bar.observe(self._turn, "chosen")
        super().__init__([self.bar, *self._panels.values()])
        self.add_class("kit-tabs")
        self._show(self.bar.chosen)

    @property
    def chosen(self) -> str:
        """The title of the panel in front."""
        return self.bar.chosen

    def choose(self, title: str) -> None:
        """Bring the panel with ``title`` to the front."""
        self.bar.chosen = title

    def relabel(self, title: str, text: str) -> None:
        """Let the tab of ``title`` read ``text``, such as a title with a count."""
        self.bar.tabs = [[name, text if name == title else old] for name, old in self.bar.tabs]

    def _turn(self, change: Mapping[str, Any]) -> None:
        self._show(change["new"])
        self._on_choice(change["new"])

    def _show(self, chosen: str) -> None:
        for title, panel in self._panels.items():
            panel.layout.display = "" if title == chosen else "none"
