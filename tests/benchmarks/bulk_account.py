"""The account that the bulk benchmarks attach in: served by a process of its own, then filled."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from kit.practice import PracticeControls

__all__ = ["KEY", "Pair", "base_of", "fresh_pairs", "served"]

Pair = tuple[str, str]

KEY: Final = "sk_test_benchmark"


@contextmanager
def served() -> Iterator[PracticeControls]:
    """An offline account in a process of its own."""
    command = [sys.executable, "-m", "kit.commands.cli", "offline", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().partition("http://")[2].partition(";")[0]
        try:
            yield PracticeControls(f"http://{address}", KEY)
        finally:
            process.send_signal(signal.SIGINT)


def base_of(practice: PracticeControls) -> str:
    """The address of the account."""
    return "http://{}:{}".format(*practice._address)


def fresh_pairs(practice: PracticeControls, sources: int, customers: int) -> list[Pair]:
    """So many unattached card sources, spread over so many customers, in an account anew."""
    practice.reset()
    tables = practice.export()["tables"]
    customer = tables["customers"][-1]
    source = next(
        each
        for each in tables["sources"]
        if each["body"]["type"] == "card" and each["customer"] is None
    )
    tables["customers"] = [_numbered(customer, "cus_", n) for n in range(1, customers + 1)]
    tables["sources"] = [_numbered(source, "src_", n) for n in range(1, sources + 1)]
    tables["events"] = []
    practice.import_({"format": practice.export()["format"], "tables": tables})
    return [(f"cus_bench{n % customers + 1:08}", f"src_bench{n + 1:08}") for n in range(sources)]


def _numbered(row: dict[str, Any], prefix: str, n: int) -> dict[str, Any]:
    """A copy of a table's row as the ``n``-th of its kind."""
    its_id = f"{prefix}bench{n:08}"
    body = {**row["body"], "id": its_id}
    if prefix == "cus_":
        body["default_source"] = None
    return {**row, "n": n, "id": its_id, "body": body}
