"""The base of the explorer's own small widgets, whose front ends live in ``static/``."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import anywidget

__all__ = ["STATIC", "OwnWidget"]

STATIC: Final = Path(__file__).parent / "static"


class OwnWidget(anywidget.AnyWidget):
    """A widget whose state changes under its explorer's lock.

    An event from the browser and an answer from the pool may meet: traitlets holds back
    notifications per widget, not per thread, and would lose one of the two.
    """

    def __init__(self, lock: threading.RLock, **traits: Any) -> None:
        self._changing = lock
        super().__init__(**traits)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take over what the browser sends."""
        with self._changing:
            super().set_state(sync_data)

    def on_event(self, event: str, callback: Callable[[], None]) -> None:
        """Call ``callback`` when the front end reports ``event``."""

        def heard(_widget: object, content: object, _buffers: object) -> None:
            if isinstance(content, dict) and content.get("event") == event:
                callback()

        self.on_msg(heard)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"
