"""The command that says where each source goes next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import kit
from kit.commands.folder_option import account_or_folder, folder_or_account_options
from kit.commands.printing import example, json_option, print_rows, print_table

if TYPE_CHECKING:
    import pandas as pd

    from kit.snapshot.json_folder import JsonFolder

__all__ = ["plan"]


@click.command(epilog=example("kit plan --out plan.csv"))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A CSV of the plan.")
@click.option("--force", is_flag=True, help="Write over what is there.")
@json_option
@folder_or_account_options
def plan(
    *, out: Path | None, force: bool, folder: Path | None, as_json: bool, **account: Any
) -> None:
    """Say what becomes of each source, and what to do for it.

    By the PaymentMethods API. Nothing is changed; --out and --json tell why, and how surely
    that is known. `kit audit` sums it up by customer.
    """
    from kit.snapshot.export import export_frame

    if out is not None and out.exists() and not force:
        raise click.ClickException(f"{out} exists and was not touched. Use --force to replace it.")
    with account_or_folder(folder, account) as read:
        frame = kit.migration_plan(_sources(read))
    if as_json:
        print_rows(frame)
    elif frame.empty:
        click.echo("There is no source to plan for.")
    else:
        print_table(frame, ["id", "type", "action", "breaks"])
    if out is not None:
        export_frame(frame, out, force=force)
        click.echo(f"Wrote the plan of {len(frame)} sources to {out}.", err=True)


def _sources(read: kit.Account | kit.Snapshot | JsonFolder) -> pd.DataFrame:
    return read.all_sources() if isinstance(read, kit.Account) else read.known_sources
