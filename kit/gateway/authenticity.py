"""Whether an answer is Stripe's, and Stripe's answer to this very request.

Asked of every answer at the border, before anything believes it. What fails is no answer:
never a verdict on the request, and never an error of a parser. In the order of the checks::

    a redirect                    never followed: it would send key and body elsewhere
    200                           JSON, by its type and by parsing, with a Request-Id, and the
                                  object that was asked for
    4xx and 5xx                   Stripe's error envelope, with its type and a Request-Id
    an echoed Idempotency-Key     the one that was sent
"""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from kit.facts import JsonObject
from kit.gateway.errors import NoAnswer
from kit.gateway.expected_answers import Check
from kit.gateway.retries import seconds_until_retry
from kit.gateway.transport import ReceivedResponse

__all__ = ["authenticated"]

#: The types in Stripe's error envelope [SPEC22]; the last three are of older versions [SDK].
_ERROR_TYPES: Final = frozenset(
    "api_error card_error idempotency_error invalid_request_error "
    "authentication_error permission_error rate_limit_error".split()
)

#: These may be large, and are proved by each of their objects.
_LISTS: Final = frozenset({"list", "search_result"})

_EDGE: Final = "something between here and Stripe refused"


def authenticated(received: ReceivedResponse, check: Check) -> JsonObject:
    """The answer as parsed JSON, if it is Stripe's to this request; else raises NoAnswer.

    Integers beyond 64 bits are floats in it.
    """
    status = received.status
    if 300 <= status < 400:
        raise NoAnswer(
            f"a redirect to {_origin(received)} came, and it was not followed",
            came="redirect",
            http_status=status,
            should_retry=False,
        )
    if status != 200 and status < 400:
        raise _foreign(received, "other status", f"an answer with the status {status} came")
    answer = _parsed(received)
    if status >= 400:
        _check_envelope(received, answer)
    if not received.headers.get("Request-Id", "").strip():
        raise _foreign(
            received, "no request id", "an answer without the Request-Id that Stripe sends came"
        )
    _check_key(received)
    if status == 200 and (problem := check(answer)) is not None:
        raise _foreign(received, "another answer", f"another answer came: {problem}")
    return answer


def _parsed(received: ReceivedResponse) -> JsonObject:
    media_type = received.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not received.body.strip():
        raise _foreign(received, "empty answer", "an empty answer came")
    if media_type == "text/html" or received.body.lstrip()[:1] == b"<":
        raise _page(received)
    if media_type != "application/json":
        raise _foreign(received, "other text", f"{_shown(media_type)} came, not Stripe's JSON")
    try:
        answer: Any = orjson.loads(received.body)
        if isinstance(answer, dict) and answer.get("object") not in _LISTS:
            # Stripe names nothing twice, and parsers differ in what they make of it.
            json.loads(received.body, object_pairs_hook=_no_name_twice)
    except (ValueError, RecursionError):
        raise _foreign(
            received, "broken JSON", "JSON came that is cut short or that Stripe does not write"
        ) from None
    if not isinstance(answer, dict):
        raise _foreign(received, "other JSON", "JSON came that is no object of Stripe's")
    return answer


def _no_name_twice(pairs: list[tuple[str, Any]]) -> JsonObject:
    together = dict(pairs)
    if len(together) != len(pairs):
        raise ValueError("a name stands twice")
    return together


def _check_envelope(received: ReceivedResponse, answer: JsonObject) -> None:
    """A refusal is Stripe's if it has the shape of Stripe's errors, type and all."""
    error = answer.get("error")
    shaped = (
        isinstance(error, dict)
        and error.get("type") in _ERROR_TYPES
        and all(
            isinstance(error.get(name, ""), str | None) for name in ("message", "code", "param")
        )
    )
    if not shaped:
        raise _foreign(
            received,
            "other JSON",
            f"JSON with the status {received.status} came, not Stripe's error: {_EDGE}",
        )


def _check_key(received: ReceivedResponse) -> None:
    echoed = received.headers.get("Idempotency-Key")
    if echoed and received.sent_key and echoed != received.sent_key:
        raise _foreign(
            received, "another answer", "another answer came: to a request with another key"
        )


def _page(received: ReceivedResponse) -> NoAnswer:
    if received.status < 400:
        words = "a web page came, not Stripe's answer: are you behind a login page?"
        return _foreign(received, "web page", words)
    return _foreign(
        received,
        "web page",
        f"a web page with the status {received.status} came, not Stripe's answer: {_EDGE}",
    )


def _foreign(received: ReceivedResponse, came: str, words: str) -> NoAnswer:
    return NoAnswer(
        words,
        came=came,
        edge=received.status >= 400,
        http_status=received.status,
        retry_after=seconds_until_retry(received.headers),
    )


def _origin(received: ReceivedResponse) -> str:
    """Where a redirect points, without path or parameters, which may hold anything."""
    try:
        place = urlsplit(received.headers.get("Location", ""))
        named = f"{place.scheme}://{place.hostname}" if place.hostname else "another path"
    except ValueError:
        named = "an address that is none"
    return _shown(named)


def _shown(text: str) -> str:
    return text[:80] if text and text.isascii() and text.isprintable() else "something else"
