"""The commands that keep an account in files, as a person runs them."""

from __future__ import annotations

import csv
import io

import orjson
import pytest
from click.testing import CliRunner

import kit
from kit.commands.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run one command line in this process, on an offline account in a file of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, **options):
        return CliRunner().invoke(main, list(arguments), **options)

    return run


def test_pull_makes_a_snapshot_and_brings_it_up_to_date(run, tmp_path) -> None:
    """The second pull of the same folder reads what is new; what is not in it is said."""
    result = run("pull", "stripe", "--db", "practice.db")
    assert result.exit_code == 0, result.output
    assert "267 sources" in result.stdout
    assert "Not in it: " in result.stderr
    assert len(kit.open(tmp_path / "stripe").sources) == 267
    assert run("pull", "stripe", "--db", "practice.db").exit_code == 0


def test_diff_prints_what_changed(run, page) -> None:
    """As CSV, one row for each source that changed."""
    run("pull", "monday", "--db", "practice.db")
    run("attach", page.customer, page.source, "--db", "practice.db")
    run("pull", "today", "--db", "practice.db")
    result = run("diff", "monday", "today")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["source"], row["change"]) == (page.source, "attached")


@pytest.mark.parametrize(("form", "first"), [("csv", "id,object"), ("ndjson", '{"id":"src_')])
def test_export_to_standard_output(run, form, first) -> None:
    """Nothing but the data is on it."""
    result = run("export", "-", "--format", form)
    assert result.stdout.startswith(first)
    if form == "ndjson":
        assert len([orjson.loads(line) for line in result.stdout.splitlines()]) == 267


def test_export_does_not_write_over_a_file(run, tmp_path) -> None:
    """Without --force it says so before anything is read."""
    (tmp_path / "out.csv").write_text("mine")
    result = run("export", "out.csv")
    assert result.exit_code == 1
    assert "--force" in result.output
    assert (tmp_path / "out.csv").read_text() == "mine"
    assert run("export", "out.csv", "--force").exit_code == 0


@pytest.mark.parametrize("command", [["export", "out.ndjson"], ["pull", "stripe"]])
def test_reveal_asks(run, tmp_path, command) -> None:
    """A no writes nothing; a yes, or --yes, writes secrets."""
    assert run(*command, "--reveal", input="n\n").exit_code == 1
    assert not (tmp_path / command[1]).exists()
    assert run(*command, "--reveal", "--yes").exit_code == 0
    assert (tmp_path / command[1]).exists()


def _strange(folder) -> None:
    folder.mkdir()
    (folder / "a.txt").write_text("mine")


def _of_another_account(folder) -> None:
    with kit.connect(offline=True, seed=5, customers=5) as account:
        account.pull(folder, progress=False)


def _of_a_later_kit(folder) -> None:
    _of_another_account(folder)
    manifest = orjson.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_bytes(orjson.dumps(manifest | {"schema": 99, "kit": "9.0"}))


def _unfinished_by_a_later_kit(folder) -> None:
    _of_a_later_kit(folder)
    (folder / "manifest.json").rename(folder / "unfinished-pull.json")


def _spoilt(folder) -> None:
    _of_another_account(folder)
    (folder / "manifest.json").write_bytes(b"{")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_strange, "no snapshot"),
        (_of_another_account, "another account"),
        (_of_a_later_kit, "later kit (9.0)"),
        (_unfinished_by_a_later_kit, "later kit (9.0)"),
        (_spoilt, "no file of a snapshot's"),
    ],
)
def test_a_refused_folder_is_one_sentence(run, tmp_path, make, says) -> None:
    """No traceback, an exit code that is not zero, and everything in it is as it was."""
    folder = tmp_path / "folder"
    make(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    result = run("pull", "folder")
    assert result.exit_code == 1
    error = result.stderr.splitlines()[-1]
    assert error.startswith("Error: ")
    assert says in error
    assert "Traceback" not in result.output
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
