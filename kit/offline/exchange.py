"""One HTTP request and its answer, over bare ASGI."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from kit.offline import refusals
from kit.offline.forms import read_form

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

__all__ = ["Exchange", "Reply"]

MAX_BODY_BYTES: Final = 1_000_000

#: A whole world is imported through one practice route.
MAX_WORLD_BYTES: Final = 1_000_000_000
_WORLD_PATH: Final = b"/_kit/world"

_LOOPBACK_HOSTS: Final = ("127.0.0.1", "localhost", "[::1]")

_FORM: Final = b"application/x-www-form-urlencoded"


@dataclass(slots=True)
class Reply:
    """What goes back."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Exchange:
    """One request, read as far as needed, and the way to answer it."""

    __slots__ = ("_receive", "_scope", "_send", "answer_at", "body", "headers", "method", "path")

    def __init__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self.method: str = scope["method"]
        self.path: str = scope["raw_path"].decode("latin-1")
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.body = b""
        #: The earliest time of the answer, by the event loop's clock.
        self.answer_at = 0.0

    def header(self, name: bytes) -> str | None:
        """One header as text."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def check_host(self) -> None:
        """Refuse a name that is not this machine's: a web page may have rebound its own."""
        host = (self.header(b"host") or "").lower()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if name not in _LOOPBACK_HOSTS:
            raise refusals.foreign_host(name)

    async def read_body(self) -> None:
        """Read the body, up to its limit."""
        if b"content-length" not in self.headers and b"transfer-encoding" not in self.headers:
            return
        limit = MAX_WORLD_BYTES if self._scope["raw_path"] == _WORLD_PATH else MAX_BODY_BYTES
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await self._receive()
            part = message.get("body", b"")
            size += len(part)
            if size > limit:
                raise refusals.body_too_large(limit)
            parts.append(part)
            more = message.get("more_body", False)
        self.body = b"".join(parts)

    def form(self) -> dict[str, Any]:
        """The parameters of the query string and of the body."""
        query: bytes = self._scope["query_string"]
        if not self.body:
            return read_form(query)
        if not self.headers.get(b"content-type", _FORM).lower().startswith(_FORM):
            raise refusals.unreadable_body()
        return read_form(query + b"&" + self.body if query else self.body)

    async def answer(self, reply: Reply) -> None:
        """Send the reply."""
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(reply.body)),
            (b"cache-control", b"no-cache, no-store"),
            *(
                (name.encode("latin-1"), text.encode("latin-1"))
                for name, text in reply.headers.items()
            ),
        ]
        await self._send(
            {"type": "http.response.start", "status": reply.status, "headers": headers}
        )
        await self._send({"type": "http.response.body", "body": reply.body})

    def cut(self) -> None:
        """Break the connection without an answer."""
        transport: asyncio.Transport = self._scope["state"]["transport"]
        transport.abort()
