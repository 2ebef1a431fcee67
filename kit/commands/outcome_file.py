"""The file that ``kit attach-many --out`` writes its outcomes to.

It is tried before anything is sent: what was attached is attached for good, and its outcomes
must have somewhere to go.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_out", "write_outcomes"]


def check_out(out: Path, others: Mapping[str, Path | None]) -> None:
    """Raise ClickException unless ``out`` can be written and is none of the ``others``.

    They are the files of the same command, by what a person calls them.
    """
    for name, path in others.items():
        if path is not None and _is_same(out, path):
            raise click.ClickException(
                f"--out {out} is the file of {name} itself. Name another one. Nothing was sent."
            )
    was_there = out.exists()
    try:
        # Appending nothing leaves what is there as it is.
        with out.open("a"):
            pass
        if not was_there:
            out.unlink()
    except OSError as error:
        raise click.ClickException(
            f"Cannot write --out {out}: {error.strerror}. Name another file. Nothing was sent."
        ) from error


def write_outcomes(frame: pd.DataFrame, out: Path) -> None:
    """Write the outcomes, to standard output if the file fails after all."""
    from kit.snapshot.export import write_text

    try:
        with out.open("w", encoding="utf-8", newline="") as stream:
            write_text(frame, "csv", stream)
    except OSError as error:
        write_text(frame, "csv", sys.stdout)
        raise click.ClickException(
            f"Could not write {out}: {error.strerror}. The outcomes stand above, as CSV."
        ) from error


def _is_same(one: Path, other: Path) -> bool:
    """Whether both name one file, there already or not."""
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()
