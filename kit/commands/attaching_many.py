"""The command that attaches every pair of a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

import kit
from kit.commands.account_option import on_account
from kit.commands.outcome_file import check_out, write_outcomes
from kit.commands.printing import example, json_option, print_rows
from kit.confirmation import ROWS_QUESTION

__all__ = ["attach_many"]


@click.command(
    "attach-many", epilog=example("kit attach-many pairs.csv --journal pairs.journal --dry-run")
)
@click.argument("pairs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--journal", type=click.Path(dir_okay=False, path_type=Path), help="Go on from here.")
@click.option("--dry-run", is_flag=True, help="Only read, and say what would happen.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Requests a second.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A CSV of outcomes.")
@click.option("--confirm", metavar="ROWS", help="The number of rows, for a live key.")
@json_option
@on_account
def attach_many(
    account: kit.Account,
    pairs: Path,
    out: Path | None,
    confirm: str | None,
    *,
    as_json: bool,
    **options: Any,
) -> None:
    """Attach every pair of a CSV file, each once.

    PAIRS has the columns customer and source. Ends with 1 when any row is not attached. With
    --journal, the same command goes on where it was, after whatever happened.
    """
    from kit.bulk import all_attached, summary

    if out is not None:
        check_out(out, {"the pairs": pairs, "the journal": options["journal"]})
    if account.mode == "live" and confirm is None and not options["dry_run"]:
        confirm = click.prompt(ROWS_QUESTION, err=True)
    frame = account.attach_many(pairs, confirm=confirm, **options)
    click.echo(summary(frame), err=as_json)
    if as_json:
        print_rows(frame)
    if out is not None:
        write_outcomes(frame, out)
    sys.exit(0 if all_attached(frame) else 1)
