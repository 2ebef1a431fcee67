"""A request as the account reads it, and a response as it goes back, over ASGI."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Self
from urllib.parse import unquote_plus

import orjson

from kit.facts import JsonObject
from kit.offline.errors import ACCOUNT_ID, ApiError
from kit.offline.protocol import request_errors

__all__ = [
    "API_VERSION",
    "CUT_EXTENSION",
    "SOURCES_HIDDEN_SINCE",
    "ClientDisconnect",
    "Receive",
    "Request",
    "RequestContext",
    "Response",
    "Scope",
    "Send",
    "checked_version",
    "parse_form",
]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

#: The extension of an ASGI scope that breaks the connection: ``{"abort": function}``.
CUT_EXTENSION: Final = "kit.cut"

#: The newest version: what events are written in, and answers, unless another is chosen.
API_VERSION: Final = "2026-10-28.endive"

#: Since this version a customer's sources are hidden until asked for [Dx].
SOURCES_HIDDEN_SINCE: Final = "2020-08-27"

_VERSION: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(\.[a-z_]+)?(;[ -~]*)?")

_LOOPBACK: Final = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)

_FORM: Final = "application/x-www-form-urlencoded"

#: No parameter of Stripe's nests this deep; what does is no honest request.
MAX_DEPTH: Final = 8

_MAX_PAIRS: Final = 1000

_ALWAYS: Final = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-cache, no-store"),
)


class ClientDisconnect(Exception):
    """The client went before its request was whole."""


class RequestContext(NamedTuple):
    """The request that made an event happen; nulls when no request did."""

    request_id: str | None = None
    idempotency_key: str | None = None


@dataclass(slots=True)
class Response:
    """What goes back: a status, a JSON body, and headers beside the usual ones."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def refusing(cls, error: ApiError, request_id: str) -> Self:
        """A refusal in Stripe's error envelope."""
        return cls(error.status, orjson.dumps(error.envelope(request_id)), error.headers)

    def indent(self) -> None:
        """Write the body as Stripe does, indented by two spaces [REC]."""
        self.body = orjson.dumps(orjson.loads(self.body), option=orjson.OPT_INDENT_2)

    async def send(self, send: Send) -> None:
        """Send it whole."""
        headers = [
            *_ALWAYS,
            (b"content-length", b"%d" % len(self.body)),
            *(
                (name.encode("latin-1"), value.encode("latin-1"))
                for name, value in self.headers.items()
            ),
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


@dataclass(slots=True)
class Request:
    """A request's head, and its body once that was read. Header names are in lower case."""

    method: str
    path: str
    query: bytes
    headers: dict[str, str]
    body: bytes = b""
    #: The earliest time of the response, by the event loop's clock; 0 for at once.
    respond_at: float = 0.0

    @classmethod
    def of(cls, scope: Scope) -> Self:
        """The request of an ASGI scope. A header sent twice is both, joined by a comma."""
        headers: dict[str, str] = {}
        for raw_name, raw_value in scope["headers"]:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        path = scope["raw_path"].decode("latin-1")
        return cls(scope["method"], path, scope["query_string"], headers)

    async def read_body(self, receive: Receive, limit: int) -> None:
        """Read the body to its end; ApiError as soon as it is known to be over ``limit``."""
        if "content-length" not in self.headers and "transfer-encoding" not in self.headers:
            return
        announced = self.headers.get("content-length", "0")
        if len(announced) > len(str(limit)) or int(announced) > limit:
            raise request_errors.body_too_large(limit)
        parts: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            parts.append(message["body"])
            size += len(message["body"])
            if size > limit:
                raise request_errors.body_too_large(limit)
            more = message["more_body"]
        self.body = b"".join(parts)

    def check_host(self) -> None:
        """Refuse a name that is not this machine's: a web page may have rebound its own."""
        host = self.headers.get("host", "")
        if not _LOOPBACK.fullmatch(host):
            raise request_errors.foreign_host(host)

    def api_key(self) -> str | None:
        """The key in the Authorization header: Bearer, or basic with the key as the user name."""
        scheme, _, rest = self.headers.get("authorization", "").partition(" ")
        rest = rest.strip()
        if scheme.lower() == "bearer":
            return rest or None
        if scheme.lower() == "basic":
            try:
                return b64decode(rest, validate=True).decode("utf-8").partition(":")[0] or None
            except (NotBase64, UnicodeDecodeError):
                return None
        return None

    def version(self, default: str) -> str:
        """The version of the API that it asks for; ApiError for one that is none, or none yet."""
        version = self.headers.get("stripe-version")
        return default if version is None else checked_version(version)

    def check_account(self, key: str) -> None:
        """Refuse to act for another account than the key's."""
        for name in ("stripe-account", "stripe-context"):
            named = self.headers.get(name, ACCOUNT_ID)
            if named != ACCOUNT_ID:
                raise request_errors.other_account(key, named)

    def params(self) -> JsonObject:
        """The parameters of the query string and of the body."""
        if not self.body:
            return parse_form(self.query)
        if not self.headers.get("content-type", _FORM).lower().startswith(_FORM):
            raise request_errors.unreadable_body()
        return parse_form(self.query + b"&" + self.body if self.query else self.body)


def checked_version(version: str) -> str:
    """A version of the API; ApiError for one that is none, or none yet."""
    if not _VERSION.fullmatch(version) or version[:10] > API_VERSION[:10]:
        raise request_errors.invalid_version(version)
    return version


def parse_form(encoded: bytes) -> JsonObject:
    """The nested values of a query string or a form body; ApiError when it is none.

    ``a=1``, ``a[b]=1``, ``a[b][c]=1``, ``a[]=1``, ``a[0]=1``, with brackets literal or
    percent-encoded, as the SDKs write them. Lists come out as dicts with the numbers as keys,
    since only the route knows whether ``metadata[0]`` is a key or a place; what contradicts
    itself is refused.

    >>> parse_form(b"source=src_1&metadata[order]=67+35&expand%5B%5D=customer")
    {'source': 'src_1', 'metadata': {'order': '67 35'}, 'expand': {'0': 'customer'}}
    """
    if not encoded:
        return {}
    tree: JsonObject = {}
    for name, value in _pairs(encoded):
        _place(tree, _path(name), value, name)
    return tree


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        text = encoded.decode("utf-8")
        parts = [part.partition("=") for part in text.split("&") if part]
        if len(parts) > _MAX_PAIRS:
            raise request_errors.unreadable_body()
        pairs = [(_decoded(name), _decoded(value)) for name, _, value in parts]
    except UnicodeDecodeError:
        raise _not_utf8() from None
    if any("\0" in name for name, _ in pairs):
        raise request_errors.unreadable_body()
    return pairs


def _decoded(text: str) -> str:
    if "%" in text or "+" in text:
        return unquote_plus(text, errors="strict")
    return text


def _not_utf8() -> ApiError:
    """The text is a choice."""
    return ApiError("Invalid request: parameters must be encoded as UTF-8.", stored=False)


def _path(name: str) -> list[str]:
    """``a[b][c]`` as ``["a", "b", "c"]``; an unclosed or stray bracket is refused."""
    head, bracket, rest = name.partition("[")
    if not bracket:
        if not name or "]" in name:
            raise request_errors.unreadable_body()
        return [name]
    if not head or "]" in head or not rest.endswith("]"):
        raise request_errors.unreadable_body()
    steps = rest[:-1].split("][")
    if len(steps) >= MAX_DEPTH:
        raise request_errors.invalid(
            f"Invalid request: parameters nest at most {MAX_DEPTH} deep.", head
        )
    if any("[" in step or "]" in step for step in steps):
        # Stripe documents that metadata keys hold no brackets; the text is a choice [U].
        raise request_errors.invalid(
            "Parameter names may not hold unbalanced or nested square brackets.", head
        )
    return [head, *steps]


def _place(tree: JsonObject, path: list[str], value: str, name: str) -> None:
    *way, last = path
    for depth, step in enumerate(way):
        key = step or _element_for(tree, path[depth + 1])
        tree = tree.setdefault(key, {})
        if not isinstance(tree, dict):
            raise _contradiction(name)
    key = last or str(len(tree))
    if isinstance(tree.get(key), dict):
        raise _contradiction(name)
    tree[key] = value


def _element_for(elements: JsonObject, field: str) -> str:
    """The element that ``items[][field]`` goes to: the last one, unless it has the field."""
    last = elements.get(str(len(elements) - 1))
    if isinstance(last, dict) and field not in last:
        return str(len(elements) - 1)
    return str(len(elements))


def _contradiction(name: str) -> ApiError:
    return request_errors.invalid(
        f"Invalid request: '{name}' is given both as text and as an object.", name
    )
