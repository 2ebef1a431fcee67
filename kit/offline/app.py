"""The ASGI application: from a request's bytes to an answer's bytes.

Written against bare ASGI: a router and request objects would cost more than the routes do.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson

from kit.offline import refusals
from kit.offline.calls import Call, Route
from kit.offline.forms import read_form
from kit.offline.keys import is_secret, key_of
from kit.offline.parameters import checked
from kit.offline.refusals import Refused
from kit.offline.routes import find_route
from kit.offline.world import API_VERSION, Cause, World

__all__ = ["App"]

_log: Final = logging.getLogger("kit.offline")
_log.addHandler(logging.NullHandler())

MAX_BODY_BYTES: Final = 1_000_000

_LOOPBACK_HOSTS: Final = ("127.0.0.1", "localhost", "[::1]")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = dict[str, str]


class App:
    """Answers for one world. Calls run one after the other, in the event loop's thread."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        self.requests += 1
        request_id = self.world.request_id(self.requests)
        answer_headers: Headers = {"Request-Id": request_id}
        version = headers.get(b"stripe-version", API_VERSION.encode()).decode("latin-1")
        answer_headers["Stripe-Version"] = version
        try:
            _check_host(headers)
            body = await _body(headers, receive)
            status, content = 200, self._answer(scope, headers, body, request_id, version)
        except Refused as refused:
            status = refused.status
            content = orjson.dumps(refused.envelope(request_id, self.world.now))
            answer_headers.update(refused.headers)
        except Exception:
            _log.exception("A request of the offline account failed")
            failure = refusals.unknown_error()
            status = failure.status
            content = orjson.dumps(failure.envelope(request_id, self.world.now))
        await _send(send, status, content, answer_headers)

    def _answer(
        self,
        scope: Scope,
        headers: dict[bytes, bytes],
        body: bytes,
        request_id: str,
        version: str,
    ) -> bytes:
        path = scope["raw_path"].decode("latin-1")
        key = key_of(headers.get(b"authorization"))
        found = find_route(scope["method"], path)
        if found is None:
            if key is None:
                raise refusals.no_key()
            raise refusals.unrecognized_url(scope["method"], path)
        route, ids = found
        secret = is_secret(key, route)
        params = checked(_params(scope, headers, body), route.parameters)
        idempotency_key = headers.get(b"idempotency-key")
        cause = Cause(request_id, idempotency_key.decode("latin-1") if idempotency_key else None)
        return self._perform(route, Call(self.world, ids, params, cause, version, secret))

    def _perform(self, route: Route, call: Call) -> bytes:
        if not route.writes:
            return _encoded(route.answer(call))
        try:
            with self.world.store.writing():
                return _encoded(route.answer(call))
        except BaseException:
            self.world.forget_numbers()
            raise


def _encoded(answer: dict[str, Any] | bytes) -> bytes:
    return answer if isinstance(answer, bytes) else orjson.dumps(answer)


def _check_host(headers: dict[bytes, bytes]) -> None:
    """Refuse a name that is not this machine's: a web page may have rebound its own."""
    host = headers.get(b"host", b"").decode("latin-1").lower()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if name not in _LOOPBACK_HOSTS:
        raise refusals.foreign_host(name)


async def _body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    if b"content-length" not in headers and b"transfer-encoding" not in headers:
        return b""
    parts, size = [], 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise refusals.body_too_large(MAX_BODY_BYTES)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _params(scope: Scope, headers: dict[bytes, bytes], body: bytes) -> dict[str, Any]:
    query: bytes = scope["query_string"]
    if not body:
        return read_form(query)
    content_type = headers.get(b"content-type", b"application/x-www-form-urlencoded")
    if not content_type.lower().startswith(b"application/x-www-form-urlencoded"):
        raise refusals.unreadable_body()
    return read_form(query + b"&" + body if query else body)


async def _send(send: Send, status: int, content: bytes, headers: Headers) -> None:
    raw = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(content)),
        (b"cache-control", b"no-cache, no-store"),
        *((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": content})
