"""What the whole explorer needs from the page: its looks, its keys to itself, a voice."""

from __future__ import annotations

import traitlets

from kit.explorer.own_widget import STATIC, OwnWidget

__all__ = ["ROOT_CLASS", "Manners"]

ROOT_CLASS = "kit-explorer"


class Manners(OwnWidget):
    """An invisible widget: styles, keys that stay out of Lab's commands, copy buttons.

    ``said`` is read aloud by a screen reader each time that it changes.
    """

    _esm = STATIC / "manners.js"
    _css = STATIC / "explorer.css"

    said = traitlets.Unicode().tag(sync=True)
