"""`kit doctor` finds what keeps a kit from working, and says what to do about it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from kit.commands import doctor_machine
from kit.commands.cli import main
from kit.commands.doctor_machine import machine_findings
from kit.commands.doctor_stripe import clock_finding
from kit.offline import OfflineServer

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def stripe():
    """Stripe, as far as a doctor can see: the address of an offline account."""
    with OfflineServer(customers=3) as server:
        yield server.api_base


@pytest.fixture
def consult(monkeypatch, tmp_path):
    """What the doctor finds with a key: by subject, and the exit code."""
    monkeypatch.chdir(tmp_path)

    def consult(key=None, *options):
        if key is not None:
            monkeypatch.setenv("STRIPE_API_KEY", key)
        result = CliRunner().invoke(main, ["doctor", "--json", *options])
        told = json.loads(result.stdout)
        assert told["well"] is (result.exit_code == 0)
        return {each["subject"]: each for each in told["findings"]}, result

    return consult


def test_without_a_key_all_is_well(consult):
    """The kit works offline then; a network that is away is worth a note, no more."""
    found, result = consult(None, "--api-base", NOBODY)
    assert result.exit_code == 0
    assert found["key"]["verdict"] == "note"
    assert "works offline, on practice data" in found["key"]["says"]
    assert found["network"]["verdict"] == "note"
    assert found["Python"]["verdict"] == "good"
    assert found["packages"]["verdict"] == "good"


def test_a_good_key_is_described_and_never_shown(consult, stripe):
    """Kind, mode, address, whose data, and what it may read."""
    found, result = consult("sk_test_veryFake4242", "--api-base", stripe)
    assert result.exit_code == 0
    says = found["key"]["says"]
    assert says == f"test mode, with the key sk_test_••••4242, at {stripe}: test data"
    assert found["network"]["verdict"] == "good"
    reads = "the key may read customers, a customer's sources, sources, events"
    assert found["reads"]["says"] == reads
    assert "veryFake" not in result.output


def test_a_restricted_key_lacks_permissions_by_name(consult, stripe):
    """Each permission is named as the dashboard and Stripe's refusals name it."""
    found, result = consult("rk_test_veryFake4242", "--api-base", stripe)
    assert result.exit_code == 1
    assert found["reads"]["verdict"] == "bad"
    for permission in ("rak_customer_read", "rak_source_read", "rak_event_read"):
        assert permission in found["reads"]["advice"]
    assert "veryFake" not in result.output


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("pk_test_veryFake4242", "publishable"),
        ("whatever", "not a Stripe secret key"),
        ("", "it is empty"),
    ],
)
def test_a_key_of_the_wrong_kind_is_named_as_that(consult, stripe, key, says):
    """What it is, and which one is needed."""
    found, result = consult(key, "--api-base", stripe)
    assert result.exit_code == 1
    assert found["key"]["verdict"] == "bad"
    assert says in found["key"]["says"]
    assert "veryFake" not in result.output


def test_an_expired_key_is_refused_by_stripe_itself(consult, stripe):
    """It has the right shape, so only Stripe can tell."""
    found, result = consult("sk_test_expired_4242", "--api-base", stripe)
    assert result.exit_code == 1
    assert "xpired" in found["reads"]["says"]


def test_a_live_key_is_called_live(consult, stripe):
    """Nobody finds out later whose customers these are."""
    found, _ = consult("sk_live_veryFake4242", "--live-api-base", stripe)
    assert "live mode" in found["key"]["says"]
    assert "real customers" in found["key"]["says"]
    assert "only reads" in found["key"]["advice"]


def test_where_nobody_answers_the_network_is_bad(consult):
    """With a key there is nothing to do without it, and what to look at is said."""
    found, result = consult("sk_test_veryFake4242", "--api-base", NOBODY)
    assert result.exit_code == 1
    assert found["network"]["verdict"] == "bad"
    assert "Connection refused" in found["network"]["says"]
    assert "HTTPS_PROXY" in found["network"]["advice"]
    assert "reads" not in found


@pytest.fixture
def portal():
    """Something that answers everything with a page, as the portal of a hotel does."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<h1>Welcome</h1>")

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_portal_is_not_taken_for_stripe(consult, portal):
    """A page of somebody else's is no answer, whatever its status."""
    found, _ = consult("sk_test_veryFake4242", "--api-base", portal)
    assert found["network"]["verdict"] == "bad"
    assert "not Stripe's word" in found["network"]["says"]


@pytest.mark.parametrize(
    ("told", "verdict", "says"),
    [
        ("Sun, 29 Nov 2026 12:00:20 GMT", "good", "within 20 s"),
        ("Sun, 29 Nov 2026 13:00:00 GMT", "bad", "3,600 s behind"),
        ("Sun, 29 Nov 2026 11:50:00 GMT", "bad", "600 s ahead of"),
        ("noon", "note", "no time"),
        (None, "note", "no time"),
    ],
)
def test_the_clock_is_compared_with_the_servers(told, verdict, says):
    """By the header Date; signatures of webhooks are refused after five minutes."""
    found = clock_finding(told, datetime(2026, 11, 29, 12, tzinfo=UTC))
    assert (found.verdict, says in found.says) == (verdict, True)


def test_a_module_that_hides_the_kit_is_found(tmp_path):
    """A module beside a notebook that is named kit is imported in the place of this one."""
    (tmp_path / "kit.py").write_text("")
    found = {each.subject: each for each in machine_findings(tmp_path)}
    assert found["another kit"].verdict == "bad"
    assert str(tmp_path / "kit.py") in found["another kit"].says


def test_a_package_that_is_too_old_is_named(monkeypatch):
    """With the version that is there and the one that is needed."""
    wanted = ["click>=99", "nobodys-package", "pandas>=1", "colorama; extra == 'x'"]
    monkeypatch.setattr(doctor_machine, "requires", lambda _name: wanted)
    found = doctor_machine._packages()
    assert found.verdict == "bad"
    assert "click is 8" in found.says
    assert ">=99 is needed" in found.says
    assert "nobodys-package is missing" in found.says
    assert "pandas" not in found.says
    assert "pip install --upgrade stripe-source-kit" in found.advice


def test_another_command_of_that_name_is_found(monkeypatch, tmp_path):
    """The shell may find a kit that is not this one."""
    other = tmp_path / "kit"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = [each for each in doctor_machine._other_kits(tmp_path) if "command" in each.says]
    assert str(other) in found[0].says


def test_a_person_reads_it_in_a_terminal_of_eighty(monkeypatch, tmp_path):
    """One line or more for each finding, none of them wider, and what to do below it."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["doctor", "--api-base", NOBODY])
    assert result.output.startswith("ok   Python:")
    assert "note key:" in result.output
    long = [line for line in result.output.splitlines() if len(line) > 80]
    assert not [line for line in long if " " in line.strip()[80:]]


def test_the_doctor_is_there_before_anything_heavy_is(tmp_path):
    """Whoever has a broken pandas can still ask."""
    (tmp_path / "pandas.py").write_text("raise ImportError('broken')")
    code = "from kit.commands.cli import main; main(['doctor', '--help'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
