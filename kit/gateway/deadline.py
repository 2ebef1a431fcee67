"""A deadline for a whole answer: whoever sends a byte a second holds nobody up.

The timeouts of ``requests`` count from one byte to the next. Here the socket's timeout
shrinks with every read, so that status line, headers and body together have the time that
one request has.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from typing import Any

import requests
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

__all__ = ["DeadlineAdapter"]


class _DeadlineReader(io.RawIOBase):
    """Reads from a socket until ``deadline``; keeps ``held``, which holds the socket open."""

    def __init__(self, sock: socket.socket, deadline: float, held: io.BufferedIOBase) -> None:
        self._sock = sock
        self._deadline = deadline
        self._held = held

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("The answer took too long as a whole.")
        self._sock.settimeout(left)
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        if not self.closed:
            self._held.close()
        super().close()


class _DeadlineResponse(http.client.HTTPResponse):
    """A response that has as long as its socket's timeout says when the answer begins."""

    def __init__(self, sock: socket.socket, *arguments: Any, **keywords: Any) -> None:
        super().__init__(sock, *arguments, **keywords)
        timeout = sock.gettimeout()
        if timeout is not None:
            reader = _DeadlineReader(sock, time.monotonic() + timeout, self.fp)
            self.fp = io.BufferedReader(reader)


class _DeadlineConnection(HTTPConnection):
    response_class = _DeadlineResponse


class _DeadlineHTTPSConnection(HTTPSConnection):
    response_class = _DeadlineResponse


class _DeadlinePool(urllib3.HTTPConnectionPool):
    ConnectionCls = _DeadlineConnection


class _DeadlineHTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _DeadlineHTTPSConnection


class DeadlineAdapter(requests.adapters.HTTPAdapter):
    """An adapter whose ``timeout``, a ``urllib3.Timeout`` with a total, is for everything."""

    def init_poolmanager(self, *arguments: Any, **keywords: Any) -> None:
        """As ``requests`` does it, with pools of connections that keep deadlines."""
        super().init_poolmanager(*arguments, **keywords)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *arguments: Any, **keywords: Any) -> Any:
        """The same for a proxy of the environment."""
        manager = super().proxy_manager_for(*arguments, **keywords)
        manager.pool_classes_by_scheme = _POOLS
        return manager


_POOLS = {"http": _DeadlinePool, "https": _DeadlineHTTPSPool}
