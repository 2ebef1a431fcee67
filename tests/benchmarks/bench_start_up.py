"""How long one waits for the kit to begin, beside what nobody can avoid.

    python tests/benchmarks/bench_start_up.py

Each line is a process of its own, its processor time the least of several runs, taken turn and
turn about so that whatever else the machine does befalls all alike.
"""

from __future__ import annotations

import subprocess
import sys
from resource import RUSAGE_CHILDREN, getrusage

RUNS = 15

#: What is started, by name: Python's code.
STARTED = {
    "python -c pass": "pass",
    "import click": "import click",
    "import pandas": "import pandas",
    "import pandas, pyarrow": "import pandas, pyarrow",
    "import pandas, pyarrow, stripe": "import pandas, pyarrow, stripe",
    "import kit": "import kit",
    "kit --help": "from kit.commands.cli import main; main(['--help'])",
    "kit.flatten(...)": "import kit; kit.flatten({'id': 'src_1', 'object': 'source'})",
    "kit.connect('sk_test_...')": "import kit; kit.connect('sk_test_nobody')",
    "kit.connect(offline=True)": "import kit; kit.connect(offline=True)",
}


def seconds(code: str) -> float:
    """The processor time of one interpreter that runs ``code``."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Print each, and what it is of its peer."""
    best = dict.fromkeys(STARTED, float("inf"))
    for _ in range(RUNS):
        for name, code in STARTED.items():
            best[name] = min(best[name], seconds(code))
    for name, took in best.items():
        over = took - best["import pandas"]
        print(f"{name:32} {took * 1000:6.0f} ms   {over * 1000:+6.0f} ms over import pandas")
    own = best["import kit"] - best["python -c pass"]
    print(f"import kit takes {own * 1000:.0f} ms, pandas not among them (wanted: 100 at most)")
    helped = best["kit --help"]
    print(f"kit --help takes {helped * 1000:.0f} ms (wanted: under 250)")
    print(f"kit --help takes {helped / best['import click']:.1f}x import click alone")
    with_key = best["kit.connect('sk_test_...')"] / best["import pandas, pyarrow, stripe"]
    print(f"kit.connect takes {with_key:.2f}x import pandas, pyarrow, stripe")


if __name__ == "__main__":
    main()
