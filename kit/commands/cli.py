"""The command ``kit``: JupyterLab on the explorer, the offline server, and attaching by hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

import kit
from kit.bulk import all_attached, summary
from kit.commands.account_option import on_account
from kit.commands.auditing import audit
from kit.commands.fault_options import fault_options
from kit.commands.keeping import diff, export, pull, read_world
from kit.commands.lab import open_lab
from kit.commands.learning import learn
from kit.commands.notebook_commands import notebooks
from kit.commands.outcome_file import check_out, write_outcomes
from kit.commands.webhooks import PRACTICE_PORT, forward, tell_delivery, trigger
from kit.confirmation import ROWS_QUESTION, confirmation_of_customer
from kit.connection import what_connect_takes
from kit.errors import InvalidMetadata, KitError
from kit.facts import JsonObject
from kit.learn.learner_folder import DEFAULT_FOLDER, EARLIER
from kit.offline import API_VERSION, NAMED_WORLDS, CannotStart, OfflineServer
from kit.practice import PracticeControls
from kit.replay import fill_with, left_out_sentences, read_for_replay


class _Commands(click.Group):
    """Shows a KitError or a file's error as one sentence and exit code 1, no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (KitError, OSError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands)
@click.version_option(package_name="stripe-source-kit", prog_name="kit")
def main() -> None:
    """Attach payment sources to Stripe customers and see exactly what happened.

    The key is read from STRIPE_API_KEY. Without one, every command works on an offline
    account with practice data.
    """


@main.command(context_settings={"ignore_unknown_options": True})
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    help=f"Your folder of the notebooks; else ./{DEFAULT_FOLDER}, or where you are if it is one.",
)
@click.option("--fresh", is_flag=True, help=f"Fresh notebooks; changed ones go to {EARLIER}/.")
@click.argument("jupyter_options", nargs=-1, type=click.UNPROCESSED)
def lab(*, folder: Path | None, fresh: bool, jupyter_options: tuple[str, ...]) -> None:
    """Open JupyterLab on the explorer, in a folder of your own with all notebooks of the course.

    They are copied the first time. Later what is new is added, and nothing that you changed is
    touched. Further options go to JupyterLab, for example: kit lab --no-browser --port 8889
    """
    click.echo(f"kit.connect() gives {what_connect_takes()}.", err=True)
    sys.exit(open_lab(folder, jupyter_options, fresh=fresh))


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PRACTICE_PORT, show_default=True)
@click.option("--db", type=click.Path(dir_okay=False, path_type=Path), help="Keep the data here.")
@click.option(
    "--world",
    help=f"{', '.join(NAMED_WORLDS)}; a Python file that tells one; what export() gave, as JSON.",
)
@click.option(
    "--from",
    "recorded",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Serve this instead: what `kit pull` made, or recorded JSON objects and events.",
)
@click.option("--customers", type=click.IntRange(1), help="How many; each world has its own.")
@click.option("--seed", type=int, default=0, help="Another seed, other practice data.")
@click.option("--api-version", default=API_VERSION, help="Version of events and of answers.")
@click.option("--pretty", is_flag=True, help="Indent bodies as Stripe does.")
@click.option("--forward-to", metavar="URL", help="Send webhooks there, on this machine.")
@click.option("--events", default="*", metavar="NAMES", help="Only these, comma-separated.")
@fault_options
def offline(forward_to: str | None, events: str, recorded: Path | None, **settings: Any) -> None:
    """Serve the offline account on this machine, for any client in any language."""
    own = ("port", "db", "world", "customers", "seed", "api_version", "pretty")
    faults = {name: value for name, value in settings.items() if name not in own}
    recording = None if recorded is None else read_for_replay(recorded, db=settings["db"])
    exported = _exported_world(settings)
    try:
        server = OfflineServer(
            **{name: settings[name] for name in own if name in settings}, on_delivery=tell_delivery
        )
        server.start()
    except CannotStart as error:
        raise click.ClickException(str(error)) from error
    practice = PracticeControls(server.api_base, server.key)
    if exported is not None:
        practice.import_(exported)
    if recording is not None:
        fill_with(practice, recording)
        for sentence in left_out_sentences(practice.left_out):
            click.echo(f"Not taken over: {sentence}", err=True)
    practice.set_faults(**{name: value for name, value in faults.items() if value is not None})
    click.echo(f"The offline account listens on {server.api_base}; any key sk_test_... will do.")
    if forward_to is not None:
        forward(practice, forward_to, events)
    click.echo("Stop it with Ctrl-C.")
    server.serve_forever()


def _exported_world(settings: dict[str, Any]) -> JsonObject | None:
    """What a JSON file named as the world holds; the setting is taken out then."""
    if Path(settings["world"] or "").suffix != ".json":
        return None
    return read_world(Path(settings.pop("world")))


@main.command()
@click.argument("customer")
@click.argument("source")
@click.option("--metadata", multiple=True, metavar="KEY=VALUE", help="May be given again.")
@click.option("--json", "as_json", is_flag=True, help="Print the source as Stripe's JSON, masked.")
@click.option("--confirm", metavar="CUSTOMER", help="The customer's id again, for a live key.")
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
    _confirm_live(account, customer, confirm)
    attachment = account.attach(customer, source, pairs)
    if as_json:
        click.echo(json.dumps(kit.mask(attachment.after), indent=2, ensure_ascii=False))
    else:
        click.echo(repr(attachment))
        click.echo(f"  request: {attachment.request_id}")


@main.command("attach-many")
@click.argument("pairs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--journal", type=click.Path(dir_okay=False, path_type=Path), help="Go on from here.")
@click.option("--dry-run", is_flag=True, help="Only read, and say what would happen.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Requests a second.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A CSV of outcomes.")
@click.option("--confirm", metavar="ROWS", help="The number of rows, for a live key.")
@on_account
def attach_many(
    account: kit.Account, pairs: Path, out: Path | None, confirm: str | None, **options: Any
) -> None:
    """Attach every pair of the CSV file PAIRS, with its columns customer and source.

    Ends with 1 when any row is not attached. With --journal, the same command goes on
    where it was, after whatever happened.
    """
    if out is not None:
        check_out(out, {"the pairs": pairs, "the journal": options["journal"]})
    if account.mode == "live" and confirm is None and not options["dry_run"]:
        confirm = click.prompt(ROWS_QUESTION, err=True)
    frame = account.attach_many(pairs, confirm=confirm, **options)
    click.echo(summary(frame))
    if out is not None:
        write_outcomes(frame, out)
    sys.exit(0 if all_attached(frame) else 1)


@main.command()
@click.argument("customer")
@on_account
def sources(account: kit.Account, customer: str) -> None:
    """List what is attached to CUSTOMER."""
    frame = account.sources(customer)
    if frame.empty:
        click.echo(f"Nothing is attached to {customer}.")
        return
    shown = ["id", "object", "type", "status", "usage", "created"]
    click.echo(frame.reindex(columns=shown).to_string(index=False, na_rep=""))


main.add_command(pull)
main.add_command(export)
main.add_command(diff)
main.add_command(audit)
main.add_command(learn)
main.add_command(notebooks)
main.add_command(trigger)


def _metadata(pairs: tuple[str, ...]) -> dict[str, str] | None:
    if not pairs:
        return None
    metadata: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise InvalidMetadata(f"--metadata {pair!r} has no '=': write KEY=VALUE.")
        metadata[key] = value
    return metadata


def _confirm_live(account: kit.Account, customer: str, confirm: str | None) -> None:
    if account.mode != "live":
        return
    wanted = confirmation_of_customer(customer)
    if confirm is None:
        confirm = click.prompt(wanted.question, err=True)
    wanted.check(account.mode, confirm)


if __name__ == "__main__":
    main()
