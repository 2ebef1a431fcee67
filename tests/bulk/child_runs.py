"""Bulk attaches in child processes, which a test may kill; see killable_runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

__all__ = ["ChildRuns"]


class ChildRuns:
    """Runs in a process of their own, one after the other."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("killable_runs.py")
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, **order: object) -> int:
        """Start one run; its process id. ``order`` is as killable_runs takes it."""
        self._process.stdin.write(json.dumps({k: str(v) for k, v in order.items()}) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self) -> int:
        """Wait for its end; how it ended, as os.waitpid tells."""
        return int(self._process.stdout.readline())

    def run(self, **order: object) -> int:
        """One run from its start to its end."""
        self.start(**order)
        return self.wait()

    def close(self) -> None:
        """No more runs."""
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()
