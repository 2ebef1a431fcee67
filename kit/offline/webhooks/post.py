"""One POST over a plain connection to this machine, in the server's own event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import httptools

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
    except TimeoutError:
        raise NotAnswered(f"no answer within {ANSWER_SECONDS:g} s") from None
    except ConnectionRefusedError:
        raise NotAnswered("connection refused") from None
    except (OSError, asyncio.IncompleteReadError, httptools.HttpParserError) as error:
        raise NotAnswered(str(error) or type(error).__name__) from None


async def _exchange(url: str, headers: Mapping[str, str], body: bytes) -> int:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        fields = {"Host": parts.netloc, **headers, "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        writer.write(f"POST {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode() + body)
        await writer.drain()
        return await _status(reader)
    finally:
        writer.close()


class _Answer:
    """What the parser calls."""

    def __init__(self) -> None:
        self.complete = False

    def on_message_complete(self) -> None:
        """The answer is whole."""
        self.complete = True


async def _status(reader: asyncio.StreamReader) -> int:
    """Read an answer to its end: a receiver that is cut off has not taken anything."""
    answer = _Answer()
    parser = httptools.HttpResponseParser(answer)
    read = 0
    while not answer.complete:
        chunk = await reader.read(65_536)
        read += len(chunk)
        if read > _MAX_ANSWER_BYTES:
            raise NotAnswered("an answer without end")
        if not chunk:
            # Without a length the end of the connection is the end of the answer.
            status = parser.get_status_code()
            if status:
                return int(status)
            raise NotAnswered("the connection closed without an answer")
        parser.feed_data(chunk)
    return int(parser.get_status_code())
