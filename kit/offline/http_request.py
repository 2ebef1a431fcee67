"""One HTTP request as the account reads it, and what goes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from kit.offline import refusals
from kit.offline.forms import read_form

__all__ = ["MAX_BODY_BYTES", "MAX_WORLD_BYTES", "WORLD_PATH", "Reply", "Request"]

MAX_BODY_BYTES: Final = 1_000_000

#: A whole world is imported through one practice route.
MAX_WORLD_BYTES: Final = 2_000_000_000
WORLD_PATH: Final = "/_kit/world"

_LOOPBACK_HOSTS: Final = ("127.0.0.1", "localhost", "[::1]")

_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Reply:
    """What goes back: a status, a JSON body, and headers beside the usual ones."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Request:
    """One request, read to its end. Header names are in lower case."""

    method: str
    path: str
    query: bytes
    headers: dict[str, str]
    keep_alive: bool
    body: bytes = b""
    #: The earliest time of the answer, by the event loop's clock; 0 for at once.
    answer_at: float = 0.0

    @property
    def body_limit(self) -> int:
        """How many bytes its body may have."""
        return MAX_WORLD_BYTES if self.path == WORLD_PATH else MAX_BODY_BYTES

    def check_host(self) -> None:
        """Refuse a name that is not this machine's: a web page may have rebound its own."""
        host = self.headers.get("host", "").lower()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if name not in _LOOPBACK_HOSTS:
            raise refusals.foreign_host(name)

    def form(self) -> dict[str, Any]:
        """The parameters of the query string and of the body."""
        if not self.body:
            return read_form(self.query)
        if not self.headers.get("content-type", _FORM).lower().startswith(_FORM):
            raise refusals.unreadable_body()
        return read_form(self.query + b"&" + self.body if self.query else self.body)
