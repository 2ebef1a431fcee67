"""The commands that list: customers, a customer's sources, what is ready to attach."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import kit
from kit.commands.cli import main


@pytest.fixture
def run():
    def run(*arguments):
        result = CliRunner().invoke(main, list(arguments))
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def test_customers_are_found_by_a_part_of_their_name(run, page):
    """The table shows id, name, e-mail address and day; JSON is Stripe's objects."""
    table = run("customers", "jenny")
    assert page.customer in table
    assert "jenny.rosen@example.com" in table
    assert "2020-08-21" in table
    found = json.loads(run("customers", "jenny", "--json"))
    assert page.customer in [each["id"] for each in found]


def test_a_limit_is_kept(run):
    """So many rows and no more, whichever way they are printed."""
    assert len(json.loads(run("customers", "--limit", "3", "--json"))) == 3
    assert len(run("ready", "--limit", "3").splitlines()) == 4


def test_nobody_found_is_said_in_words(run):
    """An empty table would tell nothing; a program gets an empty list."""
    assert "No customer is found by 'nobody at all'." in run("customers", "nobody at all")
    assert json.loads(run("customers", "nobody at all", "--json")) == []


def test_what_is_ready_is_what_the_account_says(run):
    """The same sources in the same order, secrets masked."""
    with kit.connect(offline=True) as account:
        expected = account.attachable_sources(20, progress=False)["id"].to_list()
        secrets = {each["client_secret"] for each in account.attachable_source_records(20)}
    text = run("ready", "--json")
    assert [each["id"] for each in json.loads(text)] == expected
    assert not [secret for secret in secrets if secret in text]


def test_a_table_fits_a_terminal(run):
    """80 columns show every row on a line of its own."""
    for command in (["customers"], ["ready"], ["plan"]):
        assert max(map(len, run(*command).splitlines())) <= 80
