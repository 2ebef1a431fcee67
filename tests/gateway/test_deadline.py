"""One deadline for a whole answer, whichever part of it dawdles."""

import socket
import threading
import time

import pytest

from kit.errors import StripeUnreachable
from kit.gateway.stripe_api import StripeApi

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nRequest-Id: req_1\r\n"


class Dawdler:
    """Answers each connection with ``begin`` at once, then with a byte now and then."""

    def __init__(self, begin):
        self._begin = begin
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self.api_base = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _serve(self):
        while not self._stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.sendall(self._begin)
                    while not self._stop.wait(0.02):
                        connection.sendall(b" ")
                except OSError:
                    continue

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._stop.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.mark.parametrize(
    "begin",
    [
        b"",
        b"HTTP/1.1 200",
        HEAD + b"X-Slow: ",
        HEAD + b"Content-Length: 100000\r\n\r\n{",
        HEAD + b"Connection: close\r\n\r\n{",
    ],
    ids=["nothing", "status line", "headers", "body", "body to the end"],
)
def test_a_byte_now_and_then_holds_nobody_up(begin):
    """The bytes keep coming, and the request ends all the same."""
    with Dawdler(begin) as dawdler:
        api = StripeApi("sk_test_any", dawdler.api_base, retries=0, timeout=0.3)
        started = time.monotonic()
        with pytest.raises(StripeUnreachable, match=r"within 0\.3 seconds"):
            api.source("src_x")
        assert time.monotonic() - started < 20
        api.close()
