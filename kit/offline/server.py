"""The offline account as a server to start and to close.

It is a guest in a notebook's or a command's process, so it touches neither signals nor
logging, and lets everything go again when it is closed.
"""

from __future__ import annotations

import signal
import threading
import weakref
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType
from typing import Any, Self

from kit.offline.faults import FaultPlan
from kit.offline.keys import OFFLINE_KEY
from kit.offline.running import HOST, Running, bound, listen
from kit.offline.service import Service
from kit.offline.store import Store

__all__ = ["OfflineServer"]


class OfflineServer:
    """A Stripe-compatible server on 127.0.0.1 with practice data.

    ``port`` 0 takes a free one. ``db`` keeps the state in a file, None in memory.
    ``customers`` and ``seed`` make the practice data; a file that holds some keeps its own.
    ``faults`` are settings of FaultPlan, in force from the beginning.
    start() raises PortTaken, or NotAnAccount for a ``db`` that is none; both are OSErrors.

    >>> with OfflineServer(customers=1) as server:
    ...     server.api_base.startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self,
        *,
        port: int = 0,
        db: str | Path | None = None,
        customers: int = 200,
        seed: int = 0,
        faults: Mapping[str, Any] | None = None,
    ) -> None:
        self._port = port
        self._db = Path(db) if db is not None else None
        self._customers = customers
        self._seed = seed
        self._faults = FaultPlan().changed(faults or {})
        self._close: weakref.finalize[Any, Any] | None = None
        self.key = OFFLINE_KEY

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        return self._port

    @property
    def api_base(self) -> str:
        """What a client takes as the base address of the API."""
        return f"http://{HOST}:{self._port}"

    def start(self) -> OfflineServer:
        """Serve in a thread of its own; returns when it answers."""
        if self._close is not None and self._close.alive:
            return self
        with ExitStack() as undo:
            listener = bound(self._port)
            undo.callback(listener.close)
            self._port = listener.getsockname()[1]
            service = self._opened()
            undo.callback(service.world.store.close)
            listen(listener)
            running = Running(service, listener)
            undo.pop_all()
        # Called by close(), by the garbage collector, and at the interpreter's exit.
        self._close = weakref.finalize(self, running.stop)
        running.start()
        return self

    def close(self) -> None:
        """Stop, join the thread and close the database. May be called again."""
        if self._close is not None:
            self._close()

    def serve_forever(self) -> None:
        """Serve until SIGINT or SIGTERM, then close; for the main thread."""
        with suppress(KeyboardInterrupt):
            self.start()
            self._wait_for_signal()
        self.close()

    def _wait_for_signal(self) -> None:
        stop = threading.Event()

        def on_signal(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - signal's shape
            stop.set()

        before = {each: signal.signal(each, on_signal) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            stop.wait()
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _opened(self) -> Service:
        if self._db is not None and not self._db.exists():
            building = self._db.with_name(self._db.name + ".new")
            building.unlink(missing_ok=True)
            self._service(Store(building, building=True)).world.store.close()
            building.replace(self._db)
        return self._service(Store(self._db))

    def _service(self, store: Store) -> Service:
        try:
            return Service(store, customers=self._customers, seed=self._seed, faults=self._faults)
        except BaseException:
            store.close()
            raise

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
