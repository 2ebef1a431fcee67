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
from typing import TypeVar

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


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of their ids, without the columns that are for unflatten."""
    shown = [name for name in frame.columns if not name.startswith("_")]
    plain = pd.DataFrame(frame)[shown]
    return plain.sort_values("id", ignore_index=True)


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
        memory = timed("all of it in memory", lambda: kit.open(folder).sources)
        expected = by_status(memory).astype("int64")
        assert counted[counted > 0].to_dict() == expected[expected > 0].to_dict()
        found = timed("all of it, two worker processes", spread.compute)
        alone = in_order(memory)
        # Dask's categories are those of every object there may be.
        same = in_order(found)[alone.columns]
        pd.testing.assert_frame_equal(same, alone, check_categorical=False)
    print(f"{len(alone)} rows are the same in {len(alone.columns)} columns")


if __name__ == "__main__":
    sys.exit(main())
