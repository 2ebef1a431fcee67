"""Faults on demand: what the client sees, and what was done all the same."""

import threading
import time
from http.client import RemoteDisconnected

import pytest

from kit.errors import InvalidInput
from kit.offline import OfflineServer
from kit.offline.protocol.faults import FAULT_PARAMETERS, FaultPlan, InvalidFault

CUSTOMER = "cus_9s6XKzkNRiz8i3"
SOURCE = "src_1NfRGv2eZvKYlo2Cv7NAImBL"
ATTACH = f"/v1/customers/{CUSTOMER}/sources"
KEY = {"Idempotency-Key": "one"}


def is_attached(api):
    """Whether the page's source has its customer."""
    return "customer" in api.get(f"/v1/sources/{SOURCE}").json


def test_the_settings_and_their_checks_are_one_list():
    """Every setting can be set over HTTP."""
    assert set(FAULT_PARAMETERS) == set(FaultPlan().as_json())


def test_latency_holds_every_answer_back_refusals_too(api):
    """Each answer takes at least as long as asked for; the controls answer at once."""
    api.practice.set_faults(latency_ms=120)
    for send in (
        lambda: api.get(f"/v1/customers/{CUSTOMER}"),
        lambda: api.post(ATTACH, {"source": "src_x"}),
        lambda: api.post(ATTACH, {"foo": "x"}),
    ):
        began = time.monotonic()
        send()
        assert time.monotonic() - began >= 0.12
    began = time.monotonic()
    api.practice.clear_faults()
    assert time.monotonic() - began < 0.12


def test_latency_does_not_queue(api, new_client):
    """Ten answers held back at once take about as long as one."""
    api.practice.set_faults(latency_ms=300)
    clients = [new_client(api.server) for _ in range(10)]
    threads = [
        threading.Thread(target=client.get, args=(f"/v1/sources/{SOURCE}",)) for client in clients
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began < 1.5


def test_a_cut_before_the_work_leaves_nothing_done(api):
    """The connection breaks without an answer, and nothing happened."""
    api.practice.set_faults(next=["cut_before"])
    with pytest.raises((RemoteDisconnected, ConnectionError)):
        api.post(ATTACH, {"source": SOURCE}, **KEY)
    assert not is_attached(api)
    assert "idempotent-replayed" not in api.post(ATTACH, {"source": SOURCE}, **KEY).headers


def test_a_cut_after_the_work_leaves_it_done_and_replayable(api):
    """The answer is lost, the attach is not, and the same key tells its answer."""
    api.practice.set_faults(next=["cut_after"])
    with pytest.raises((RemoteDisconnected, ConnectionError)):
        api.post(ATTACH, {"source": SOURCE}, **KEY)
    assert is_attached(api)
    again = api.post(ATTACH, {"source": SOURCE}, **KEY)
    assert (again.status, again.headers["idempotent-replayed"]) == (200, "true")


@pytest.mark.parametrize(("fault", "done"), [("error_before", False), ("error_after", True)])
def test_a_500_says_nothing_about_the_work_and_is_replayed(api, fault, done):
    """500 before or after the work looks the same, now and under its key for ever after."""
    api.practice.set_faults(next=[fault])
    first = api.post(ATTACH, {"source": SOURCE}, **KEY)
    assert (first.status, first.error["type"]) == (500, "api_error")
    assert first.headers["stripe-should-retry"] == "false"
    assert is_attached(api) is done
    again = api.post(ATTACH, {"source": SOURCE}, **KEY)
    assert (again.status, again.headers["idempotent-replayed"]) == (500, "true")


@pytest.mark.parametrize("fault", ["error_before", "error_after"])
def test_reads_fail_too_when_asked_to(api, fault):
    """A GET answers 500, and the next one does not."""
    api.practice.set_faults(next=[fault])
    assert api.get(f"/v1/sources/{SOURCE}").status == 500
    assert api.get(f"/v1/sources/{SOURCE}").status == 200


def test_scripted_faults_come_in_order_and_end(api):
    """next= hits exactly the next requests; "none" lets one through."""
    api.practice.set_faults(next=["rate_limited", "none", "lock_timeout"])
    statuses = [api.get(f"/v1/sources/{SOURCE}").status for _ in range(5)]
    assert statuses == [429, 200, 429, 200, 200]


def test_a_rate_limit_lets_a_seconds_worth_through_and_names_its_reason(api):
    """Over all endpoints together, the limit's number passes at once and the rest is told why."""
    api.practice.set_faults(rate_limit=5)
    answers = [api.get(f"/v1/sources/{SOURCE}") for _ in range(4)]
    answers += [api.get("/v1/customers") for _ in range(4)]
    assert [each.status for each in answers[:5]] == [200] * 5
    limited = answers[-1]
    assert limited.status == 429
    assert limited.headers["stripe-rate-limited-reason"] == "global-rate"
    assert "stripe-should-retry" not in limited.headers


def test_the_rate_is_the_rate(api):
    """Over a second and a half, about the permitted number get through."""
    api.practice.set_faults(rate_limit=40)
    began, passed = time.monotonic(), 0
    while time.monotonic() - began < 1.5:
        passed += api.get(f"/v1/sources/{SOURCE}").status == 200
    assert 40 * 1.5 <= passed <= 40 * 2.5 + 2


def test_an_endpoint_limit_counts_each_endpoint_by_itself(api):
    """Ids do not matter, the named operation does."""
    api.practice.set_faults(endpoint_rate_limit=2)
    statuses = [api.get(f"/v1/sources/src_{n}").status for n in range(3)]
    assert statuses == [404, 404, 429]
    assert api.get("/v1/customers").status == 200
    limited = api.get(f"/v1/sources/{SOURCE}")
    assert limited.headers["stripe-rate-limited-reason"] == "endpoint-rate"


def at_once(clients, send):
    """The answers of one request from each client, sent together."""
    answers = []
    threads = [
        threading.Thread(target=lambda each=client: answers.append(send(each)))
        for client in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_concurrency_limit_counts_what_is_under_way(api, new_client):
    """With two under way the rest is refused."""
    api.practice.set_faults(latency_ms=400, concurrency_limit=2)
    clients = [new_client(api.server) for _ in range(5)]
    answers = at_once(clients, lambda client: client.get(f"/v1/sources/{SOURCE}"))
    assert sorted(each.status for each in answers) == [200, 200, 429, 429, 429]
    reasons = {each.headers.get("stripe-rate-limited-reason") for each in answers}
    assert reasons == {None, "global-concurrency"}


def test_writes_to_one_customer_lock_each_other_out(api, new_client):
    """One attach at a time for a customer; another customer is free; reads never wait."""
    sources = [api.new_source()["id"] for _ in range(4)]
    other = api.new_customer()["id"]
    paths = [ATTACH, ATTACH, ATTACH, f"/v1/customers/{other}/sources"]
    api.practice.set_faults(latency_ms=400, lock_customers=True)
    clients = [new_client(api.server) for _ in range(5)]
    work = dict(zip(clients, zip(paths, sources, strict=True), strict=False))

    def send(client):
        if client not in work:
            return client.get(f"/v1/customers/{CUSTOMER}")
        path, source = work[client]
        return client.post(path, {"source": source})

    answers = at_once(clients, send)
    assert sorted(each.status for each in answers) == [200, 200, 200, 429, 429]
    locked = next(each for each in answers if each.status == 429)
    assert locked.error["code"] == "lock_timeout"
    assert locked.headers["stripe-should-retry"] == "true"
    assert "stripe-rate-limited-reason" not in locked.headers


def test_shares_hit_the_same_requests_for_the_same_seed(api):
    """Two accounts with the same faults fail the same requests, about as often as asked."""
    faults = {"error_before": 0.25, "rate_limited": 0.25, "seed": 3}
    runs = []
    for _ in range(2):
        with OfflineServer(customers=1, faults=faults) as server:
            client = type(api)(server)
            runs.append([client.get(f"/v1/sources/{SOURCE}").status for _ in range(200)])
            client.close()
    assert runs[0] == runs[1]
    assert 30 <= runs[0].count(500) <= 70
    assert 30 <= runs[0].count(429) <= 70


def test_faults_may_concern_reads_or_writes_only(api):
    """on= says whom they meet."""
    api.practice.set_faults(error_before=1, on="writes")
    assert api.get(f"/v1/sources/{SOURCE}").status == 200
    assert api.post(ATTACH, {"source": SOURCE}).status == 500
    api.practice.set_faults(on="reads")
    assert api.get(f"/v1/sources/{SOURCE}").status == 500
    assert api.post(ATTACH, {"source": SOURCE}).status == 200


def test_faults_are_seen_changed_one_by_one_and_cleared(api):
    """What is not named stays; the state shows it; clearing ends it all."""
    api.practice.set_faults(latency_ms=1.5, next=["cut_after"])
    api.practice.set_faults(rate_limit=1000)
    seen = api.practice.faults
    assert (seen["latency_ms"], seen["rate_limit"], seen["next"]) == (1.5, 1000, ["cut_after"])
    assert api.practice.state()["faults"] == seen
    api.practice.clear_faults()
    assert api.practice.faults == FaultPlan().as_json()


@pytest.mark.parametrize(
    "settings",
    [{"cut_after": 1.5}, {"latency_ms": -1}, {"next": ["fire"]}, {"on": "mondays"}, {"colour": 1}],
)
def test_impossible_faults_are_refused(api, settings):
    """Unknown names and values out of bounds are told."""
    with pytest.raises(InvalidInput):
        api.practice.set_faults(**settings)
    assert api.practice.faults == FaultPlan().as_json()


def test_the_controls_are_never_met_by_faults(api):
    """Whatever goes wrong, it can be cleared."""
    api.practice.set_faults(cut_before=1, rate_limit=0.001)
    api.practice.reset()
    api.practice.clear_faults()
    assert api.get(f"/v1/sources/{SOURCE}").status == 200


def test_a_share_may_begin_with_its_point():
    """`.25` is a quarter, as a form's text and as a number; `.` is none."""
    assert FaultPlan(cut_after=".25").cut_after == FaultPlan(cut_after=0.25).cut_after == 0.25
    with pytest.raises(InvalidFault, match="Invalid decimal"):
        FaultPlan(cut_after=".")


def test_the_default_seed_hits_at_once(api):
    """Whoever tries a small share sees a fault with the second request, not the hundredth."""
    api.practice.set_faults(error_before=0.05)
    statuses = [api.get("/v1/customers", {"limit": 1}).status for _ in range(2)]
    assert statuses == [200, 500]
