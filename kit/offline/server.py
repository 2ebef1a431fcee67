"""The offline account as a server to start and to close.

It is a guest in a notebook's or a command's process, so it touches neither signals nor
logging, and lets everything go again when it is closed.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sqlite3
import threading
import weakref
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType
from typing import Any, Final, Self

from uvicorn.server import ServerState

from kit.facts import JsonObject
from kit.offline.account import OfflineAccount
from kit.offline.app import App
from kit.offline.connection import Connection, connection_config
from kit.offline.controls import control_routes
from kit.offline.errors import ApiError, CannotStart, NotAnAccount
from kit.offline.listener import HOST, bound_socket, listen
from kit.offline.protocol.faults import FaultPlan
from kit.offline.protocol.messages import API_VERSION, checked_version
from kit.offline.resources.routes import STRIPE_ROUTES
from kit.offline.storage.database import Database
from kit.offline.webhooks.dispatcher import WebhookDispatcher
from kit.offline.worlds.named import find_world

__all__ = ["OfflineServer"]

#: Shown everywhere, secret nowhere.
_KEY: Final = "sk_test_offline_practice_account"

_START_SECONDS: Final = 30.0
_SWEEP_SECONDS: Final = 1.0


class OfflineServer:
    """A Stripe-compatible server on 127.0.0.1 with practice data.

    ``port`` 0 takes a free one. ``db`` keeps the state in a file, None in memory.
    ``world`` is the name of a practice world or the path of a file that tells one, ``customers``
    and ``seed`` make its data; a file that holds some keeps its own. ``faults`` are settings
    of FaultPlan, in force from the beginning on top of the world's. ``api_version`` is the
    account's default, for answers and events; ``pretty`` indents bodies as Stripe does.
    ``on_delivery`` is called in the server's thread with each webhook that was sent.
    start() raises PortTaken, NotAnAccount for a ``db`` that is none, InvalidWorld: OSErrors.

    >>> with OfflineServer(customers=1) as server:
    ...     server.api_base.startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self,
        *,
        port: int = 0,
        db: str | Path | None = None,
        customers: int | None = None,
        seed: int = 0,
        faults: Mapping[str, Any] | FaultPlan | None = None,
        world: str | Path | None = None,
        api_version: str = API_VERSION,
        pretty: bool = False,
        on_delivery: Callable[[JsonObject], None] | None = None,
    ) -> None:
        self._port = port
        self._db = Path(db) if db is not None else None
        self._customers = customers
        self._seed = seed
        self._faults = faults or {}
        FaultPlan.of({} if isinstance(self._faults, FaultPlan) else self._faults)  # or refuse
        try:
            self._api_version = checked_version(api_version)
        except ApiError as error:
            raise CannotStart(f"{error.message}. Leave it out for {API_VERSION}.") from error
        self._pretty = pretty
        self._on_delivery = on_delivery
        self._world = None if world is None else find_world(world)
        self._close: weakref.finalize[Any, Any] | None = None
        self.key = _KEY

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
            listener = bound_socket(self._port)
            undo.callback(listener.close)
            self._port = listener.getsockname()[1]
            account = self._opened()
            undo.callback(account.close)
            listen(listener)
            running = _Running(account, listener, self._on_delivery)
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

        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, on_signal) for number in numbers}
        try:
            stop.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _opened(self) -> OfflineAccount:
        try:
            return self._account(Database(self._db))
        except sqlite3.Error as error:
            raise _not_opened(self._db, error) from error

    def _account(self, database: Database) -> OfflineAccount:
        try:
            return OfflineAccount(
                database,
                customers=self._customers,
                seed=self._seed,
                faults=self._faults,
                world=self._world,
                api_version=self._api_version,
                pretty=self._pretty,
            )
        except BaseException:
            database.close()
            raise

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class _Running:
    """The thread, its loop, its socket and its database: all that must be let go again.

    The thread itself lets go, so that stop() may be called from anywhere: by the garbage
    collector, for one, in whatever thread that runs.
    """

    def __init__(
        self,
        account: OfflineAccount,
        listener: socket.socket,
        on_delivery: Callable[[JsonObject], None] | None,
    ) -> None:
        self._account = account
        self._dispatcher = WebhookDispatcher(account, on_delivery)
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
            self._account.close()
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        routes = (*STRIPE_ROUTES, *control_routes(self._account))
        app, state = App(self._account, routes, self._dispatcher), ServerState()
        config = connection_config(app)
        server = await self._loop.create_server(
            lambda: Connection(app, config, state), sock=self._listener
        )
        self._ready.set()
        self._dispatcher.wake()  # what a file kept waiting
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_SWEEP_SECONDS):
                    await self._stopped.wait()
            for connection in _connections(state):
                connection.drop_if_slow(self._loop.time())
        # A client that was accepted a moment ago becomes a connection in the next turns of the
        # loop. A server that is closed by then would leave its transport open.
        self._loop.remove_reader(self._listener)
        for _ in range(3):
            await asyncio.sleep(0)
        await self._dispatcher.close()
        for connection in _connections(state):
            connection.transport.abort()
        for task in list(state.tasks):  # what is held back is given up
            task.cancel()
        server.close()
        await server.wait_closed()


def _connections(state: ServerState) -> list[Connection]:
    return [client for client in state.connections if isinstance(client, Connection)]


def _not_opened(db: Path | None, error: sqlite3.Error) -> CannotStart:
    if db is not None and not db.is_file():
        return CannotStart(
            f"The offline account cannot keep its data in '{db}' ({error}). Name a file in a "
            "folder that exists and that you may write to."
        )
    return NotAnAccount(
        f"{db} cannot be opened as an offline account ({error}). Choose another file, or close "
        "the server that has this one open."
    )
