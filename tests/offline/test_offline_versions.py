"""In which version of the API the account answers, for which account, and how it is written."""

import json
from contextlib import closing
from http.client import HTTPConnection

import pytest

from kit.offline import OfflineServer


def test_pretty_bodies_are_indented_as_stripes():
    """With pretty every body, refusals too, is the same JSON indented by two spaces [REC]."""
    with OfflineServer(customers=2, pretty=True) as server, closing(connection(server)) as client:
        for path in ("/v1/customers/cus_9s6XKzkNRiz8i3", "/v1/nothing"):
            client.request("GET", path, headers={"Authorization": f"Bearer {server.key}"})
            body = client.getresponse().read().decode()
            assert body == json.dumps(json.loads(body), indent=2, ensure_ascii=False)


def connection(server):
    """A plain connection to a server."""
    return HTTPConnection("127.0.0.1", server.port, timeout=30)


def test_a_version_of_the_future_is_refused(api):
    """The newest known version answers, the next day's does not."""
    assert api.get("/v1/customers", **{"Stripe-Version": "2026-10-28.endive"}).status == 200
    refused = api.get("/v1/customers", **{"Stripe-Version": "2026-10-29.endive"})
    assert refused.status == 400
    assert refused.error["message"] == "Invalid Stripe API version: 2026-10-29.endive"


def test_the_account_may_have_another_default_version(new_client):
    """Answers and events are in the account's version unless a request asks for its own."""
    with OfflineServer(customers=2, api_version="2026-07-29.dahlia") as server:
        client = new_client(server)
        assert client.get("/v1/customers").headers["stripe-version"] == "2026-07-29.dahlia"
        event = client.get("/v1/events", {"limit": 1}).json["data"][0]
    assert event["api_version"] == "2026-07-29.dahlia"


@pytest.mark.parametrize("name", ["Stripe-Account", "Stripe-Context"])
def test_another_account_is_refused_in_stripes_words(api, name):
    """A key acts for its own account; for another one it is refused, not ignored."""
    refused = api.get("/v1/customers", **{name: "acct_1ConnectedNowhere"})
    assert (refused.status, refused.error["code"]) == (403, "account_invalid")
    assert (
        "does not have access to account 'acct_1ConnectedNowhere' (or" in refused.error["message"]
    )
    assert api.get("/v1/customers", **{name: "acct_1032D82eZvKYlo2C"}).status == 200


@pytest.mark.parametrize(
    ("version", "held"),
    [
        ("2019-08-14", {"sources", "subscriptions", "tax_ids", "account_balance", "tax_info"}),
        ("2019-10-17", {"sources", "subscriptions", "tax_ids", "tax_info"}),
        ("2019-12-03", {"sources", "subscriptions", "tax_ids"}),
        ("2020-03-02", {"sources", "subscriptions", "tax_ids"}),
        ("2020-08-27", set()),
    ],
)
def test_old_versions_show_what_a_customer_held_then(api, version, held):
    """Lists of sources, subscriptions and tax ids, and the balance's first name [REC]."""
    old = {"sources", "subscriptions", "tax_ids", "account_balance", "tax_info"}
    listed = api.get("/v1/customers", **{"Stripe-Version": version}).json["data"]
    assert {frozenset(old & set(customer)) for customer in listed} == {frozenset(held)}
    if held:
        totals = [each["sources"]["total_count"] for each in listed]
        assert totals == [len(each["sources"]["data"]) for each in listed]
