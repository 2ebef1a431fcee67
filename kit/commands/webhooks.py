"""Webhooks on the command line: told as they are sent, and an event made to happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

import kit
from kit.commands.printing import example, json_option, print_json
from kit.errors import StripeUnreachable
from kit.facts import JsonObject
from kit.facts.source_types import SOURCE_TYPES

if TYPE_CHECKING:
    from kit.practice import PracticeControls

__all__ = ["PRACTICE_PORT", "forward", "tell_delivery", "trigger"]

#: Where `kit offline` listens unless told otherwise.
PRACTICE_PORT: Final = 12111

#: Any test key will do.
_KEY: Final = "sk_test_offline_practice_account"


def forward(practice: PracticeControls, url: str, events: str) -> None:
    """Let events be sent to ``url``; print the secret that their signatures are made with."""
    named = [name.strip() for name in events.split(",") if name.strip()]
    endpoint = practice.add_webhook_endpoint(url, named or ["*"])
    click.echo(f"Webhooks go to {url}, signed with {endpoint['secret']}.")


def tell_delivery(report: JsonObject) -> None:
    """Print one webhook that was sent, with its answer."""
    fault = f" ({report['fault']})" if report["fault"] else ""
    click.echo(f"{_sentence(report)}: {report['event']} about {report['object']}{fault}")


def _sentence(report: JsonObject) -> str:
    answer = report["error"] if report["status"] is None else report["status"]
    attempt = f", attempt {report['attempt']}" if report["attempt"] > 1 else ""
    return f"{report['type']} -> {answer}{attempt}"


@click.command(epilog=example("kit trigger source.chargeable --type ideal"))
@click.argument("event")
@click.option("--type", "source_type", type=click.Choice(list(SOURCE_TYPES)), help="Of the source.")
@click.option(
    "--api-base",
    default=f"http://127.0.0.1:{PRACTICE_PORT}",
    show_default=True,
    help="Where `kit offline` listens.",
)
@json_option
def trigger(event: str, source_type: str | None, api_base: str, *, as_json: bool) -> None:
    """Let EVENT happen at a running `kit offline`.

    Such as source.chargeable: a source is made, its payer acts, and the event is sent to
    whoever listens.
    """
    from kit.practice import PracticeControls

    practice = PracticeControls(api_base, _KEY)
    try:
        known = len(practice.delivered())
    except StripeUnreachable as error:
        raise click.ClickException(
            f"Nobody answers at {api_base}. Start the offline account first: kit offline "
            "--forward-to http://127.0.0.1:4242/webhook"
        ) from error
    click.echo(f"The offline account at {api_base}: practice data.", err=True)
    about = practice.trigger(event, type=source_type)
    sent = [each for each in practice.delivered()[known:] if each["type"] == event]
    if as_json:
        print_json({"about": kit.mask(about), "deliveries": sent})
        return
    status = f" is {about['status']}" if "status" in about else ""
    click.echo(f"{event} happened: {about['id']}{status}.")
    for each in sent:
        click.echo(f"  {_sentence(each)}: {each['url']}")
    if not sent:
        click.echo("  It was sent to nobody: no webhook endpoint wants it.")
