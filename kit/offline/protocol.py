"""uvicorn's HTTP protocol, with the patience and the hold on the connection that we need."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.config import Config
    from uvicorn.server import ServerState

__all__ = ["LoopbackProtocol", "drop_slow_clients"]

_log: Final = logging.getLogger("kit.offline")

#: How long a request may take to arrive, and how long its head may be.
REQUEST_SECONDS: Final = 15.0
MAX_HEAD_BYTES: Final = 65_536


class LoopbackProtocol(HttpToolsProtocol):
    """One connection: gives the application its transport, and knows when it began to wait."""

    def __init__(self, config: Config, state: ServerState) -> None:
        super().__init__(config, state, {})
        # uvicorn's own loggers belong to the process that we are guests in, and Config's
        # access_log=False would take their handlers away.
        self.logger = _log
        self.access_log = False
        self.waiting_since: float | None = None
        self._head_bytes = 0
        self._in_head = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client came."""
        super().connection_made(transport)
        self.waiting_since = self.loop.time()

    def data_received(self, data: bytes) -> None:
        """Some bytes came; a head without end is dropped."""
        if self.waiting_since is None:
            self.waiting_since = self.loop.time()
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self.transport.abort()
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """The head of a request begins."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        self.scope["state"]["transport"] = self.transport

    def on_headers_complete(self) -> None:
        """The head of a request is here."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The whole request is here: from now on it is not the client who is slow."""
        self.waiting_since = None
        super().on_message_complete()


def drop_slow_clients(state: ServerState, now: float) -> None:
    """Break the connections whose request has been arriving for too long."""
    for connection in list(state.connections):
        since = getattr(connection, "waiting_since", None)
        if since is not None and now - since > REQUEST_SECONDS:
            connection.transport.abort()
