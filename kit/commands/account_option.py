"""The options that choose an account, for every command that works on one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import kit

__all__ = ["account_options", "ask_for_live", "on_account", "say_which"]


def account_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give ``command`` the options that choose an account: what ``kit.connect`` takes."""
    options = (
        click.option("--api-base", help="Send requests here instead of to api.stripe.com."),
        click.option("--live-api-base", help="The same for a live key, which goes nowhere else."),
        click.option(
            "--db",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Keep the offline account in this file.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def on_account(command: Callable[..., None]) -> Callable[..., None]:
    """Give ``command`` an open account as its first argument, and the options that choose it."""

    @account_options
    @functools.wraps(command)
    def with_account(
        *, api_base: str | None, live_api_base: str | None, db: Path | None, **arguments: Any
    ) -> None:
        # The account may write; a live one is asked for a confirmation by the command.
        with kit.connect(
            api_base=api_base, live_api_base=live_api_base, db=db, allow_writes=True
        ) as account:
            say_which(account, db)
            command(account, **arguments)

    return with_account


def say_which(account: kit.Account, db: Path | None = None) -> None:
    """Say which account this is and whose data it holds, beside what is printed for programs."""
    kept = "for this command only" if db is None else f"kept in {db}"
    how_long = f", {kept}" if account.mode == "offline" else ""
    click.echo(f"{account.label}: {account.holds}{how_long}.", err=True)


def ask_for_live(account: kit.Account, customer: str, confirm: str | None) -> None:
    """Let the customer's id be typed again in live mode; WritesNotAllowed for any other."""
    from kit.confirmation import confirmation_of_customer

    if account.mode != "live":
        return
    wanted = confirmation_of_customer(customer)
    if confirm is None:
        confirm = click.prompt(wanted.question, err=True)
    wanted.check(account.mode, confirm)
