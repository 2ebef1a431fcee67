"""Pairs to attach, in an offline account."""

import pytest


@pytest.fixture
def cards(account):
    """Make so many unattached card sources; their ids."""

    def make(count):
        return [account.create_source("card", token="tok_visa")["id"] for _ in range(count)]

    return make


@pytest.fixture
def customers(account):
    """Ids of customers, newest first."""
    return account.customers(limit=50).id.to_list()


@pytest.fixture
def attached(account):
    """How often the server attached each source, by its events."""

    def count():
        events = account.offline.export()["tables"]["events"]
        made = [e["body"]["data"]["object"] for e in events if e["type"] == _ATTACHED]
        return [(source["customer"], source["id"]) for source in made]

    return count


_ATTACHED = "customer.source.created"
