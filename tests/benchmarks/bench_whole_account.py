"""How fast a whole account is read and kept, as a share of what its rate limit allows.

    .venv/bin/python tests/benchmarks/bench_whole_account.py [--customers 100000] [--limit 25]

The offline account serves from a process of its own. "Allowed" is one request per hundred
customers, and for a pull per hundred events too, at the limit, with no time for anything else.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import stripe

import kit
from kit.practice import PracticeControls

KEY = "sk_test_benchmark"
SAMPLE = 200
LATENCIES = (50, 250)
LIMITS = (25, 100)
UNLIMITED = 1e9


@contextmanager
def served(customers: int) -> Iterator[str]:
    """The address of an offline account of that size, in a process of its own."""
    command = [sys.executable, "-m", "kit.commands.cli", "offline", "--port", "0"]
    with subprocess.Popen(
        [*command, "--customers", str(customers)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found is not None
        try:
            yield found[0]
        finally:
            process.terminate()


def processor_seconds() -> float:
    """What this process used of processors so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_rss() -> float:
    """The most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(
    name: str,
    api_base: str,
    pages: float,
    rate: float,
    read: Callable[[kit.Account], dict[str, int]],
) -> None:
    """Run one reading, which tells how many rows each table has, and print its figures."""
    refused = requests = 0
    with kit.connect(KEY, api_base=api_base) as account:
        http = account._api._http
        plain = http.request

        def counted(*args: object, **kwargs: object) -> object:
            nonlocal refused, requests
            answer = plain(*args, **kwargs)
            requests += 1
            refused += answer[1] == 429
            return answer

        http.request = counted
        started, used = time.perf_counter(), processor_seconds()
        rows = read(account)
        seconds, used = time.perf_counter() - started, processor_seconds() - used
    share = f"{pages / rate / seconds:7.1%} of allowed" if rate < UNLIMITED else ""
    print(
        f"  {name:<14}{seconds:8.1f} s {share}  {requests:6} requests "
        f"{(requests - refused) / pages:6.3f} a page  "
        f"{refused / max(requests, 1):6.2%} refused  "
        f"{1e3 * used / pages:5.1f} ms of processor a page  peak {peak_rss():5.0f} MB  "
        f"{1e6 * seconds / max(sum(rows.values()), 1):5.1f} microseconds a row of "
        + ", ".join(f"{count} {table}" for table, count in rows.items()),
        flush=True,
    )


def sources_read(account: kit.Account) -> dict[str, int]:
    """Read all sources into a frame."""
    return {"sources": len(account.all_sources(progress=False))}


def pulled(account: kit.Account) -> dict[str, int]:
    """Pull into a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        snapshot = account.pull(Path(folder) / "stripe", progress=False)
        manifest = json.loads((snapshot.path / "manifest.json").read_text())
        rows: dict[str, int] = manifest["rows"]
        return rows


def peers(api_base: str, customers: int) -> None:
    """The SDK's own paging, and one call per customer, both extrapolated from a sample."""
    client = stripe.StripeClient(KEY, base_addresses={"api": api_base})
    started = time.perf_counter()
    listed = client.v1.customers.list({"limit": 100, "expand": ["data.sources"]})
    some = list(itertools.islice(listed.auto_paging_iter(), 10 * SAMPLE))
    pd.json_normalize([source.to_dict() for each in some for source in each.sources.data])
    seconds = (time.perf_counter() - started) / len(some) * customers
    print(f"  auto_paging_iter + to_dict + json_normalize {seconds:8.0f} s (from {len(some)})")
    started = time.perf_counter()
    for each in some[:SAMPLE]:
        client.v1.customers.payment_sources.list(each.id, {"limit": 100})
    seconds = (time.perf_counter() - started) / SAMPLE * customers
    print(f"  one call per customer                       {seconds:8.0f} s (from {SAMPLE})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--pull-only", action="store_true", help="no limits: memory and time")
    parser.add_argument("--latency", type=int, action="append", help="only this latency, ms")
    parser.add_argument("--limit", type=int, action="append", help="only this limit")
    options = parser.parse_args()
    with served(options.customers) as api_base:
        practice = PracticeControls(api_base, KEY)
        state = practice.state()
        print(f"{state['customers']} customers, {state['sources']} sources", flush=True)
        print(f"  resident before: {peak_rss():.0f} MB", flush=True)
        customers, events = state["customers"] / 100, state["events"] / 100
        if options.pull_only:
            measured("pull", api_base, customers + events, UNLIMITED, pulled)
            return
        for latency, rate in itertools.product(
            options.latency or LATENCIES, options.limit or LIMITS
        ):
            practice.set_faults(latency_ms=latency, rate_limit=rate)
            print(f"{latency} ms, {rate} a second", flush=True)
            measured("all_sources", api_base, customers, rate, sources_read)
            measured("pull", api_base, customers + events, rate, pulled)
            peers(api_base, options.customers)


if __name__ == "__main__":
    main()
