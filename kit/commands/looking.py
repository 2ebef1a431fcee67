"""The commands that list customers, a customer's sources, and sources ready to attach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

import kit
from kit.commands.account_option import on_account
from kit.commands.printing import example, json_option, print_json, print_table
from kit.facts import JsonObject

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["customers", "ready", "sources"]

_LIMIT = click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="So many at most."
)


@click.command(
    epilog=example("kit customers jenny", "kit customers \"email:'jenny.rosen@example.com'\"")
)
@click.argument("search", required=False)
@_LIMIT
@json_option
@on_account
def customers(account: kit.Account, search: str | None, limit: int, *, as_json: bool) -> None:
    """List customers, newest first, or those that SEARCH finds.

    SEARCH is part of a name or e-mail address, an id, or Stripe's search language.
    """
    if as_json:
        print_json(_masked(account.customer_records(search, limit)))
        return
    nobody = f"No customer is found by {search!r}." if search else "There is no customer."
    columns = ["id", "name", "email", "created"]
    _print(account.customers(search, limit), columns, empty=nobody)


@click.command(epilog=example("kit sources cus_9s6XKzkNRiz8i3"))
@click.argument("customer")
@json_option
@on_account
def sources(account: kit.Account, customer: str, *, as_json: bool) -> None:
    """List what is attached to CUSTOMER."""
    if as_json:
        print_json(_masked(account.source_records(customer)))
        return
    columns = ["id", "object", "type", "status", "usage", "created"]
    _print(account.sources(customer), columns, empty=f"Nothing is attached to {customer}.")


@click.command(epilog=example("kit ready --limit 5"))
@_LIMIT
@click.option("--fresh", is_flag=True, help="Read each one again: as it is now.")
@json_option
@on_account
def ready(account: kit.Account, limit: int, *, fresh: bool, as_json: bool) -> None:
    """List sources that may be attached, the latest known first.

    Stripe lists no unattached sources: these are the ones that the events of the last 30
    days tell of.
    """
    if as_json:
        print_json(_masked(account.attachable_source_records(limit, fresh=fresh)))
        return
    frame = account.attachable_sources(limit, fresh=fresh)
    nothing = "No source of the last 30 days is ready to attach."
    _print(frame, ["id", "type", "status", "usage", "created"], empty=nothing)


def _print(frame: pd.DataFrame, columns: list[str], *, empty: str) -> None:
    if frame.empty:
        click.echo(empty)
    else:
        print_table(frame, columns)


def _masked(found: list[JsonObject]) -> list[JsonObject]:
    return [kit.mask(each) for each in found]
