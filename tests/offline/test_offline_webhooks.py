"""Webhooks: signed, delivered, tried again by the practice clock, and gone wrong on demand."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe

from kit.offline import OfflineServer
from kit.offline.webhooks.delivery_plan import RETRY_SECONDS

ENDPOINTS = "/v1/webhook_endpoints"


@dataclass
class Receiver:
    """A web server that keeps what it is sent and answers as it is told."""

    url: str = ""
    deliveries: list = field(default_factory=list)
    statuses: list = field(default_factory=list)
    on_delivery: object = None

    @property
    def events(self):
        """The events in the order in which they came."""
        return [json.loads(body) for body, _ in self.deliveries]

    @property
    def types(self):
        """Their types."""
        return [event["type"] for event in self.events]


@pytest.fixture
def receiver():
    """A real HTTP server on a free port."""
    got = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.deliveries.append((body, dict(self.headers)))
            if got.on_delivery is not None:
                got.on_delivery(json.loads(body))
            self.send_response(got.statuses.pop(0) if got.statuses else 200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    got.url = f"http://127.0.0.1:{server.server_port}/webhook"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield got
    server.shutdown()
    server.server_close()
    thread.join()


def listen(api, receiver, *events, **params):
    """An endpoint at the receiver for these events, or for all."""
    pairs = [("url", receiver.url), *params.items()]
    pairs += [("enabled_events[]", event) for event in events or ("*",)]
    return api.post(ENDPOINTS, pairs).json


def chargeable_source(api):
    """A source whose payer has authorised it."""
    source = api.new_source("ideal")
    api.practice.authorize(source["id"])
    return source


def test_an_event_arrives_signed_as_stripes_own_library_verifies_it(api, receiver):
    """`stripe.Webhook.construct_event` accepts the delivery, and no other secret."""
    endpoint = listen(api, receiver, "source.chargeable")
    source = chargeable_source(api)
    assert api.practice.deliveries()["state"].to_list() == ["delivered"]
    [(body, headers)] = receiver.deliveries
    event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], endpoint["secret"])
    assert (event.type, event.data.object.id) == ("source.chargeable", source["id"])
    assert event.data.object.status == "chargeable"
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, headers["Stripe-Signature"], "whsec_another")
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert body == json.dumps(json.loads(body), indent=2, ensure_ascii=False).encode()


def test_only_what_was_asked_for_is_sent(api, receiver):
    """An endpoint gets its own events alone; nothing comes before it is there or after."""
    api.new_customer()
    endpoint = listen(api, receiver, "source.chargeable", "source.failed")
    api.new_customer()
    chargeable_source(api)
    api.practice.decline(api.new_source("giropay")["id"])
    api.practice.delivered()
    assert receiver.types == ["source.chargeable", "source.failed"]
    assert api.delete(f"{ENDPOINTS}/{endpoint['id']}").json["deleted"] is True
    chargeable_source(api)
    api.practice.delivered()
    assert len(receiver.deliveries) == 2


def test_pending_webhooks_counts_down_as_endpoints_take_the_event(api, receiver):
    """Two endpoints, two pending; each first success is one less, and lists can ask for it."""
    for _ in range(2):
        listen(api, receiver, "source.chargeable")
    receiver.statuses = [500]
    source = chargeable_source(api)
    api.practice.delivered()
    assert sorted(event["pending_webhooks"] for event in receiver.events) in ([1, 2], [2, 2])
    [event] = [
        each
        for each in api.get("/v1/events", {"limit": 5}).json["data"]
        if each["data"]["object"]["id"] == source["id"]
    ]
    assert event["pending_webhooks"] == 1
    failing = api.get("/v1/events", {"delivery_success": "false"}).json["data"]
    assert [each["id"] for each in failing] == [event["id"]]
    api.practice.advance(hours=1)
    api.practice.delivered()
    assert api.get(f"/v1/events/{event['id']}").json["pending_webhooks"] == 0
    assert api.get("/v1/events", {"delivery_success": "false"}).json["data"] == []


def test_a_refused_delivery_is_tried_again_by_the_practice_clock(api, receiver):
    """Three more tries, each later than the last; then it is given up."""
    listen(api, receiver, "source.chargeable")
    receiver.statuses = [500, 302, 404, 503, 200]
    chargeable_source(api)
    assert len(api.practice.deliveries()) == 2  # the first, and the next that waits
    api.practice.advance(seconds=RETRY_SECONDS[0] - 1)
    api.practice.delivered()
    assert len(receiver.deliveries) == 1
    api.practice.advance(days=3)
    tries = api.practice.deliveries()
    assert tries["attempt"].to_list() == [1, 2, 3, 4]
    assert tries["status"].to_list() == [500, 302, 404, 503]
    assert set(tries["state"]) == {"failed"}
    waits = tries["due"].diff().dropna().dt.total_seconds().to_list()
    assert waits == list(RETRY_SECONDS) == sorted(waits)
    assert len({event["id"] for event in receiver.events}) == 1


def test_nobody_there_is_told_and_tried_again(api, receiver):
    """A refused connection is a failed delivery that says so, and a later one arrives."""
    with FreePort() as port:
        free = f"http://127.0.0.1:{port}/"
    endpoint = api.post(ENDPOINTS, {"url": free, "enabled_events[]": "customer.created"}).json
    api.new_customer()
    first = api.practice.deliveries().iloc[0]
    assert (first["state"], first["error"]) == ("failed", "connection refused")
    api.post(f"{ENDPOINTS}/{endpoint['id']}", {"url": receiver.url})
    api.practice.advance(hours=2)
    api.practice.delivered()
    assert receiver.types == ["customer.created"]


class FreePort:
    """A port on which nobody listens once this is left."""

    def __enter__(self):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        return self._server.server_port

    def __exit__(self, *exception):
        self._server.server_close()


def test_a_duplicate_comes_twice_and_counts_once(api, receiver):
    """The same event, signed both times; the second success takes nothing off the count."""
    endpoint = listen(api, receiver, "source.chargeable")
    api.practice.set_faults(webhook_duplicate=1)
    chargeable_source(api)
    api.practice.delivered()
    first, second = receiver.events
    assert first["id"] == second["id"]
    for body, headers in receiver.deliveries:
        stripe.Webhook.construct_event(body, headers["Stripe-Signature"], endpoint["secret"])
    assert api.get(f"/v1/events/{first['id']}").json["pending_webhooks"] == 0


def test_a_reordered_one_comes_after_the_next(api, receiver):
    """What is held back is sent once the next one was, or when the clock moves on."""
    listen(api, receiver, "customer.created")
    api.practice.set_faults(webhook_reorder=1)
    early = api.new_customer()["id"]
    api.practice.delivered()
    assert receiver.deliveries == []
    api.practice.clear_faults()
    late = api.new_customer()["id"]
    api.practice.delivered()
    assert [event["data"]["object"]["id"] for event in receiver.events] == [late, early]
    api.practice.set_faults(webhook_reorder=1)
    api.new_customer()
    api.practice.advance(seconds=1)
    api.practice.delivered()
    assert len(receiver.deliveries) == 3


def test_a_late_one_comes_an_hour_later(api, receiver):
    """By the practice clock: not before, and signed at the time it is sent."""
    endpoint = listen(api, receiver, "customer.created")
    api.practice.set_faults(webhook_late=1)
    api.new_customer()
    api.practice.advance(minutes=59)
    api.practice.delivered()
    assert receiver.deliveries == []
    api.practice.advance(minutes=1)
    api.practice.delivered()
    [(body, headers)] = receiver.deliveries
    stripe.Webhook.construct_event(body, headers["Stripe-Signature"], endpoint["secret"])


def test_a_badly_signed_one_is_refused_by_stripes_own_library(api, receiver):
    """The signature is there and wrong."""
    endpoint = listen(api, receiver, "customer.created")
    api.practice.set_faults(webhook_bad_signature=1)
    api.new_customer()
    api.practice.delivered()
    [(body, headers)] = receiver.deliveries
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, headers["Stripe-Signature"], endpoint["secret"])


def test_the_secret_is_shown_once(api, receiver):
    """At creation, and never again; nor does an exported world hold it."""
    endpoint = listen(api, receiver, description="mine")
    assert endpoint["secret"].startswith("whsec_")
    path = f"{ENDPOINTS}/{endpoint['id']}"
    for answer in (
        api.get(path).json,
        api.get(ENDPOINTS).json["data"][0],
        api.post(path, {"metadata[k]": "v"}).json,
    ):
        assert "secret" not in answer
        assert answer["url"] == receiver.url
    assert endpoint["secret"] not in json.dumps(api.practice.export())


def test_a_disabled_endpoint_is_told_nothing(api, receiver):
    """Disabled and enabled again; what happened meanwhile is lost."""
    endpoint = listen(api, receiver, "customer.created")
    path = f"{ENDPOINTS}/{endpoint['id']}"
    assert api.post(path, {"disabled": "true"}).json["status"] == "disabled"
    api.new_customer()
    assert api.post(path, {"disabled": "false"}).json["status"] == "enabled"
    second = api.new_customer()["id"]
    api.practice.delivered()
    assert [event["data"]["object"]["id"] for event in receiver.events] == [second]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hook",
        "http://example.com/",
        "http://127.0.0.1.example.com/",
        "http://user@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://10.0.0.1/",
        "ftp://127.0.0.1/",
        "http://127.0.0.1\\@example.com/",
        "nothing",
    ],
)
def test_nothing_is_sent_to_another_machine(api, url):
    """An address that is not this machine's is refused, by name of the parameter."""
    refused = api.post(ENDPOINTS, {"url": url, "enabled_events[]": "*"})
    assert (refused.status, refused.error["param"]) == (400, "url")
    assert "this machine only" in refused.error["message"]


@pytest.mark.parametrize("events", ["", "no event", "source.*"])
def test_events_are_named_whole(api, receiver, events):
    """No name, no event's name and no pattern but * are refused."""
    refused = api.post(ENDPOINTS, {"url": receiver.url, "enabled_events[]": events})
    assert refused.status == 400
    assert refused.error["param"].startswith("enabled_events")


def test_a_receiver_may_call_the_account_while_it_is_asked(api, receiver, server, new_client):
    """Attach on `source.chargeable`, from within: the server answers, and tells of that too."""
    listen(api, receiver, "source.chargeable", "customer.source.created")
    customer = api.new_customer()["id"]
    inner = new_client(server)

    def attach(event):
        if event["type"] == "source.chargeable":
            source = event["data"]["object"]["id"]
            inner.made(f"/v1/customers/{customer}/sources", source=source)

    receiver.on_delivery = attach
    source = chargeable_source(api)
    api.practice.delivered()
    assert receiver.types == ["source.chargeable", "customer.source.created"]
    assert api.get(f"/v1/sources/{source['id']}").json["customer"] == customer


def test_a_reset_keeps_who_listens_and_forgets_what_was_sent(api, receiver):
    """The practice data comes again without a word; what happens next is told."""
    listen(api, receiver, "customer.created")
    api.new_customer()
    api.practice.delivered()
    api.practice.reset()
    assert api.practice.deliveries().empty
    api.new_customer()
    api.practice.delivered()
    assert receiver.types == ["customer.created"] * 2


def test_what_waits_outlives_the_process(tmp_path, receiver, new_client):
    """A delivery that failed before the server was closed is tried by the next one."""
    file = tmp_path / "account.db"
    with OfflineServer(db=file, customers=2) as server:
        api = new_client(server)
        listen(api, receiver, "customer.created")
        receiver.statuses = [500]
        api.new_customer()
        api.practice.delivered()
    with OfflineServer(db=file) as server:
        api = new_client(server)
        api.practice.advance(hours=1)
        assert api.practice.deliveries()["state"].to_list() == ["failed", "delivered"]
    assert receiver.types == ["customer.created"] * 2


def test_the_version_of_an_event_is_the_endpoints(api, receiver):
    """An endpoint may ask for a version of its own, as stripe-go needs it."""
    listen(api, receiver, "customer.created", api_version="2026-07-29.dahlia")
    api.new_customer()
    api.practice.delivered()
    assert receiver.events[0]["api_version"] == "2026-07-29.dahlia"


def test_the_server_tells_whoever_started_it(receiver, new_client):
    """`on_delivery` is called with each attempt and its answer."""
    told = []
    with OfflineServer(customers=2, on_delivery=told.append) as server:
        api = new_client(server)
        listen(api, receiver, "customer.created")
        customer = api.new_customer()["id"]
        api.practice.delivered()
    [report] = told
    assert (report["type"], report["object"], report["status"]) == (
        "customer.created",
        customer,
        200,
    )


def test_an_account_with_nobody_listening_plans_nothing(api):
    """Without an endpoint no event is pending and no delivery is noted."""
    chargeable_source(api)
    assert api.get("/v1/events", {"limit": 1}).json["data"][0]["pending_webhooks"] == 0
    assert api.practice.deliveries().empty


STORIES = [
    ("source.chargeable", "ideal"),
    ("source.chargeable", "sepa_debit"),
    ("source.chargeable", "ach_debit"),
    ("source.chargeable", "multibanco"),
    ("source.failed", None),
    ("source.canceled", None),
    ("source.transaction.created", None),
    ("source.refund_attributes_required", None),
    ("source.mandate_notification", None),
    ("customer.source.created", None),
    ("customer.source.updated", "sepa_debit"),
    ("customer.source.deleted", None),
]


@pytest.mark.parametrize(("event", "type"), STORIES)
def test_a_trigger_makes_the_whole_story_happen(api, receiver, event, type):
    """The event that was asked for is sent, about a source that lived through its story."""
    listen(api, receiver, event)
    about = api.practice.trigger(event, type=type)
    api.practice.delivered()
    [sent] = receiver.events
    assert sent["type"] == event
    told = sent["data"]["object"]
    whole = told.get("source", told)
    assert about["id"] in (told["id"], whole if isinstance(whole, str) else whole["id"])


def test_a_trigger_says_which_events_it_knows(api):
    """An event without a story, and a card that needs none, are refused in words."""
    refused = api.post("/_kit/trigger", {"event": "charge.succeeded"})
    assert refused.status == 400
    assert "source.chargeable" in refused.error["message"]
    refused = api.post("/_kit/trigger", {"event": "source.chargeable", "type": "card"})
    assert "chargeable when it is made" in refused.error["message"]
    assert api.post("/_kit/trigger", {}).error["code"] == "parameter_missing"
