"""The HTTP client handed to stripe-python: it keeps each answer's bytes and a log.

The SDK builds a StripeObject out of every answer, which costs some twenty times what
parsing costs. Its public hook is the ``http_client`` argument, so this client puts the
bytes aside for the kit and gives the SDK an empty object to build from. Refusals go
through whole, because the SDK makes its errors of them.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import requests
import stripe

__all__ = ["Exchange", "ReceivedResponse", "RecordingClient"]

_LOG_LENGTH: Final = 1000
LOOPBACK_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as it went over the wire. ``status`` is None when no answer came."""

    method: str
    path: str
    status: int | None
    seconds: float
    request_id: str | None


@dataclass(frozen=True, slots=True)
class ReceivedResponse:
    """The bytes of the last answer that this thread received, and its headers."""

    body: bytes = field(repr=False)  # which tracebacks print
    status: int
    headers: Mapping[str, str]


class RecordingClient(stripe.RequestsClient):
    """A ``requests`` client that keeps the last answer per thread and logs each exchange."""

    def __init__(self, api_base: str, *, timeout: float = 80) -> None:
        self._pool = _session(api_base)
        super().__init__(timeout=timeout, session=self._pool)
        self._kept = threading.local()
        self.log: deque[Exchange] = deque(maxlen=_LOG_LENGTH)

    def request(  # type: ignore[override]  # RequestsClient answers bytes, its base says str
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **_ignored: Any,
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Send one request; the SDK calls this once per attempt."""
        started = time.perf_counter()
        status, request_id = None, None
        try:
            body, status, answer_headers = super().request(method, url, headers, post_data)
            request_id = answer_headers.get("Request-Id")
        finally:
            seconds = time.perf_counter() - started
            path = urlsplit(url).path
            self.log.append(Exchange(method.upper(), path, status, seconds, request_id))
        self._kept.answer = ReceivedResponse(body, status, answer_headers)
        succeeded = 200 <= status < 300
        return (b"{}" if succeeded else body), status, answer_headers

    @property
    def answer(self) -> ReceivedResponse:
        """The last answer that the calling thread received."""
        kept: ReceivedResponse = self._kept.answer
        return kept

    def close(self) -> None:
        """Close the pooled connections."""
        self._pool.close()


def _session(api_base: str) -> requests.Session:
    """A session shared by all threads, with as many pooled connections as threads use.

    A proxy or a .netrc of the user's environment is for the world outside: requests to
    the own machine must not take that way.
    """
    session = requests.Session()
    adapter = requests.adapters.HTTPAdapter(pool_connections=4, pool_maxsize=128)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    session.trust_env = urlsplit(api_base).hostname not in LOOPBACK_HOSTS
    return session
