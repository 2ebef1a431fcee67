"""One way to run work beside the kernel, and one guard around every callback.

JupyterLab delivers a widget's first event in the main thread and later ones in another
(kernel subshells), swallows what a callback raises into its log, and freezes every widget
while a callback waits for an answer. So: slow work runs in a pool, whatever touches the
widgets holds one lock, and an error is shown and kept until ``settled`` raises it.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Final, TypeVar

from kit.errors import KitError

__all__ = ["Background", "NotSettled"]

_T = TypeVar("_T")

#: Reads of the customer, its sources and the source at once, and a search beside them.
_THREADS: Final = 4


class NotSettled(KitError, TimeoutError):
    """Work that runs beside the kernel was not done in time."""


class Background:
    """Runs work beside the kernel; ``on_trouble`` shows whatever goes wrong.

    ``lock`` is held by everything that touches the widgets of one explorer.
    """

    def __init__(self, on_trouble: Callable[[Exception], None]) -> None:
        self.lock = threading.RLock()
        self._on_trouble = on_trouble
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="kit-explorer")
        self._idle = threading.Condition(self.lock)
        self._under_way = 0
        self._trouble: list[Exception] = []

    def start(
        self,
        work: Callable[[], _T],
        then: Callable[[_T], None],
        otherwise: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run ``work`` in the pool, then ``then`` with its result, or ``otherwise``.

        ``then`` and ``otherwise`` run with the lock held, ``work`` without it.
        """
        with self.lock:
            self._under_way += 1
        # ipykernel keeps the request that it answers in a context variable, and routes the
        # browser's next event by it; without a copy it takes the latest request of anybody,
        # perhaps of a subshell that is gone, and the widget never hears again.
        self._pool.submit(copy_context().run, self._run, work, then, otherwise)

    def guard(self, callback: Callable[..., None]) -> Callable[..., None]:
        """``callback`` with the lock held; what it raises is shown instead of swallowed."""

        @functools.wraps(callback)
        def guarded(*arguments: Any) -> None:
            with self.lock:
                try:
                    callback(*arguments)
                except Exception as error:  # noqa: BLE001 - Lab would swallow any of them
                    self._show(error)

        return guarded

    def settle(self, timeout: float) -> None:
        """Wait until nothing is under way, then raise the first error since the last call."""
        deadline = time.monotonic() + timeout
        with self._idle:
            while self._under_way:
                if not self._idle.wait(max(0.0, deadline - time.monotonic())):
                    raise NotSettled(
                        f"The explorer still waits for an answer after {timeout:g} seconds. "
                        "Check the network, or allow it more with settled(timeout=...)."
                    )
            trouble, self._trouble = self._trouble, []
        if trouble:
            raise trouble[0]

    def close(self) -> None:
        """Take on no further work."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(
        self,
        work: Callable[[], _T],
        then: Callable[[_T], None],
        otherwise: Callable[[Exception], None] | None,
    ) -> None:
        try:
            self._deliver(work, then, otherwise)
        finally:
            with self._idle:
                self._under_way -= 1
                self._idle.notify_all()

    def _deliver(
        self,
        work: Callable[[], _T],
        then: Callable[[_T], None],
        otherwise: Callable[[Exception], None] | None,
    ) -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - nobody else would ever see it
            if otherwise is None:
                self.guard(self._show)(error)
            else:
                self._keep(error)
                self.guard(otherwise)(error)
        else:
            self.guard(then)(result)

    def _show(self, error: Exception) -> None:
        self._keep(error)
        self._on_trouble(error)

    def _keep(self, error: Exception) -> None:
        with self.lock:
            self._trouble.append(error)
