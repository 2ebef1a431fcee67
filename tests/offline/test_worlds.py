"""Every practice world: by the schema, told by its events, the same whenever it is made."""

import hashlib
import subprocess
import sys
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_world import ReadWorld
from stripe_schema import validator
from test_offline_schema import check, check_event_objects

from kit.offline import NAMED_WORLDS, OfflineServer
from kit.offline.protocol.messages import API_VERSION
from kit.offline.storage.database import Database
from kit.offline.storage.repository import Repository
from kit.offline.worlds.calm_people import START
from kit.practice import PracticeControls

SIZES = {"calm": 60, "spring": 200, "migration": 120, "storm": 30, "empty": 0}

PAGE_SOURCE = "/v1/sources/src_1NfRGv2eZvKYlo2Cv7NAImBL"
PAGE_CUSTOMER = "/v1/customers/cus_9s6XKzkNRiz8i3"

MONTH = 30 * 86_400


@pytest.fixture(params=NAMED_WORLDS, scope="module")
def world(request):
    """One account of each named world."""
    name = request.param
    with OfflineServer(world=name, customers=SIZES[name]) as server:
        read = ReadWorld(server)
        read.name = name
        yield read


@pytest.fixture(params=["spring", "migration"], scope="module")
def told_world(request):
    """One account of each world that is told by the builder."""
    with OfflineServer(world=request.param, customers=SIZES[request.param]) as server:
        yield ReadWorld(server)


def test_each_world_answers_by_the_schema(world):
    """Customers, their sources and the events are as Stripe's schema has them."""
    check_event_objects(world.events)
    for source in world.sources:
        check(validator("GET", "/v1/sources/{source}"), source)
    sizes = len(world.customers), len(world.sources), len(world.events)
    assert min(sizes) > 20 or (world.name == "empty" and sizes == (0, 0, 0))


def test_the_pages_pair_is_in_each_but_the_empty_one(world):
    """The documentation's customer, and its source ready to attach, byte for byte the same."""
    (status, source), (_, customer) = world.get(PAGE_SOURCE), world.get(PAGE_CUSTOMER)
    if world.name == "empty":
        assert status == 404
        return
    with OfflineServer(customers=2) as calm:
        assert source == ReadWorld(calm).get(PAGE_SOURCE)[1]
    assert (customer["name"], customer["default_source"]) == ("Jenny Rosen", None)


def test_events_replayed_end_in_the_objects(world):
    """The last thing told of a source is what it is, but for what Stripe tells in no event."""
    told = {}
    for event in world.events:
        about = event["data"]["object"]
        if about["object"] == "source":
            told[about["id"]] = about
    for source_id, last in told.items():
        now = world.source(source_id)
        if now["status"] == "consumed":  # by a charge, of which no event is known
            assert last["status"] in ("chargeable", "consumed")
            last["status"] = "consumed"
        for told_nowhere in ("metadata", "receiver"):
            last.pop(told_nowhere, None)
            now.pop(told_nowhere, None)
        assert last == now
    assert told or world.name == "empty"


def test_each_event_follows_from_the_one_before(world):
    """No source leaves a status that it cannot leave, and none has two customers."""
    final = {"failed", "canceled", "consumed"}
    statuses, owners = {}, defaultdict(set)
    for event in world.events:
        about = event["data"]["object"]
        assert about.get("created", 0) <= event["created"] <= world.now
        if about["object"] != "source":
            continue
        before, after = statuses.get(about["id"]), about["status"]
        assert before not in final or after == before
        assert (before, after) != ("chargeable", "pending")
        statuses[about["id"]] = after
        owners[about["id"]] |= {about.get("customer")} - {None}
    assert all(len(customers) <= 1 for customers in owners.values())


def test_what_happened_lately_to_a_source_has_its_event(told_world):
    """Each attachment and each end of the last thirty days is told."""
    told = {(event["type"], event["data"]["object"]["id"]) for event in told_world.events}
    lately = [each for each in told_world.sources if each["created"] >= told_world.now - MONTH]
    assert len(lately) > 10
    for source in lately:
        assert ("customer.source.created", source["id"]) in told
        if source["status"] in ("failed", "canceled"):
            assert (f"source.{source['status']}", source["id"]) in told
        elif {"redirect", "receiver"} & set(source) and source["status"] != "pending":
            assert ("source.chargeable", source["id"]) in told


def test_what_happened_lately_to_a_customer_has_its_event(told_world):
    """Replayed, the events of a customer end in the customer, its default source included."""
    told = {}
    for event in told_world.events:
        if event["type"] in ("customer.created", "customer.updated"):
            about, previous = event["data"]["object"], event["data"].get("previous_attributes")
            before = told.get(about["id"])
            if before is not None and previous is not None:
                assert {**about, **previous} == before
            told[about["id"]] = about
    for customer in told_world.customers:
        del customer["sources"]
        if customer["created"] >= told_world.now - MONTH:
            assert customer["id"] in told
        assert told.get(customer["id"], customer) == customer
    del told_world.customers  # read anew by whoever needs the sources


def test_transfers_add_up(told_world):
    """What a receiver received is the sum of its transfers, and more was never taken out."""
    receivers = [each for each in told_world.sources if "receiver" in each]
    assert len(receivers) > 2
    for source in receivers:
        path = f"/v1/sources/{source['id']}/source_transactions"
        transfers = told_world.pages(path, "/v1/sources/{source}/source_transactions")
        sums = source["receiver"]
        assert sum(each["amount"] for each in transfers) == sums["amount_received"]
        assert sums["amount_charged"] + sums["amount_returned"] <= sums["amount_received"]


@pytest.mark.parametrize("name", ["spring", "migration"])
@given(seed=st.integers(0, 10**6), more=st.integers(0, 400))
@settings(max_examples=8)
def test_whatever_the_seed_and_the_size_the_story_can_have_happened(name, seed, more):
    """Every story holds in the smallest world and in larger ones, by any seed."""
    world = NAMED_WORLDS[name]
    repository = Repository(Database(), seed=seed, now=START, api_version=API_VERSION)
    key = world.fill(repository, world.least + more)
    assert repository.count("customers") == world.least + more
    assert all(key[answer]["rows"] for answer in ("who_breaks", "never_used", "attachable"))
    repository.database.close()


MAKE = """
import sys
from urllib.request import Request, urlopen
from kit.offline import OfflineServer
with OfflineServer(world=sys.argv[1], customers=int(sys.argv[2]), seed=3) as server:
    headers = {"Authorization": f"Bearer {server.key}"}
    request = Request(server.api_base + "/_kit/world", headers=headers)
    sys.stdout.buffer.write(urlopen(request).read())
"""


@pytest.mark.parametrize("name", ["spring", "migration"])
def test_two_processes_make_the_same_bytes(name):
    """Same seed, same world, whatever the order of a process's sets."""
    made = set()
    for hashing in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", MAKE, name, str(SIZES[name])],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": hashing},
        )
        made.add(hashlib.sha256(run.stdout).hexdigest())
    assert len(made) == 1


def test_calm_by_name_is_what_there_is_without_one():
    """The world that notebooks rely on is the default, and carries no answer key."""
    with OfflineServer(customers=12) as plain, OfflineServer(world="calm", customers=12) as named:
        unnamed, calm = (ReadWorld(server).practice for server in (plain, named))
        assert unnamed.export() == calm.export()
        assert calm.answers() == {}


def test_a_storm_is_calm_with_faults():
    """The same objects; what goes wrong is in force at once, and a setting of one's own wins."""
    with (
        OfflineServer(customers=12) as calm,
        OfflineServer(world="storm", customers=12, faults={"rate_limit": 7}) as server,
    ):
        faults = ReadWorld(calm).practice.faults
        storm = NAMED_WORLDS["storm"].faults
        stormy = faults_of(server)
        assert {name: faults[name] for name in storm} != dict(storm)
        assert stormy == {**faults, **storm, "rate_limit": 7}
        assert ReadWorld(server).customers == ReadWorld(calm).customers


def faults_of(server):
    """The faults in force, before anybody clears them."""
    return PracticeControls(server.api_base, server.key).faults
