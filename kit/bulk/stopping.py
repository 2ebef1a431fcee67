"""Ctrl-C and the kernel's stop button, turned into a wish that is met between rows."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["StopWish", "stop_on_interrupt"]


class StopWish:
    """How often somebody asked to stop: once lets requests under way end, twice does not."""

    def __init__(self) -> None:
        self.asked = 0


@contextmanager
def stop_on_interrupt() -> Iterator[StopWish]:
    """While inside, SIGINT is a wish and raises nothing.

    An interrupt raised at any bytecode could tear an answer from its row. Only the main
    thread can receive signals; in any other the wish is never made.
    """
    wish = StopWish()
    if threading.current_thread() is not threading.main_thread():
        yield wish
        return

    def on_interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  # signal's shape
        wish.asked += 1

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield wish
    finally:
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)
