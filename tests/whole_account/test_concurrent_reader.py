"""Windows read in parallel: everything once, with few requests more than a plain reading."""

from __future__ import annotations

import random
import threading
from contextlib import suppress

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listed_api import ListedApi, NoLimit

from kit.errors import KeyRefused, StripeUnreachable
from kit.whole_account.customer_pages import customer_reader
from kit.whole_account.strands import strand_from

START = 1_600_000_000


def read(api: ListedApi, at_once: int = 16) -> list[str]:
    """The ids of all that is delivered."""
    reader = customer_reader(api, NoLimit(at_once))
    deliveries = [each for each in reader.deliveries() if each is not None]
    for delivery in deliveries:
        reader.kept(delivery)
    assert reader.remaining == {}
    return [each["id"] for delivery in deliveries for each in delivery.page["data"]]


DENSITIES = {
    "even": lambda chance: chance.randrange(3 * 365 * 86400),
    "all in one second": lambda chance: 7,  # noqa: ARG005
    "mostly in one hour": lambda chance: (
        chance.randrange(3600) if chance.random() < 0.9 else chance.randrange(10**8)
    ),
    "ever more": lambda chance: int(10**8 * chance.random() ** 0.2),
    "ever fewer": lambda chance: int(10**8 * chance.random() ** 5),
    "in days of import": lambda chance: chance.randrange(9) * 10**7 + chance.randrange(60),
}


@pytest.mark.parametrize("density", DENSITIES)
@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 1234])
def test_everything_is_read_once_however_it_lies_in_time(density: str, count: int) -> None:
    """Each customer comes once, whatever the times of creation are."""
    chance = random.Random(count)
    api = ListedApi([START + DENSITIES[density](chance) for _ in range(count)])
    ids = read(api)
    assert len(ids) == len(set(ids)) == count
    assert set(ids) == api.ids_ever


@pytest.mark.parametrize("density", DENSITIES)
def test_few_requests_are_wasted(density: str) -> None:
    """Hardly more than one request for a hundred customers, however they lie in time."""
    chance = random.Random(1)
    api = ListedApi([START + DENSITIES[density](chance) for _ in range(10_000)])
    assert len(read(api)) == 10_000
    assert api.requests <= 1.05 * 100 + 15


def test_many_requests_are_under_way() -> None:
    """A list is cut into several windows as soon as it is worth it."""
    chance = random.Random(2)
    api = ListedApi([START + chance.randrange(10**8) for _ in range(5_000)])
    read(api)
    windows = {str(params.get("created", {}).get("lt")) for params in api.log}
    assert len(windows) >= 6


@settings(max_examples=60)
@given(
    st.lists(st.integers(START, START + 400), max_size=700),
    st.integers(1, 30),
    st.integers(0, 2**32),
)
def test_what_is_there_all_the_time_is_read_once(
    created: list[int], at_once: int, seed: int
) -> None:
    """Customers made and deleted meanwhile neither repeat nor hide one that stays."""
    chance = random.Random(seed)

    def write(api: ListedApi) -> None:
        if api.customers_now and chance.random() < 0.7:
            for _ in range(chance.randrange(8)):
                if api.customers_now:
                    gone = api.customers_now.pop(chance.randrange(len(api.customers_now)))
                    stayed.discard(gone["id"])
        if chance.random() < 0.5:
            api.add(START + 400)

    api = ListedApi(created, write)
    stayed = set(api.ids_ever)
    ids = read(api, at_once)
    assert len(ids) == len(set(ids))
    assert stayed <= set(ids)


@settings(max_examples=40)
@given(st.lists(st.integers(START, START + 10**6), max_size=900), st.integers(0, 12))
def test_a_reading_goes_on_from_its_state(created: list[int], stop_after: int) -> None:
    """What was delivered and what the state leaves are everything, each once."""
    api = ListedApi(created)
    reader = customer_reader(api, NoLimit(5))
    ids: list[str] = []
    taken = 0
    for delivery in reader.deliveries():
        if delivery is None:
            continue
        ids += [each["id"] for each in delivery.page["data"]]
        reader.kept(delivery)
        taken += 1
        if taken > stop_after:
            break
    states = orjson.loads(orjson.dumps(list(reader.remaining.values())))
    rest = customer_reader(api, NoLimit(5), [strand_from(state) for state in states])
    for delivery in rest.deliveries():
        if delivery is not None:
            ids += [each["id"] for each in delivery.page["data"]]
    assert sorted(ids) == sorted(api.ids_ever)


def test_lost_answers_are_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests without an answer are repeated, and nothing is missing or twice."""
    monkeypatch.setattr("kit.whole_account.concurrent_reader._FIRST_WAIT", 0.001)
    chance = random.Random(3)

    def lose(_: ListedApi) -> None:
        if chance.random() < 0.3:
            raise StripeUnreachable("no answer came")

    api = ListedApi([START + chance.randrange(10**6) for _ in range(900)], lose)
    ids = read(api)
    assert sorted(ids) == sorted(api.ids_ever)


@pytest.mark.parametrize("ends_at", [None, 9, 30])
def test_no_thread_is_left(ends_at: int | None) -> None:
    """A reading ends its threads, which are no more than requests at once, however it ends."""
    chance = random.Random(4)

    def refuse(api: ListedApi) -> None:
        if api.requests == ends_at:
            raise KeyRefused("no such key")

    def waiting() -> list[threading.Thread]:
        return [each for each in threading.enumerate() if each.name == "kit-request"]

    most = 0
    api = ListedApi([START + chance.randrange(10**8) for _ in range(5_000)], refuse)
    reader = customer_reader(api, NoLimit(8))
    with suppress(KeyRefused):
        for _ in reader.deliveries():
            most = max(most, len(waiting()))
    assert 1 <= most <= 8
    for thread in waiting():
        thread.join(10)
    assert waiting() == []


def test_a_refused_key_ends_the_reading() -> None:
    """What no waiting helps against is raised where the pages are taken."""

    def refuse(_: ListedApi) -> None:
        raise KeyRefused("no such key")

    with pytest.raises(KeyRefused):
        read(ListedApi([START], refuse))
