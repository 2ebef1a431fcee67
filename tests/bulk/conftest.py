"""Pairs to attach, in an offline account."""

import pytest
from hasty import QUICK

from kit.bulk.attach_many import attach_many


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
def run(account):
    """attach_many with a hasty retry policy, through another API if one is given."""

    def run(pairs, api=account._api, **options):
        return attach_many(
            api,
            pairs,
            mode=account.mode,
            salt=account._keys.next(),
            progress=False,
            retry_policy=QUICK,
            **options,
        )

    return run


@pytest.fixture
def attached(account):
    """How often the server attached each source, by its events."""

    def count():
        events = account.offline.export()["tables"]["events"]
        made = [e["body"]["data"]["object"] for e in events if e["type"] == _ATTACHED]
        return [(source["customer"], source["id"]) for source in made]

    return count


_ATTACHED = "customer.source.created"
