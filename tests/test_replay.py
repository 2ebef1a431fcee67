"""A recording becomes an offline account: what was recorded happens again, and goes on."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import kit
from kit.commands import cli
from kit.errors import InvalidInput, SourceAlreadyAttached, UnreadableSnapshot
from kit.frames.masking import MASK
from kit.offline import OfflineServer
from kit.replay import left_out_sentences

EVENTS = ["id", "created", "type", "source", "customer", "status_before", "status_after", "amount"]


@dataclass
class Lived:
    """An account in which something has happened, and the folder it was pulled into."""

    account: kit.Account
    folder: Path


@pytest.fixture
def lived(account, page, tmp_path) -> Lived:
    account.offline.advance(hours=1)
    account.attach(page.customer, page.source, {"card": "4242 4242 4242 4242", "order": "6735"})
    owned = account.all_sources(progress=False)
    account.detach(owned["customer"][0], owned["id"][0])
    pending = account.create_source("ach_credit_transfer", currency="usd")["id"]
    account.offline.receive_funds(pending, 900)
    account.pull(tmp_path / "stripe", progress=False)
    return Lived(account, tmp_path / "stripe")


@pytest.fixture
def folder(lived) -> Path:
    return lived.folder


def plain(source: dict) -> dict:
    """A source without what a recording masks."""
    return json.loads(json.dumps(kit.mask(source)), object_hook=_shown)


def _shown(found: dict) -> dict:
    return {key: value for key, value in found.items() if not str(value).startswith(MASK)}


def test_a_snapshot_is_an_account_again(lived: Lived) -> None:
    """The same customers, sources, events and clock, by the same ids and in the same order."""
    with kit.connect(offline=True, world=lived.folder) as again:
        assert again.offline.now == lived.account.events(limit=1, progress=False)["created"][0]
        for read in ("customers", "all_sources", "attachable_sources"):
            before, after = getattr(lived.account, read)(), getattr(again, read)()
            assert set(before["id"]) == set(after["id"]), read
        owned = lived.account.all_sources(progress=False)
        for customer in owned["customer"].unique()[:20]:
            assert list(again.sources(customer)["id"]) == list(
                lived.account.sources(customer)["id"]
            )
        both = [each.events(progress=False)[EVENTS] for each in (lived.account, again)]
        pd.testing.assert_frame_equal(*map(pd.DataFrame, both), check_categorical=False)
        for source in owned["id"][:40]:
            assert plain(again.source(source)) == plain(lived.account.source(source))
        assert set(again.offline.left_out["object"]) <= {"recording"}


def test_masked_secrets_are_practice_ones(lived: Lived, page) -> None:
    """A client secret and an account number are there again, and are none of the recorded."""
    before = lived.account.source(page.source)
    with kit.connect(offline=True, world=lived.folder) as again:
        after = again.source(page.source)
        assert after["client_secret"].startswith("src_client_secret_")
        assert after["client_secret"] != before["client_secret"]
        number = after["ach_credit_transfer"]["account_number"]
        assert number.startswith("test_")
        assert number != before["ach_credit_transfer"]["account_number"]
        assert dict(after["metadata"]) == {"card": "practice_4242", "order": "6735"}
        assert MASK not in json.dumps(again.offline.export()["tables"])


def test_life_goes_on(folder, page) -> None:
    """What is ready attaches, what is attached is refused, faults hit, and new ids are new."""
    with kit.connect(offline=True, world=str(folder)) as again:
        ready = again.attachable_sources(limit=1)["id"][0]
        again.offline.set_faults(next=["cut_after"])
        assert again.attach(page.customer, ready).after["customer"] == page.customer
        with pytest.raises(SourceAlreadyAttached):
            again.attach(page.customer, page.source)
        for _ in range(5):
            new = again.create_source("card", token="tok_visa")["id"]
            assert again.attach(again.create_customer()["id"], new)
        found = again.timeline(ready, progress=False)
        assert list(found["type"])[-1] == "customer.source.created"


def test_a_reset_goes_back_to_the_recording(folder, page) -> None:
    """Not to practice data, and searching finds what it found."""
    with kit.connect(offline=True, world=folder) as again:
        first = again.offline.state()
        events = list(again.events(progress=False)["id"])
        again.detach(page.customer, page.source)
        again.offline.advance(days=3)
        again.offline.reset()
        assert again.offline.state() == first
        assert list(again.events(progress=False)["id"]) == events
        assert page.source in set(again.sources(page.customer)["id"])
        assert len(again.customers(search="jenny"))


def test_a_replay_of_a_replay_keeps_its_ids(folder, tmp_path) -> None:
    """Objects made in a replay are recorded like any other, and clash with none made later."""
    with kit.connect(offline=True, world=folder) as first:
        new = first.create_customer(email="new@example.com")["id"]
        first.pull(tmp_path / "again", progress=False)
    with kit.connect(offline=True, world=tmp_path / "again") as second:
        assert new in set(second.customers()["id"])
        assert second.create_customer()["id"] != new


def event(number: int, kind: str, about: dict, created: int) -> dict:
    """An event as a webhook has it."""
    data = {"object": about}
    return {
        "id": f"evt_{number}",
        "object": "event",
        "type": kind,
        "created": created,
        "data": data,
    }


def test_webhooks_are_enough(account, tmp_path) -> None:
    """From events alone: the newest state of each source, and customers that nobody recorded."""
    source = dict(account.create_source("ach_credit_transfer", currency="usd"))
    other = {**source, "id": "src_other", "customer": "cus_absent", "status": "chargeable"}
    lines = [
        event(1, "source.chargeable", {**source, "status": "chargeable"}, 1_700_000_100),
        event(2, "customer.source.created", other, 1_700_000_200),
        event(3, "charge.succeeded", {"object": "charge", "id": "ch_1"}, 1_700_000_300),
        {"object": "charge", "id": "ch_1", "created": 1_700_000_300},
        {"object": "source", "id": "src_odd", "type": "carrier_pigeon", "created": 1},
    ]
    path = tmp_path / "webhooks.ndjson"
    path.write_text("\n".join(map(json.dumps, lines)))
    for world in (tmp_path, path):
        with kit.connect(offline=True, world=world) as again:
            assert again.source(source["id"])["status"] == "chargeable"
            assert list(again.sources("cus_absent")["id"]) == ["src_other"]
            assert [each["id"] for each in again.offline.left_out.to_dict("records")] == [
                "cus_absent",
                "src_odd",
                "ch_1",
            ]
            assert again.attach("cus_absent", source["id"])
    sentences = left_out_sentences(
        pd.DataFrame({"object": ["charge"] * 5, "id": list("abcde"), "reason": ["No."] * 5})
    )
    assert sentences == ["5 charge (a, b, c, ...): No."]


def test_the_last_of_two_counts_and_pages_open(account, page, tmp_path) -> None:
    """Pages of customers bring their sources; what was recorded twice is as it was last."""
    account.attach(page.customer, page.source)
    sources = [dict(each) for each in kit.unflatten(account.sources(page.customer))]
    customer = {"object": "customer", "id": page.customer, "created": 5, "email": "a@b.c"}
    listed = {"object": "list", "data": sources}
    pages = [
        {"object": "list", "data": [customer]},
        {"object": "list", "data": [{**customer, "email": "new@b.c", "sources": listed}]},
    ]
    for number, each in enumerate(pages):
        (tmp_path / f"{number}.json").write_text(json.dumps(each))
    with kit.connect(offline=True, world=tmp_path) as again:
        assert again.customers()["email"].to_list() == ["new@b.c"]
        assert list(again.sources(page.customer)["id"]) == [each["id"] for each in sources]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.txt", "hello", "no snapshot, and no recorded JSON"),
        ("a.json", "{", "cannot be read as JSON"),
        ("a.ndjson", "[1]", "cannot be read as JSON"),
        ("a.json", '{"format": "stripe-source-kit world 1", "tables": {}}', "import_"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path, name, text, says) -> None:
    """In one sentence, by Python and by the command line, before a server is started."""
    (tmp_path / name).write_text(text)
    for world in (tmp_path, tmp_path / name):
        with pytest.raises(UnreadableSnapshot, match=says):
            kit.connect(offline=True, world=world)
    done = CliRunner().invoke(cli.main, ["offline", "--port", "0", "--from", str(tmp_path)])
    assert done.exit_code == 1
    assert says in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_the_command_serves_a_recording(folder, page, tmp_path) -> None:
    """`kit offline --from DIR`: any client finds the recorded, and what is missing is said."""
    (folder / "customers" / "note.txt").write_text("no part")
    command = [sys.executable, "-m", "kit.commands.cli", "offline", "--port", "0", "--from", folder]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        with kit.connect("sk_test_any", api_base=address[0]) as account:
            assert page.source in set(account.sources(page.customer)["id"])
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert said.count("Not taken over: ") == said.count("\n") == 3


def test_what_contradicts_a_world_is_refused(folder, tmp_path) -> None:
    """Nothing is written over, and two kinds of data do not mix."""
    with pytest.raises(InvalidInput, match="customers"):
        kit.connect(offline=True, world=folder, customers=5)
    with pytest.raises(InvalidInput, match="offline"):
        kit.connect("sk_test_abc", world=folder)
    with pytest.raises(InvalidInput, match="world"):
        kit.connect(offline=True, world=5)
    with OfflineServer(db=tmp_path / "old.db", customers=3):
        pass
    with pytest.raises(InvalidInput, match="already"):
        kit.connect(offline=True, world=folder, db=tmp_path / "old.db")


def test_a_file_keeps_the_recording(folder, tmp_path, page) -> None:
    """Opened again without world=, it is where it was, and a reset still knows the beginning."""
    with kit.connect(offline=True, world=folder, db=tmp_path / "new.db") as first:
        first.detach(page.customer, page.source)
    with kit.connect(offline=True, db=tmp_path / "new.db") as later:
        assert page.source not in set(later.sources(page.customer)["id"])
        later.offline.reset()
        assert page.source in set(later.sources(page.customer)["id"])
