"""`kit offline --forward-to` and `kit trigger`, as a person runs them."""

import json
import re
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe
from click.testing import CliRunner

import kit
from kit.commands.cli import main


@pytest.fixture
def application():
    """Somebody's web application: its address, and what it was sent."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((body, self.headers["Stripe-Signature"]))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/webhook", got
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def started(tmp_path):
    """Starts `kit offline` with options; ends it with Ctrl-C."""
    running = []

    def start(*options):
        command = [sys.executable, "-m", "kit.commands.cli", "offline", "--port", "0", *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path)
        running.append(process)
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())[0]
        return process, address

    yield start
    for process in running:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
        process.stdout.close()


def run(*arguments):
    """One command line in this process."""
    return CliRunner().invoke(main, list(arguments))


def test_a_triggered_event_arrives_signed_with_the_secret_that_was_printed(started, application):
    """The whole way: two commands, one webhook, verified by Stripe's own library."""
    url, got = application
    process, address = started(
        "--customers", "2", "--forward-to", url, "--events", "source.chargeable,source.failed"
    )
    secret = re.search(r"whsec_\w+", process.stdout.readline())[0]
    result = run("trigger", "source.chargeable", "--type", "ideal", "--api-base", address)
    assert result.exit_code == 0, result.output
    assert re.search(r"source\.chargeable happened: src_\w+ is chargeable\.", result.output)
    assert f"source.chargeable -> 202: {url}" in result.output
    [(body, signature)] = got
    event = stripe.Webhook.construct_event(body, signature, secret)
    assert event.type == "source.chargeable"
    assert "Ctrl-C" in process.stdout.readline()
    told = process.stdout.readline()
    assert told.startswith(f"source.chargeable -> 202: {event.id} about {event.data.object.id}")


def test_an_event_that_nobody_wants_is_said_so(started):
    """Nothing was sent, and that is told."""
    _, address = started("--customers", "2")
    result = run("trigger", "source.failed", "--api-base", address)
    assert "It was sent to nobody" in result.output


def test_a_trigger_without_a_server_says_how_to_start_one():
    """No traceback: the address, and the command that helps."""
    result = run("trigger", "source.chargeable", "--api-base", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert "Nobody answers at http://127.0.0.1:9" in result.output
    assert "kit offline" in result.output


def test_a_world_begins_where_it_was_exported(started, tmp_path, page):
    """`--world FILE` serves what `export()` gave; a file that is none is refused."""
    with kit.connect(offline=True, customers=3) as account:
        account.attach(page.customer, page.source)
        file = tmp_path / "world.json"
        file.write_text(json.dumps(account.offline.export()))
    _, address = started("--world", str(file), "--pretty", "--api-version", "2026-07-29.dahlia")
    with kit.connect("sk_test_world", api_base=address) as served:
        assert served.source(page.source)["customer"] == page.customer


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--api-version", "tomorrow"], "Invalid Stripe API version: tomorrow"),
        (["--forward-to", "https://example.com/"], "this machine only"),
    ],
)
def test_what_cannot_be_served_is_refused_in_words(options, says):
    """A version that is none, an address of another machine."""
    result = run("offline", "--port", "0", "--customers", "1", *options)
    assert result.exit_code == 1
    assert says in result.output
    assert "Traceback" not in result.output
