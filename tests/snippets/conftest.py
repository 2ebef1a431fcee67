"""A fresh offline account."""

from collections.abc import Iterator

import pytest

from kit.offline import OfflineServer


@pytest.fixture
def offline() -> Iterator[OfflineServer]:
    """An account of its own for each test: one customer, and the page's pair."""
    with OfflineServer(customers=1) as server:
        yield server
