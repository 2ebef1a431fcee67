"""Idempotency keys: one key, one piece of work, one answer."""

import threading

import pytest

CUSTOMER = "cus_9s6XKzkNRiz8i3"
SOURCE = "src_1NfRGv2eZvKYlo2Cv7NAImBL"
ATTACH = f"/v1/customers/{CUSTOMER}/sources"
KEY = {"Idempotency-Key": "one"}


def test_a_replay_answers_the_same_and_does_nothing(api):
    """The same body, a new Request-Id, Original-Request and Idempotent-Replayed."""
    first = api.post(ATTACH, {"source": SOURCE}, **KEY)
    again = api.post(ATTACH, {"source": SOURCE}, **KEY)
    assert again.json == first.json
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["original-request"] == first.headers["request-id"]
    assert again.headers["request-id"] != first.headers["request-id"]
    assert again.headers["idempotency-key"] == "one"
    assert "idempotent-replayed" not in first.headers
    assert first.headers["original-request"] == first.headers["request-id"]
    assert api.events()[:2].count(("customer.source.created", SOURCE)) == 1


def test_the_replay_is_of_then_not_of_now(api):
    """What changed meanwhile does not show in the replay."""
    first = api.post(ATTACH, {"source": SOURCE}, **KEY)
    api.delete(f"{ATTACH}/{SOURCE}")
    assert api.post(ATTACH, {"source": SOURCE}, **KEY).json == first.json


@pytest.mark.parametrize(
    "form",
    [
        "metadata[a]=1&metadata[b]=2&source=" + SOURCE,
        "source=" + SOURCE + "&metadata%5Bb%5D=2&metadata%5Ba%5D=1",
    ],
)
def test_the_same_parameters_in_another_order_are_the_same(api, form):
    """What counts is what the form says, not how it is written."""
    api.post(ATTACH, {"source": SOURCE, "metadata[a]": "1", "metadata[b]": "2"}, **KEY)
    assert api.post(ATTACH, form, **KEY).headers["idempotent-replayed"] == "true"


def test_a_refusal_by_the_work_itself_is_replayed(api):
    """An attach that was refused stays refused under its key."""
    first = api.post(ATTACH, {"source": "src_x"}, **KEY)
    again = api.post(ATTACH, {"source": "src_x"}, **KEY)
    assert again.status == first.status == 400
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json == first.json


@pytest.mark.parametrize(
    "params",
    [{"source": SOURCE, "foo": "1"}, {"source": ""}, {}, {"source": SOURCE, "metadata": "x"}],
)
def test_what_was_refused_before_the_work_began_is_not_kept(api, params):
    """After a parameter error the key is free for the right call."""
    assert api.post(ATTACH, params, **KEY).status == 400
    right = api.post(ATTACH, {"source": SOURCE}, **KEY)
    assert right.status == 200
    assert "idempotent-replayed" not in right.headers


def test_401_and_429_come_before_the_key(api):
    """A bad key and a rate limit leave the idempotency key unused."""
    api.key = "sk_wrong"
    assert api.post(ATTACH, {"source": SOURCE}, **KEY).status == 401
    api.key = api.server.key
    api.practice.set_faults(next=["rate_limited"])
    assert api.post(ATTACH, {"source": SOURCE}, **KEY).status == 429
    assert "idempotent-replayed" not in api.post(ATTACH, {"source": SOURCE}, **KEY).headers


def test_a_key_lasts_24_hours_of_the_practice_clock(api):
    """One second before, the replay; after it, the work again."""
    api.post("/v1/customers", {"name": "A"}, **KEY)
    api.practice.advance(hours=23, minutes=59, seconds=59)
    assert api.post("/v1/customers", {"name": "A"}, **KEY).headers["idempotent-replayed"]
    api.practice.advance(seconds=1)
    fresh = api.post("/v1/customers", {"name": "B"}, **KEY)
    assert (fresh.status, fresh.json["name"]) == (200, "B")


def test_get_and_delete_take_no_key(api):
    """The header means nothing outside POST."""
    for method in ("GET", "DELETE"):
        answer = api.call(method, f"/v1/customers/{CUSTOMER}", headers=KEY)
        assert "idempotency-key" not in answer.headers
    assert api.call("GET", f"/v1/customers/{CUSTOMER}", headers=KEY).json["deleted"]


def test_255_characters_are_fine(api):
    """The longest key works."""
    assert api.post("/v1/customers", **{"Idempotency-Key": "k" * 255}).status == 200


def test_of_two_at_once_one_is_told_to_wait(api, new_client):
    """While the first is under way, the second answers 409; the work is done once."""
    api.practice.set_faults(latency_ms=400)
    answers = []

    def send(client):
        answers.append(client.post("/v1/customers", {"name": "Once"}, **KEY))

    clients = [new_client(api.server) for _ in range(3)]
    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [200, 409, 409]
    in_use = next(answer for answer in answers if answer.status == 409)
    assert in_use.error["code"] == "idempotency_key_in_use"
    api.practice.clear_faults()
    assert api.post("/v1/customers", {"name": "Once"}, **KEY).headers["idempotent-replayed"]
    listed = api.get("/v1/customers", {"limit": 100}).json["data"]
    assert [each["name"] for each in listed].count("Once") == 1
