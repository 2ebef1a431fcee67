"""A proxy that slips foreign answers in between an account and the kit.

    with OfflineServer() as offline, ForeignProxy(offline.api_base, "nginx_502_after") as proxy:
        account = kit.connect("sk_test_any", api_base=proxy.api_base)

``KINDS`` names what it can say; see ``foreign_kinds``.
"""

from __future__ import annotations

import random
import socket
import threading
from collections import defaultdict
from collections.abc import Callable
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal, Self
from urllib.parse import urlsplit

from foreign_kinds import KINDS, Asked, Raw

__all__ = ["KINDS", "ForeignProxy"]

#: How many earlier answers of a kind are kept to be crossed with later ones.
_KEPT = 4


class ForeignProxy:
    """A plain HTTP proxy before ``upstream``; a ``share`` of the answers is of ``kind``.

    ``on`` says which requests it may hit: "all", "reads" or "writes". ``pause`` is between
    two bytes of a dribbled answer. ``hits`` counts the foreign answers given, ``strays``
    what somebody sent to where a redirect pointed, ``asked`` the requests that came.
    ``heal()`` lets everything through.
    """

    def __init__(
        self,
        upstream: str,
        kind: str,
        share: float = 1.0,
        seed: int = 0,
        *,
        on: Literal["all", "reads", "writes"] = "all",
        pause: float = 0.02,
    ) -> None:
        address = urlsplit(upstream)
        self.upstream = (address.hostname, address.port)
        self.kind = KINDS[kind]
        self.share = share
        self.on = on
        self.pause = pause
        self.hits = 0
        self.strays = 0
        self.asked = 0
        self._planned: dict[int, Callable[[], None]] = {}
        self.stopped = threading.Event()
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._earlier: dict[str, list[bytes]] = defaultdict(list)
        self._servers = [_server(_Between, self), _server(_Elsewhere, self)]
        self._threads = [
            threading.Thread(target=server.serve_forever, args=(0.02,)) for server in self._servers
        ]

    @property
    def api_base(self) -> str:
        """The address to connect to."""
        return f"http://127.0.0.1:{self._servers[0].server_port}"

    @property
    def elsewhere(self) -> str:
        """Another origin, to which redirects may point."""
        return f"http://127.0.0.1:{self._servers[1].server_port}"

    def heal(self) -> None:
        """Let every answer through from now on."""
        self.share = 0.0

    def after(self, requests: int, action: Callable[[], None]) -> None:
        """Do ``action`` as soon as so many more requests came, before that one goes on."""
        with self._lock:
            self._planned[self.asked + requests] = action

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopped.set()
        for server, thread in zip(self._servers, self._threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()

    def chooses(self, method: str) -> bool:
        """Whether this request is to be hit."""
        if self.on != "all" and (method == "GET") != (self.on == "reads"):
            return False
        with self._lock:
            return self._random.random() < self.share

    def others(self, method: str, body: bytes) -> list[bytes]:
        """Earlier answers to such requests that were not this one, which is kept too."""
        with self._lock:
            earlier = [each for each in self._earlier[method] if each != body]
            self._earlier[method] = [*earlier, body][-_KEPT:]
            return earlier

    def count(self, name: Literal["hits", "strays"]) -> None:
        """One more of them."""
        with self._lock:
            setattr(self, name, getattr(self, name) + 1)

    def came(self) -> None:
        """One more request."""
        with self._lock:
            self.asked += 1
            action = self._planned.pop(self.asked, None)
        if action is not None:
            action()


def _server(handler: type[BaseHTTPRequestHandler], proxy: ForeignProxy) -> ThreadingHTTPServer:
    server = _QuietServer(("127.0.0.1", 0), type("Handler", (handler,), {"proxy": proxy}))
    server.daemon_threads = True
    return server


class _QuietServer(ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, *_where: object) -> None:
        """A client that hangs up is what this proxy is there for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    proxy: ForeignProxy

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


class _Between(_Handler):
    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.proxy.came()
        hit = self.proxy.chooses(self.command)
        kind = self.proxy.kind
        asked = Asked(self.command, self.path, 0, {}, b"", elsewhere=self.proxy.elsewhere)
        if not hit or kind.after:
            asked = self._ask(body)
        foreign = kind.make(asked) if hit else None
        if foreign is None:
            self._send(Raw(_plain(asked)))
            return
        self.proxy.count("hits")
        self._send(foreign)

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815  # the names that http.server calls

    def _ask(self, body: bytes) -> Asked:
        """What the account answers."""
        headers = {k: v for k, v in self.headers.items() if k.lower() not in {"host", "connection"}}
        connection = HTTPConnection(*self.proxy.upstream, timeout=30)
        try:
            connection.request(self.command, self.path, body or None, headers)
            response = connection.getresponse()
            told = response.read()
        finally:
            connection.close()
        earlier = self.proxy.others(self.command, told) if response.status == 200 else []
        given = dict(response.getheaders())
        return Asked(
            self.command, self.path, response.status, given, told, earlier, self.proxy.elsewhere
        )

    def _send(self, raw: Raw) -> None:
        step = 1 if raw.dribble else len(raw.data) or 1
        for start in range(0, len(raw.data), step):
            if raw.dribble and self.proxy.stopped.wait(self.proxy.pause):
                break
            self.wfile.write(raw.data[start : start + step])
            self.wfile.flush()
        if raw.close:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)


class _Elsewhere(_Handler):
    def _hear(self) -> None:
        self.proxy.count("strays")
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    do_GET = do_POST = do_DELETE = _hear  # noqa: N815  # the names that http.server calls


def _plain(asked: Asked) -> bytes:
    """The account's answer as it came."""
    skipped = {"content-length", "connection", "transfer-encoding"}
    lines = [f"{k}: {v}" for k, v in asked.headers.items() if k.lower() not in skipped]
    top = [f"HTTP/1.1 {asked.status} X", f"Content-Length: {len(asked.body)}", *lines]
    return ("\r\n".join(top) + "\r\n\r\n").encode() + asked.body
