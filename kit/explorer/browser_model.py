"""The widget model: what the browser is given, part by part, and what a saved notebook keeps.

Python alone writes it. The browser sends messages instead.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets
from IPython.display import display

from kit.explorer.front import STYLES, joined
from kit.explorer.result_view import requests_part
from kit.explorer.state import AccountFacts, State
from kit.explorer.still import SAVED_PLAIN, still
from kit.explorer.view import account_part, changed_parts
from kit.on_demand import pd

__all__ = ["BrowserModel"]


class BrowserModel(anywidget.AnyWidget):
    """A trait for each part of the view, all of them but ``value``."""

    _esm = traitlets.Unicode(joined()).tag(sync=True)
    _css = traitlets.Unicode(STYLES).tag(sync=True)

    account_part = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    customers = traitlets.Dict().tag(sync=True)
    ready = traitlets.Dict().tag(sync=True)
    attached = traitlets.Dict().tag(sync=True)
    by_id = traitlets.Dict().tag(sync=True)
    known = traitlets.Dict().tag(sync=True)
    overview = traitlets.Dict().tag(sync=True)
    plan = traitlets.Dict().tag(sync=True)
    batch = traitlets.Dict().tag(sync=True)
    maker = traitlets.Dict().tag(sync=True)
    result = traitlets.Dict().tag(sync=True)
    forms = traitlets.Dict().tag(sync=True)
    still = traitlets.Unicode().tag(sync=True)
    requests: traitlets.Dict[str, Any] = traitlets.Dict({"rows": []}).tag(sync=True)

    def __init__(self, state: State, **traits: Any) -> None:
        self._facts: AccountFacts = state.facts
        self._drawn = state
        parts, trouble = changed_parts(None, state)
        super().__init__(account_part=account_part(state.facts), **parts, **traits)
        if trouble is not None:
            raise trouble

    def _draw(self, state: State, *, requests: pd.DataFrame | None) -> None:
        """Give the browser what it does not show yet of ``state``, and the latest requests.

        Raises what kept a part from being built when all the others are shown.
        """
        parts, trouble = changed_parts(self._drawn, state)
        self._drawn = state
        if requests is not None:
            parts["requests"] = requests_part(requests)
        with self.hold_sync():
            for name, part in parts.items():
                self.set_trait(name, part)
        if trouble is not None:
            raise trouble

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take nothing: the browser changes no trait, it sends messages."""

    def _ipython_display_(self) -> None:
        # A saved notebook without its kernel has no widget to show, so it keeps a still, which
        # the style sheet hides beside a living explorer. It is that of an explorer in which
        # nothing was chosen; the page puts the latest in its place when the notebook is saved.
        data, metadata = super()._repr_mimebundle_() or ({}, {})
        display(data, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]  # IPython
        first = {"text/html": still(State.begin(self._facts)), "text/plain": SAVED_PLAIN}
        display(first, raw=True)  # type: ignore[no-untyped-call]  # IPython
