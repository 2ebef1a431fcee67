"""The option --from: what `kit pull` has kept, or raw JSON, instead of an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import kit
from kit.commands.account_option import account_options, say_which

if TYPE_CHECKING:
    from kit.snapshot.json_folder import JsonFolder

__all__ = ["account_or_folder", "folder_or_account_options", "say_which_folder"]


def folder_or_account_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give ``command`` the option --from, as ``folder``, and the options that choose an account."""
    return click.option(
        "--from",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        help="Read what `kit pull` has kept, or raw JSON, instead of an account.",
    )(account_options(command))


@contextmanager
def account_or_folder(
    folder: Path | None, account: dict[str, Any]
) -> Iterator[kit.Account | kit.Snapshot | JsonFolder]:
    """What is to be read, once it was said which that is; UsageError for both at once."""
    if folder is None:
        with kit.connect(**account) as opened:
            say_which(opened, account.get("db"))
            yield opened
        return
    if any(value is not None for value in account.values()):
        raise click.UsageError("--from reads a folder: leave out what chooses an account.")
    found = kit.open(folder)
    say_which_folder(found)
    yield found


def say_which_folder(folder: kit.Snapshot | JsonFolder) -> None:
    """Say whose data a folder holds, beside what is printed for programs."""
    mode = folder.mode if isinstance(folder, kit.Snapshot) else None
    holds = {
        None: "recorded JSON",
        "offline": "offline mode, of an offline account: practice data, or what it replayed",
        "test": "test mode: test data",
        "live": "live mode: real customers",
    }
    click.echo(f"{folder.path}: {holds[mode]}.", err=True)
