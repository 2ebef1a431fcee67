"""A snapshot is whole, private, and the same however often its pull was interrupted."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import orjson
import pandas as pd
import pyarrow.parquet as pq
import pytest
from small_parts import make_parts_small

import kit
from kit.errors import InvalidInput, NotWritten, UnreadableSnapshot
from kit.offline import OfflineServer
from kit.snapshot.folder import MANIFEST, UNFINISHED, SnapshotFolder

SCRIPT = Path(__file__).with_name("killed_pull.py")
KEY = "sk_test_practice"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "stripe"


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts of few rows."""
    make_parts_small(monkeypatch.setattr)


def same(left: kit.Snapshot, right: kit.Snapshot) -> None:
    """The rows of two snapshots are the same, whatever parts they came in."""
    for table in ("customers", "sources", "events"):
        a, b = getattr(left, table), getattr(right, table)
        columns = [name for name in a.columns if not name.startswith("_")]
        assert sorted(columns) == sorted(n for n in b.columns if not n.startswith("_"))
        pd.testing.assert_frame_equal(
            pd.DataFrame(a[columns]), pd.DataFrame(b[columns]), check_categorical=False
        )


def files(folder: Path) -> dict[str, bytes]:
    """All that lies in a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_pull_is_what_the_account_has(account, folder) -> None:
    """The same sources as all_sources, in the declared dtypes, and every object whole again."""
    snapshot = account.pull(folder, progress=False)
    expected = account.all_sources(progress=False)
    found = snapshot.sources
    assert set(found["id"]) == set(expected["id"])
    shared = [n for n in expected.columns if n in found.columns and n != "_shape"]
    assert (found[shared].dtypes == expected[shared].dtypes).all()
    objects = {each["id"]: each for each in kit.unflatten(expected)}
    assert all(objects[each["id"]] == each for each in kit.unflatten(found))
    assert set(snapshot.customers["id"]) == set(account.customers()["id"])
    assert len(list(folder.glob("sources/*.parquet"))) > 1
    assert snapshot.mode == "offline"


def test_events_are_those_of_the_account(account, folder) -> None:
    """The same rows as account.events, the status before included, and customers' own."""
    events = account.pull(folder, progress=False).events
    of_sources = events[events["source"].notna()].reset_index(drop=True)
    expected = account.events(progress=False)
    both = [frame.sort_values("id", ignore_index=True) for frame in (of_sources, expected)]
    pd.testing.assert_frame_equal(*[pd.DataFrame(frame) for frame in both])


def test_nobody_else_may_read_it(account, folder) -> None:
    """Files are the owner's alone, and so is the folder."""
    account.pull(folder, progress=False)
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o600}


@pytest.mark.parametrize("reveal", [False, True])
def test_secrets_are_masked_unless_revealed(account, folder, page, reveal) -> None:
    """No secret and no account number is in any file, the events' objects included."""
    account.attach(page.customer, page.source)
    secrets = [
        account.source(page.source)["client_secret"],
        account.source(page.source)["ach_credit_transfer"]["account_number"],
    ]
    snapshot = account.pull(folder, reveal=reveal, progress=False)
    assert snapshot.masked is not reveal
    text = "".join(pq.read_table(path).to_pandas().to_csv() for path in folder.rglob("*.parquet"))
    assert [secret in text for secret in secrets] == [reveal, reveal]


@pytest.mark.parametrize(
    ("last", "moment"),
    [
        *((last, moment) for last in (2, 3, 4, 7) for moment in ("before", "after")),
        (3, "half"),
        (5, "half"),
    ],
)
def test_a_killed_pull_goes_on_to_the_same_rows(tmp_path, last, moment) -> None:
    """kill -9 at ten moments: the next pull goes on and ends in what one pull gives."""
    with OfflineServer(customers=250) as server:
        killed = subprocess.run(
            [sys.executable, SCRIPT, server.api_base, tmp_path / "killed", str(last), moment],
            check=False,
            capture_output=True,
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert (tmp_path / "killed" / MANIFEST).exists() is False
        with kit.connect(KEY, api_base=server.api_base) as account:
            resumed = account.pull(tmp_path / "killed", progress=False)
            asked = len(account.requests())
            whole = account.pull(tmp_path / "whole", progress=False)
    same(resumed, whole)
    held = {path.name for path in (tmp_path / "killed").rglob("*.parquet")}
    assert len(held) == len(list((tmp_path / "killed").rglob("*.parquet*")))
    assert asked <= len(account.requests()) - asked + 3


def test_ctrl_c_keeps_what_was_read(folder, capsys) -> None:
    """The stop button says how to go on, and the next pull asks only for the rest."""
    with kit.connect(offline=True, customers=1000) as account:
        account.offline.set_faults(latency_ms=60)
        timer = threading.Timer(0.5, signal.raise_signal, [signal.SIGINT])
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            account.pull(folder)
        timer.join()
        assert "goes on from here" in capsys.readouterr().err
        with pytest.raises(UnreadableSnapshot, match="has not ended"):
            kit.open(folder)
        account.offline.clear_faults()
        assert orjson.loads((folder / UNFINISHED).read_bytes())["parts"]["customers"]
        resumed = account.pull(folder, progress=False)
        assert set(resumed.sources["id"]) == set(account.all_sources(progress=False)["id"])
        assert resumed.customers["id"].is_unique


def test_a_listener_is_told_and_may_end_it(account, folder) -> None:
    """In place of a bar: what is read and how far; what it raises ends the pull, which goes on."""
    told = []
    account.pull(folder / "whole", progress=lambda *how_far: told.append(how_far))
    assert {what for what, _, _ in told} == {"customers", "events"}
    assert max(read for what, read, _ in told if what == "customers") >= 100

    def stop(what: str, read: int, expected: int | None) -> None:  # noqa: ARG001  # its shape
        if read:
            raise InvalidInput("enough")

    with pytest.raises(InvalidInput, match="enough"):
        account.pull(folder / "part", progress=stop)
    assert orjson.loads((folder / "part" / UNFINISHED).read_bytes())["parts"]["customers"]
    same(account.pull(folder / "part", progress=False), kit.open(folder / "whole"))


def test_the_next_pull_reads_what_is_new(account, folder, page) -> None:
    """A few requests for a few changes, and the result of a whole pull."""
    before = account.pull(folder, progress=False)
    source, customer = before.sources["id"][3], before.sources["customer"][3]
    account.offline.advance(hours=1)
    account.detach(customer, source)
    account.attach(page.customer, page.source)
    new = account.create_customer(name="New")["id"]
    card = account.create_source("card", token="tok_visa")["id"]
    account.attach(new, card)
    asked = len(account.requests())
    after = account.pull(folder, progress=False)
    assert len(account.requests()) - asked <= 8
    assert {page.source, card} <= set(after.sources["id"])
    assert source not in set(after.sources["id"])
    same(after, account.pull(folder.with_name("whole"), progress=False))
    assert {path.name for path in folder.rglob("*.parquet")} == {
        Path(part["file"]).name
        for parts in orjson.loads((folder / MANIFEST).read_bytes())["parts"].values()
        for part in parts
    }


def test_a_change_while_customers_are_read_is_seen_by_the_next_pull(folder) -> None:
    """What happens between a customer's page and the end of a pull is not lost."""
    with kit.connect(offline=True, customers=600) as account:
        owned = account.all_sources(progress=False)
        account.offline.set_faults(latency_ms=30)
        done = threading.Event()
        pairs = list(zip(owned["customer"], owned["id"], strict=True))

        def detach() -> None:
            while not done.is_set() and pairs:
                account.detach(*pairs.pop())

        writer = threading.Thread(target=detach)
        writer.start()
        try:
            account.pull(folder, progress=False)
        finally:
            done.set()
            writer.join()
        account.offline.clear_faults()
        after = account.pull(folder, progress=False)
        assert set(after.sources["id"]) == set(account.all_sources(progress=False)["id"])


def test_events_out_of_reach_mean_a_whole_pull(account, folder) -> None:
    """After more than thirty days no event tells what happened: everything is read again."""
    first = account.pull(folder, progress=False)
    gone = first.sources["id"][0]
    account.detach(first.sources["customer"][0], gone)
    account.offline.advance(days=31)
    after = account.pull(folder, progress=False)
    assert gone not in set(after.sources["id"])
    same(after, account.pull(folder.with_name("whole"), progress=False))


def test_another_accounts_folder_is_refused_and_left_alone(account, folder) -> None:
    """Nothing of one account gets into the snapshot of another."""
    account.pull(folder, progress=False)
    before = files(folder)
    with (
        kit.connect(offline=True, seed=5, customers=20) as other,
        pytest.raises(UnreadableSnapshot, match="another account"),
    ):
        other.pull(folder, progress=False)
    with (
        OfflineServer() as server,
        kit.connect(KEY, api_base=server.api_base) as test_mode,
        pytest.raises(UnreadableSnapshot, match="offline mode"),
    ):
        test_mode.pull(folder, progress=False)
    assert files(folder) == before


def test_a_folder_of_something_else_is_refused_and_left_alone(account, tmp_path) -> None:
    """A pull does not mix with other files."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UnreadableSnapshot, match="no snapshot"):
        account.pull(tmp_path, progress=False)
    with pytest.raises(UnreadableSnapshot, match="is a file"):
        account.pull(tmp_path / "notes.txt", progress=False)
    assert files(tmp_path) == {"notes.txt": b"mine"}
    for nothing in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UnreadableSnapshot, match="no snapshot"):
            kit.open(nothing)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda manifest: manifest | {"schema": 99}, "later kit"),
        (lambda manifest: manifest | {"format": "other"}, "no snapshot"),
        (lambda manifest: {k: v for k, v in manifest.items() if k != "mode"}, "damaged"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_refused(account, folder, spoil, says) -> None:
    """By opening and by pulling, in one sentence, and the folder stays as it was."""
    account.pull(folder, progress=False)
    path = folder / MANIFEST
    path.write_bytes(orjson.dumps(spoil(orjson.loads(path.read_bytes()))))
    before = files(folder)
    with pytest.raises(UnreadableSnapshot, match=says):
        kit.open(folder)
    with pytest.raises(UnreadableSnapshot, match=says):
        account.pull(folder, progress=False)
    assert files(folder) == before


def test_a_missing_part_is_named(account, folder) -> None:
    """A snapshot that lost a file does not pretend to be whole."""
    account.pull(folder, progress=False)
    lost = next(iter((folder / "sources").glob("*.parquet")))
    lost.unlink()
    with pytest.raises(UnreadableSnapshot, match=lost.name):
        _ = kit.open(folder).sources


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_full_disk_leaves_the_snapshot_as_it_was(account, folder, monkeypatch, at) -> None:
    """One sentence, and a later pull goes on to the same rows."""
    before = files(folder) if account.pull(folder, progress=False) else {}
    real, calls = SnapshotFolder.place, []

    def full(self: SnapshotFolder, name: str, fill: object) -> None:
        calls.append(name)
        if len(calls) > at:
            fill = _no_room
        real(self, name, fill)

    monkeypatch.setattr(SnapshotFolder, "place", full)
    with pytest.raises(NotWritten, match="No space left"):
        account.pull(folder, full=True, progress=False)
    now = files(folder)
    assert {name: now[name] for name in before} == before
    assert kit.open(folder).sources.equals(kit.open(folder).sources)
    monkeypatch.setattr(SnapshotFolder, "place", real)
    same(
        account.pull(folder, progress=False),
        account.pull(folder.with_name("whole"), progress=False),
    )


@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_full_disk_leaves_no_half_of_an_increment(account, folder, page, monkeypatch, at) -> None:
    """Nothing of the pull that failed is in the folder, and the next one has all that is new."""
    source = account.pull(folder, progress=False).sources.iloc[0]
    account.detach(source["customer"], source["id"])
    account.attach(page.customer, page.source)
    before = files(folder)
    real, calls = SnapshotFolder.place, []

    def full(self: SnapshotFolder, name: str, fill: object) -> None:
        calls.append(name)
        real(self, name, fill if len(calls) <= at else _no_room)

    monkeypatch.setattr(SnapshotFolder, "place", full)
    with pytest.raises(NotWritten, match="No space left"):
        account.pull(folder, progress=False)
    assert len(calls) == at + 1
    assert files(folder) == before
    monkeypatch.setattr(SnapshotFolder, "place", real)
    same(
        account.pull(folder, progress=False),
        account.pull(folder.with_name("whole"), progress=False),
    )


def _no_room(path: Path) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def test_two_pulls_at_once_are_refused(account, folder) -> None:
    """The second one says so."""
    with SnapshotFolder(folder), pytest.raises(InvalidInput, match="right now"):
        account.pull(folder, progress=False)


def test_masked_and_revealed_do_not_mix(account, folder) -> None:
    """A pull with another reveal is refused."""
    account.pull(folder, progress=False)
    with pytest.raises(InvalidInput, match="masked"):
        account.pull(folder, reveal=True, progress=False)


def test_an_account_without_anything(folder) -> None:
    """No rows are declared frames too."""
    with kit.connect(offline=True, customers=1) as account:
        customer = account.customers()["id"][0]
        for source in account.sources(customer)["id"]:
            account.detach(customer, source)
        snapshot = account.pull(folder, progress=False)
    assert len(snapshot.sources) == 0
    assert str(snapshot.sources["created"].dtype) == "datetime64[us, UTC]"
    assert str(snapshot.sources["amount"].dtype) == "Int64"
