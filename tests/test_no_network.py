"""The tests know no key and reach no network, whatever the environment holds."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

KEYLESS = """
import os
import kit

def test_no_key():
    assert "STRIPE_API_KEY" not in os.environ
    with kit.connect() as account:
        assert account.mode == "offline"
"""


class Counter:
    """A proxy for the world outside that counts who wants to go there, and lets nobody."""

    def __init__(self):
        self.wanted = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.wanted += 1
            connection.close()

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.fixture
def outside():
    """A way out that counts."""
    with Counter() as counter:
        yield counter


def _pytest(outside, *arguments):
    """Run tests with a live key in the environment and ``outside`` as the only way out."""
    keys = dict.fromkeys(("STRIPE_API_KEY", "STRIPE_SECRET_KEY"), "sk_live_nobody0000")
    proxies = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY"), outside.address)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env=os.environ | keys | proxies,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_the_counter_counts(outside):
    """A live key that is used does want out: the proof below is one."""
    code = "import kit; kit.connect('sk_live_nobody0000').source('src_1')"
    environment = os.environ | {"HTTPS_PROXY": outside.address}
    subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=False, timeout=60
    )
    assert outside.wanted


def test_a_notebook_under_test_knows_no_key(outside):
    """Its kernel connects to the offline account, though the environment holds a live key."""
    run = _pytest(outside, "notebooks/01-explore.ipynb")
    assert run.returncode == 0, run.stdout
    assert outside.wanted == 0


def test_a_test_knows_no_key(outside):
    """Nor does any test, or a process that it starts."""
    here = Path(__file__).with_name("test_keyless_made_by_a_test.py")
    here.write_text(KEYLESS)
    try:
        run = _pytest(outside, str(here))
    finally:
        here.unlink()
    assert run.returncode == 0, run.stdout
    assert outside.wanted == 0
