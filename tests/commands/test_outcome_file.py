"""Where the outcomes of `kit attach-many` go is known to be writable before anything is sent."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

import kit
from kit.commands.cli import main
from kit.offline import OfflineServer


@pytest.fixture
def server(monkeypatch):
    """An account that outlives the command; its key is in the environment."""
    monkeypatch.setenv("STRIPE_API_KEY", "sk_test_out")
    with OfflineServer(customers=20) as server:
        yield server


@pytest.fixture
def pairs(tmp_path, page):
    """A CSV of one pair."""
    path = tmp_path / "pairs.csv"
    path.write_text(f"customer,source\n{page.customer},{page.source}\n")
    return path


@pytest.fixture
def run(server, pairs, page):
    """Run the command on the pairs; whether the source is attached afterwards."""

    def run(*options):
        command = ["attach-many", str(pairs), "--api-base", server.api_base, *options]
        result = CliRunner().invoke(main, command)
        with kit.connect(server.key, api_base=server.api_base) as account:
            return result, "customer" in account.source(page.source)

    return run


def links_to(pairs, tmp_path):
    """Other names for the same file."""
    (tmp_path / "soft.csv").symlink_to(pairs)
    os.link(pairs, tmp_path / "hard.csv")
    return [pairs, tmp_path / "." / "pairs.csv", tmp_path / "soft.csv", tmp_path / "hard.csv"]


def test_the_input_is_never_written_over(run, pairs, tmp_path):
    """By whatever name; nothing is sent, and the pairs stay."""
    before = pairs.read_text()
    for name in links_to(pairs, tmp_path):
        result, is_attached = run("--out", str(name))
        assert result.exit_code == 1
        assert "is the file of the pairs itself" in result.output
        assert not is_attached
        assert pairs.read_text() == before


def test_the_journal_is_never_written_over(run, tmp_path):
    """Nor is what makes the command repeatable."""
    journal = tmp_path / "j"
    result, is_attached = run("--journal", str(journal), "--out", str(journal))
    assert "is the file of the journal itself" in result.output
    assert (result.exit_code, is_attached) == (1, False)


@pytest.mark.parametrize("out", ["no/where/out.csv", "/proc/version", "/sys/out.csv"])
def test_a_place_that_cannot_be_written_is_told_before_anything_is_sent(run, out):
    """A folder that is not there, and places that nobody may write to."""
    result, is_attached = run("--out", out)
    assert result.exit_code == 1
    assert f"Cannot write --out {out}" in result.output
    assert "Nothing was sent." in result.output
    assert not is_attached


def test_a_refused_run_leaves_no_empty_file(run, pairs, tmp_path):
    """The trial leaves nothing behind, and what was there stays until there are outcomes."""
    pairs.write_text("customer\ncus_1,src_1\n")
    (tmp_path / "old.csv").write_text("mine")
    for name in ("new.csv", "old.csv"):
        result, _ = run("--out", str(tmp_path / name))
        assert result.exit_code == 1
    assert not (tmp_path / "new.csv").exists()
    assert (tmp_path / "old.csv").read_text() == "mine"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full: run it on Linux")
def test_outcomes_that_cannot_be_written_after_all_are_printed(run):
    """A disk that got full in the meantime loses none of them."""
    result, is_attached = run("--out", "/dev/full")
    assert is_attached
    assert result.exit_code == 1
    assert "customer,source,outcome" in result.stdout
    assert "No space left on device. The outcomes stand above, as CSV." in result.stderr
