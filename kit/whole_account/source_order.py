"""Sources in the order of a plain reading, in whatever order their pages came."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kit.frames import Frame
from kit.frames.reorder import reorder
from kit.whole_account.concurrent_reader import Delivery

__all__ = ["SourceOrder"]


class SourceOrder:
    """Where each row belongs: newest customers first, each one's sources as Stripe lists them.

    Windows share no second, and the pages of a window come in their order: so the newest time
    of creation on a page and its turn tell where it belongs.
    """

    def __init__(self) -> None:
        self._turn = 0
        #: For each customer: the newest time on the page, the page's turn, the place on it, the
        #: turn of a later page of sources; and how many sources there are.
        self._places: list[npt.NDArray[np.int64]] = []
        self._listed_further: dict[str, tuple[int, int, int]] = {}

    def add(self, delivery: Delivery) -> None:
        """Note the rows of one more page."""
        self._turn += 1
        data = delivery.page["data"]
        if delivery.customer is not None:
            place = self._listed_further[delivery.customer]
            self._places.append(np.array([[*place, self._turn, len(data)]]).T)
            return
        if not data:
            return
        newest = data[0]["created"]
        rows = []
        for number, customer in enumerate(data):
            sources = customer.get("sources") or {}
            rows.append(len(sources.get("data") or ()))
            if sources.get("has_more"):
                self._listed_further[customer["id"]] = (-newest, self._turn, number)
        places = np.zeros((5, len(data)), np.int64)
        places[0], places[1], places[2], places[4] = -newest, self._turn, range(len(data)), rows
        self._places.append(places)

    def sorted(self, frame: Frame) -> Frame:
        """The frame, whose rows stand as their pages were added, in order."""
        if not self._places:
            return frame
        *keys, rows = np.concatenate(self._places, axis=1)
        order = np.lexsort([np.repeat(key, rows) for key in reversed(keys)])
        return reorder(frame, order)
