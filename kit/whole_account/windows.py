"""A list cut into windows of ``created``, so that many pages can be asked for at once.

Nothing tells how many objects a list has or when the first was made. Each page read tells how
dense its window is just below it; windows are cut by that, as many as are needed to keep
requests under way and no more, since each window ends with a page that is partly empty.

A window still to be read is cut below its cursor: the upper part goes on by the cursor. Objects
of the same second are never parted, however many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kit.facts.limits import MAX_PAGE_SIZE
from kit.whole_account.strands import Window

__all__ = ["WindowPlan"]

#: Stripe opened in 2011; nothing was created before. Only where to cut depends on it.
_STRIPE_OPENED: Final = 1_293_840_000

#: A list of unknown length is cut this many pages below its first page, and further and
#: further below the next ones.
_REACH: Final = (6, 30, 150)
_FURTHER: Final = 25

#: A window of so many pages at least is cut, in so many parts at most.
_PARTS: Final = 4
_LEAST_PAGES: Final = 4.0
_LEAST_PART: Final = 2.0

#: How many requests may bring little: so many, and this share of all pages.
_FREE: Final = 4.0
_SHARE: Final = 0.018

#: What is thought to be left counts for so many times what was read, and for more the better
#: it was foretold how dense the windows are.
_TRUST: Final = 4
_MOST_TRUST: Final = 50

#: Half of a window's last page is empty, by and large.
_LAST_PAGE: Final = 0.5

#: No more windows than connections.
_MOST: Final = 96


class WindowPlan:
    """The windows of one list, and what was read of it.

    ``first`` is when the oldest object can have been created; ``windows`` what is to be read.
    """

    def __init__(self, windows: Sequence[Window], first: int = _STRIPE_OPENED) -> None:
        self._first = first
        self._open = {id(window): window for window in windows}
        self._requests = 0
        self._objects = 0
        self._reach = 1
        #: How dense windows are that no page was read of, and how well that came true so far.
        self._foretold: dict[int, int] = {}
        self._came_true: list[float] = []
        self._free = _FREE + _LAST_PAGE * len(windows)

    @property
    def objects_expected(self) -> int | None:
        """How many objects there are in all; None while nobody can tell."""
        if any(window.since is None for window in self._open.values()):
            return None
        return self._objects + round(self._pages_left * MAX_PAGE_SIZE)

    def took(self, window: Window, created: Sequence[int], *, hungry: bool) -> list[Window]:
        """The windows to be read besides, after a page with these times of creation.

        ``hungry`` says that more requests could be under way than there are windows.
        """
        self._requests += 1
        self._objects += len(created)
        foretold = self._foretold.pop(id(window), None)
        if window.done:
            if foretold is not None and window.pages_left >= _LEAST_PART:
                self._came_true.append(0.0)
            window.pages_left = 0.0
            self._open.pop(id(window), None)
            return []
        seconds_a_page = max(created[0] - created[-1], 1)
        if foretold is not None:
            both = (foretold, seconds_a_page)
            self._came_true.append(min(both) / max(both))
        bottom = self._first if window.since is None else window.since
        window.pages_left = max((created[-1] - bottom) / seconds_a_page, 1.0)
        if not hungry:
            return []
        return self._cut(window, created[-1], seconds_a_page)

    def _cut(self, window: Window, oldest: int, seconds_a_page: int) -> list[Window]:
        cuts = self._cuts(window, oldest, seconds_a_page)
        if not cuts:
            return []
        below, window.since = window.since, cuts[0]
        window.pages_left = max((oldest - cuts[0]) / seconds_a_page, 1.0)
        parts = []
        for until, since in zip(cuts, [*cuts[1:], below], strict=True):
            part = Window(window.kind, window.params, since, until)
            bottom = self._first if since is None else since
            part.pages_left = max((until - bottom) / seconds_a_page, 1.0)
            parts.append(part)
            self._open[id(part)] = part
            self._foretold[id(part)] = seconds_a_page
        return parts

    def _cuts(self, window: Window, oldest: int, seconds_a_page: int) -> list[int]:
        """Where to cut, the newest first, each later than the window's begin."""
        if window.since is None:
            count = max(self._allowed(), 1)
            cuts = [oldest - seconds_a_page * pages * self._reach for pages in _REACH][:count]
            cuts = [cut for cut in cuts if cut > self._first]
            if cuts:
                self._reach *= _FURTHER
                return cuts
        elif window.pages_left < max(self._usual, _LEAST_PAGES):
            return []
        bottom = self._first if window.since is None else window.since
        parts = min(self._allowed() + 1, _PARTS, int(window.pages_left / _LEAST_PART))
        span = oldest - bottom
        found = [oldest - span * part // parts for part in range(1, parts)]
        return sorted({cut for cut in found if bottom < cut < oldest}, reverse=True)

    @property
    def _usual(self) -> float:
        """What other windows have left: a shorter one is not worth cutting."""
        known = [each.pages_left for each in self._open.values() if each.since is not None]
        return sum(known) / len(known) if known else 0.0

    def _allowed(self) -> int:
        """How many more windows there may be."""
        pages = self._objects / MAX_PAGE_SIZE
        wasted = self._requests - pages + _LAST_PAGE * len(self._open)
        known = sum(each.pages_left for each in self._open.values() if each.since is not None)
        share = self._free + _SHARE * (2 * pages + min(known, self._trust * pages))
        return max(min(int((share - wasted) / _LAST_PAGE), _MOST - len(self._open)), 0)

    @property
    def _trust(self) -> float:
        """By the share of what came true, as if one window more had come out wholly wrong."""
        came_true = sum(self._came_true) / (len(self._came_true) + 1)
        return min(_TRUST / (1 - came_true), _MOST_TRUST)

    @property
    def _pages_left(self) -> float:
        return sum(window.pages_left for window in self._open.values())
