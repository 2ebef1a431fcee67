"""Everything goes wrong at once, and each pair is attached exactly once all the same."""

import csv
import os
import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
from child_runs import ChildRuns

import kit
from kit.offline import OfflineServer
from kit.practice import PracticeControls

FAULTS = {
    "latency_ms": 5,
    "latency_spread_ms": 20,
    "endpoint_rate_limit": 300,
    "lock_customers": True,
    "cut_before": 0.03,
    "cut_after": 0.04,
    "error_before": 0.03,
    "error_after": 0.04,
    "lock_timeout": 0.02,
    "key_in_use": 0.02,
    "rate_limited": 0.005,
}


class World:
    """A served offline account with pairs to attach, and what must become of each."""

    def __init__(self, server, seed):
        self.server = server
        self.chance = random.Random(seed)
        self.practice = PracticeControls(server.api_base, server.key)
        self.account = kit.connect(server.key, api_base=server.api_base)
        self.pairs = []
        self.expected = []

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.account.close()

    def add(self, customer, source, expected):
        self.pairs.append((customer, source))
        self.expected.append(expected)

    def make(self, count):
        """``count`` pairs to attach, and some of every other kind among them."""
        others = count // 20
        customers = self.account.customers(limit=200).id.to_list()
        with ThreadPoolExecutor(8) as makers:
            made = list(makers.map(self._card, range(count + 3 * others)))
        pick = lambda: self.chance.choice(customers)  # noqa: E731
        for source in made[:count]:
            self.add(pick(), source, "attached")
        for source in made[count : count + others]:
            customer = pick()
            self.account.attach(customer, source)
            self.add(customer, source, "already_attached")
        for source in made[count + others : count + 2 * others]:
            self.account.attach(customers[0], source)
            self.add(self.chance.choice(customers[1:]), source, "refused")
        for source in made[count + 2 * others :]:
            customer = pick()
            self.account.attach(customer, source)
            self.account.detach(customer, source)
            self.add(customer, source, "refused")
        for number in range(others):
            self.add(pick(), f"src_unknown{number}", "refused")
            self.add(pick(), f"pm_no_source{number}", "refused")
        order = list(range(len(self.pairs)))
        self.chance.shuffle(order)
        self.pairs = [self.pairs[i] for i in order]
        self.expected = [self.expected[i] for i in order]
        # A repeated pair, whose first row counts.
        self.add(*self.pairs[0], "refused")

    def _card(self, _number):
        return self.account.create_source("card", token="tok_visa")["id"]

    def write(self, path):
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([("customer", "source"), *self.pairs])

    def attached(self):
        """How often each source was attached to each customer, by the server's events."""
        events = self.practice.export()["tables"]["events"]
        return Counter(
            (event["body"]["data"]["object"]["customer"], event["body"]["data"]["object"]["id"])
            for event in events
            if event["type"] == "customer.source.created"
        )


def wait_for_events(practice, count):
    """Until so many events have happened."""
    deadline = time.monotonic() + 60
    while practice.state()["events"] < count:
        assert time.monotonic() < deadline, "the run makes no progress"
        time.sleep(0.005)


def run_and_kill(world, order, kills, pairs):
    """Run until it ends, killed ``kills`` times on the way; some kills take 25 hours."""
    start = world.practice.state()["events"]
    points = sorted(world.chance.sample(range(1, pairs), kills))
    runs = ChildRuns()
    try:
        for point in points:
            child = runs.start(**order)
            wait_for_events(world.practice, start + point)
            os.kill(child, signal.SIGKILL)
            assert os.WTERMSIG(runs.wait()) == signal.SIGKILL
            if point % 4 == 0:
                world.practice.advance(hours=25)
        assert runs.run(**order) == 0
    finally:
        runs.close()


def check_chaos(tmp_path, *, pairs, kills, seed):
    """Make a world, let it all happen, and compare what is with what must be."""
    with OfflineServer(customers=200) as server, World(server, seed) as world:
        world.make(pairs)
        world.write(tmp_path / "pairs.csv")
        world.practice.set_faults(**FAULTS, seed=seed)
        order = {
            "api_base": server.api_base,
            "pairs": tmp_path / "pairs.csv",
            "journal": tmp_path / "pairs.journal",
            "outcomes": tmp_path / "outcomes.parquet",
        }
        run_and_kill(world, order, kills, pairs)
        world.practice.clear_faults()
        attached = world.attached()
        outcomes = pd.read_parquet(tmp_path / "outcomes.parquet")
    told = list(zip(outcomes.customer, outcomes.source, strict=True))
    assert told == world.pairs
    wrong = [
        (*pair, is_, must)
        for pair, is_, must in zip(world.pairs, outcomes.outcome, world.expected, strict=True)
        if is_ != must
    ]
    assert not wrong
    mine = [
        pair for pair, must in zip(world.pairs, world.expected, strict=True) if must == "attached"
    ]
    assert [attached[pair] for pair in mine] == [1] * len(mine)
    by_source = Counter()
    for (_, source), count in attached.items():
        by_source[source] += count
    assert set(by_source.values()) == {1}


def test_a_thousand_pairs_through_ten_kills(tmp_path):
    """Whatever gets lost: each pair is attached once, and each row says what is true."""
    check_chaos(tmp_path, pairs=1000, kills=10, seed=6)
