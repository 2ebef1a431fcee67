"""Ctrl-C and the kernel's stop button end a run between rows; the command line tells it."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from textwrap import dedent

import nbformat
import pandas as pd
import pytest
from click.testing import CliRunner
from nbclient import NotebookClient

import kit
from kit.bulk.cancellation import cancel_on_interrupt
from kit.commands.cli import main
from kit.offline import OfflineServer
from kit.practice import PracticeControls


@pytest.fixture
def pairs_file(cards, customers, tmp_path):
    """Forty pairs in a CSV."""
    path = tmp_path / "pairs.csv"
    pd.DataFrame({"customer": customers[:40], "source": cards(40)}).to_csv(path, index=False)
    return path


def wait_until(is_so):
    """Poll with a deadline."""
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_ctrl_c_ends_between_rows_and_the_same_command_goes_on(account, pairs_file, tmp_path):
    """Exit code 1, no traceback, the way to go on; afterwards everything is attached."""
    command = [
        *(sys.executable, "-m", "kit.commands.cli", "attach-many", str(pairs_file)),
        *("--journal", str(tmp_path / "j"), "--api-base", account.api_base, "--rate", "20"),
    ]
    environment = os.environ | {"STRIPE_API_KEY": "sk_test_stop"}
    start = account.offline.state()["events"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        wait_until(lambda: account.offline.state()["events"] > start + 5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "Traceback" not in err
    assert "Stopped on request" in err
    assert f"journal='{tmp_path / 'j'}'" in err
    attached = int(re.search(r"(\d+) attached", out)[1])
    assert 0 < attached < 40
    assert int(re.search(r"(\d+) not_tried", out)[1]) == 40 - attached
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert again.stdout.split() == ["40", "attached"]


def test_the_stop_button_of_a_notebook_ends_the_cell_in_order(tmp_path):
    """The frame comes back with rows not tried, and the next cell works."""
    with OfflineServer() as server:
        practice = PracticeControls(server.api_base, server.key)
        with kit.connect(server.key, api_base=server.api_base) as account:
            sources = [account.create_source("card", token="tok_visa")["id"] for _ in range(40)]
            customers = account.customers(limit=40).id.to_list()
        journal = str(tmp_path / "j")
        cells = (
            f"""
            import kit
            account = kit.connect({server.key!r}, api_base={server.api_base!r})
            pairs = list(zip({customers!r}, {sources!r}))
            """,
            f"""
            frame = account.attach_many(pairs, journal={journal!r}, rate=20)
            sorted(set(frame.outcome))
            """,
            f"""
            again = account.attach_many(pairs, journal={journal!r}, progress=False)
            again.outcome.unique().tolist()
            """,
        )
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(dedent(each)) for each in cells]
        )
        client = NotebookClient(notebook, timeout=60, kernel_name="python3")
        start = practice.state()["events"]

        def press_stop():
            wait_until(lambda: practice.state()["events"] > start + 5)
            os.kill(client.km.provisioner.pid, signal.SIGINT)

        presser = threading.Thread(target=press_stop)
        presser.start()
        client.execute()
        presser.join()
    stopped, resumed = notebook.cells[1].outputs, notebook.cells[2].outputs
    assert stopped[-1]["data"]["text/plain"] == "['attached', 'not_tried']"
    shown = "".join(str(output.get("data", "")) for output in stopped)
    assert "40 rows in test mode" in shown
    assert "expected: attached" in shown
    assert "Stopped on request" in shown
    assert resumed[-1]["data"]["text/plain"] == "['attached']"


def test_an_interrupt_is_counted_and_the_handler_comes_back():
    """Counted while inside; outside everything is as before. Other threads are let be."""
    before = signal.getsignal(signal.SIGINT)
    with cancel_on_interrupt() as token:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        assert token.times_asked == 2
    assert signal.getsignal(signal.SIGINT) is before
    seen = []

    def elsewhere():
        with cancel_on_interrupt() as token:
            seen.append((token.times_asked, signal.getsignal(signal.SIGINT)))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == [(0, before)]


def test_the_command_writes_outcomes_and_fails_when_a_row_does(tmp_path, page):
    """Offline, with a dry run before."""
    path = tmp_path / "pairs.csv"
    path.write_text(f"customer,source\n{page.customer},{page.source}\ncus_x1,pm_1\n")
    dry = CliRunner().invoke(main, ["attach-many", str(path), "--dry-run"])
    assert dry.exit_code == 1
    assert "1 expected: attached" in dry.stdout
    out = tmp_path / "out.csv"
    done = CliRunner().invoke(main, ["attach-many", str(path), "--out", str(out)])
    assert done.exit_code == 1
    assert "1 attached" in done.stdout
    assert "row 1: pm_1 to cus_x1" in done.stdout
    assert pd.read_csv(out).outcome.to_list() == ["attached", "refused"]
