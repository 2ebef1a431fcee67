"""The command ``kit``, run as a person runs it."""

import json
import re
import signal
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
import stripe
from click.testing import CliRunner

import kit
from kit.commands.cli import main
from kit.offline import FaultPlan

PAGE_TEXT = (Path(__file__).parent.parent / "data" / "attach-a-source.md").read_text()


@pytest.fixture
def run():
    """Run one command line in this process."""

    def run(*arguments, **options):
        return CliRunner().invoke(main, list(arguments), **options)

    return run


@pytest.fixture
def served(tmp_path):
    """`kit offline` in a process of its own; the address it prints."""
    command = [sys.executable, "-m", "kit.commands.cli", "offline", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert address, "the first line names the address"
        yield address[0]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0


def test_the_sample_of_the_page_runs_verbatim(served, monkeypatch):
    """With only key and api_base set, the page's Python sample answers the page's response."""
    sample = re.search(r"```python\n(.*?)```", PAGE_TEXT, re.DOTALL)[1]
    answer = re.search(r"```json\n(.*?)```", PAGE_TEXT, re.DOTALL)[1]
    monkeypatch.setattr(stripe, "api_base", served)
    monkeypatch.setattr(stripe, "api_key", None)
    names = {}
    exec(sample.replace("<<secret key>>", "sk_test_page"), names)  # noqa: S102  # the page's own
    assert names["payment_source"].to_dict() == json.loads(answer)


def test_attach_shows_what_changed(run, page):
    """The plain output is the attachment's, and the request id."""
    result = run("attach", page.customer, page.source, "--metadata", "order=6735")
    assert result.exit_code == 0, result.output
    assert f"customer: (absent) -> {page.customer}" in result.output
    assert "metadata.order: (absent) -> 6735" in result.output
    assert "request: req_" in result.output


def test_attach_prints_masked_json(run, page):
    """--json is Stripe's object without its secrets."""
    result = run("attach", page.customer, page.source, "--json")
    printed = json.loads(result.stdout)
    assert printed["customer"] == page.customer
    with kit.connect(offline=True) as account:
        assert account.source(page.source)["client_secret"] not in result.output


def test_an_offline_account_in_a_file_is_kept(run, page, tmp_path):
    """--db keeps the offline account from one command to the next."""
    db = ["--db", str(tmp_path / "practice.db")]
    assert run("attach", page.customer, page.source, *db).exit_code == 0
    again = run("attach", page.customer, page.source, *db)
    assert again.exit_code == 1
    assert "attached to this very customer already" in again.output
    assert page.source in run("sources", page.customer, *db).output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["attach", "5", "src_x"], "is not an id"),
        (["attach", "cus_nobody", "src_1NfRGv2eZvKYlo2Cv7NAImBL"], "No such customer"),
        (["attach", "cus_a", "src_b", "--metadata", "order"], "write KEY=VALUE"),
        (["sources", "cus_nobody"], "No such customer"),
        (["export", "sources.doc"], "must end in .parquet, .csv"),
    ],
)
def test_a_refusal_is_one_sentence_and_an_exit_code(run, arguments, says):
    """No traceback: the error's message, and an exit code that is not zero."""
    result = run(*arguments)
    assert result.exit_code != 0
    assert says in result.output
    assert "Traceback" not in result.output


def test_export_writes_every_source(run, tmp_path):
    """The Parquet file holds all_sources(), masked unless revealed."""
    out, revealed = tmp_path / "sources.parquet", tmp_path / "revealed.parquet"
    assert run("export", str(out)).exit_code == 0
    assert run("export", str(revealed), "--reveal", input="y\n").exit_code == 0
    with kit.connect(offline=True) as account:
        expected = account.all_sources()
        whole = list(account.all_sources(reveal=True)["client_secret"])
    assert list(pd.read_parquet(out)["id"]) == list(expected["id"])
    assert not set(whole) & set(pd.read_parquet(out)["client_secret"])
    assert list(pd.read_parquet(revealed)["client_secret"]) == whole


def test_a_customer_without_sources_is_said_in_words(run):
    """An empty table would tell nothing."""
    with kit.connect(offline=True) as account:
        owners = set(account.all_sources()["customer"])
        customer = next(each for each in account.customers()["id"] if each not in owners)
    assert f"Nothing is attached to {customer}." in run("sources", customer).output


def test_a_live_key_asks_for_the_customer_once_more(run, monkeypatch, page):
    """In live mode the customer's id has to be typed again; else nothing is sent."""
    monkeypatch.setenv("STRIPE_API_KEY", "sk_live_abc")
    base = ["--live-api-base", "http://127.0.0.1:9"]
    result = run("attach", page.customer, page.source, *base, input="cus_other\n")
    assert result.exit_code == 1
    assert "nothing was sent" in result.output


@pytest.mark.parametrize(
    "command",
    "attach attach-many audit customers detach export plan pull ready sources".split(),
)
def test_every_command_says_the_mode_the_address_and_whose_data(
    run, monkeypatch, page, tmp_path, command
):
    """Before anything else, and beside what it prints for other programs."""
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(f"customer,source\n{page.customer},{page.source}\n")
    rest = {
        "sources": [page.customer],
        "attach": [page.customer, page.source],
        "detach": [page.customer, page.source],
        "export": [str(tmp_path / "out.csv")],
        "attach-many": [str(pairs)],
        "pull": [str(tmp_path / "pulled")],
    }.get(command, [])
    result = run(command, *rest, "--json")
    said = r"offline mode, at http://127\.0\.0\.1:\d+: practice data, for this command only\.\n"
    assert re.match(said, result.stderr)
    assert "offline mode" not in result.stdout
    assert result.exit_code == {"audit": 3, "detach": 1}.get(command, 0), result.output
    if command != "detach":
        assert isinstance(json.loads(result.stdout), list | dict)
    monkeypatch.setenv("STRIPE_API_KEY", "sk_live_nobody4242")
    result = run(command, *rest, "--live-api-base", "http://127.0.0.1:9", input="no\n")
    said = "live mode, with the key sk_live_••••4242, at http://127.0.0.1:9: real customers."
    assert said in result.stderr
    assert result.exit_code == 1


def test_an_export_without_a_key_says_that_it_is_practice_data(run, tmp_path):
    """Nobody takes it for their own account's, and everybody is told how to get that."""
    out = tmp_path / "sources.csv"
    text = run("export", str(out)).stdout
    assert f"sources to {out}: practice data." in text
    assert "set STRIPE_API_KEY" in text


def test_a_file_that_keeps_the_account_is_named(run, tmp_path):
    """With --db the account is there for the next command."""
    db = tmp_path / "p.db"
    assert f"practice data, kept in {db}." in run("customers", "--db", str(db)).stderr


def test_the_lab_says_what_its_notebooks_will_connect_to(run, monkeypatch):
    """A live key in the environment is no surprise once the notebook is open."""
    monkeypatch.setattr("kit.commands.lab.open_lab", lambda *_, **__: 0)
    assert "offline mode: STRIPE_API_KEY is not set" in run("lab").stderr
    monkeypatch.setenv("STRIPE_API_KEY", "sk_live_nobody4242")
    assert "live mode, with the key sk_live_••••4242" in run("lab").stderr


def test_every_fault_has_an_option(run):
    """What can go wrong can be switched on when the server is started."""
    text = run("offline", "--help").output
    settings = {each.name for each in fields(FaultPlan)} - {"next", "seed"}
    for name in settings:
        assert f"--{name.replace('_', '-')}" in text


def test_the_commands_are_listed_with_what_they_do(run):
    """--help names each command with a whole sentence, on one line of a terminal of 80."""
    text = run("--help", terminal_width=80).output
    for command in main.commands:
        assert re.search(rf"^  {command} +\S.*[A-Za-z`]\.$", text, re.MULTILINE)
