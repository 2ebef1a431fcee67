"""The commands that attach one source, detach one, and show an attach as code."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import kit
from kit.commands.cli import main


@pytest.fixture
def run():
    def run(*arguments, **options):
        return CliRunner().invoke(main, list(arguments), **options)

    return run


def test_a_source_is_detached_for_good(run, page, tmp_path):
    """What changed is shown, and the source is not on the customer any more."""
    db = ["--db", str(tmp_path / "practice.db")]
    assert run("attach", page.customer, page.source, *db).exit_code == 0
    result = run("detach", page.customer, page.source, *db)
    assert result.exit_code == 0
    assert "status: chargeable -> consumed" in result.stdout
    assert "request: req_" in result.stdout
    assert json.loads(run("sources", page.customer, "--json", *db).stdout) == []
    again = run("detach", page.customer, page.source, *db)
    assert again.exit_code == 1
    assert "Traceback" not in again.output


def test_a_live_detach_asks_for_the_customer_once_more(run, page, monkeypatch):
    """As an attach does, before anything is sent."""
    monkeypatch.setenv("STRIPE_API_KEY", "sk_live_nobody4242")
    base = ["--live-api-base", "http://127.0.0.1:9"]
    result = run("detach", page.customer, page.source, *base, input="cus_other\n")
    assert result.exit_code == 1
    assert "nothing was sent" in result.output


def test_code_is_what_as_code_gives(run, page):
    """To the letter, so that it can be sent on into a file."""
    call = {"customer": page.customer, "source": page.source, "metadata": {"order": "6735"}}
    expected = kit.as_code(call, api_base="http://127.0.0.1:12111")
    options = ["--metadata", "order=6735", "--api-base", "http://127.0.0.1:12111"]
    printed = run("code", page.customer, page.source, "--language", "curl", *options)
    assert printed.stdout == expected["curl"]
    printed = run("code", page.customer, page.source, "--language", "all", "--json", *options)
    assert json.loads(printed.stdout) == dict(expected)


def test_a_language_that_there_is_not_is_refused_with_those_that_there_are(run, page):
    """Nobody has to look them up."""
    result = run("code", page.customer, page.source, "--language", "javascript")
    assert result.exit_code == 2
    assert "dotnet, go, java, node" in result.output
