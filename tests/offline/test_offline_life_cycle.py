"""Every arrow of a source's life cycle, once, and what else moves with it."""

import pytest

from kit.errors import InvalidInput, StripeRefused
from kit.facts.source_types import SOURCE_TYPES

CUSTOMER = "cus_9s6XKzkNRiz8i3"
HOUR = 3600


def created(type, **params):
    """A new source."""
    return lambda api: api.new_source(type, **params)


def authorized(type, **params):
    """A source whose payer agreed."""
    return lambda api: api.practice.authorize(api.new_source(type, **params)["id"])


def attached(type, **params):
    """A source on the page's customer."""
    return lambda api: api.attached(type=type, **params)


def attached_and_authorized(type, **params):
    """A source on the page's customer, made chargeable there."""
    return lambda api: api.practice.authorize(api.attached(type=type, **params)["id"])


def funded(type, amount=1000, **params):
    """A receiver that a transfer reached."""
    return lambda api: api.practice.receive_funds(api.new_source(type, **params)["id"], amount)


def authorize(api, source):
    """The payer agrees."""
    api.practice.authorize(source)


def decline(api, source):
    """The payer refuses."""
    api.practice.decline(source)


def receive(amount):
    """A transfer arrives."""
    return lambda api, source: api.practice.receive_funds(source, amount)


def charge(api, source):
    """The Charges API's part."""
    api.practice.charge(source)


def verify(*values):
    """The two deposits are named."""

    def move(api, source):
        pairs = [("values[]", value) for value in values]
        api.post(f"/v1/sources/{source}/verify", pairs)

    return move


def verify_wrongly_three_times(api, source):
    """All attempts are used up."""
    for _ in range(3):
        verify("1", "2")(api, source)


def wait(seconds):
    """Time goes by."""
    return lambda api, _source: api.practice.advance(seconds=seconds)


def detach(api, source):
    """The source is taken from its customer."""
    api.delete(f"/v1/customers/{CUSTOMER}/sources/{source}")


def delete_customer(api, _source):
    """The source's customer is deleted."""
    api.delete(f"/v1/customers/{CUSTOMER}")


def replace(api, source):
    """Another source comes as `source=` of the customer."""
    api.post(f"/v1/customers/{CUSTOMER}", {"source": source})
    api.post(f"/v1/customers/{CUSTOMER}", {"source": api.new_source("card")["id"]})


def mail(address):
    """The owner's e-mail becomes one of test mode's."""
    return lambda api, source: api.post(f"/v1/sources/{source}", {"owner[email]": address})


def nothing(api, source):
    """Nothing happens."""


REUSABLE_ALIPAY = {"usage": "reusable"}
ARROWS = [
    # a source, what happens, its status then, the newest event about it
    (created("card"), nothing, "chargeable", None),
    (created("sepa_debit"), nothing, "chargeable", "source.chargeable"),
    (created("ideal"), nothing, "pending", None),
    (created("ach_credit_transfer"), nothing, "pending", None),
    (created("ach_debit"), nothing, "pending", None),
    (created("wechat"), nothing, "pending", None),
    (created("ideal"), authorize, "chargeable", "source.chargeable"),
    (created("wechat"), authorize, "chargeable", "source.chargeable"),
    (created("three_d_secure"), authorize, "chargeable", "source.chargeable"),
    (created("ach_credit_transfer"), receive(1), "chargeable", "source.chargeable"),
    (created("sepa_credit_transfer"), receive(1), "chargeable", "source.chargeable"),
    (created("multibanco"), receive(999), "pending", None),
    (created("multibanco"), receive(1000), "chargeable", "source.chargeable"),
    (created("ach_debit"), verify("32", "45"), "chargeable", "source.chargeable"),
    (created("ach_debit"), verify("45", "32"), "pending", None),
    (created("ach_debit"), verify_wrongly_three_times, "failed", "source.failed"),
    (created("ideal"), mail("me_chargeable@example.com"), "chargeable", "source.chargeable"),
    (created("bancontact", **{"owner[email]": "x_chargeable@a.b"}), nothing, "chargeable",
     "source.chargeable"),
    (created("ach_credit_transfer"), mail("amount_2500@a.b"), "chargeable", "source.chargeable"),
    (created("ach_credit_transfer", **{"owner[email]": "amount_1@a.b"}), nothing, "chargeable",
     "source.chargeable"),
    (created("card"), mail("me_chargeable@example.com"), "chargeable", None),
    (created("ideal"), decline, "failed", "source.failed"),
    (attached("sepa_debit"), decline, "failed", "source.failed"),
    (created("giropay"), wait(HOUR - 1), "pending", None),
    (created("giropay"), wait(HOUR), "canceled", "source.canceled"),
    (created("bancontact"), wait(HOUR), "canceled", "source.canceled"),
    (created("alipay"), wait(HOUR), "canceled", "source.canceled"),
    (created("wechat"), wait(HOUR), "canceled", "source.canceled"),
    (created("multibanco"), wait(7 * 24 * HOUR - 1), "pending", None),
    (created("multibanco"), wait(7 * 24 * HOUR), "canceled", "source.canceled"),
    (created("ideal"), wait(30 * 24 * HOUR), "pending", None),
    (authorized("ideal"), wait(6 * HOUR - 1), "chargeable", "source.chargeable"),
    (authorized("ideal"), wait(6 * HOUR), "canceled", "source.canceled"),
    (authorized("alipay", **REUSABLE_ALIPAY), wait(500 * HOUR), "chargeable", "source.chargeable"),
    (created("card"), wait(900 * HOUR), "chargeable", None),
    (authorized("ideal"), charge, "consumed", "source.chargeable"),
    (created("card"), charge, "consumed", None),
    (attached("card"), charge, "chargeable", "customer.source.created"),
    (attached_and_authorized("ideal"), charge, "consumed", "source.chargeable"),
    (created("sepa_debit", **{"sepa_debit[iban]": "AT861904300235473202"}), charge, "failed",
     "source.failed"),
    (attached("card"), detach, "consumed", "customer.source.deleted"),
    (attached("ach_credit_transfer"), detach, "consumed", "customer.source.deleted"),
    (attached("card"), delete_customer, "consumed", "customer.source.deleted"),
    (created("card"), replace, "consumed", "customer.source.deleted"),
    (attached("ach_credit_transfer"), nothing, "pending", "customer.source.created"),
    (attached("ach_credit_transfer"), receive(5), "chargeable", "source.chargeable"),
]  # fmt: skip


@pytest.mark.parametrize(("begin", "move", "status", "event"), ARROWS)
def test_an_arrow_leads_where_it_should_and_says_so(api, begin, move, status, event):
    """From a status, by a cause, to a status, with its event as the newest about the source."""
    source = begin(api)["id"]
    move(api, source)
    assert api.get(f"/v1/sources/{source}").json["status"] == status
    about = [kind for kind, about_id in api.events() if about_id == source]
    assert next(iter(about), None) == event


@pytest.mark.parametrize("type", SOURCE_TYPES)
def test_flow_usage_and_first_status_are_the_documented_ones(api, type):
    """A new source of each type begins as the facts say."""
    source, facts = api.new_source(type), SOURCE_TYPES[type]
    assert (source["flow"], source["usage"], source["status"]) == (
        facts.flow,
        facts.usage,
        facts.starts_as,
    )
    assert ("receiver" in source) == (facts.flow == "receiver")
    assert ("redirect" in source) == (facts.flow == "redirect" or type == "multibanco")
    assert ("code_verification" in source) == (facts.flow == "code_verification")


@pytest.mark.parametrize("end", [detach, decline, wait(6 * HOUR), charge])
def test_terminal_states_are_final(api, end):
    """Neither payer, bank nor time moves a consumed, failed or canceled source."""
    api.new_source("ideal")
    source = api.practice.authorize(api.attached(type="ideal")["id"])["id"]
    end(api, source)
    before = api.get(f"/v1/sources/{source}").json
    for move in (authorize, decline, charge):
        with pytest.raises(StripeRefused):
            move(api, source)
    api.practice.advance(days=30)
    assert api.get(f"/v1/sources/{source}").json == before


def test_alipay_ends_with_its_day(api):
    """A chargeable Alipay source made late in the day is canceled at 23:45 GMT+8."""
    api.practice.advance(hours=15, minutes=30)  # 23:30 GMT+8
    alipay, ideal = (api.new_source(name)["id"] for name in ("alipay", "ideal"))
    for source in (alipay, ideal):
        api.practice.authorize(source)
    api.practice.advance(minutes=15)
    assert api.get(f"/v1/sources/{alipay}").json["status"] == "canceled"
    assert api.get(f"/v1/sources/{ideal}").json["status"] == "chargeable"


def test_what_falls_due_on_the_way_happens_at_its_own_time_in_order(api):
    """One long step of the clock cancels each source at its own second, oldest first."""
    first = api.new_source("giropay")["id"]
    api.practice.advance(minutes=10)
    second = api.new_source("giropay")["id"]
    start = int(api.practice.now.timestamp())
    api.practice.advance(days=1)
    data = api.get("/v1/events", {"type": "source.canceled", "limit": 100}).json["data"]
    mine = [
        (each["data"]["object"]["id"], each["created"] - start)
        for each in data
        if each["data"]["object"]["id"] in (first, second)
    ]
    assert mine == [(second, 60 * 60), (first, 50 * 60)]


def test_the_clock_stands_still_and_never_goes_back(api):
    """Only advance() moves the clock, and only forward."""
    now = api.practice.now
    assert api.new_source()["created"] == int(now.timestamp())
    assert api.practice.now == now
    with pytest.raises(InvalidInput, match="only goes forward"):
        api.practice.advance(hours=-1)


def test_a_redirect_tells_how_it_ended(api):
    """A redirect's own status and failure reason follow the source's."""
    agreed = api.practice.authorize(api.new_source("ideal")["id"])
    assert agreed["redirect"]["status"] == "succeeded"
    left = api.practice.decline(api.new_source("ideal")["id"], reason="user_abort")
    assert (left["redirect"]["status"], left["redirect"]["failure_reason"]) == (
        "failed",
        "user_abort",
    )


def test_a_receiver_counts_what_comes_and_goes(api):
    """Funds received, charged and returned add up."""
    source = api.attached(type="ach_credit_transfer")["id"]
    api.practice.receive_funds(source, 700)
    receiver = api.practice.charge(source, 200)["receiver"]
    assert (receiver["amount_received"], receiver["amount_charged"]) == (700, 200)
    with pytest.raises(InvalidInput, match="holds 500"):
        api.practice.charge(source, 501)
    transactions = api.get(f"/v1/sources/{source}/source_transactions").json["data"]
    assert [(each["amount"], each["source"]) for each in transactions] == [(700, source)]
    assert ("source.transaction.created", transactions[0]["id"]) in api.events()


def test_a_canceled_receiver_returns_its_funds(api):
    """What was not charged goes back to the payer."""
    source = api.new_source("multibanco")["id"]
    api.practice.receive_funds(source, 1000)
    api.practice.advance(hours=6)
    after = api.get(f"/v1/sources/{source}").json
    assert (after["status"], after["receiver"]["amount_returned"]) == ("canceled", 1000)


def test_controls_refuse_what_the_flow_does_not_have(api):
    """No transfer reaches a card, no code verifies one."""
    card = api.new_source("card")["id"]
    with pytest.raises(StripeRefused, match="flow none"):
        api.practice.receive_funds(card, 1)
    assert api.post(f"/v1/sources/{card}/verify", {"values[]": "32"}).status == 400


def default_of(api, customer):
    """The customer's default source."""
    return api.get(f"/v1/customers/{customer}").json["default_source"]


def test_the_first_source_becomes_the_default_and_stays_it(api):
    """Attaching makes a default only where there is none."""
    customer = api.new_customer()["id"]
    first = api.attached(customer)["id"]
    api.attached(customer)
    assert default_of(api, customer) == first


def test_detaching_the_default_leaves_the_most_recently_added(api):
    """After the default the newest remaining source takes over, and at last none."""
    customer = api.new_customer()["id"]
    first, second, third = (api.attached(customer)["id"] for _ in range(3))
    for source, left in ((first, third), (second, third), (third, None)):
        api.delete(f"/v1/customers/{customer}/sources/{source}")
        assert default_of(api, customer) == left


def test_default_source_chooses_among_the_attached(api):
    """`default_source=` takes what is attached and nothing else."""
    customer = api.new_customer()["id"]
    _, second = (api.attached(customer)["id"] for _ in range(2))
    api.post(f"/v1/customers/{customer}", {"default_source": second})
    assert default_of(api, customer) == second
    foreign = api.attached()["id"]
    refused = api.post(f"/v1/customers/{customer}", {"default_source": foreign})
    assert (refused.status, refused.error["message"]) == (400, f"No such source: '{foreign}'")


def test_source_on_a_customer_replaces_the_default(api):
    """`source=` attaches, becomes the default, and detaches what was the default."""
    customer = api.new_customer()["id"]
    old, other = (api.attached(customer)["id"] for _ in range(2))
    new = api.new_source()["id"]
    assert api.made(f"/v1/customers/{customer}", source=new)["default_source"] == new
    assert api.get(f"/v1/sources/{old}").json["status"] == "consumed"
    listed = api.get(f"/v1/customers/{customer}/sources").json["data"]
    assert [each["id"] for each in listed] == [new, other]


def test_source_at_a_customers_creation_is_its_default(api):
    """A customer may be born with a source."""
    source = api.new_source()["id"]
    customer = api.new_customer(source=source)
    assert customer["default_source"] == source
    assert api.get(f"/v1/sources/{source}").json["customer"] == customer["id"]


def test_a_refused_source_makes_no_customer(api):
    """All or nothing: an unknown source leaves no customer behind."""
    before = api.practice.state()["customers"]
    assert api.post("/v1/customers", {"source": "src_x"}).status == 400
    assert api.practice.state()["customers"] == before


def test_attach_and_detach_tell_in_events_what_changed(api):
    """Each step has its events, with what the customer was before."""
    customer = api.new_customer()["id"]
    source = api.attached(customer)["id"]
    api.delete(f"/v1/customers/{customer}/sources/{source}")
    assert api.events()[:5] == [
        ("customer.updated", customer),
        ("customer.source.deleted", source),
        ("customer.updated", customer),
        ("customer.source.created", source),
        ("customer.created", customer),
    ]
    newest = api.get("/v1/events", {"limit": 1}).json["data"][0]
    assert newest["data"]["previous_attributes"] == {"default_source": source}


def test_events_know_the_request_that_caused_them(api):
    """An event names its request and idempotency key; what the clock did names none."""
    answer = api.post("/v1/customers", **{"Idempotency-Key": "mine"})
    newest = api.get("/v1/events", {"limit": 1}).json["data"][0]
    assert newest["request"] == {
        "id": answer.headers["request-id"],
        "idempotency_key": "mine",
    }
    api.new_source("giropay")
    api.practice.advance(hours=1)
    newest = api.get("/v1/events", {"limit": 1}).json["data"][0]
    assert newest["request"] == {"id": None, "idempotency_key": None}
