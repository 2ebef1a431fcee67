"""What one page of customers with their sources costs the client, frames included.

    python tests/benchmarks/bench_pages.py

The server runs in a process of its own, so the figures are this process's CPU time. The
peer is what people do without the kit: the SDK's objects, ``to_dict``, ``json_normalize``.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pandas as pd
import stripe

import kit

CUSTOMERS = 3000
PAGES = CUSTOMERS // 100
RUNS = 3


@contextmanager
def server() -> Iterator[str]:
    """`kit offline` with many customers; the address it prints."""
    command = [
        sys.executable,
        "-m",
        "kit.commands.cli",
        "offline",
        "--port=0",
        f"--customers={CUSTOMERS}",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # our own
        yield re.search(r"http://[\d.:]+", process.stdout.readline())[0]
        process.terminate()


def by_the_sdk(api_base: str) -> int:
    """Typed objects, page by page, and pandas' own flattening."""
    client = stripe.StripeClient("sk_test_bench", base_addresses={"api": api_base})
    listed = client.v1.customers.list({"limit": 100, "expand": ["data.sources"]})
    sources = [
        source.to_dict()
        for customer in listed.auto_paging_iter()
        for source in customer.sources.data
    ]
    return len(pd.json_normalize(sources))


def by_the_kit(api_base: str) -> int:
    """The same through account.all_sources()."""
    with kit.connect("sk_test_bench", api_base=api_base) as account:
        return len(account.all_sources())


def milliseconds_a_page(read: Callable[[str], int], api_base: str) -> tuple[float, int]:
    """The best of a few runs, and how many sources were read."""
    best = float("inf")
    for _ in range(RUNS):
        started = time.process_time()
        rows = read(api_base)
        best = min(best, time.process_time() - started)
    return best / PAGES * 1000, rows


def main() -> None:
    """Print both costs and their ratio."""
    with server() as api_base:
        sdk, sdk_rows = milliseconds_a_page(by_the_sdk, api_base)
        ours, our_rows = milliseconds_a_page(by_the_kit, api_base)
    if sdk_rows != our_rows:
        raise SystemExit(f"The two read different things: {sdk_rows} and {our_rows} sources.")
    print(f"{our_rows} sources of {CUSTOMERS} customers, {PAGES} pages")
    print(f"stripe-python objects + to_dict + json_normalize: {sdk:6.1f} ms a page")
    print(f"account.all_sources():                            {ours:6.1f} ms a page")
    print(f"ratio: {sdk / ours:.1f}")


if __name__ == "__main__":
    main()
