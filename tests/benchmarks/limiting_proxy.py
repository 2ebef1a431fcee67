"""A proxy that limits attaches as a chosen limiter does, in a process of its own.

    python tests/benchmarks/limiting_proxy.py http://127.0.0.1:12111

It prints its address. Each line on stdin is an order as JSON, answered by one line::

    {"limiter": "token bucket", "rate": 25, "others": 0}    begin anew; others' requests a second
    {"rate": 50}                                            change the rate
    {"tell": 1}                                             {"passed": [seconds], "refused": [...]}

Seconds count from the first attach. An answer comes 250 ms after its request; what another
client sends passes the limiter evenly and gives way to nobody.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from limiters import LIMITERS, Limiter

#: Of a quarter of a second, so much passes before a request is counted.
_WAY: Final = 0.1
_LATENCY: Final = 0.25

_REFUSAL: Final = json.dumps(
    {
        "error": {
            "type": "invalid_request_error",
            "code": "rate_limit",
            "message": "Request rate limit exceeded.",
        }
    }
).encode()
_REFUSED: Final = (
    b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\n"
    b"Request-Id: req_limited\r\nStripe-Should-Retry: false\r\n"
    b"Stripe-Rate-Limited-Reason: endpoint-rate\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_REFUSAL), _REFUSAL)
)

Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class LimitingProxy:
    """What passed and what was refused since it began anew."""

    def __init__(self, upstream: str) -> None:
        self._upstream = urlsplit(upstream)
        self._idle: list[Pipe] = []
        self._others: asyncio.Task[None] | None = None
        self.begin("token bucket", 1e9, 0)

    def begin(self, limiter: str, rate: float, others: float) -> None:
        """Forget everything and limit like this from now on."""
        self._limiter: Limiter = LIMITERS[limiter](rate)
        self._others_rate = others
        self._began: float | None = None
        self._passed: list[float] = []
        self._refused: list[float] = []
        if self._others is not None:
            self._others.cancel()
            self._others = None

    def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """Do what a line of stdin says."""
        if "limiter" in order:
            self.begin(order["limiter"], order["rate"], order["others"])
        elif "rate" in order:
            self._limiter.rate = order["rate"]
        return {"passed": self._passed, "refused": self._refused} if "tell" in order else {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head, body = await _message(reader)
                came = time.monotonic()
                answer = await self._answer(head, body)
                await asyncio.sleep(came + _LATENCY - time.monotonic())
                writer.write(answer)
                await writer.drain()
        writer.close()

    async def _answer(self, head: bytes, body: bytes) -> bytes:
        await asyncio.sleep(_WAY)
        if head.startswith(b"POST ") and not self._lets_in():
            return _REFUSED
        return await self._ask(head + body)

    def _lets_in(self) -> bool:
        now = time.monotonic()
        if self._began is None:
            self._began = now
            if self._others_rate:
                self._others = asyncio.ensure_future(self._send_others(now))
        since = now - self._began
        passes = self._limiter.lets_in(since)
        (self._passed if passes else self._refused).append(since)
        return passes

    async def _send_others(self, began: float) -> None:
        number = 0
        while True:
            number += 1
            due = began + number / self._others_rate
            await asyncio.sleep(due - time.monotonic())
            self._limiter.lets_in(time.monotonic() - began)

    async def _ask(self, request: bytes) -> bytes:
        address = self._upstream.hostname, self._upstream.port
        pipe = self._idle.pop() if self._idle else await asyncio.open_connection(*address)
        pipe[1].write(request)
        head, body = await _message(pipe[0])
        self._idle.append(pipe)
        return head + body


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The head and the body of a request or an answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    return head, await reader.readexactly(length) if length else b""


async def main(upstream: str) -> None:
    """Serve until stdin ends."""
    proxy = LimitingProxy(upstream)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, backlog=256)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(proxy.obey(json.loads(line))), flush=True)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
