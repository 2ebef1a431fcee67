"""What a person sees while it runs: a bar, what is announced beside it, and nothing when silent."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from tqdm.auto import tqdm

__all__ = ["Listener", "Progress", "announce", "in_notebook"]

#: Who is told how far a reading is, in place of a bar: what is read, how many are, and how many
#: there will be, None where nobody knows yet. What it raises ends the reading.
Listener = Callable[[str, int, int | None], None]

#: A notebook loses messages when one cell updates a widget some 5,000 times.
_TICK_SECONDS: Final = 0.5


class _GrowingBar:
    """A bar whose total may change: in a notebook it is a widget with an end of its own."""

    monitor_interval = 0  # no thread of its own: tick() refreshes
    total: float | None

    def display(self, *arguments: Any, **keywords: Any) -> Any:
        """Show it as it is; tqdm sets the widget's end only at its beginning."""
        widgets = getattr(self, "container", None)
        if widgets is not None and self.total:
            bar = widgets.children[1]
            bar.max, bar.bar_style = self.total, ""
        return super().display(*arguments, **keywords)  # type: ignore[misc]  # tqdm's, beside it


class _Bar(_GrowingBar, tqdm):  # type: ignore[type-arg]  # generic in its stubs only
    pass


class Progress:
    """A bar over ``total`` rows of which ``done`` are settled; ``shown=False`` is silent.

    ``total`` is None where nobody knows it yet; ``unit`` is what is counted. A bar that
    appears ``after`` some seconds leaves no trace of what was quicker.
    """

    def __init__(
        self,
        doing: str,
        *,
        total: int | None,
        done: int = 0,
        shown: bool = True,
        unit: str = "row",
        after: float = 0,
    ) -> None:
        self._after = after
        self._ticked = self._began = time.monotonic()
        self._bar: Any = _Bar(
            desc=doing,
            total=total,
            initial=done,
            unit=unit,
            disable=not shown,
            delay=after,
            mininterval=_TICK_SECONDS,
            miniters=1,
            dynamic_ncols=True,
        )

    def step(self, count: int = 1) -> None:
        """``count`` more rows are settled."""
        self._bar.update(count)

    def expect(self, total: int | None) -> None:
        """There will be ``total`` rows, as far as one can tell now."""
        self._bar.total = total

    def note(self, text: str) -> None:
        """Say ``text`` behind the bar from now on."""
        if not self._bar.disable:
            self._bar.set_postfix_str(text, refresh=False)

    def tick(self) -> None:
        """Show the time that passes when no row gets settled."""
        now = time.monotonic()
        late = now - self._began >= self._after
        if now - self._ticked >= _TICK_SECONDS and late and not self._bar.disable:
            self._ticked = now
            self._bar.refresh()

    def close(self) -> None:
        """Leave the bar as it stands."""
        self._bar.close()


def in_notebook() -> bool:
    """Whether this runs in a Jupyter kernel."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None


def announce(what: object) -> None:
    """Show ``what`` to a person, beside the bar: in the cell's output, else on stderr."""
    if in_notebook():
        import_module("IPython.display").display(what if not isinstance(what, str) else _Text(what))
    else:
        tqdm.write(str(what), file=sys.stderr)


class _Text(str):
    """Text that a notebook shows without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
