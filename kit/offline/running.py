"""An offline account at work: a thread with an event loop of its own, and its socket."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from typing import Final

from kit.offline.app import App
from kit.offline.connection import Connection, drop_slow_clients
from kit.offline.service import Service
from kit.offline.start_errors import PortTaken

__all__ = ["HOST", "Running", "bound", "listen"]

HOST: Final = "127.0.0.1"

_BACKLOG: Final = 1024
_START_SECONDS: Final = 30.0
_SWEEP_SECONDS: Final = 1.0


def bound(port: int) -> socket.socket:
    """A socket that has the port but does not listen: clients wait until there is an answer.

    Raises PortTaken, as listen() does.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise _taken(port, error) from error
    listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return listener


def listen(listener: socket.socket) -> None:
    """Let clients connect."""
    try:
        listener.listen(_BACKLOG)
    except OSError as error:
        raise _taken(listener.getsockname()[1], error) from error


def _taken(port: int, error: OSError) -> PortTaken:
    return PortTaken(
        f"The offline account cannot listen on {HOST}:{port} ({error.strerror}). "
        "Choose another port, or 0 for any free one."
    )


class Running:
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
