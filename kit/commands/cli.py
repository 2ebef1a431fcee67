"""The command ``kit``: its group, and every command in it.

No module that this one imports may load pandas, the SDK or a server: ``kit --help`` and the
Tab key wait for it. A command imports what it works with when it runs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from kit.commands.attaching_many import attach_many
from kit.commands.attaching_one import attach, code, detach
from kit.commands.auditing import audit
from kit.commands.completion import completion
from kit.commands.doctor import doctor
from kit.commands.keeping import diff, export, pull
from kit.commands.learning import learn
from kit.commands.looking import customers, ready, sources
from kit.commands.migrating import plan
from kit.commands.notebook_commands import notebooks
from kit.commands.printing import example
from kit.commands.serving import offline
from kit.commands.webhooks import trigger
from kit.errors import KitError
from kit.facts.secret_kinds import hide_secrets
from kit.learn.learner_folder import DEFAULT_FOLDER, EARLIER


class _Commands(click.Group):
    """Shows a KitError or a file's error as one sentence and exit code 1, no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (KitError, OSError) as error:
            raise click.ClickException(hide_secrets(str(error))) from error
        except click.ClickException as error:
            # It repeats what was typed.
            said = hide_secrets(error.format_message())
            if isinstance(error, click.UsageError):
                raise click.UsageError(said, error.ctx) from error
            raise click.ClickException(said) from error


@click.group(cls=_Commands)
@click.version_option(package_name="stripe-source-kit", prog_name="kit")
def main() -> None:
    """Attach payment sources to Stripe customers and see exactly what happened.

    The key is read from STRIPE_API_KEY. Without one, every command works on an offline
    account with practice data.
    """


@main.command(
    context_settings={"ignore_unknown_options": True},
    epilog=example("kit lab", "kit lab --dir course --no-browser --port 8889"),
)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    help=f"Your folder of the notebooks; else ./{DEFAULT_FOLDER}, or where you are if it is one.",
)
@click.option("--fresh", is_flag=True, help=f"Fresh notebooks; changed ones go to {EARLIER}/.")
@click.argument("jupyter_options", nargs=-1, type=click.UNPROCESSED)
def lab(*, folder: Path | None, fresh: bool, jupyter_options: tuple[str, ...]) -> None:
    """Open JupyterLab on the explorer, in a folder of your own.

    All notebooks of the course are copied into it the first time. Later what is new is
    added, and nothing that you changed is touched. Further options go to JupyterLab.
    """
    from kit.commands.lab import open_lab
    from kit.connection import what_connect_takes

    click.echo(f"kit.connect() gives {what_connect_takes()}.", err=True)
    sys.exit(open_lab(folder, jupyter_options, fresh=fresh))


for _command in (
    *(offline, customers, sources, ready, attach, detach, attach_many, code),
    *(pull, diff, export, plan, audit, trigger, learn, notebooks, doctor, completion),
):
    main.add_command(_command)


if __name__ == "__main__":
    main()
