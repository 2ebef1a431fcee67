"""The command that lets a shell complete the commands and options of ``kit``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from kit.commands.printing import example

__all__ = ["completion"]

#: Where click's scripts ask, by the program's name.
_VARIABLE = "_KIT_COMPLETE"


@click.command(
    epilog=example(
        'eval "$(kit completion bash)"',
        'eval "$(kit completion zsh)"',
        "kit completion fish > ~/.config/fish/completions/kit.fish",
    )
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what lets SHELL complete kit with Tab."""
    script = get_completion_class(shell)
    if script is None:  # a click without it
        raise click.ClickException(f"This version of click completes nothing for {shell}.")
    click.echo(script(context.find_root().command, {}, "kit", _VARIABLE).source())
