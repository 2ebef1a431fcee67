"""HTTP/1.1 with one client: requests in, replies out, in order.

httptools parses; this keeps the order, the limits and the connection. A framework between
the two would take longer for a request than the account does.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine
from functools import partial
from http import HTTPStatus
from typing import Any, Final, Protocol

import httptools

from kit.offline.http_request import Reply, Request

__all__ = ["Answering", "Connection", "drop_slow_clients"]

#: How long a request may take to arrive, how long a connection may wait for the next one,
#: and how long a request's head may be.
REQUEST_SECONDS: Final = 15.0
IDLE_SECONDS: Final = 75.0
MAX_HEAD_BYTES: Final = 65_536

#: Pipelined requests that are read before the first is answered.
_MAX_WAITING: Final = 16

_STATUS_LINES: Final = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus
}


class Answering(Protocol):
    """What a connection needs to know of the application."""

    @property
    def may_wait(self) -> bool:
        """Whether an answer may take time at present."""

    def answer(self, request: Request) -> Coroutine[Any, Any, Reply | None]:
        """The reply to a request; None breaks the connection."""

    def too_large(self, request: Request) -> Reply:
        """The refusal of a body over its limit."""

    def unreadable(self) -> Reply:
        """The refusal of what is no HTTP."""


class Connection(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, app: Answering, connections: set[Connection]) -> None:
        self._app = app
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport
        self._waiting: deque[Request] = deque()
        self._task: asyncio.Task[Reply | None] | None = None
        self._writable = True
        self._closing = False
        self._deaf = False
        self._url = b""
        self._headers: dict[str, str] = {}
        self._request: Request | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self._head_bytes = 0
        #: Since when a request has been arriving, and since when nothing has.
        self.arriving_since: float | None = None
        self.idle_since: float | None = None

    # -- what asyncio calls ----------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client came."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what a TCP server gives
        self._transport = transport
        self._connections.add(self)
        self.arriving_since = self._loop.time()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's shape
        """The client went; what it asked for is done all the same."""
        self._closing = True
        self._waiting.clear()
        self._connections.discard(self)

    def eof_received(self) -> bool:
        """The client says no more; it may still listen to what it asked for."""
        self._deaf = True
        return self._task is not None

    def pause_writing(self) -> None:
        """The client does not read."""
        self._writable = False

    def resume_writing(self) -> None:
        """The client reads again."""
        self._writable = True
        self._go_on()

    def data_received(self, data: bytes) -> None:
        """Some bytes came."""
        if self._closing or self._deaf:
            return
        self.idle_since = None
        if self.arriving_since is None:
            self.arriving_since = self._loop.time()
        if self._request is None:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._deaf = True  # no other protocol is spoken here: the answer is the last word
        except httptools.HttpParserError:
            self._refuse(self._app.unreadable())
        if self._head_bytes > MAX_HEAD_BYTES:
            self.abort()

    # -- what the parser calls -------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request begins."""
        self._url, self._headers, self._parts, self._size = b"", {}, [], 0

    def on_url(self, url: bytes) -> None:
        """A part of the address."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """The head is here, the body may follow."""
        path, _, query = self._url.partition(b"?")
        self._head_bytes = 0
        self._request = Request(
            self._parser.get_method().decode("latin-1"),
            path.decode("latin-1"),
            query,
            self._headers,
            self._parser.should_keep_alive() and not self._parser.should_upgrade(),
        )
        if self._headers.get("expect", "").lower() == "100-continue":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """A part of the body; one over the limit ends the connection."""
        request = self._request
        if request is None or self._closing:
            return
        self._size += len(body)
        if self._size > request.body_limit:
            self._refuse(self._app.too_large(request))
        else:
            self._parts.append(body)

    def on_message_complete(self) -> None:
        """The whole request is here: from now on it is not the client who is slow."""
        request, self._request = self._request, None
        if request is None or self._closing:
            return
        self.arriving_since = None
        request.body = b"".join(self._parts)
        self._waiting.append(request)
        if len(self._waiting) > _MAX_WAITING:
            self._transport.pause_reading()
        self._go_on()

    # -- answering -------------------------------------------------------------------

    def _go_on(self) -> None:
        """Answer what waits, one after the other."""
        while self._waiting and self._task is None and self._writable and not self._closing:
            request = self._waiting.popleft()
            if not self._app.may_wait:
                self._finish(request, _result(self._app.answer(request)))
                continue
            self._task = self._loop.create_task(self._app.answer(request))
            self._task.add_done_callback(partial(self._done, request))
        if len(self._waiting) <= _MAX_WAITING and not self._transport.is_closing():
            self._transport.resume_reading()

    def _done(self, request: Request, task: asyncio.Task[Reply | None]) -> None:
        self._task = None
        self._finish(request, None if task.cancelled() else task.result())
        self._go_on()

    def _finish(self, request: Request, reply: Reply | None) -> None:
        if self._closing:
            return
        if reply is None:
            self.abort()
            return
        keep = request.keep_alive and not self._deaf
        head = "" if keep else "Connection: close\r\n"
        body = b"" if request.method == "HEAD" else reply.body
        self._transport.write(_head(reply, head) + body)
        if keep:
            self.idle_since = self._loop.time()
        else:
            self._close()

    def _refuse(self, reply: Reply) -> None:
        """Answer before the request is whole, and hear no more."""
        if not self._closing:
            self._transport.write(_head(reply, "Connection: close\r\n") + reply.body)
            self._close()

    def _close(self) -> None:
        self._closing = True
        self._transport.close()

    def abort(self) -> None:
        """Break the connection at once."""
        self._closing = True
        self._transport.abort()

    def end(self) -> None:
        """The server closes: break the connection and leave what is held back."""
        if self._task is not None:
            self._task.cancel()
        self.abort()


def _head(reply: Reply, connection: str) -> bytes:
    lines = "".join([f"{name}: {value}\r\n" for name, value in reply.headers.items()])
    return (
        f"{_STATUS_LINES[reply.status]}Content-Type: application/json\r\n"
        f"Content-Length: {len(reply.body)}\r\nCache-Control: no-cache, no-store\r\n"
        f"{lines}{connection}\r\n"
    ).encode("latin-1")


def _result(coroutine: Coroutine[Any, Any, Reply | None]) -> Reply | None:
    """What a coroutine returns that has nothing to wait for."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        reply: Reply | None = done.value
        return reply
    raise RuntimeError("An answer waited though nothing holds answers back.")


def drop_slow_clients(connections: set[Connection], now: float) -> None:
    """Break the connections whose request has been arriving, or missing, for too long."""
    for connection in list(connections):
        arriving, idle = connection.arriving_since, connection.idle_since
        if (arriving is not None and now - arriving > REQUEST_SECONDS) or (
            idle is not None and now - idle > IDLE_SECONDS
        ):
            connection.abort()
