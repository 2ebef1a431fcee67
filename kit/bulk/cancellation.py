"""Ctrl-C and the kernel's stop button, turned into a token that is looked at between rows."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["CancelToken", "cancel_on_interrupt"]


class CancelToken:
    """How often somebody asked to stop: once lets requests under way end, twice does not."""

    def __init__(self) -> None:
        self.times_asked = 0


@contextmanager
def cancel_on_interrupt() -> Iterator[CancelToken]:
    """While inside, SIGINT is counted and raises nothing.

    An interrupt raised at any bytecode could tear an answer from its row. Only the main
    thread can receive signals; in any other nobody ever asks.
    """
    token = CancelToken()
    if threading.current_thread() is not threading.main_thread():
        yield token
        return

    def on_interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  # signal's shape
        token.times_asked += 1

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield token
    finally:
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)
