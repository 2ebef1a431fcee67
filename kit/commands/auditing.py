"""The command that audits, for a person and for a machine that stops when something breaks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import click

import kit
from kit.commands.folder_option import account_or_folder, folder_or_account_options
from kit.commands.printing import example, json_option, print_json, rows_of

__all__ = ["audit"]

#: The exit code when something breaks and nothing is done; 1 and 2 are errors of the command.
BREAKS: Final = 3


@click.command(epilog=example("kit audit --out audit.html"))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A page of HTML.")
@click.option("--csv", type=click.Path(file_okay=False, path_type=Path), help="A folder of CSV.")
@click.option("--strict", is_flag=True, help="Count what Stripe's own pages disagree on as well.")
@click.option("--force", is_flag=True, help="Write over what is there.")
@json_option
@folder_or_account_options
def audit(
    *,
    out: Path | None,
    csv: Path | None,
    folder: Path | None,
    strict: bool,
    force: bool,
    as_json: bool,
    **account: Any,
) -> None:
    """Say who still depends on Sources, and what breaks.

    Nothing is changed. Ends with 0 when nothing breaks and with 3 when something does and nothing
    is done about it; cards, on which Stripe's own pages disagree, count with --strict.
    """
    if out is not None and out.exists() and not force:
        # Before an hour is spent on reading.
        raise click.ClickException(f"{out} exists and was not touched. Use --force to replace it.")
    with account_or_folder(folder, account) as read:
        found = kit.audit(read)
    if as_json:
        print_json(_told(found))
    else:
        _tell(found)
    if out is not None:
        click.echo(f"Wrote {found.to_html(out, force=force)}.", err=True)
    if csv is not None:
        click.echo(f"Wrote the frames into {found.to_csv(csv, force=force)}.", err=True)
    sys.exit(BREAKS if found.breaks or (strict and found.disputed) else 0)


def _told(found: kit.Audit) -> dict[str, Any]:
    frames = {"summary": found.summary, "customers": found.customers, "facts": found.facts}
    told: dict[str, Any] = {"headline": found.headline, "breaks": found.breaks}
    return told | {name: rows_of(frame) for name, frame in frames.items()}


def _tell(found: kit.Audit) -> None:
    click.echo(found.headline)
    shown = ["type", "action", "breaks", "certainty", "sources", "customers", "defaults"]
    if not found.summary.empty:
        click.echo(found.summary[shown].to_string(index=False, na_rep=""))
    for disputed in found.facts[found.facts["certainty"].eq("disputed")].itertuples():
        click.echo(f"Disputed: {disputed.says} [{disputed.page}, read {disputed.page_read}]")
