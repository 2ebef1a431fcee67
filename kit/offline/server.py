"""The offline account as a running server: a thread with an event loop of its own.

It is a guest in a notebook's or a command's process, so it touches neither signals nor
logging, and lets everything go again when it is closed.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from kit.offline.app import App
from kit.offline.connection import Connection, drop_slow_clients
from kit.offline.faults import FaultPlan
from kit.offline.keys import OFFLINE_KEY
from kit.offline.service import Service
from kit.offline.start_errors import PortTaken
from kit.offline.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

__all__ = ["OfflineServer"]

_HOST: Final = "127.0.0.1"
_BACKLOG: Final = 1024
_START_SECONDS: Final = 30.0
_SWEEP_SECONDS: Final = 1.0


class OfflineServer:
    """A Stripe-compatible server on 127.0.0.1 with practice data.

    ``port`` 0 takes a free one. ``db`` keeps the state in a file, None in memory.
    ``customers`` and ``seed`` make the practice data; a file that holds some keeps its own.
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
        return f"http://{_HOST}:{self._port}"

    def start(self) -> OfflineServer:
        """Serve in a thread of its own; returns when it answers."""
        if self._close is not None and self._close.alive:
            return self
        listener = _listener(self._port)
        self._port = listener.getsockname()[1]
        try:
            service = self._opened()
        except BaseException:
            listener.close()
            raise
        running = _Running(service, listener)
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


def _listener(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"The offline account cannot listen on {_HOST}:{port} ({error.strerror}). "
            "Choose another port, or 0 for any free one."
        ) from error
    listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return listener


class _Running:
    """The thread, its loop, its socket and its database: all that must be let go again.

    The thread itself lets go, so that stop() may be called from anywhere: by the garbage
    collector, for one, in whatever thread that runs.
    """

    def __init__(self, service: Service, listener: socket.socket) -> None:
        self._service = service
        self._listener = listener
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = asyncio.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(
            target=self._run, name=f"kit-offline-{listener.getsockname()[1]}", daemon=True
        )

    def start(self) -> None:
        """Return when requests are answered, or raise what prevents it."""
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise TimeoutError(f"The offline account did not start within {_START_SECONDS:g} s.")
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """End the thread, and with it everything; wait for that where waiting is possible."""
        with suppress(RuntimeError):  # the loop is closed already
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._stopped.set)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001 - start() raises it in the caller's thread
            self._failure = error
        finally:
            self._listener.close()
            self._service.world.store.close()
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        app = App(self._service)
        connections: set[Connection] = set()
        server = await self._loop.create_server(
            lambda: Connection(app, connections), sock=self._listener
        )
        self._ready.set()
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_SWEEP_SECONDS):
                    await self._stopped.wait()
            drop_slow_clients(connections, self._loop.time())
        # A client that was accepted a moment ago becomes a connection in the next turns of the
        # loop. A server that is closed by then would leave its transport open.
        self._loop.remove_reader(self._listener)
        for _ in range(3):
            await asyncio.sleep(0)
        for connection in list(connections):
            connection.end()
        server.close()
        await server.wait_closed()
