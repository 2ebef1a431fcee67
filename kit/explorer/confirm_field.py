"""A field in which the customer's id is typed again before real money is at stake."""

from __future__ import annotations

import traitlets

from kit.explorer.own_widget import STATIC, OwnWidget

__all__ = ["ConfirmField"]


class ConfirmField(OwnWidget):
    """Asks for ``expected``; ``typed`` is what stands in the field."""

    _esm = STATIC / "confirm_field.js"

    expected = traitlets.Unicode().tag(sync=True)
    typed = traitlets.Unicode().tag(sync=True)
