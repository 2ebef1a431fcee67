"""Sources in the order of a plain reading, in whatever order their pages came."""

from __future__ import annotations

from array import array

import numpy as np

from kit.frames import Frame
from kit.whole_account.concurrent_reader import Delivery

__all__ = ["SourceOrder"]


class SourceOrder:
    """Where each row belongs: newest customers first, each one's sources as Stripe lists them.

    Windows share no second, and the pages of a window come in their order: so the newest time
    of creation on a page and its turn tell where it belongs.
    """

    def __init__(self) -> None:
        self._keys = tuple(array("q") for _ in range(4))
        self._turn = 0
        self._places: dict[str, tuple[int, int, int]] = {}

    def add(self, delivery: Delivery) -> None:
        """Note the rows of one more page."""
        self._turn += 1
        if delivery.customer is not None:
            self._note(self._places[delivery.customer], self._turn, len(delivery.page["data"]))
            return
        customers = delivery.page["data"]
        newest = customers[0]["created"] if customers else 0
        for number, customer in enumerate(customers):
            place = (-newest, self._turn, number)
            sources = customer.get("sources") or {}
            self._note(place, 0, len(sources.get("data") or ()))
            if sources.get("has_more"):
                self._places[customer["id"]] = place

    def _note(self, place: tuple[int, int, int], turn: int, rows: int) -> None:
        for key, value in zip(self._keys, (*place, turn), strict=True):
            key.extend([value] * rows)

    def sorted(self, frame: Frame) -> Frame:
        """The frame, whose rows stand as their pages were added, in order."""
        keys = [np.frombuffer(key, np.int64) for key in self._keys if len(key)]
        if not keys:
            return frame
        order = np.lexsort(keys[::-1])
        if (order == np.arange(len(order))).all():
            return frame
        ordered: Frame = frame.take(order).reset_index(drop=True)
        return ordered
