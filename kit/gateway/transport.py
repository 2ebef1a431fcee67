"""The HTTP client handed to stripe-python: it keeps each answer's bytes and a log.

The SDK builds a StripeObject out of every answer, which costs some twenty times what
parsing costs. Its public hook is the ``http_client`` argument, so this client puts the
bytes aside for the kit and gives the SDK an empty object to build from. Refusals go
through whole, because the SDK makes its errors of them.

Nothing is taken for an answer before it was authenticated: no redirect is followed, and
what is not Stripe's costs its connection, on which the next answer would be as wrong.
"""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import requests
import stripe
import urllib3

from kit.facts import JsonObject
from kit.gateway.deadline import DeadlineAdapter
from kit.gateway.errors import NoAnswer
from kit.gateway.request_log import LOG_LENGTH, Exchange, error_line, sent_line

__all__ = ["ReceivedResponse", "RecordingClient"]

LOOPBACK_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "::1"})

#: Seconds to connect; and for one request as a whole, as the SDK has it [SDK _http_client.py].
_CONNECT_SECONDS: Final = 30.0
REQUEST_SECONDS: Final = 80.0

_CHUNK: Final = 65536
#: A page of a hundred customers with everything that fits in them is a tenth of this.
_MAX_BODY: Final = 64 * 2**20

_ReadTimeoutError = urllib3.exceptions.ReadTimeoutError
_LOST: Final = (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class ReceivedResponse:
    """The bytes that came for a request, and its headers, whoever sent them."""

    body: bytes = field(repr=False)  # which tracebacks print
    status: int
    headers: Mapping[str, str]
    #: The idempotency key that the request carried.
    sent_key: str | None = None


#: Gives the answer parsed, or raises NoAnswer.
Authenticate = Callable[[ReceivedResponse], JsonObject]


class RecordingClient(stripe.RequestsClient):
    """A ``requests`` client that keeps the last answer per thread and logs each exchange.

    ``timeout`` is in seconds, for one request as a whole.
    """

    def __init__(self, api_base: str, *, timeout: float = REQUEST_SECONDS) -> None:
        self._pool = _session(api_base)
        super().__init__(timeout=timeout, session=self._pool)
        # With a path, requests looks for the file each time, whether it will use it or not.
        self._is_plain = urlsplit(api_base).scheme == "http"
        self._seconds = timeout
        # What requests hands on as it is; its types know numbers only.
        self._deadline: Any = urllib3.Timeout(total=timeout, connect=min(timeout, _CONNECT_SECONDS))
        self._kept = threading.local()
        self.log: deque[Exchange] = deque(maxlen=LOG_LENGTH)

    @contextmanager
    def authenticating(self, authenticate: Authenticate) -> Iterator[None]:
        """Take answers to this thread's requests only if ``authenticate`` does."""
        self._kept.authenticate = authenticate
        try:
            yield
        finally:
            del self._kept.authenticate

    def request(  # type: ignore[override]  # RequestsClient answers bytes, its base says str
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **_ignored: Any,
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Send one request; raises NoAnswer unless Stripe's own answer came."""
        # Before anything is sent: to mask it, a library is loaded the first time.
        body = sent_line(post_data)
        started = time.perf_counter()
        status, request_id, why = None, None, None
        try:
            with self._sent(method, url, headers, post_data) as response:
                status, request_id = response.status_code, response.headers.get("Request-Id")
                received = self._received(response, headers)
            why = None if received.status == 200 else error_line(received.body)
        except NoAnswer as error:
            why = str(error)
            raise
        finally:
            seconds = time.perf_counter() - started
            about = (method.upper(), urlsplit(url).path, status, seconds, request_id)
            self.log.append(Exchange(*about, body, why))
        succeeded = received.status == 200
        return (b"{}" if succeeded else received.body), received.status, received.headers

    def take_answer(self) -> tuple[ReceivedResponse, JsonObject]:
        """The last answer that the calling thread received, as it came and parsed; kept no more."""
        answer: tuple[ReceivedResponse, JsonObject] = self._kept.answer
        del self._kept.answer
        return answer

    def close(self) -> None:
        """Close the pooled connections."""
        self._pool.close()

    @contextmanager
    def _sent(
        self, method: str, url: str, headers: Mapping[str, str] | None, data: Any
    ) -> Iterator[requests.Response]:
        """The response, its body not yet read. Whatever breaks on the way is NoAnswer."""
        try:
            with self._pool.request(
                method,
                url,
                headers=headers,
                data=data,
                timeout=self._deadline,
                verify=True if self._is_plain else stripe.ca_bundle_path,
                stream=True,
                allow_redirects=False,
            ) as response:
                yield response
        except requests.exceptions.SSLError as error:
            words = "the server's certificate could not be verified, so nothing was sent"
            raise NoAnswer(words, should_retry=False) from error
        except (*_LOST, OSError, ValueError) as error:
            lost = self._what_was_lost(error, url)
            raise NoAnswer(lost, refused=_is_refused(error)) from error

    def _what_was_lost(self, error: Exception, url: str) -> str:
        if _is_late(error):
            return f"no whole answer came within {self._seconds:g} seconds"
        if _is_refused(error):
            return f"no answer came from {urlsplit(url).netloc} (connection refused)"
        return f"no answer came from {urlsplit(url).netloc}"

    def _received(
        self, response: requests.Response, sent: Mapping[str, str] | None
    ) -> ReceivedResponse:
        """What ``response`` holds, authenticated and put aside; hangs up on any other."""
        sock = getattr(response.raw.connection, "sock", None)
        try:
            received = ReceivedResponse(
                _body(response),
                response.status_code,
                response.headers,
                (sent or {}).get("Idempotency-Key"),
            )
            self._kept.answer = received, self._kept.authenticate(received)
        except BaseException:
            if sock is not None:
                # Shut, not closed: the pool finds it dead, whoever holds it by now.
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
            raise
        return received


def _is_late(error: Exception) -> bool:
    """Whether the deadline ended it; in the middle of a body requests wraps what told so."""
    met = (error, *error.args[:1])
    return any(isinstance(each, requests.ReadTimeout | _ReadTimeoutError) for each in met)


def _is_refused(error: BaseException) -> bool:
    """Whether nobody listens there: it stands at the end of a chain of wrappings."""
    link: BaseException | None = error
    while link is not None and not isinstance(link, ConnectionRefusedError):
        link = link.__cause__ or link.__context__
    return link is not None


def _body(response: requests.Response) -> bytes:
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_content(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > _MAX_BODY:
            raise NoAnswer("more came than any answer of Stripe's holds", came="too much")
    return b"".join(chunks)


def _session(api_base: str) -> requests.Session:
    """A session shared by all threads, with as many pooled connections as threads use.

    A proxy or a .netrc of the user's environment is for the world outside: requests to
    the own machine must not take that way. Nor may a .netrc put its password in the place
    of the key.
    """
    session = requests.Session()
    adapter = DeadlineAdapter(pool_connections=4, pool_maxsize=128)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    session.trust_env = urlsplit(api_base).hostname not in LOOPBACK_HOSTS
    session.auth = _as_it_is
    return session


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
