"""Answers that are not Stripe's to this very request, by name.

``KINDS`` names them all. A kind whose name ends in ``_after`` lets the account do the work
and loses its answer; so do the crossed ones. The others come instead of the work.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

__all__ = ["KINDS", "Asked", "Kind", "Raw"]

REASONS: Final = {200: "OK", 204: "No Content", 301: "Moved", 302: "Found", 400: "Bad Request"}
JSON: Final = "application/json"
HTML: Final = "text/html"


@dataclass(frozen=True)
class Raw:
    """Bytes to send, with or without a pause between each of them, and whether to hang up."""

    data: bytes
    dribble: bool = False
    close: bool = False


@dataclass(frozen=True)
class Asked:
    """One request, the account's answer to it if it was asked, and what came before."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes
    #: Answers of the account to other requests of this kind, the latest last.
    earlier: list[bytes] = field(default_factory=list)
    #: An address that hears what is sent on by whoever follows a redirect.
    elsewhere: str = ""

    @property
    def json(self) -> dict[str, object]:
        """The account's answer, parsed."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Kind:
    """One kind of foreign answer; ``make`` gives None where it has nothing to say."""

    make: Callable[[Asked], Raw | None]
    #: Whether the account is asked first, and its answer lost or bent.
    after: bool = False
    #: Whether what arrives is still Stripe's true answer, only noisily.
    harmless: bool = False


def answer(
    status: int, body: bytes | str = b"", kind: str | None = JSON, **headers: str
) -> Callable[[Asked], Raw]:
    """An answer that is the same whatever was asked."""

    def make(_asked: Asked) -> Raw:
        return Raw(head(status, body, kind, **headers) + _bytes(body))

    return make


def head(status: int, body: bytes | str = b"", kind: str | None = JSON, **headers: str) -> bytes:
    """A status line and headers; underscores in names are dashes."""
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'X')}"]
    if kind is not None:
        lines.append(f"Content-Type: {kind}")
    if "Content_Length" not in headers and status != 204:
        lines.append(f"Content-Length: {len(_bytes(body))}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _bytes(body: bytes | str) -> bytes:
    return body if isinstance(body, bytes) else body.encode()


def _page(status: int, words: str) -> str:
    return f"<html><head><title>{status} {words}</title></head><body><h1>{words}</h1></body></html>"


def _edge(status: int, words: str, **headers: str) -> Callable[[Asked], Raw]:
    return answer(status, _page(status, words), HTML, Server="nginx/1.24.0", **headers)


def _redirect(status: int, *, elsewhere: bool) -> Callable[[Asked], Raw]:
    def make(asked: Asked) -> Raw:
        place = f"{asked.elsewhere}{asked.path}" if elsewhere else asked.path
        return Raw(head(status, b"", HTML, Location=place))

    return make


def _true(asked: Asked, body: bytes | None = None, **headers: str) -> bytes:
    """The account's answer, or another body under its headers."""
    body = asked.body if body is None else body
    given = {"Request_Id": asked.headers.get("Request-Id", "req_true")} | headers
    kind = given.pop("kind", JSON)
    return head(asked.status, body, kind, **given) + body


def _bent(**changes: object) -> Callable[[Asked], Raw | None]:
    """The true answer with some fields changed, where it has them and they were asked for.

    Which id a new object gets, or whose a source is that is read, nobody knows beforehand.
    """

    def make(asked: Asked) -> Raw | None:
        if asked.status != 200 or not all(name in asked.json for name in changes):
            return None
        if "customer" in changes and not (asked.method == "POST" and "/sources" in asked.path[4:]):
            return None
        if "id" in changes and asked.method == "POST" and asked.path.count("/") == 2:
            return None
        return Raw(_true(asked, json.dumps(asked.json | changes).encode()))

    return make


def _crossed(asked: Asked) -> Raw | None:
    return Raw(_true(asked, asked.earlier[-1])) if asked.earlier and asked.status == 200 else None


def _as_before(asked: Asked) -> Raw | None:
    """The source as it was before it was attached, which a cache may have kept."""
    if asked.method != "POST" or "customer" not in asked.json:
        return None
    kept = {name: value for name, value in asked.json.items() if name != "customer"}
    return Raw(_true(asked, json.dumps(kept).encode()))


def _twice(asked: Asked) -> Raw | None:
    """One object whose id and owner stand in it twice; parsers differ in which they take."""
    if asked.status != 200 or "data" in asked.json:
        return None
    doubled = b'{"id": "src_other", "customer": "cus_other",' + asked.body.lstrip()[1:]
    return Raw(_true(asked, doubled))


def _without_request_id(asked: Asked) -> Raw:
    return Raw(head(asked.status, asked.body) + asked.body)


def _with_more(asked: Asked) -> Raw:
    """The true answer, and behind it one that nobody asked for, for the next to trip over."""
    stray = asked.earlier[-1] if asked.earlier else b"{}"
    return Raw(_true(asked) + head(200, stray, Request_Id="req_stray") + stray)


def _noise(asked: Asked) -> Raw:
    return Raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 200 + _true(asked))


def _dribbled(asked: Asked) -> Raw:
    return Raw(_true(asked), dribble=True, close=True)


def _named_headers(count: int) -> dict[str, str]:
    return {f"X_Header_{n}": "x" for n in range(count)}


STRANGERS_LIST: Final = '{"object": "list", "url": "/v1/charges", "data": [], "has_more": false}'
ENVELOPE: Final = (
    '{"error": {"type": "invalid_request_error", "message": "No such source", "code": '
    '"resource_missing", "param": "source"}}'
)
SURROGATE: Final = ENVELOPE.replace("No such source", "half \\ud800 a pair")
LOGIN: Final = "<!doctype html><title>Guest network</title><form>Sign in to go on</form>"

KINDS: Final[dict[str, Kind]] = {
    # Sent elsewhere.
    **{f"redirect_{n}": Kind(_redirect(n, elsewhere=False)) for n in (301, 302, 303, 307, 308)},
    **{f"redirect_{n}_elsewhere": Kind(_redirect(n, elsewhere=True)) for n in (301, 302, 307, 308)},
    # A success that says nothing.
    "empty_object": Kind(answer(200, "{}")),
    "empty_object_with_request_id": Kind(answer(200, "{}", Request_Id="req_edge")),
    "empty_array": Kind(answer(200, "[]")),
    "null": Kind(answer(200, "null", Request_Id="req_edge")),
    "number": Kind(answer(200, "5", Request_Id="req_edge")),
    "text_in_json": Kind(answer(200, '"ok"', Request_Id="req_edge")),
    "empty_200": Kind(answer(200)),
    "no_content_204": Kind(answer(204, kind=None)),
    "no_content_204_after": Kind(answer(204, kind=None), after=True),
    "html_200": Kind(answer(200, _page(200, "Welcome"), HTML)),
    "html_200_after": Kind(answer(200, _page(200, "Welcome"), HTML), after=True),
    "html_as_json": Kind(answer(200, _page(200, "Welcome"))),
    "captive_portal": Kind(answer(200, LOGIN, f"{HTML}; charset=utf-8", Cache_Control="no-store")),
    "strangers_list": Kind(answer(200, STRANGERS_LIST, Request_Id="req_edge")),
    "error_in_200": Kind(answer(200, ENVELOPE, Request_Id="req_edge")),
    # No JSON, or none that Stripe writes.
    "deep_json": Kind(answer(200, "[" * 100_000 + "]" * 100_000, Request_Id="req_edge")),
    "deep_error": Kind(answer(400, '{"error":' * 50_000 + "1" + "}" * 50_000)),
    "lone_surrogate": Kind(answer(400, SURROGATE, Request_Id="req_edge")),
    "truncated_json_after": Kind(lambda asked: Raw(_true(asked, asked.body[:-20])), after=True),
    "bom_json_after": Kind(
        lambda asked: Raw(_true(asked, b"\xef\xbb\xbf" + asked.body)), after=True
    ),
    "nan_json_after": Kind(_bent(created=float("nan")), after=True),
    "duplicate_keys_after": Kind(_twice, after=True),
    "text_plain_json_after": Kind(lambda asked: Raw(_true(asked, kind="text/plain")), after=True),
    "latin1_after": Kind(
        lambda asked: Raw(_true(asked, asked.body[:-2] + b', "\xe4": 1}')), after=True
    ),
    "gzip_garbage_after": Kind(
        lambda asked: Raw(_true(asked, b"\x1f\x8b" + asked.body, Content_Encoding="gzip")),
        after=True,
    ),
    "gzip_of_a_page": Kind(answer(200, gzip.compress(LOGIN.encode()), Content_Encoding="gzip")),
    # Whoever stands between, refusing.
    **{
        f"nginx_{n}{when}": Kind(_edge(n, words, **more), after=bool(when))
        for n, words, more in (
            (404, "Not Found", {}),
            (408, "Request Timeout", {"Connection": "close"}),
            (429, "Too Many Requests", {"Retry_After": "0"}),
            (502, "Bad Gateway", {}),
            (503, "Service Unavailable", {}),
            (504, "Gateway Timeout", {}),
        )
        for when in ("", "_after")
    },
    "waf_403": Kind(_edge(403, "Request blocked")),
    "edge_json_401": Kind(answer(401, '{"message": "Unauthorized"}')),
    "edge_json_403": Kind(answer(403, '{"message": "Forbidden"}')),
    "edge_json_403_after": Kind(answer(403, '{"message": "Forbidden"}'), after=True),
    "edge_json_404": Kind(answer(404, '{"error": {"code": "NotFound", "message": "No route"}}')),
    "edge_json_429": Kind(answer(429, '{"error": "rate limited"}')),
    "error_null": Kind(answer(400, '{"error": null}', Request_Id="req_edge")),
    "error_of_numbers": Kind(
        answer(402, '{"error": {"type": "card_error", "message": 5}}', Request_Id="req_edge")
    ),
    "empty_400": Kind(answer(400)),
    "envelope_without_request_id": Kind(answer(404, ENVELOPE)),
    "envelope_as_html": Kind(answer(404, ENVELOPE, HTML, Request_Id="req_edge")),
    # Stripe's, and not to this request.
    "crossed": Kind(_crossed, after=True),
    "another_customer": Kind(_bent(customer="cus_another"), after=True),
    "another_id": Kind(_bent(id="src_another"), after=True),
    "another_object": Kind(_bent(object="charge"), after=True),
    "as_it_was_before": Kind(_as_before, after=True),
    "no_request_id_after": Kind(_without_request_id, after=True),
    "one_answer_too_many": Kind(_with_more, after=True, harmless=True),
    # The wire itself.
    "length_too_short_after": Kind(
        lambda asked: Raw(_true(asked, Content_Length=str(len(asked.body) - 20))), after=True
    ),
    "length_too_long_after": Kind(
        lambda asked: Raw(_true(asked, Content_Length=str(len(asked.body) + 20)), close=True),
        after=True,
    ),
    "cut_in_the_headers_after": Kind(
        lambda asked: Raw(_true(asked)[:40], close=True), after=True
    ),
    "no_answer_after": Kind(lambda _asked: Raw(b"", close=True), after=True),
    "byte_by_byte_after": Kind(_dribbled, after=True),
    "huge_header_after": Kind(lambda asked: Raw(_true(asked, X_Huge="x" * 100_000)), after=True),
    "many_headers_after": Kind(
        lambda asked: Raw(_true(asked, **_named_headers(200))), after=True
    ),
    "no_http": Kind(lambda _asked: Raw(b"SSH-2.0-OpenSSH_9.6\r\n", close=True)),
    "early_hints_103": Kind(lambda _asked: Raw(head(103, kind=None), close=True)),
    "continue_noise": Kind(_noise, after=True, harmless=True),
    "continue_without_end": Kind(
        lambda _asked: Raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000, dribble=True, close=True)
    ),
}  # fmt: skip
