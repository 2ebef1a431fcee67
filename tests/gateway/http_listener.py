"""A server that answers every request with one source, and remembers what it was sent."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Listener:
    """Listens on the own machine; ``heard`` holds the headers of each request."""

    def __init__(self) -> None:
        self.heard: list[dict[str, str]] = []
        handler = type("Handler", (_Handler,), {"heard": self.heard})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def api_base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    heard: list[dict[str, str]]

    def do_GET(self) -> None:  # the name that http.server calls
        """Answer as Stripe does."""
        self.heard.append(dict(self.headers.items()))
        source = self.path.rpartition("/")[2]
        body = json.dumps({"id": source, "object": "source"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Request-Id", "req_heard")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""
