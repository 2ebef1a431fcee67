"""A button that says what is missing, asks before what is final, and never loses focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from kit.explorer.background import Background
from kit.explorer.own_widget import STATIC, OwnWidget

__all__ = ["ActionButton"]


class ActionButton(OwnWidget):
    """A button that calls ``action`` when it is ``ready``.

    A button that is disabled drops the keyboard's focus to the page, so this one stays
    focusable and is marked as disabled for screen readers. ``warning`` is a question that
    the person must answer before the action.
    """

    _esm = STATIC / "action_button.js"

    label = traitlets.Unicode().tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    ready = traitlets.Bool(default_value=True).tag(sync=True)
    busy = traitlets.Bool(default_value=False).tag(sync=True)
    warning = traitlets.Unicode().tag(sync=True)
    tone = traitlets.Unicode("plain").tag(sync=True)

    def __init__(self, action: Callable[[], None], background: Background, **traits: Any) -> None:
        super().__init__(background.lock, **traits)
        self._action = background.guard(action)
        self.on_event("click", self.click)

    def click(self) -> None:
        """Do what a click does: nothing while the button is busy or not ready."""
        with self._changing:
            if self.ready and not self.busy:
                self._action()
