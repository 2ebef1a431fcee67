"""The commands that attach one source, detach one, and write an attach as code."""

from __future__ import annotations

import sys

import click

import kit
from kit.commands.account_option import ask_for_live, on_account
from kit.commands.printing import example, json_option, print_json
from kit.errors import InvalidMetadata

__all__ = ["attach", "code", "detach"]

_CONFIRM = click.option("--confirm", metavar="CUSTOMER", help="The id again, for a live key.")
_METADATA = click.option(
    "--metadata", multiple=True, metavar="KEY=VALUE", help="May be given again."
)


@click.command(epilog=example("kit attach cus_9s6XKzkNRiz8i3 src_1NfRGv2eZvKYlo2Cv7NAImBL"))
@click.argument("customer")
@click.argument("source")
@_METADATA
@json_option
@_CONFIRM
@on_account
def attach(
    account: kit.Account,
    customer: str,
    source: str,
    metadata: tuple[str, ...],
    *,
    as_json: bool,
    confirm: str | None,
) -> None:
    """Attach SOURCE to CUSTOMER and show what changed."""
    pairs = _metadata(metadata)
    ask_for_live(account, customer, confirm)
    _tell(account.attach(customer, source, pairs), as_json=as_json)


@click.command(
    epilog=example(
        "kit attach cus_9s6XKzkNRiz8i3 src_1NfRGv2eZvKYlo2Cv7NAImBL --db p.db",
        "kit detach cus_9s6XKzkNRiz8i3 src_1NfRGv2eZvKYlo2Cv7NAImBL --db p.db",
    )
)
@click.argument("customer")
@click.argument("source")
@json_option
@_CONFIRM
@on_account
def detach(
    account: kit.Account, customer: str, source: str, *, as_json: bool, confirm: str | None
) -> None:
    """Detach SOURCE from CUSTOMER, for good: it is consumed."""
    ask_for_live(account, customer, confirm)
    _tell(account.detach(customer, source), as_json=as_json)


@click.command(
    epilog=example("kit code cus_9s6XKzkNRiz8i3 src_1NfRGv2eZvKYlo2Cv7NAImBL --language curl")
)
@click.argument("customer")
@click.argument("source")
@_METADATA
@click.option("--language", default="python", show_default=True, help="One of them, or all.")
@click.option("--api-base", help="Let it call this address instead of api.stripe.com.")
@json_option
def code(
    customer: str,
    source: str,
    metadata: tuple[str, ...],
    *,
    language: str,
    api_base: str | None,
    as_json: bool,
) -> None:
    """Print the attach of SOURCE to CUSTOMER as code.

    Nothing is sent. Languages: dotnet, go, java, node, python, php, ruby, python_client,
    python_async, curl, stripe_cli, kit, or all of them. With --json: an object, by language.
    """
    call = {"customer": customer, "source": source, "metadata": _metadata(metadata)}
    written = kit.as_code(call, api_base=api_base)
    if language != "all" and language not in written:
        raise click.BadParameter(
            f"{language!r} is none of {', '.join(written)}, all.", param_hint="--language"
        )
    chosen = {name: text for name, text in written.items() if language in (name, "all")}
    if as_json:
        print_json(chosen)
        return
    for name, text in chosen.items():
        if language == "all":
            click.echo(f"--- {name}", err=True)
        sys.stdout.write(text)


def _tell(change: kit.Attachment | kit.Detachment, *, as_json: bool) -> None:
    if as_json:
        print_json(kit.mask(change.after))
        return
    click.echo(repr(change))
    click.echo(f"  request: {change.request_id}")


def _metadata(pairs: tuple[str, ...]) -> dict[str, str] | None:
    if not pairs:
        return None
    metadata: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise InvalidMetadata(f"--metadata {pair!r} has no '=': write KEY=VALUE.")
        if key in metadata:
            raise InvalidMetadata(f"--metadata names {key!r} twice: leave one of them out.")
        metadata[key] = value
    return metadata
