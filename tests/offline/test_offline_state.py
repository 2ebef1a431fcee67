"""State: kept in a file, whole after a kill, reset, exported, imported, always the same."""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from http.client import HTTPException
from itertools import count
from pathlib import Path

import pytest

from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUSES
from kit.offline import NotAnAccount, OfflineServer

CUSTOMER = "cus_9s6XKzkNRiz8i3"
SOURCE = "src_1NfRGv2eZvKYlo2Cv7NAImBL"
ATTACH = f"/v1/customers/{CUSTOMER}/sources"


def test_the_practice_data_is_what_was_promised(new_client):
    """200 customers, 600 sources, all 19 types, all five statuses, some with several."""
    with OfflineServer() as server:
        api = new_client(server)
        tables = api.practice.export()["tables"]
        sources = [row["body"] for row in tables["sources"]]
        assert (len(tables["customers"]), len(sources)) == (200, 600)
        assert {each["type"] for each in sources} == set(SOURCE_TYPES)
        assert {each["status"] for each in sources} == set(STATUSES)
        owners = [each["customer"] for each in sources if "customer" in each]
        assert 200 < len(owners) < 500
        assert sum(owners.count(owner) > 1 for owner in set(owners)) > 30
        names = " ".join(row["body"]["name"] for row in tables["customers"])
        assert not names.isascii()
        assert all(row["body"]["email"].endswith("@example.com") for row in tables["customers"])
        assert any(each["metadata"] for each in sources)


def test_nothing_in_the_practice_data_is_overdue(api):
    """No practice source has outlived its time: letting no time pass changes nothing."""
    before = api.practice.export()["tables"]["sources"]
    api.practice.advance(seconds=0)
    assert api.practice.export()["tables"]["sources"] == before


def some_calls(api):
    """A handful of calls of every kind; everything that came back, headers too."""
    seen = [api.post(ATTACH, {"source": SOURCE}, **{"Idempotency-Key": "a"})]
    seen.append(api.get("/v1/customers", {"limit": 3, "expand[]": "data.sources"}))
    seen.append(api.post("/v1/sources", {"type": "sepa_debit"}))
    seen.append(api.post(ATTACH, {"source": "src_x"}))
    api.practice.advance(hours=2)
    seen.append(api.get("/v1/events", {"limit": 100}))
    seen.append(api.delete(f"{ATTACH}/{SOURCE}"))
    return seen


def test_same_seed_and_same_calls_give_the_same_bytes(new_client):
    """Ids, times, request ids and order agree between two accounts, and differ for a seed."""
    runs = []
    for seed in (5, 5, 6):
        with OfflineServer(customers=30, seed=seed) as server:
            runs.append(some_calls(new_client(server)))
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_the_practice_data_stays_the_same_from_release_to_release(new_client):
    """Notebooks print it: whoever changes it on purpose changes this number too."""
    with OfflineServer() as server:
        tables = new_client(server).practice.export()["tables"]
        text = json.dumps([tables["customers"], tables["sources"], tables["events"]])
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert digest[:16] == "7bf4e96de0017a86"


def test_a_reset_account_is_a_new_account(api):
    """After reset() the same calls give the same bytes as in the beginning."""
    first = some_calls(api)
    api.practice.reset()
    assert some_calls(api) == first


def test_an_exported_world_lives_on_elsewhere(api, new_client):
    """Export, through JSON, import: the same data, the same clock, the same next ids."""
    some_calls(api)
    world = json.loads(json.dumps(api.practice.export()))
    with OfflineServer(customers=3, seed=99) as other:
        twin = new_client(other)
        twin.practice.import_(world)
        assert twin.practice.export()["tables"] | {"facts": 0} == world["tables"] | {"facts": 0}
        assert twin.practice.now == api.practice.now
        replay = twin.post(ATTACH, {"source": SOURCE}, **{"Idempotency-Key": "a"})
        assert replay.headers["idempotent-replayed"] == "true"
        assert twin.new_source("giropay")["id"] == api.new_source("giropay")["id"]
        found = {"query": 'name~"jenny"', "expand[]": "total_count"}
        assert twin.get("/v1/customers/search", found).json["total_count"] == 1
        twin.practice.advance(hours=1)
        api.practice.advance(hours=1)
        assert twin.events()[:1] == api.events()[:1]


def broken_worlds():
    """Documents that are no world, each in another way."""
    return [
        {},
        {"format": "stripe-source-kit world 1"},
        {"format": "stripe-source-kit world 1", "tables": {}},
        {"format": "stripe-source-kit world 2", "tables": {}},
        {"format": "stripe-source-kit world 1", "tables": {"facts": [{"name": 1}]}},
    ]


@pytest.mark.parametrize("world", broken_worlds())
def test_what_is_no_world_is_refused_and_changes_nothing(api, world):
    """A bad import leaves the account as it was."""
    before = api.practice.export()
    with pytest.raises(Exception, match="no exported world"):
        api.practice.import_(world)
    assert api.practice.export() == before
    assert api.get(f"/v1/sources/{SOURCE}").status == 200


def test_a_file_keeps_the_account(tmp_path, new_client):
    """What was done is there after the account was closed, with its clock and its answers."""
    db = tmp_path / "account.db"
    with OfflineServer(db=db, customers=5, seed=3) as server:
        api = new_client(server)
        first = api.post(ATTACH, {"source": SOURCE}, **{"Idempotency-Key": "a"})
        api.practice.advance(hours=1)
        now = api.practice.now
    with OfflineServer(db=db, customers=7, seed=4) as server:
        api = new_client(server)
        assert api.practice.state()["customers"] == 5
        assert api.practice.now == now
        again = api.post(ATTACH, {"source": SOURCE}, **{"Idempotency-Key": "a"})
        assert again.json == first.json
        assert again.headers["original-request"] == first.headers["request-id"]
        assert again.headers["request-id"] != first.headers["request-id"]
    assert [each.name for each in tmp_path.iterdir()] == ["account.db"]


def test_a_file_that_is_no_account_is_refused(tmp_path):
    """Something else's file is named, not overwritten."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam, " * 1000)
    with pytest.raises(NotAnAccount, match=r"letter\.txt"):
        OfflineServer(db=path).start()
    assert path.read_text().startswith("Dear")


def test_another_programs_database_is_refused(tmp_path):
    """A database without our mark is left alone."""
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (name)")
    connection.close()
    with pytest.raises(NotAnAccount, match="another program"):
        OfflineServer(db=path).start()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc: run it on Linux")
def test_a_file_that_is_refused_is_let_go_of(tmp_path):
    """No handle stays open on it, whoever still holds the error."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear customer, " * 100)
    with pytest.raises(NotAnAccount) as refused:
        OfflineServer(db=path).start()
    assert refused.value.__traceback__ is not None
    handles = [each.resolve() for each in Path("/proc/self/fd").iterdir()]
    assert path.resolve() not in handles


def test_a_file_serves_one_server_at_a_time(tmp_path):
    """A second server on the same file is told so; after the first closed it may."""
    db = tmp_path / "account.db"
    with OfflineServer(db=db, customers=1), pytest.raises(NotAnAccount, match="locked"):
        OfflineServer(db=db).start()
    OfflineServer(db=db).start().close()


SERVE = """
import sys
from kit.offline import NotAnAccount, OfflineServer
server = OfflineServer(db=sys.argv[1], customers=3)
server.start()
print(server.port, flush=True)
import threading
threading.Event().wait()
"""


class Victim:
    """A server in a process of its own, to be killed."""

    def __init__(self, db):
        self.key = "sk_test_victim"
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(db)], stdout=subprocess.PIPE, text=True
        )
        self.port = int(self._process.stdout.readline())
        self.api_base = f"http://127.0.0.1:{self.port}"

    def kill(self):
        """End it as a power cut would, without a word."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process.stdout.close()


KILLS = 8


def test_a_killed_server_loses_no_answered_write(tmp_path, new_client, capsys):
    """kill -9 in a loop, under load: every answered attach is there, and none by half."""
    db = tmp_path / "account.db"
    answered, key = [], count()
    for round_number in range(KILLS):
        victim = Victim(db)
        api = new_client(victim)
        for done in count():
            try:
                source = api.post("/v1/sources", {"type": "card"}).json["id"]
                api.post(ATTACH, {"source": source}, **{"Idempotency-Key": f"k{next(key)}"})
            except (OSError, HTTPException):
                break
            answered.append(source)
            if done == 10 + 7 * round_number:
                kill_soon(victim)
        victim.kill()
    with OfflineServer(db=db) as server:
        api = new_client(server)
        tables = api.practice.export()["tables"]
    attached = {row["id"]: row for row in tables["sources"] if row["customer"] == CUSTOMER}
    told = [
        row["body"]["data"]["object"]["id"]
        for row in tables["events"]
        if row["type"] == "customer.source.created"
    ]
    keyed = [row["body"]["id"] for row in tables["idempotent_answers"]]
    with capsys.disabled():
        print(f"{KILLS} kills, {len(answered)} answered attaches, {len(attached)} kept")  # noqa: T201 - the figures are asked for
    assert len(answered) > KILLS * 10
    assert set(answered) <= set(attached)
    assert len(attached) - len(answered) <= KILLS, "at most one unanswered attach a kill"
    for source, row in attached.items():
        assert row["body"]["customer"] == CUSTOMER
        assert told.count(source) == 1
        assert keyed.count(source) == 1


def kill_soon(victim):
    """Kill from another thread, while this one goes on sending."""
    threading.Timer(0.003, os.kill, (victim._process.pid, signal.SIGKILL)).start()
