"""What attach_many makes of eight kinds of limiters, over real HTTP.

The limiters stand in a proxy of their own (limiting_proxy), not in the offline account.
Each row of the table is two runs: one that is alone, whose limit is doubled after its first
part; and one beside another client, which takes half of the limit whatever happens. The load
is that of the machine's processors: above 1, the figures say more about it than about the kit.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bulk_account import KEY, Pair, base_of, fresh_pairs
from limiting_proxy import LIMITERS

import kit
from kit.practice import PracticeControls

__all__ = ["LIMITERS", "print_paces"]

#: A raised limit has so long to be regained; another client stays for so long.
RAISED_SECONDS: Final = 25.0
BESIDE_SECONDS: Final = 40.0

#: Regained is a limit of which so much is used over so many seconds.
REGAINED: Final = 0.9
REGAINED_OVER: Final = 3.0


class Proxy:
    """A limiting proxy: where it listens, and a way to give it orders."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout
        self.api_base = self._out.readline().strip()

    def order(self, **order: Any) -> dict[str, list[float]]:
        """Give one order; what it answers."""
        self._in.write(json.dumps(order) + "\n")
        self._in.flush()
        answer: dict[str, list[float]] = json.loads(self._out.readline())
        return answer


@contextmanager
def proxied(practice: PracticeControls) -> Iterator[Proxy]:
    """A limiting proxy before the account."""
    script = Path(__file__).with_name("limiting_proxy.py")
    with subprocess.Popen(
        [sys.executable, str(script), base_of(practice)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Proxy(process)


def print_paces(
    practice: PracticeControls, kinds: Iterable[str], limits: Iterable[int], seconds: float
) -> None:
    """One line for each limit and kind of limiter."""
    print(f"\n250 ms latency; the first {seconds:g} s of attach_many, by the kind of limiter")
    print(f"{'':46}{'of limit':>9}{'429s':>8}{'regained':>10}{'beside another':>16}{'load':>7}")
    with proxied(practice) as proxy:
        for limit in limits:
            for kind in kinds:
                alone = alone_and_raised(practice, proxy, kind, limit, seconds)
                half = beside_another(practice, proxy, kind, limit)
                # Others at work on the machine make the requests leave and arrive unevenly.
                load = os.getloadavg()[1] / (os.cpu_count() or 1)
                line = f"  {limit:3} a second, {kind:28}{alone}{half:16.0%}{load:7.1f}"
                print(line, flush=True)


def alone_and_raised(
    practice: PracticeControls, proxy: Proxy, kind: str, limit: int, seconds: float
) -> str:
    """The share of the limit and of 429s at first, and the seconds until twice it is used."""
    end = seconds + RAISED_SECONDS
    pairs = pairs_for(practice, limit * seconds + 2 * limit * RAISED_SECONDS)
    proxy.order(limiter=kind, rate=limit, others=0)
    told = run(proxy, pairs, until=end, at=(seconds, lambda: proxy.order(rate=2 * limit)))
    passed = sum(at < seconds for at in told["passed"])
    refused = sum(at < seconds for at in told["refused"])
    regained = next(
        (
            f"{since - seconds:.1f} s"
            for since in (seconds + 0.5 * step for step in range(int(2 * RAISED_SECONDS)))
            if rate(told["passed"], since) >= REGAINED * 2 * limit
        ),
        f"> {RAISED_SECONDS - REGAINED_OVER:.0f} s",
    )
    share = passed / (seconds * limit)
    return f"{share:9.1%}{refused / (passed + refused):8.1%}{regained:>10}"


def beside_another(practice: PracticeControls, proxy: Proxy, kind: str, limit: int) -> float:
    """The share of its half that is used while another client takes the other."""
    pairs = pairs_for(practice, limit * BESIDE_SECONDS)
    proxy.order(limiter=kind, rate=limit, others=limit / 2)
    told = run(proxy, pairs, until=BESIDE_SECONDS)
    return len(told["passed"]) / (BESIDE_SECONDS * limit / 2)


def rate(times: list[float], since: float) -> float:
    """How many of ``times`` there are a second, over a few seconds."""
    return sum(since <= at < since + REGAINED_OVER for at in times) / REGAINED_OVER


def pairs_for(practice: PracticeControls, attaches: float) -> list[Pair]:
    """More pairs than that, since some limiters let a burst through."""
    count = round(1.1 * attaches) + 50
    return fresh_pairs(practice, count, count // 3)


def run(
    proxy: Proxy, pairs: list[Pair], *, until: float, at: tuple[float, Any] | None = None
) -> dict[str, list[float]]:
    """Attach through the proxy, stopped by Ctrl-C after so many seconds; what passed by then."""
    stop = threading.Timer(until, lambda: os.kill(os.getpid(), signal.SIGINT))
    timers = [stop] if at is None else [stop, threading.Timer(*at)]
    with (
        TemporaryDirectory() as folder,
        kit.connect(KEY, api_base=proxy.api_base) as account,
        redirect_stderr(StringIO()),
    ):
        account.customers(limit=1)
        for timer in timers:
            timer.start()
        frame = account.attach_many(pairs, journal=Path(folder) / "journal", progress=False)
    assert "not_tried" in set(frame.outcome), "the pairs were used up before the time was"
    told = proxy.order(tell=1)
    return {name: [each for each in times if each < until] for name, times in told.items()}
