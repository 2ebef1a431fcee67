"""One POST to this machine, in the server's own event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import httpx

__all__ = ["NotAnswered", "is_loopback_url", "post"]

#: How long a receiver may take. Stripe's own patience is not documented as a number [U].
ANSWER_SECONDS: Final = 10.0

#: A receiver's answer counts by its status; nobody reads more of it than this.
_MAX_ANSWER_BYTES: Final = 1_000_000

_HOSTS: Final = ("127.0.0.1", "localhost", "::1")


class NotAnswered(Exception):
    """Nobody took a delivery; the message says why, in a few words."""


def is_loopback_url(url: str) -> bool:
    """Whether an address is one of this machine, spoken to in clear text.

    >>> is_loopback_url("http://127.0.0.1:4242/webhook"), is_loopback_url("http://example.com/")
    (True, False)
    """
    try:
        parts = urlsplit(url)
        in_range = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    return (
        plain
        and in_range
        and parts.scheme == "http"
        and parts.hostname in _HOSTS
        and (parts.username is None)
    )


async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """Send a body; the status of the answer, or NotAnswered."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await _exchange(url, headers, body)
    except (TimeoutError, httpx.TimeoutException):
        raise NotAnswered(f"no answer within {ANSWER_SECONDS:g} s") from None
    except httpx.ConnectError:
        raise NotAnswered("connection refused") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotAnswered(str(error) or type(error).__name__) from None


async def _exchange(url: str, headers: Mapping[str, str], body: bytes) -> int:
    # One connection a delivery, through nobody's proxy; a loopback URL speaks no TLS.
    transport = httpx.AsyncHTTPTransport(verify=False, trust_env=False)
    async with (
        httpx.AsyncClient(transport=transport, trust_env=False, timeout=ANSWER_SECONDS) as client,
        client.stream("POST", url, headers=headers, content=body) as answer,
    ):
        # Read to its end: a receiver that is cut off has not taken anything.
        read = 0
        async for chunk in answer.aiter_raw():
            read += len(chunk)
            if read > _MAX_ANSWER_BYTES:
                raise NotAnswered("an answer without end")
        return answer.status_code
