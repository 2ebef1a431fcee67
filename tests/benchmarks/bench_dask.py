"""A folder of raw JSON as Dask's frames on two worker processes, beside the frame in memory.

    .venv/bin/python tests/benchmarks/bench_dask.py [--sources 1000000]

Fails where the two differ in a value, a column or a dtype, but for the categories of one.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import distributed
import orjson
import pandas as pd
from generated_sources import pages

import kit

LINES_A_FILE = 50_000
_Made = TypeVar("_Made")


def write(folder: Path, sources: int) -> None:
    """The sources as lines of JSON, in files of as many as webhooks leave in a day."""
    lines: list[bytes] = []
    for number, page in enumerate(pages(sources)):
        lines += [orjson.dumps(each) for each in orjson.loads(page)["data"]]
        if len(lines) >= LINES_A_FILE or (number + 1) * 100 >= sources:
            (folder / f"{number:06}.ndjson").write_bytes(b"\n".join(lines) + b"\n")
            lines = []


def timed(what: str, make: Callable[[], _Made]) -> _Made:
    """What ``make`` made, and a line that says how long it took."""
    started = time.perf_counter()
    made = make()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {what:<44}{seconds:8.1f} s   peak of this process {peak:6.0f} MB", flush=True)
    return made


def compare(spread: Any, memory: pd.DataFrame, client: distributed.Client) -> int:
    """Each partition on a worker beside its rows in memory; how many partitions there are.

    One at a time: all of them together, with each column that is declared, are several times
    what this machine's workers hold.
    """
    shown = [name for name in memory.columns if not name.startswith("_")]
    partitions = spread[shown].to_delayed()
    start = 0
    for partition in partitions:
        found = client.compute(partition).result()
        alone = memory.iloc[start : start + len(found)][shown].reset_index(drop=True)
        # Dask's categories are those of every object there may be.
        same = found.reset_index(drop=True)
        pd.testing.assert_frame_equal(pd.DataFrame(same), alone, check_categorical=False)
        start += len(found)
    assert start == len(memory)
    return len(partitions)


def by_status(frame: pd.DataFrame) -> pd.Series:
    """How many sources are in each status."""
    return frame["status"].value_counts()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=1_000_000)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as two,
        distributed.Client(two) as client,
    ):
        folder = Path(name)
        write(folder, options.sources)
        size = sum(each.stat().st_size for each in folder.iterdir()) / 2**20
        print(f"{options.sources} sources, {size:.0f} MB of JSON", flush=True)
        spread = kit.open(folder, engine="dask", client=client).sources
        counted = timed(
            "by status, two worker processes", lambda: by_status(spread).compute()
        ).astype("int64")
        memory = pd.DataFrame(timed("all of it in memory", lambda: kit.open(folder).sources))
        expected = by_status(memory).astype("int64")
        assert counted[counted > 0].to_dict() == expected[expected > 0].to_dict()
        partitions = timed("each partition beside it", lambda: compare(spread, memory, client))
    print(f"{len(memory)} rows are the same in {partitions} partitions")


if __name__ == "__main__":
    sys.exit(main())
