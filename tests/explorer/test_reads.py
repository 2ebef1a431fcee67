"""What the explorer's lists show, and what they say of it."""

from __future__ import annotations

import pytest

import kit
from kit.explorer.orders import ReadList
from kit.explorer.reads import Reads
from kit.explorer.state import Query


@pytest.fixture
def large():
    """An account with far more ready sources than a page of events."""
    with kit.connect(offline=True, customers=800) as account:
        yield account


def ask(reads: Reads, **query: object) -> object:
    """What the list of ready sources shows."""
    return reads.found(ReadList("ready", 1, Query(**query), None))


def test_a_search_looks_through_all_that_are_ready(large) -> None:
    """The oldest known source is found as surely as the newest, and the words say so."""
    ready = large.attachable_sources(progress=False)
    assert len(ready) > 200
    reads = Reads(large)
    oldest = ready["id"].iloc[-1]
    assert oldest not in {each["id"] for each in ask(reads, limit=20).records}
    found = ask(reads, text=oldest, limit=20)
    assert [each["id"] for each in found.records] == [oldest]
    assert found.words == f"1 of {len(ready)}."
    assert not found.more


def test_a_filter_shows_some_and_counts_all(large) -> None:
    """A screen is not flooded; how many fit is said, and more are shown when asked for."""
    ready = large.attachable_sources(progress=False)
    fits = int((ready["status"] == "chargeable").sum())
    assert fits > 100
    reads = Reads(large)
    few = ask(reads, filters=(("status", "chargeable"),), limit=20)
    assert len(few.records) == 100
    assert few.words == f"100 of {fits} that fit, {len(ready)} in all."
    assert few.more
    more = ask(reads, filters=(("status", "chargeable"),), limit=400)
    assert len(more.records) == min(fits, 400)


def test_what_was_read_once_is_not_read_again(large) -> None:
    """After a search the plain list knows how many there are, without a request."""
    reads = Reads(large)
    ask(reads, text="src", limit=20)
    asked = len(large.requests())
    plain = ask(reads, limit=20)
    assert len(large.requests()) == asked
    assert plain.words.startswith("20 of ")
    assert plain.more
