"""An account in live mode for tests: the offline account behind a proxy that says so.

It takes a live key, hands the request on with the offline key, and answers ``livemode``
as true, so that everything that guards real money can be tried without any.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from kit.offline import OfflineServer

LIVE_KEY = "sk_live_nobody0000"


class _Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    offline: OfflineServer

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() in ("content-type", "idempotency-key", "stripe-version")
        }
        headers["Authorization"] = f"Bearer {self.offline.key}"
        connection = HTTPConnection("127.0.0.1", self.offline.port, timeout=10)
        connection.request(self.command, self.path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read().replace(b'"livemode": false', b'"livemode": true')
        content = content.replace(b'"livemode":false', b'"livemode":true')
        connection.close()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Request-Id", answer.headers.get("Request-Id", ""))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = _forward  # noqa: N815  # the names that http.server calls

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


@contextmanager
def live_account_server() -> Iterator[str]:
    """The base address of an account in live mode."""
    with OfflineServer(customers=20) as offline:
        handler = type("Proxy", (_Proxy,), {"offline": offline})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
