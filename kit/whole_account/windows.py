"""A list cut into windows of ``created``, so that many pages can be asked for at once.

Nothing tells how many objects a list has or when the first was made. Each page read tells how
dense its window is just below it; a window is cut when it is longer than its share, which is all
that is left divided by as many as can be under way. Each window ends with a page that is partly
empty, so there are no more of them than that takes, and than a few requests in a hundred.

The lowest window is the one in which the list may begin. It is cut ever further below what is
known, until nothing lies below a cut, and then in parts until the begin is found.

A window still to be read is cut below its cursor: the upper part goes on by the cursor. Objects
of the same second are never parted, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kit.facts.limits import MAX_PAGE_SIZE
from kit.whole_account.strands import Window

__all__ = ["WindowPlan"]

#: Stripe opened in 2011; nothing was created before. Only where to cut depends on it.
_STRIPE_OPENED: Final = 1_293_840_000

# The numbers below were found by simulating lists of 1,000 to 100,000: even, growing, shrinking,
# young, old, busy by day, and imported on a few days.

#: The lowest window is cut so many times as far below as what is known reaches ...
_REACH: Final = (4, 16, 64)
#: ... and in so many parts once nothing lies below it.
_PARTS: Final = 4
#: Until then it waits only where there are so many times the windows that are wanted.
_ENOUGH: Final = 2

#: So many windows are kept for each request that can be under way, and so many more: some are
#: shorter than they seem.
_SPARE: Final = 1.1
_MORE: Final = 2

#: No part has fewer pages.
_LEAST_PART: Final = 2.0

#: Where there are windows enough, one is still cut that has so many times its share.
_LONG: Final = 3

#: How many requests may bring little: so many, and this share of all pages.
_FREE: Final = 3.0
_SHARE: Final = 0.036

#: What is thought to be left counts for so many times what was read, times the odds that it is
#: foretold rightly how dense windows are; and for so many times at most.
_TRUST: Final = 3
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
        self._begin_is_known = False
        self._open = {id(window): window for window in windows}
        self._requests = 0
        self._objects = 0
        #: How dense windows are that no page was read of, and how well that came true so far.
        self._foretold: dict[int, int] = {}
        self._came_true: list[float] = []
        #: Windows in which nothing was, from where to where.
        self._empty: dict[int | None, int] = {}
        self._free = _FREE + _LAST_PAGE * len(windows)

    @property
    def objects_expected(self) -> int | None:
        """How many objects there are in all; None while nobody can tell."""
        if not self._begin_is_known and any(map(self._is_lowest, self._open.values())):
            return None
        return self._objects + round(self._pages_known * MAX_PAGE_SIZE)

    def took(self, window: Window, created: Sequence[int], *, at_once: float) -> list[Window]:
        """The windows to be read besides, after a page with these times of creation.

        ``at_once`` is how many requests can be under way.
        """
        self._requests += 1
        self._objects += len(created)
        foretold = self._foretold.pop(id(window), None)
        if window.done:
            self._ended(window, foretold)
            return []
        oldest = created[-1]
        seconds_a_page = max(created[0] - oldest, 1)
        if foretold is not None:
            both = (foretold, seconds_a_page)
            self._came_true.append(min(both) / max(both))
        window.pages_left = max((oldest - self._bottom(window)) / seconds_a_page, 1.0)
        wanted = int(_SPARE * at_once + _MORE)
        find = self._search if self._is_lowest(window) else self._part
        cuts = find(window, wanted)
        return self._cut(window, [int(oldest - seconds_a_page * pages) for pages in cuts], oldest)

    def begins(self, first: int) -> None:
        """Nothing was created before ``first``."""
        self._first = max(self._first, first)
        self._begin_is_known = True

    def _ended(self, window: Window, foretold: int | None) -> None:
        seemed_long = foretold is not None and window.pages_left >= _LEAST_PART
        if seemed_long and not self._is_lowest(window):
            self._came_true.append(0.0)
        window.pages_left = 0.0
        self._open.pop(id(window), None)
        if window.until is not None and not window.cursor.ids:
            self._empty[window.since] = window.until
            if None in self._empty:
                self.begins(self._empty.pop(None))
            while self._first in self._empty:
                self.begins(self._empty.pop(self._first))

    # -- where to cut, in pages below the cursor --------------------------------------

    def _search(self, window: Window, wanted: int) -> Sequence[float]:
        """Cuts of the lowest window, to find where the list begins; at most the allowed ones."""
        most = self._allowed()
        if self._begin_is_known:
            # Half of it counts in the shares: the list may begin anywhere in it.
            if window.pages_left / 2 <= max(self._share(wanted) / 4, _LEAST_PART):
                return ()
            parts = min(_PARTS, int(window.pages_left / _LEAST_PART), most + 1)
            return [window.pages_left * part / parts for part in range(1, parts)]
        if len(self._open) >= _ENOUGH * wanted:
            return ()
        known = self._objects / MAX_PAGE_SIZE + self._pages_known
        scale = min(known, window.pages_left / (2 * _REACH[-1]))  # no farther than half of it
        return [scale * reach for reach in _REACH[: most or int(len(self._open) == 1)]]

    def _part(self, window: Window, wanted: int) -> Sequence[float]:
        """Cuts of any other window, into parts as long as the share of each."""
        share = self._share(wanted)
        room = wanted - len(self._open) + 1
        if room < 2 and window.pages_left >= _LONG * share:
            room = int(window.pages_left / share)
        parts = min(round(window.pages_left / share), room, self._allowed() + 1)
        return [window.pages_left * part / parts for part in range(1, parts)]

    def _cut(self, window: Window, cuts: Iterable[int], oldest: int) -> list[Window]:
        bottom, below = self._bottom(window), window.since
        times = sorted({cut for cut in cuts if bottom < cut < oldest}, reverse=True)
        if not times:
            return []
        pages_a_second = window.pages_left / max(oldest - bottom, 1)
        window.since = times[0]
        window.pages_left = max((oldest - times[0]) * pages_a_second, 1.0)
        parts = []
        for until, since in zip(times, [*times[1:], below], strict=True):
            part = Window(window.kind, window.params, since, until)
            part.pages_left = max((until - self._bottom(part)) * pages_a_second, 1.0)
            parts.append(part)
            self._open[id(part)] = part
            self._foretold[id(part)] = max(round(1 / pages_a_second), 1)
        return parts

    # -- what is known ----------------------------------------------------------------

    def _is_lowest(self, window: Window) -> bool:
        return window.since is None or window.since <= self._first

    def _bottom(self, window: Window) -> int:
        return self._first if window.since is None else max(self._first, window.since)

    @property
    def _pages_known(self) -> float:
        """How many pages are left, as far as one can tell: the list begins anywhere in its last."""
        lowest = 0.5 if self._begin_is_known else 0.0
        return sum(
            each.pages_left * (lowest if self._is_lowest(each) else 1.0)
            for each in self._open.values()
        )

    def _share(self, wanted: int) -> float:
        """How many pages each window has where so many are ``wanted``."""
        left = self._pages_known
        if not self._begin_is_known and any(map(self._is_lowest, self._open.values())):
            left += self._objects / MAX_PAGE_SIZE + left  # as much again, for want of better
        return max(left / wanted, _LEAST_PART)

    def _allowed(self) -> int:
        """How many more windows there may be."""
        pages = self._objects / MAX_PAGE_SIZE
        wasted = self._requests - pages + _LAST_PAGE * len(self._open)
        share = self._free + _SHARE * (pages + min(self._pages_known, self._trust * pages))
        return max(min(int((share - wasted) / _LAST_PAGE), _MOST - len(self._open)), 0)

    @property
    def _trust(self) -> float:
        """The odds by what came true, as if one window more had come out wholly wrong."""
        came_true = sum(self._came_true)
        return min(_TRUST * came_true / (len(self._came_true) + 1 - came_true), _MOST_TRUST)
