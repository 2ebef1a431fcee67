"""uvicorn's HTTP/1.1 protocol, bounded: what it leaves to a proxy in front of it.

Uvicorn keeps the order of pipelined requests, the pressure on reading and writing, keep-alive
and 100-continue. Here are the limits that a server without a proxy needs: on the size of a
head, on the time that a request may take to arrive and a response to be read; and the
breaking of a connection on demand.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final, Protocol

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from kit.offline.protocol.messages import CUT_EXTENSION, Receive, Scope, Send

__all__ = ["Application", "Connection", "connection_config"]

#: How long a request may take to arrive, how long a connection may wait for the next one,
#: and how long a request's head may be.
REQUEST_SECONDS: Final = 15.0
IDLE_SECONDS: Final = 75
MAX_HEAD_BYTES: Final = 65_536

#: Says nothing to anybody: what a client does wrong is no matter of the process we are in.
_silent: Final = logging.Logger("kit.offline.connection", logging.CRITICAL + 1)  # noqa: LOG001 - outside the process's tree on purpose


class Application(Protocol):
    """What a connection serves: an ASGI application with a word for what is no HTTP."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

    def unreadable(self) -> bytes:
        """The body that answers what is no HTTP."""


class _QuietConfig(Config):
    """Uvicorn's settings without its hold on the process's logging."""

    def configure_logging(self) -> None:
        """Leave logging as it is."""


def connection_config(app: Application) -> Config:
    """How connections to ``app`` are served."""
    return _QuietConfig(
        app,
        interface="asgi3",
        lifespan="off",
        ws="none",
        loop="none",
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=IDLE_SECONDS,
    )


class _WholeResponses:
    """A transport that sends a response's head together with its body, in one system call."""

    __slots__ = ("_head", "_transport", "is_closing")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""
        self.is_closing = transport.is_closing

    def write(self, data: bytes) -> None:
        """Hold a response's head back; send anything else behind it."""
        if data.startswith(b"HTTP/1.1 ") and not data.startswith(b"HTTP/1.1 100"):
            self._head = data
        else:
            head, self._head = self._head, b""
            self._transport.write(head + data)

    def flush(self) -> None:
        """Send a head that no body follows."""
        if self._head:
            self.write(b"")

    def close(self) -> None:
        """Send what there is, and close."""
        self.flush()
        self._transport.close()


class Connection(HttpToolsProtocol):
    """One client's connection."""

    def __init__(self, app: Application, config: Config, state: ServerState) -> None:
        super().__init__(config, state, app_state={})
        self.logger = self.access_logger = _silent
        self.access_log = False
        self._unreadable = app.unreadable
        #: Since when a request has been arriving: None while the client has none to finish.
        self._arriving_since: float | None = None
        #: Bytes that came since the last whole head or piece of a body.
        self._undigested = 0
        self._head_done = False
        self._deaf = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client came."""
        super().connection_made(transport)
        self._responses = _WholeResponses(transport)
        self._arriving_since = self.loop.time()

    def data_received(self, data: bytes) -> None:
        """Some bytes came."""
        if self._deaf or self.transport.is_closing():
            return
        if self._arriving_since is None:
            self._arriving_since = self.loop.time()
        self._undigested += len(data)
        super().data_received(data)
        if self._undigested > MAX_HEAD_BYTES:
            self.transport.abort()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client says no more; it may still listen to what it asked for."""
        return self._hear_no_more()

    def _hear_no_more(self) -> bool:
        """Let the request under way be the last one; False where there is none."""
        self._deaf = True
        if self.cycle is None or self.cycle.response_complete or self.cycle.more_body:
            return False
        self.cycle.keep_alive = False
        return True

    # -- what the parser calls -------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._arriving_since = self.loop.time()
        self._head_done = False
        self.scope["extensions"] = {CUT_EXTENSION: {"abort": self.transport.abort}}

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; what follows a chunked body as one is a trailer, and none is wanted."""
        if not self._head_done:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is here, the body may follow."""
        self._undigested = 0
        self._head_done = True
        super().on_headers_complete()
        self.cycle.transport = self._responses  # type: ignore[assignment]  # what a cycle needs

    def on_response_complete(self) -> None:
        """A response was given."""
        self._responses.flush()
        super().on_response_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body; the rest of one that was answered already is thrown away."""
        self._undigested = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The whole request is here: from now on it is not the client who is slow."""
        self._undigested = 0
        self._arriving_since = None
        super().on_message_complete()

    # -- what uvicorn does where it can go no further --------------------------------------

    def _unsupported_upgrade_warning(self) -> None:
        """No other protocol is spoken here: the response is the last word."""
        if not self._hear_no_more():
            self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's shape
        """Refuse what is no HTTP, unless something before it is still to be answered."""
        if self._hear_no_more():
            return
        body = self._unreadable()
        head = (
            b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n" % len(body)
        )
        self.transport.write(head + body)
        self.transport.close()

    # -- what the server calls -------------------------------------------------------------

    def drop_if_slow(self, now: float) -> None:
        """Break the connection if a request has been arriving for too long."""
        if self.flow.read_paused:  # it is us who keep the client waiting
            self._arriving_since = now
        elif self._arriving_since is not None and now - self._arriving_since > REQUEST_SECONDS:
            self.transport.abort()
