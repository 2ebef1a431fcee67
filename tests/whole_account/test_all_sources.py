"""Every source of an account, through a real server that may refuse and change."""

from __future__ import annotations

import random
import signal
import threading

import pandas as pd
import pytest

import kit
from kit.errors import NothingListens


def test_the_order_is_that_of_a_plain_reading(page) -> None:
    """Windows come back in any order; the frame is as if read page by page."""
    with kit.connect(offline=True, customers=1_000) as account:
        for _ in range(12):
            card = account.create_source(type="card", token="tok_visa")["id"]
            account.attach(page.customer, card)
        pages = account._api.customers({"limit": 100, "expand": ["data.sources"]})
        expected = []
        for answer in pages:
            for customer in answer.data["data"]:
                if customer["sources"]["has_more"]:
                    expected += list(account.sources(customer["id"])["id"])
                else:
                    expected += [source["id"] for source in customer["sources"]["data"]]
        assert list(account.all_sources(progress=False)["id"]) == expected


def test_every_reading_is_the_same_frame() -> None:
    """Nothing depends on which answer came first, the order of categories included."""
    with kit.connect(offline=True, customers=700) as account:
        first = account.all_sources(progress=False)
        for _ in range(8):
            pd.testing.assert_frame_equal(account.all_sources(progress=False), first)


@pytest.mark.parametrize("seed", range(20))
def test_a_writer_meanwhile_hides_nothing_and_repeats_nothing(seed: int) -> None:
    """Attaching, detaching and creating customers during the reading: see the module."""
    chance = random.Random(seed)
    with kit.connect(offline=True, customers=400, seed=seed) as account:
        before = account.all_sources(progress=False)
        account.offline.set_faults(latency_ms=3)
        detached: set[str] = set()
        done = threading.Event()
        pairs = list(zip(before["id"], before["customer"], strict=True))
        chance.shuffle(pairs)

        def write() -> None:
            while not done.is_set() and pairs:
                source, customer = pairs.pop()
                detached.add(source)
                account.detach(customer, source)
                new = account.create_customer(name="New")["id"]
                for owner in (new, customer, pairs[0][1] if pairs else new):
                    card = account.create_source(type="card", token="tok_visa")["id"]
                    account.attach(owner, card)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            frames = [account.all_sources(progress=False) for _ in range(3)]
        finally:
            done.set()
            writer.join()
    stayed = set(before["id"]) - detached
    for frame in frames:
        assert frame["id"].is_unique
        assert stayed <= set(frame["id"])


def test_refusals_over_the_rate_are_waited_out() -> None:
    """A tight limit makes it slower, not different."""
    with kit.connect(offline=True, customers=600) as account:
        whole = account.all_sources(progress=False)
        account.offline.set_faults(rate_limit=8)
        pd.testing.assert_frame_equal(account.all_sources(progress=False), whole)


def test_ctrl_c_says_how_to_go_on(capsys) -> None:
    """The stop button ends it soon, with a word about what to do."""
    with kit.connect(offline=True, customers=300) as account:
        account.offline.set_faults(latency_ms=300)
        timer = threading.Timer(0.4, signal.raise_signal, [signal.SIGINT])
        timer.start()
        with pytest.raises(KeyboardInterrupt, match=r"account\.pull"):
            account.all_sources()
        timer.join()
    assert "Stopped after" in capsys.readouterr().err


@pytest.mark.timeout(15)  # to wait for somebody took half a minute
def test_it_ends_at_once_where_nobody_listens() -> None:
    """A wrong port is said, with the address, before anybody gets impatient."""
    with kit.connect(offline=True) as closed:
        api_base = closed.api_base
    with (
        kit.connect("sk_test_any", api_base=api_base) as nowhere,
        pytest.raises(NothingListens, match=r"127\.0\.0\.1:\d+ \(connection refused\)"),
    ):
        nowhere.all_sources(progress=False)
