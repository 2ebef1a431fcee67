"""How close attach_many comes to the permitted rate, beside what people write instead.

    python tests/benchmarks/bench_bulk.py [--part PART] [--seconds 60] [--rows 50000]

Part "peers": the offline account answers after 250 ms and permits 25 attaches a second, then
100, by its own limiter; beside it a loop over stripe-python, and that in a pool of 32 threads.
Part "pace": eight kinds of limiters in a proxy of their own, alone, raised, and shared.
Part "memory": ``--rows`` rows without a limit, and how the memory grows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import stripe
from bulk_account import KEY, Pair, base_of, fresh_pairs, served
from pace_runs import LIMITERS, print_paces

import kit
from kit.practice import PracticeControls

LATENCY_MS: Final = 250
LIMITS: Final = (25, 100)
PARTS: Final = ("peers", "pace", "memory")
POOL: Final = 32

#: Long enough to see a loop's rate, short enough to wait for.
LOOP_PAIRS: Final = 40


def main() -> None:
    """Print all figures."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--part", choices=PARTS, action="append", help="only this part")
    options.add_argument("--limit", type=int, action="append", help="only this limit")
    options.add_argument("--kind", choices=LIMITERS, action="append", help="only this limiter")
    options.add_argument("--seconds", type=float, default=60.0, help="length of each rated run")
    options.add_argument("--rows", type=int, default=50_000, help="rows of the memory run")
    given = options.parse_args()
    parts, limits = given.part or PARTS, given.limit or LIMITS
    with served() as practice:
        if "peers" in parts:
            for limit in limits:
                rated(practice, limit, round(limit * given.seconds))
        if "pace" in parts:
            print_paces(practice, given.kind or LIMITERS, limits, given.seconds)
        if "memory" in parts:
            memory(practice, given.rows)


def rated(practice: PracticeControls, limit: int, rows: int) -> None:
    """One limit: the loop, the pool, attach_many."""
    print(f"\n{LATENCY_MS} ms latency, {limit} attaches a second permitted")
    print(f"{'':34}{'rows':>6}{'seconds':>9}{'a second':>10}{'of limit':>10}{'429s':>8}{'lost':>6}")
    pairs = fresh_pairs(practice, LOOP_PAIRS + 2 * rows, rows // 3)
    practice.set_faults(latency_ms=LATENCY_MS, endpoint_rate_limit=limit)
    client = sdk_client(practice)
    report("stripe-python, a loop", limit, by_loop(client, pairs[:LOOP_PAIRS]))
    pause(practice)
    pooled = by_pool(client, pairs[LOOP_PAIRS : LOOP_PAIRS + rows])
    report(f"stripe-python, {POOL} threads", limit, pooled)
    pause(practice)
    report("kit, attach_many", limit, by_kit(practice, pairs[LOOP_PAIRS + rows :]))
    practice.clear_faults()


def by_loop(client: stripe.StripeClient, pairs: list[Pair]) -> dict[str, float]:
    """One call after the other."""
    started = time.perf_counter()
    done = [attached(client, pair) for pair in pairs]
    return tally(len(pairs), sum(done), len(pairs) - sum(done), time.perf_counter() - started)


def by_pool(client: stripe.StripeClient, pairs: list[Pair]) -> dict[str, float]:
    """The same call in many threads: what it refuses is lost."""
    started = time.perf_counter()
    with ThreadPoolExecutor(POOL) as pool:
        done = list(pool.map(partial(attached, client), pairs))
    return tally(len(pairs), sum(done), len(pairs) - sum(done), time.perf_counter() - started)


def by_kit(practice: PracticeControls, pairs: list[Pair]) -> dict[str, float]:
    """attach_many, with the journal in a file."""
    with TemporaryDirectory() as folder, kit.connect(KEY, api_base=base_of(practice)) as account:
        started = time.perf_counter()
        frame = account.attach_many(pairs, journal=Path(folder) / "journal", progress=False)
        seconds = time.perf_counter() - started
    done = int((frame.outcome == "attached").sum())
    refused = int(frame.attempts.sum()) - len(pairs)
    return tally(len(pairs), done, refused, seconds)


def attached(client: stripe.StripeClient, pair: Pair) -> bool:
    """One attach by the SDK; False for a 429, which stripe-python does not try again."""
    customer, source = pair
    try:
        client.v1.customers.payment_sources.create(customer, {"source": source})
    except stripe.RateLimitError:
        return False
    return True


def tally(rows: int, done: int, refused: int, seconds: float) -> dict[str, float]:
    """The figures of one run."""
    share = refused / (done + refused)
    return {"rows": rows, "seconds": seconds, "rate": done / seconds, "429": share, "done": done}


def report(name: str, limit: int, of: dict[str, float]) -> None:
    """One line of the table."""
    print(
        f"  {name:32}{of['rows']:6.0f}{of['seconds']:9.1f}{of['rate']:10.1f}"
        f"{of['rate'] / limit:10.1%}{of['429']:8.2%}{of['rows'] - of['done']:6.0f}"
    )


def memory(practice: PracticeControls, rows: int) -> None:
    """Many rows in a process of its own; how much it grew."""
    fresh = fresh_pairs(practice, rows, rows // 3)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pairs.csv"
        lines = "\n".join(f"{customer},{source}" for customer, source in fresh)
        path.write_text(f"customer,source\n{lines}\n")
        out = subprocess.run(
            [sys.executable, __file__, "--child", base_of(practice), str(path)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    of = json.loads(out)
    print(
        f"\n{rows} rows from a CSV, no limit: {of['attached']} attached in {of['seconds']:.0f} s "
        f"({of['attached'] / of['seconds']:.0f} a second); resident memory "
        f"{of['before']:.0f} MB before, {of['peak']:.0f} MB at most: "
        f"{of['peak'] - of['before']:.0f} MB more, the frame of outcomes included"
    )


def child(api_base: str, path: str) -> None:
    """The memory run itself: prints its figures as JSON."""
    with kit.connect(KEY, api_base=api_base) as account:
        account.customers(limit=1)
        before = resident("VmRSS")
        started = time.perf_counter()
        frame = account.attach_many(path, journal=f"{path}.journal", progress=False)
        seconds = time.perf_counter() - started
        peak = resident("VmHWM")
    done = int((frame.outcome == "attached").sum())
    print(json.dumps({"before": before, "peak": peak, "seconds": seconds, "attached": done}))


def resident(name: str) -> float:
    """This process's memory in MB: now (VmRSS), or at most so far (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1000


def sdk_client(practice: PracticeControls) -> stripe.StripeClient:
    """stripe-python as its page shows it, with retries switched on."""
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        KEY, base_addresses={"api": base_of(practice)}, max_network_retries=2
    )


def pause(practice: PracticeControls) -> None:
    """Fill the limiter's bucket again, so that every peer begins alike."""
    practice.set_faults(endpoint_rate_limit=practice.faults["endpoint_rate_limit"])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main()
