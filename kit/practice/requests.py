"""The way to an offline account's own routes: forms over HTTP, answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from kit.errors import InvalidInput, NotFound, StripeRefused, StripeUnreachable
from kit.facts import JsonObject

__all__ = ["OfflineRequests"]

#: A reset of a large account makes all its data again.
_TIMEOUT_SECONDS: Final = 300.0

_FORM: Final = "application/x-www-form-urlencoded"


class OfflineRequests:
    """Requests to one offline account, each over a connection of its own."""

    def __init__(self, api_base: str, key: str) -> None:
        address = urlsplit(api_base)
        if address.hostname is None:
            raise InvalidInput("api_base must be an address such as http://127.0.0.1:12111.")
        self._address = (address.hostname, address.port or 80)
        self._key = key

    def _post(
        self, path: str, params: Mapping[str, object] | Sequence[tuple[str, str]] = ()
    ) -> JsonObject:
        return self._call("POST", path, urlencode(params).encode())

    def _call(
        self, method: str, path: str, body: bytes = b"", content_type: str = _FORM
    ) -> JsonObject:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": content_type}
        connection = HTTPConnection(*self._address, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = _parsed(response.read())
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            raise StripeUnreachable(
                f"The offline account at {':'.join(map(str, self._address))} does not answer"
                f"{' (connection refused)' if isinstance(error, ConnectionRefusedError) else ''}. "
                "Is it closed? Make a new one with kit.connect(offline=True)."
            ) from error
        finally:
            connection.close()
        if response.status != 200:
            raise _refusal(response.status, answer.get("error", {}))
        return answer


def _parsed(body: bytes) -> JsonObject:
    answer: object = json.loads(body)
    if not isinstance(answer, dict):
        raise HTTPException("Whoever answers there is no offline account.")
    return answer


def _refusal(status: int, error: Mapping[str, Any]) -> InvalidInput | StripeRefused:
    message = str(error.get("message", "The offline account refused this.")).rstrip(".") + "."
    if error.get("param") and status == 400:
        return InvalidInput(f"{error['param']}: {message}")
    refused = NotFound if status == 404 else StripeRefused
    return refused(
        message,
        http_status=status,
        type=error.get("type"),
        code=error.get("code"),
        param=error.get("param"),
        stripe_message=message,
    )
