"""The commands that keep an account in files: pull, diff and export."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

import kit
from kit.commands.account_option import on_account
from kit.commands.folder_option import say_which_folder
from kit.commands.printing import example, json_option, print_json, print_rows
from kit.errors import InvalidInput
from kit.facts import JsonObject

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


@click.command(epilog=example("kit pull stripe/"))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--full", is_flag=True, help="Read everything again, not only what is new.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Requests a second.")
@_REVEAL
@_YES
@json_option
@on_account
def pull(
    account: kit.Account,
    folder: Path,
    *,
    full: bool,
    rate: float | None,
    reveal: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Keep customers, sources and events in FOLDER.

    A folder that has them is brought up to date. After Ctrl-C, or whatever else stopped it,
    the same command goes on where it was.
    """
    _may_reveal(str(folder), reveal=reveal, yes=yes)
    snapshot = account.pull(folder, full=full, rate=rate, reveal=reveal)
    if as_json:
        print_json(_told(snapshot))
        return
    click.echo(repr(snapshot))
    for sentence in snapshot.not_seen:
        click.echo(f"Not in it: {sentence}", err=True)


@click.command(epilog=example("kit diff monday/ today/"))
@click.argument("before", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("after", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def diff(before: Path, after: Path, *, as_json: bool) -> None:
    """Say what became of each source between two snapshots.

    As CSV, from the snapshot BEFORE to the snapshot AFTER.
    """
    from kit.snapshot.export import write_text
    from kit.snapshot.open_snapshot import read_manifest

    snapshots = [kit.Snapshot(*read_manifest(folder)) for folder in (before, after)]
    for snapshot in snapshots:
        say_which_folder(snapshot)
    changes = kit.diff(*snapshots)
    if as_json:
        print_rows(changes)
    else:
        write_text(changes, "csv", sys.stdout)


@click.command(epilog=example("kit export sources.parquet"))
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
@json_option
@on_account
def export(
    account: kit.Account,
    out: Path,
    *,
    force: bool,
    form: str,
    reveal: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Write every customer's sources to a file.

    OUT ends in .parquet, .csv, .ndjson or .xlsx, or is - for standard output. With --json it
    says what was written; the sources themselves as JSON are OUT.ndjson.
    """
    from kit.snapshot.export import FORMATS, export_frame, write_text

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
    if as_json:
        print_json({"out": str(out), "sources": len(frame), "holds": account.holds})
        return
    click.echo(f"Wrote {len(frame)} sources to {out}: {account.holds}.{_how_to_own(account)}")


def _how_to_own(account: kit.Account) -> str:
    """What to do for one's own data, for whoever got practice data."""
    if account.mode != "offline":
        return ""
    return "\nFor your own account set STRIPE_API_KEY, and run this again."


def _told(snapshot: kit.Snapshot) -> JsonObject:
    return {
        "folder": str(snapshot.path),
        "mode": snapshot.mode,
        "made_at": snapshot.made_at.isoformat(),
        "masked": snapshot.masked,
        "rows": snapshot.counts,
        "not_seen": snapshot.not_seen,
    }


def read_world(file: Path) -> JsonObject:
    """The world that export() gave, from a JSON file."""
    try:
        world: JsonObject = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(
            f"{file} is no JSON ({error}). Write json.dumps(account.offline.export()) to it."
        ) from error
    return world
