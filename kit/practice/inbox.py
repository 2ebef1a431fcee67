"""A receiver of webhooks in this process: what a web server would do, in a notebook.

It listens on 127.0.0.1, checks each signature, keeps what it was sent in the order of arrival,
duplicates too, and answers 200, or what it was told to answer.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final, NamedTuple, Protocol, Self

from kit.errors import KitError
from kit.facts import JsonObject
from kit.models.masked_dict import MaskedDict
from kit.offline.webhooks.signature import is_signed
from kit.on_demand import pd

__all__ = ["WebhookInbox"]

_MOST_BYTES: Final = 10_000_000
_REGISTERING_SECONDS: Final = 5.0


class _Account(Protocol):
    """What an inbox needs of an offline account's controls."""

    def add_webhook_endpoint(self, url: str, events: Sequence[str]) -> JsonObject:
        """Let events be sent to an address; answers the endpoint with its secret."""

    def delete_webhook_endpoint(self, id: str) -> None:
        """Let nothing be sent there any more."""

    def delivered(self) -> list[JsonObject]:
        """Wait until everything that is due was sent; what was, and what waits."""


class _Arrival(NamedTuple):
    """One delivery as it came."""

    event: JsonObject
    verified: bool
    duplicate: bool
    answered: int


class WebhookInbox:
    """What an offline account sent here; ``account.offline.listening()`` makes one.

    Iterate over it for the verified events that are new since the last time, each as a
    JSON object, in order of arrival. It waits until everything that is due has arrived, so
    nobody has to sleep. Close it with ``close()`` or ``with``.
    """

    def __init__(
        self, account: _Account, events: Sequence[str], answers: Sequence[int] = ()
    ) -> None:
        self._account = account
        self._answers = deque(answers)
        self._arrivals: list[_Arrival] = []
        self._seen: set[str] = set()
        self._taken = 0
        self._secret = ""
        self._registered = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._receive))
        self._server.daemon_threads = True
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        self._thread = thread
        try:
            endpoint = account.add_webhook_endpoint(self.url, events)
        except BaseException:
            self._stop()
            raise
        self._endpoint_id: str | None = endpoint["id"]
        self._secret = endpoint["secret"]
        self._registered.set()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/webhook"

    def __iter__(self) -> Iterator[JsonObject]:
        """The verified events since the last time, duplicates too."""
        self._account.delivered()
        arrivals, self._taken = self._arrivals[self._taken :], len(self._arrivals)
        return iter([MaskedDict(each.event) for each in arrivals if each.verified])

    def answer(self, *statuses: int) -> None:
        """Answer the next deliveries with these statuses, and all later ones with 200."""
        self._answers.extend(statuses)

    def frame(self) -> pd.DataFrame:
        """Everything that arrived, one row each, in order of arrival.

        Columns: ``event``, ``type``, ``object`` (its id), ``created`` (UTC), ``verified``
        (whether the signature was right), ``duplicate``, ``answered`` (the status).
        """
        self._account.delivered()
        rows = [
            (
                each.event.get("id"),
                each.event.get("type"),
                each.event.get("data", {}).get("object", {}).get("id"),
                each.event.get("created"),
                each.verified,
                each.duplicate,
                each.answered,
            )
            for each in self._arrivals
        ]
        names = ["event", "type", "object", "created", "verified", "duplicate", "answered"]
        frame = pd.DataFrame(rows, columns=names)
        frame["created"] = pd.to_datetime(frame["created"], unit="s", utc=True)
        dtypes = ("string", "string", "string", "datetime64[us, UTC]", "bool", "bool", "int64")
        return frame.astype(dict(zip(names, dtypes, strict=True)))

    def close(self) -> None:
        """Listen no more; closing twice is fine."""
        endpoint_id, self._endpoint_id = self._endpoint_id, None
        if endpoint_id is None:
            return
        with suppress(KitError):  # the account may be closed already
            self._account.delete_webhook_endpoint(endpoint_id)
        self._stop()

    def _stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _receive(self, body: bytes, signature: str) -> int:
        """Keep one delivery; the status to answer with."""
        # A delivery may be faster than the answer that names the secret.
        self._registered.wait(_REGISTERING_SECONDS)
        verified = is_signed(self._secret, body, signature)
        event: JsonObject = json.loads(body)
        status = self._answers.popleft() if self._answers else 200
        if not verified:
            status = 400
        duplicate = verified and event["id"] in self._seen
        if verified:
            self._seen.add(event["id"])
        self._arrivals.append(_Arrival(event, verified, duplicate, status))
        return status

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        open_or_closed = "closed" if self._endpoint_id is None else "listening"
        return f"<WebhookInbox: {open_or_closed}, {len(self._arrivals)} arrived>"


def _handler(receive: Callable[[bytes, str], int]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Takes POSTs, says nothing on the console."""

        def do_POST(self) -> None:
            """One delivery."""
            length = min(int(self.headers.get("Content-Length") or 0), _MOST_BYTES)
            body = self.rfile.read(length)
            try:
                status = receive(body, self.headers.get("Stripe-Signature") or "")
            except (ValueError, KeyError, TypeError):
                status = 400  # no event at all
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    return Handler
