"""Does the course notice? Each small change of the kit must make a notebook fail.

    python tests/mutations/mutation_check.py [--jobs 2] [--only WORD]

The kit and the notebooks are copied, one change is made in the copy, and the notebook that is
to notice is run there as `kit notebooks check` runs it. Prints a line for each change with the
cells that failed, and ends with 1 when one went by unnoticed. Takes some minutes.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from kit_changes import CHANGES, Change

from kit.notebook_check.checking import kernel_environment
from kit.notebook_check.sanitize_rules import SANITIZE_RULES

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Noticed:
    """What running a notebook came to: the cells that failed, or why it could not be run."""

    cells: tuple[str, ...]
    broken: str = ""


def changed_copy(folder: Path, change: Change | None) -> Path:
    """The kit and its notebooks in ``folder``, with ``change`` made."""
    for name in ("kit", "notebooks"):  # with what is compiled, which saves most of the time
        shutil.copytree(ROOT / name, folder / name)
    if change is not None:
        path = folder / "kit" / change.path
        path.write_text(path.read_text().replace(change.before, change.after))
    return folder


def noticed(change: Change | None, notebook: str) -> Noticed:
    """Run ``notebook`` with the changed kit."""
    with tempfile.TemporaryDirectory(prefix="kit-mutation-") as name:
        folder = changed_copy(Path(name), change)
        (folder / "pytest.ini").write_text("[pytest]\n")
        environment = kernel_environment() | {
            "PYTHONPATH": str(folder),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        command = [
            *(sys.executable, "-m", "pytest", "-c", "pytest.ini", "--rootdir", "."),
            *("-q", "--color=no", "-p", "no:cacheprovider"),
            *("-p", "nbval.plugin", "-p", "kit.notebook_check.checked_notebook"),
            *("--nbval-sanitize-with", str(SANITIZE_RULES), f"notebooks/{notebook}"),
        ]
        run = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    cells = tuple(re.findall(r"^FAILED .*::(Cell \d+)", run.stdout, re.MULTILINE))
    expected = run.returncode == (1 if cells else 0)
    return Noticed(cells, "" if expected else (run.stdout + run.stderr)[-600:])


def main() -> int:
    """Make all changes, or those with a word in what they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    changes = [each for each in CHANGES if options.only in each.what]
    unnoticed = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for notebook, found in pool.map(
            lambda name: (name, noticed(None, name)), sorted({each.notebook for each in changes})
        ):
            if found.cells or found.broken:
                print(f"{notebook} fails without a change: {found.cells} {found.broken}")
                return 1
        results = pool.map(lambda each: (each, noticed(each, each.notebook)), changes)
        for number, (change, found) in enumerate(results, 1):
            told = ", ".join(found.cells) or found.broken or "NOBODY NOTICED"
            unnoticed += not found.cells
            print(f"{number:2}  {change.what}  ->  {change.notebook}: {told}", flush=True)
    print(f"{len(changes) - unnoticed} of {len(changes)} changes were noticed.")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
