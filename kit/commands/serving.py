"""The command that serves the offline account to any client, until it is stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from kit.commands.fault_options import fault_options
from kit.commands.keeping import read_world
from kit.commands.printing import example, json_option, print_json
from kit.commands.webhooks import PRACTICE_PORT, forward, tell_delivery
from kit.facts import JsonObject

__all__ = ["offline"]

_OWN: Final = ("port", "db", "world", "customers", "seed", "api_version", "pretty")


@click.command(epilog=example("kit offline --port 12111 --db practice.db"))
@click.option("--port", type=click.IntRange(0, 65535), default=PRACTICE_PORT, show_default=True)
@click.option("--db", type=click.Path(dir_okay=False, path_type=Path), help="Keep the data here.")
@click.option(
    "--world",
    help="calm, spring, migration, storm, empty; a Python file that tells one; what export() "
    "gave, as JSON.",
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
@click.option("--api-version", help="Version of events and of answers.")
@click.option("--pretty", is_flag=True, help="Indent bodies as Stripe does.")
@click.option("--forward-to", metavar="URL", help="Send webhooks there, on this machine.")
@click.option("--events", default="*", metavar="NAMES", help="Only these, comma-separated.")
@json_option
@fault_options
def offline(
    forward_to: str | None,
    events: str,
    recorded: Path | None,
    *,
    as_json: bool,
    **settings: Any,
) -> None:
    """Serve the offline account on this machine.

    For any client, in any language.
    """
    from kit.offline import CannotStart, OfflineServer
    from kit.practice import PracticeControls
    from kit.replay import fill_with, left_out_sentences, read_for_replay

    faults = {name: value for name, value in settings.items() if name not in _OWN}
    recording = None if recorded is None else read_for_replay(recorded, db=settings["db"])
    exported = _exported_world(settings)
    try:
        given = {name: settings[name] for name in _OWN if settings.get(name) is not None}
        server = OfflineServer(**given, on_delivery=tell_delivery)
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
    holds = "a recording" if practice.state()["recorded"] else "practice data"
    if as_json:
        print_json({"api_base": server.api_base, "key": server.key, "holds": holds})
    else:
        click.echo(
            f"The offline account listens on {server.api_base}; any key sk_test_... will do."
        )
    if forward_to is not None:
        forward(practice, forward_to, events)
    click.echo(f"It holds {holds}. Stop it with Ctrl-C.", err=as_json)
    server.serve_forever()


def _exported_world(settings: dict[str, Any]) -> JsonObject | None:
    """What a JSON file named as the world holds; the setting is taken out then."""
    if Path(settings["world"] or "").suffix != ".json":
        return None
    return read_world(Path(settings.pop("world")))
