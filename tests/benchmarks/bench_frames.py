"""How fast, how small and how exact: ``kit.flatten`` next to what people do instead.

    pip install -e '.[test,bench]'
    python tests/benchmarks/bench_frames.py

100,000 generated sources of all 19 types in pretty-printed pages of 100, read from disk page
by page; each reader in a process of its own, which also tells its peak memory. Then metadata
with 20,000 different keys, one and two million sources, and a page of customers with their
sources.

Rates are per second of processor time, of all threads together, so that whatever else the
machine does counts less, and per second by the clock, where a reader that uses two processors
shows it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import generated_sources
from frame_readers import READERS, exactness

from kit.frames import flatten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SDK, PANDAS, POLARS, PYARROW, KIT, PARSING = READERS

#: A reader runs again until it has taken this long; its best run counts.
SECONDS: Final = 5.0
ROUNDS: Final = 3

#: Readers that make a column per metadata key get fewer sources of the hostile set.
HOSTILE_FOR_PEERS: Final = 2_000


@dataclass
class Run:
    """What one reader took: seconds in its best run, megabytes in its first.

    ``seconds`` are the processor's and ``clock`` those on the wall.
    """

    sources: int
    seconds: float
    clock: float
    mean: float
    peak: float
    columns: int
    exact: str

    @property
    def rate(self) -> float:
        """Sources a second of processor time."""
        return self.sources / self.seconds

    @property
    def clock_rate(self) -> float:
        """Sources a second by the clock."""
        return self.sources / self.clock


@dataclass
class Job:
    """One reader, and the folder of pages that it reads ``times`` times."""

    reader: str
    folder: Path
    times: int = 1

    def run(self) -> Run | str:
        """What it takes in a process of its own, or why it failed."""
        command = [
            sys.executable,
            __file__,
            "--one",
            self.reader,
            str(self.folder),
            str(self.times),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return (done.stderr.strip() or "killed").splitlines()[-1]
        return Run(**json.loads(done.stdout))


def main() -> None:
    """Generate the pages, run every reader, print the tables."""
    options = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    options.add_argument("--sources", type=int, default=100_000)
    options.add_argument("--one", nargs=3, metavar=("READER", "FOLDER", "TIMES"))
    chosen = options.parse_args()
    if chosen.one:
        name, folder, times = chosen.one
        print(json.dumps(asdict(measured(name, Path(folder), int(times)))))
        return
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start")
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), chosen.sources)


def compare(folder: Path, sources: int) -> None:
    """Everything that is measured, in one run."""
    few, many = generated_sources.ORDINARY_KEYS, generated_sources.HOSTILE_KEYS
    ordinary = written(folder / "ordinary", sources, few)
    hostile = written(folder / "hostile", sources, many)
    little = written(folder / "little", HOSTILE_FOR_PEERS, many)
    jobs = {name: Job(name, ordinary) for name in READERS}
    generic = {f"{name}, hostile": Job(name, little) for name in (SDK, PANDAS, POLARS, PYARROW)}
    hard = {f"{KIT}, hostile": Job(KIT, hostile)}
    runs = best(jobs | generic | hard)
    print(f"{sources:,} sources of all types, metadata of {len(few)} keys")
    print_table({name: runs[name] for name in jobs}, runs[KIT])
    print(f"\nmetadata of {len(many):,} keys")
    print_table({name: runs[name] for name in (*generic, *hard)}, runs[KIT])
    print(f"\n{KIT}, ten and twenty times as many sources between as many")
    print_linear([Job(KIT, ordinary, times) for times in (1, 10, 20, 1)])
    print("\na page of 100 customers with their sources, milliseconds of processor time")
    print_customers()


def written(folder: Path, sources: int, keys: tuple[str, ...]) -> Path:
    """A folder with generated pages, a file each."""
    folder.mkdir()
    for number, page in enumerate(generated_sources.pages(sources, keys)):
        (folder / f"{number:06d}.json").write_bytes(page)
    return folder


def best(jobs: Mapping[str, Job]) -> dict[str, Run | str]:
    """The best of each job's runs, taken in turns: the machine has other things to do too."""
    found: dict[str, Run | str] = {}
    for name in [*jobs] * ROUNDS:
        each, known = jobs[name].run(), found.get(name)
        if not isinstance(known, Run) or (isinstance(each, Run) and each.seconds < known.seconds):
            found[name] = each
    return found


def measured(name: str, folder: Path, times: int) -> Run:
    """What one reader takes in this process, reading all pages of the folder ``times`` times."""
    files = sorted(folder.iterdir())
    reader = READERS[name]
    reader([files[0].read_bytes()])  # imports, and whatever else only the first call costs
    before = memory("VmRSS")
    taken: list[float] = []
    waited: list[float] = []
    most, columns = 0.0, 0
    while sum(taken) < SECONDS:
        start, began = time.process_time(), time.perf_counter()
        frame = reader(file.read_bytes() for _ in range(times) for file in files)
        taken.append(time.process_time() - start)
        waited.append(time.perf_counter() - began)
        most = most or memory("VmHWM") - before
        columns = 0 if frame is None else frame.shape[1]
        del frame
    sources = times * sum(len(json.loads(file.read_bytes())["data"]) for file in files)
    mean = sum(taken) / len(taken)
    return Run(sources, min(taken), min(waited), mean, most, columns, exactness(name))


def memory(which: str) -> float:
    """Megabytes in use now (VmRSS), or at the most so far (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which)) / 1e3


def print_table(runs: Mapping[str, Run | str], kit: Run | str) -> None:
    """Rates, memory and exactness, and how kit.flatten on the ordinary set compares with each."""
    print(
        "\n| | sources/CPU s | kit.flatten is | sources/s by the clock | kit.flatten is | peak MB "
        "| of it, kit.flatten's | columns | exact |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name, each in runs.items():
        if isinstance(each, str) or isinstance(kit, str):
            print(f"| {name} | failed: {each} | | | | | |")
            continue
        cells = [name, f"{each.rate:,.0f}", f"{kit.rate / each.rate:.2f}x"]
        cells += [f"{each.clock_rate:,.0f}", f"{kit.clock_rate / each.clock_rate:.2f}x"]
        if each.columns:
            cells += [
                f"{each.peak:,.0f}",
                f"{kit.peak / each.peak:.2f}",
                f"{each.columns}",
                each.exact,
            ]
        print(f"| {' | '.join(cells)} |")


def print_linear(jobs: list[Job]) -> None:
    """How long a source takes, and how much memory, in each of these jobs, one by one."""
    for run in (job.run() for job in jobs):
        if isinstance(run, Run):
            print(
                f"| {run.sources:,} | {1e6 * run.mean / run.sources:.1f} microseconds a source "
                f"| {1e3 * run.peak / run.sources:.2f} kB a source at the peak |"
            )
        else:
            print(f"| failed: {run} |")


def print_customers() -> None:
    """A page of customers with expanded sources: by SDK objects, and by the kit from bytes."""
    page = generated_sources.customers_page(100)
    for name, read in (
        (SDK, lambda: READERS[SDK]([page])),
        (KIT, lambda: flatten(page, sources="frame")),
    ):
        print(f"| {name} | {milliseconds(read):.1f} |")


def milliseconds(work: Callable[[], object]) -> float:
    """The best of twenty runs."""
    times = []
    for _ in range(20):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * min(times)


if __name__ == "__main__":
    main()
