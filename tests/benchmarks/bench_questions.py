"""The ten questions of the notebook, timed on a large practice account.

    python tests/benchmarks/bench_questions.py [MONDAY TODAY] [--customers N]

MONDAY and TODAY are folders of ``kit pull``; without them a practice account is made, pulled,
changed and pulled again. Reading the files and making plain frames of them comes before.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ten_questions import ten_questions

import kit


def main() -> None:
    """Time each question and each chart, the best of three rounds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--customers", type=int, default=100_000)
    arguments = parser.parse_args()
    if arguments.folders:
        _report(*arguments.folders)
        return
    with tempfile.TemporaryDirectory() as folder:
        _report(*_pulled(Path(folder), arguments.customers))


def _pulled(folder: Path, customers: int) -> tuple[Path, Path]:
    """A practice account, kept before and after something happened to it."""
    with kit.connect(offline=True, customers=customers, seed=7) as account:
        account.pull(folder / "monday", progress=False)
        first = account.customers(limit=100)["id"]
        ready = account.attachable_sources(limit=100, progress=False)["id"]
        for customer, source in zip(first, ready, strict=False):
            account.attach(customer, source)
        account.offline.advance(hours=7)
        account.pull(folder / "today", progress=False)
    return folder / "monday", folder / "today"


def _report(monday: Path, today: Path) -> None:
    begun = time.perf_counter()
    before, after = kit.open(monday), kit.open(today)
    names = {
        "kit": kit,
        "pd": pd,
        "monday": before,
        "today": after,
        "customers": kit.plain(after.customers),
        "sources": kit.plain(after.known_sources),
        "now": after.events["created"].max(),
    }
    names["horizon"] = names["now"] + pd.Timedelta(days=90)
    len(before.known_sources)
    print(
        f"{len(names['customers']):,} customers, {len(names['sources']):,} sources and "
        f"{len(after.events):,} events read in {time.perf_counter() - begun:.1f} s\n"
    )
    print("| | seconds | of processor time | lines |\n|---|---|---|---|")
    for question in ten_questions():
        took = _timed(lambda asked=question: asked.answer(names))
        print(f"| {question.number}. {question.text} | {took} | {question.lines} |")
    _charts(after, names)


def _charts(after: kit.Snapshot, names: dict[str, object]) -> None:
    sources, events = after.known_sources, after.events
    charts = {
        "status_by_type": lambda: kit.charts.status_by_type(sources),
        "attached_over_time": lambda: kit.charts.attached_over_time(events),
        "life_cycle": lambda: kit.charts.life_cycle(sources, events),
        "card_expiry": lambda: kit.charts.card_expiry(sources, names["now"]),
        "money_waiting": lambda: kit.charts.money_waiting(sources),
        "duplicates": lambda: kit.charts.duplicates(sources),
        "plan": lambda: kit.charts.plan(names["audit"].plan),
    }
    for name, draw in charts.items():
        print(f"| kit.charts.{name} | {_timed(draw)} | |")


def _timed(work: Callable[[], object]) -> str:
    """The least of three rounds by the clock, and by processor: the machine may be busy."""
    rounds = []
    for _ in range(3):
        begun, used = time.perf_counter(), time.process_time()
        work()
        rounds.append((time.perf_counter() - begun, time.process_time() - used))
    clock, processor = (min(column) for column in zip(*rounds, strict=True))
    return f"{clock:.2f} | {processor:.2f}"


if __name__ == "__main__":
    main()
