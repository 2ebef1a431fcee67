"""The commands that keep an account in files: pull, diff and export."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

import kit
from kit.commands.account_option import on_account
from kit.errors import InvalidInput
from kit.facts import JsonObject
from kit.snapshot.export import FORMATS, export_frame, write_text
from kit.snapshot.open_snapshot import read_manifest

__all__ = ["diff", "export", "pull", "read_world"]

_REVEAL = click.option("--reveal", is_flag=True, help="Write secrets too; asks first.")
_YES = click.option("--yes", is_flag=True, help="Answer yes to what --reveal asks.")


def _may_reveal(where: str, *, reveal: bool, yes: bool) -> None:
    if reveal and not yes:
        click.confirm(
            f"This writes client secrets and whole account numbers to {where}. Go on?",
            abort=True,
            err=True,
        )


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--full", is_flag=True, help="Read everything again, not only what is new.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Requests a second.")
@_REVEAL
@_YES
@on_account
def pull(
    account: kit.Account, folder: Path, *, full: bool, rate: float | None, reveal: bool, yes: bool
) -> None:
    """Keep customers, sources and events in FOLDER, or bring it up to date.

    After Ctrl-C, or whatever else stopped it, the same command goes on where it was.
    """
    _may_reveal(str(folder), reveal=reveal, yes=yes)
    snapshot = account.pull(folder, full=full, rate=rate, reveal=reveal)
    click.echo(repr(snapshot))
    for sentence in snapshot.not_seen:
        click.echo(f"Not in it: {sentence}", err=True)


@click.command()
@click.argument("before", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("after", type=click.Path(exists=True, file_okay=False, path_type=Path))
def diff(before: Path, after: Path) -> None:
    """Say what became of each source from the snapshot BEFORE to the snapshot AFTER, as CSV."""
    snapshots = [kit.Snapshot(*read_manifest(folder)) for folder in (before, after)]
    write_text(kit.diff(*snapshots), "csv", sys.stdout)


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--force", is_flag=True, help="Write over OUT if there is one.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "ndjson"]),
    default="csv",
    show_default=True,
    help="What goes to standard output.",
)
@_REVEAL
@_YES
@on_account
def export(
    account: kit.Account, out: Path, *, force: bool, form: str, reveal: bool, yes: bool
) -> None:
    """Write every customer's sources to OUT: .parquet, .csv, .ndjson, .xlsx, or - for stdout."""
    to_stdout = str(out) == "-"
    if not to_stdout and out.suffix.lower() not in FORMATS:
        raise click.BadParameter(
            f"{out.name} must end in {', '.join(FORMATS)}; - is standard output.", param_hint="OUT"
        )
    if not to_stdout and out.exists() and not force:
        raise click.ClickException(f"{out} exists and was not touched. Use --force to replace it.")
    _may_reveal("standard output" if to_stdout else str(out), reveal=reveal, yes=yes)
    frame = account.all_sources(reveal=reveal)
    if to_stdout:
        write_text(frame, form, sys.stdout)
        return
    export_frame(frame, out, force=force)
    click.echo(f"Wrote {len(frame)} sources to {out}.")


def read_world(file: Path) -> JsonObject:
    """The world that export() gave, from a JSON file."""
    try:
        world: JsonObject = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(
            f"{file} is no JSON ({error}). Write json.dumps(account.offline.export()) to it."
        ) from error
    return world
