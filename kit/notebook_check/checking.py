"""Run notebooks and compare them with what was saved: pytest with nbval, strict, in parallel."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from kit.errors import KitError
from kit.notebook_check.sanitize_rules import SANITIZE_RULES
from kit.notebook_check.saved_state import SavedState

__all__ = ["CheckOptions", "check_notebooks", "kernel_environment"]

#: What the extra `check` brings, by the names that are imported.
_NEEDED: Final = {"nbval": "nbval", "pytest": "pytest", "xdist": "pytest-xdist"}


@dataclass(frozen=True)
class CheckOptions:
    """How to check: how many notebooks at once, how long a cell may take, and further rules."""

    jobs: int = 1
    cell_seconds: float = 60
    sanitize_with: Path | None = None


def check_notebooks(states: Sequence[SavedState], options: CheckOptions) -> int:
    """Run the notebooks, print pytest's report, and answer its exit code: 0 when all agree.

    Raises KitError when the extra ``check`` is not installed.
    """
    missing = [name for module, name in _NEEDED.items() if find_spec(module) is None]
    if missing:
        raise KitError(
            f"Checking notebooks needs {', '.join(missing)}: pip install 'stripe-source-kit[check]'"
        )
    with tempfile.TemporaryDirectory(prefix="kit-check-") as folder:
        rules = Path(folder) / "sanitize.cfg"
        rules.write_text(_rules(options.sanitize_with), encoding="utf-8")
        # A team's own settings and plugins of pytest are for its tests, and take time.
        settings = Path(folder) / "pytest.ini"
        settings.write_text("[pytest]\n")
        command = [
            *(sys.executable, "-m", "pytest", "-c", str(settings), "--rootdir", str(Path.cwd())),
            *("-p", "no:cacheprovider", "-p", "nbval.plugin"),
            *("-p", "kit.notebook_check.checked_notebook", *_workers(options.jobs, len(states))),
            *("--nbval-sanitize-with", str(rules)),
            *("--nbval-cell-timeout", str(options.cell_seconds)),
            *("-q", "--no-header"),
            *[str(state.path) for state in states],
        ]
        environment = kernel_environment() | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603  # our own Python


def _rules(more: Path | None) -> str:
    own = SANITIZE_RULES.read_text(encoding="utf-8")
    return own if more is None else f"{own}\n{more.read_text(encoding='utf-8')}"


def _workers(jobs: int, notebooks: int) -> list[str]:
    workers = min(jobs, notebooks)
    if workers == 1:
        return []
    # A notebook's cells stay together, in their order, in one kernel.
    return ["-p", "xdist.plugin", "-n", str(workers), "--dist", "loadfile"]


def kernel_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a checked kernel knows: no key, least of all a live one, and no learner's progress.

    >>> kernel_environment({"STRIPE_API_KEY": "sk_live_...", "LANG": "C"})
    {'LANG': 'C', 'KIT_PROGRESS': ''}
    """
    kept = {name: value for name, value in environment.items() if name != "STRIPE_API_KEY"}
    return {**kept, "KIT_PROGRESS": ""}
