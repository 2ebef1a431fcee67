"""Python's garbage collector, out of the way of work that makes many objects and no circles."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collect_young", "resting_collector"]

#: Whoever comes first finds the collector as it was, and whoever goes last leaves it so.
_lock = threading.Lock()
_resting = 0
_was_running = False


@contextmanager
def resting_collector() -> Iterator[None]:
    """No collection by itself meanwhile, in any thread: it would walk what is made, in vain."""
    global _resting, _was_running  # noqa: PLW0603  # there is one collector in a process
    with _lock:
        if not _resting:
            _was_running = gc.isenabled()
            gc.disable()
        _resting += 1
    try:
        yield
    finally:
        with _lock:
            _resting -= 1
            if not _resting and _was_running:
                gc.enable()


def collect_young() -> None:
    """Collect what was made not long ago, for a rest that is long; unless it rested before."""
    if _was_running:
        gc.collect(1)
