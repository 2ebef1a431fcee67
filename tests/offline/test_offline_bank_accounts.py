"""Bank accounts: made of a form, verified by two deposits, and what else cards and debits tell."""

import pytest
from stripe_schema import object_validator
from test_offline_schema import check

FIELDS = {
    "object": "bank_account",
    "account_number": "000123456789",
    "country": "US",
    "currency": "usd",
    "routing_number": "110000000",
    "account_holder_name": "Jane Austen",
    "account_holder_type": "individual",
    "account_type": "checking",
}


@pytest.fixture
def customer(api):
    """A customer who has nothing yet."""
    return api.new_customer()["id"]


def attached(api, customer, **fields):
    """A bank account of the customer, made of a form."""
    params = {f"source[{name}]": value for name, value in {**FIELDS, **fields}.items()}
    return api.made(f"/v1/customers/{customer}/sources", **params)


def verify(api, account, *amounts, **params):
    """The answer to two amounts."""
    path = f"/v1/customers/{account['customer']}/sources/{account['id']}/verify"
    return api.post(path, [*(("amounts[]", amount) for amount in amounts), *params.items()])


def test_a_form_becomes_a_bank_account_with_all_that_it_says(api, customer):
    """`source[object]=bank_account`: its fields as sent, its number by its end alone."""
    account = attached(api, customer)
    sent = {name: FIELDS[name] for name in FIELDS if name != "account_number"}
    assert {name: account[name] for name in sent} == sent
    assert (account["last4"], account["status"]) == ("6789", "new")
    assert "000123456789" not in str(account)
    assert attached(api, customer)["fingerprint"] == account["fingerprint"]
    other = attached(api, customer, account_number="000111111116")
    assert other["fingerprint"] != account["fingerprint"]


def test_a_bank_account_needs_number_and_country(api, customer):
    """What is missing is named by its place in the form."""
    params = {"source[object]": "bank_account", "source[country]": "US"}
    refused = api.post(f"/v1/customers/{customer}/sources", params)
    assert (refused.status, refused.error["param"]) == (400, "source[account_number]")


@pytest.mark.parametrize("amounts", [(32, 45), (45, 32)])
def test_the_two_amounts_verify_it(api, customer, amounts):
    """In either order; the event says what it was before."""
    account = attached(api, customer)
    verified = verify(api, account, *amounts).json
    assert verified["status"] == "verified"
    event = api.get("/v1/events", {"type": "customer.source.updated"}).json["data"][0]
    assert event["data"]["previous_attributes"] == {"status": "new"}
    again = verify(api, account, *amounts)
    assert (again.status, again.error["message"]) == (
        400,
        "This bank account has already been verified.",
    )


def test_ten_wrong_tries_fail_it_for_good(api, customer):
    """Each is refused with the catalogue's code; after the tenth the right ones help no more."""
    account = attached(api, customer)
    for _ in range(10):
        refused = verify(api, account, 1, 2)
        assert (refused.status, refused.error["code"]) == (400, "bank_account_verification_failed")
    path = f"/v1/customers/{customer}/sources/{account['id']}"
    assert api.get(path).json["status"] == "verification_failed"
    assert "too many attempts" in verify(api, account, 32, 45).error["message"]


def test_only_a_bank_account_of_this_customer_is_verified(api, customer):
    """A card is refused in words, a stranger's account is not found, amounts are required."""
    card = api.made(f"/v1/customers/{customer}/sources", source="tok_visa")
    assert "not a bank account" in verify(api, card, 32, 45).error["message"]
    account = attached(api, customer)
    assert verify(api, account).error["code"] == "parameter_missing"
    strangers = {**account, "customer": api.new_customer()["id"]}
    assert verify(api, strangers, 32, 45).status == 404


def test_a_card_tells_that_it_expires_when_its_last_month_begins(api, customer):
    """`customer.source.expiring`, for a card object and a card source, unless detached before."""
    expiring = {"type": "customer.source.expiring"}
    fields = {"object": "card", "number": "4242424242424242", "exp_month": 9, "exp_year": 2023}
    params = {f"source[{name}]": value for name, value in fields.items()}
    card = api.made(f"/v1/customers/{customer}/sources", **params)
    gone = api.made(f"/v1/customers/{customer}/sources", **params)
    source = api.attached(
        customer, **{"card[exp_month]": 9, "card[exp_year]": 2023, "card[number]": "4242"}
    )
    api.delete(f"/v1/customers/{customer}/sources/{gone['id']}")
    api.practice.advance(days=15)
    assert api.get("/v1/events", expiring).json["data"] == []
    api.practice.advance(days=1)
    told = api.get("/v1/events", expiring).json["data"]
    assert {each["data"]["object"]["id"] for each in told} == {card["id"], source["id"]}
    assert {each["created"] for each in told} == {1_693_526_400}  # the first of September


def test_a_debit_tells_when_the_payer_is_to_be_told(api, customer):
    """Only where the mandate says `manual`: amount, reference and source stand in it."""
    notified = {"type": "source.mandate_notification"}
    silent = api.attached(customer, "sepa_debit")
    api.practice.charge(silent["id"], 700)
    assert api.get("/v1/events", notified).json["data"] == []
    manual = api.attached(customer, "sepa_debit", **{"mandate[notification_method]": "manual"})
    api.practice.charge(manual["id"], 700)
    [event] = api.get("/v1/events", notified).json["data"]
    told = event["data"]["object"]
    check(object_validator("source_mandate_notification"), told)
    assert (told["source"]["id"], told["amount"], told["reason"]) == (
        manual["id"],
        700,
        "debit_initiated",
    )
    assert told["sepa_debit"]["mandate_reference"] == manual["mandate"]["reference"]
    path = f"/v1/sources/{manual['id']}/mandate_notifications"
    assert api.get(f"{path}/{told['id']}").json == told
    for wrong in (f"{path}/srcmn_1", path.replace(manual["id"], silent["id"]) + f"/{told['id']}"):
        assert api.get(wrong).error["code"] == "resource_missing"


def test_money_that_goes_back_asks_where_to(api):
    """A receiver canceled with money in it requests the refund's details, once."""
    source = api.new_source("multibanco")
    api.practice.receive_funds(source["id"], 400)
    api.practice.advance(days=7)
    [event] = api.get("/v1/events", {"type": "source.refund_attributes_required"}).json["data"]
    assert event["data"]["object"]["id"] == source["id"]
    receiver = api.get(f"/v1/sources/{source['id']}").json["receiver"]
    assert (receiver["amount_returned"], receiver["refund_attributes_status"]) == (
        400,
        "requested",
    )
