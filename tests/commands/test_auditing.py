"""The command that audits, as a person and as a pipeline runs it."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from click.testing import CliRunner
from planted_account import card, customer, write_planted

from kit.commands.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run one command line in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        return CliRunner().invoke(main, ["audit", *arguments])

    return run


def only(folder, *customers):
    """A folder of raw JSON with these customers."""
    folder.mkdir()
    page = {"object": "list", "data": list(customers)}
    (folder / "customers.json").write_text(json.dumps(page))


def test_it_says_what_breaks_and_ends_with_3(run, tmp_path) -> None:
    """Three is for CI; what Stripe's pages disagree on is told with its pages and dates."""
    write_planted(tmp_path / "stripe")
    result = run("--from", "stripe", "--out", "audit.html", "--csv", "csv")
    assert result.exit_code == 3, result.output
    assert "3 can pay no more" in result.stdout
    assert "Disputed: " in result.stdout
    assert "read 2026-11-25]" in result.stdout
    assert (tmp_path / "audit.html").read_text().startswith("<!DOCTYPE html>")
    assert len(pd.read_csv(tmp_path / "csv" / "customers.csv")) == 9


def test_nothing_breaks_is_0_and_strict_counts_what_is_disputed(run, tmp_path) -> None:
    """Cards alone end with 0, and with 3 for whoever takes the newest page at its word."""
    only(tmp_path / "cards", customer("cus_1", card("src_1", "cus_1", (2030, 1), "4242")))
    only(tmp_path / "nobody", customer("cus_1"))
    assert run("--from", "cards").exit_code == 0
    assert run("--from", "cards", "--strict").exit_code == 3
    assert run("--from", "nobody", "--strict").exit_code == 0


def test_without_a_folder_the_account_is_read(run) -> None:
    """Offline without a key, and says so."""
    result = run()
    assert result.exit_code == 3
    assert "Of 200 customers" in result.stdout
    assert "offline mode" in result.stderr


def test_errors_are_1_and_2_and_never_3(run, tmp_path) -> None:
    """A pipeline tells what breaks at Stripe from what went wrong here."""
    (tmp_path / "audit.html").write_text("mine")
    write_planted(tmp_path / "stripe")
    result = run("--from", "stripe", "--out", "audit.html")
    assert (result.exit_code, (tmp_path / "audit.html").read_text()) == (1, "mine")
    assert "--force" in result.output
    assert run("--from", "stripe", "--out", "audit.html", "--force").exit_code == 3
    assert run("--from", "missing").exit_code == 2
    assert run("--from", "stripe", "--db", "practice.db").exit_code == 2
    (tmp_path / "empty").mkdir()
    assert run("--from", "empty").exit_code == 1
