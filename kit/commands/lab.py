"""Open JupyterLab on the course's first chapter, whose explorer is alive before it is shown."""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from kit.commands.lab_server import LabServer
from kit.commands.run_notebook import run_notebook
from kit.errors import KitError
from kit.learn.course import CHAPTERS
from kit.learn.learner_folder import (
    EARLIER,
    Brought,
    bring_notebooks,
    learner_folder,
    shipped_folder,
)

__all__ = ["open_lab"]

_FIRST: Final = CHAPTERS[0].notebook


def open_lab(
    folder: Path | None, jupyter_options: Sequence[str] = (), *, fresh: bool = False
) -> int:
    """Run JupyterLab on the learner's notebooks until it is stopped; JupyterLab's exit code."""
    options = list(jupyter_options)
    brought = bring_notebooks(folder or learner_folder(Path.cwd()), fresh=fresh)
    _tell(brought)
    notebook = brought.folder / _FIRST
    with LabServer(notebook, options) as server:
        if not server.wait_until_ready():
            return server.wait()
        click.echo("Starting the explorer…", err=True)
        try:
            run_notebook(server, notebook, [_cell_of_the_explorer()])
        except KitError as error:
            # Lab itself is there: whoever opened it can run the cells by hand.
            click.echo(f"{error} Run the cells of {notebook.name} yourself.", err=True)
        _show(server.page_of(notebook), options)
        return server.wait()


def _cell_of_the_explorer() -> str:
    """What may be run unasked: the first cell as it is shipped.

    A cell that somebody changed may do anything.
    """
    document = json.loads((shipped_folder() / _FIRST).read_text(encoding="utf-8"))
    first = next(cell for cell in document["cells"] if cell["cell_type"] == "code")
    return "".join(first["source"])


def _tell(brought: Brought) -> None:
    """Say where the notebooks are, and what became of those that somebody changed."""
    click.echo(f"Your notebooks are in {brought.folder}.", err=True)
    if brought.renewed:
        click.echo(f"Brought up to date: {', '.join(brought.renewed)}.", err=True)
    if brought.put_aside:
        click.echo(f"Yours are in {EARLIER}/ now: {', '.join(brought.put_aside)}.", err=True)
    if brought.outdated:
        click.echo(
            f"You changed these, so they stay, though newer ones are there: "
            f"{', '.join(brought.outdated)}.",
            err=True,
        )
    if brought.left:
        click.echo("For fresh copies: kit lab --fresh. It puts yours aside.", err=True)


def _show(page: str, options: Sequence[str]) -> None:
    """Open the browser, unless told not to; without one, say where to go."""
    if {"--no-browser", "--ServerApp.open_browser=False"} & set(options):
        click.echo(f"The explorer is ready. Open {page}", err=True)
        return
    named = next(
        (each.partition("=")[2] for each in options if each.startswith("--browser=")), None
    )
    try:
        opened = _has_screen() and webbrowser.get(named).open(page)
    except webbrowser.Error:
        opened = False
    if opened:
        click.echo(f"The explorer is open in your browser: {page}", err=True)
    else:
        click.echo(f"No browser could be started here. Open this yourself: {page}", err=True)


def _has_screen() -> bool:
    # Without a screen webbrowser starts a browser of the terminal, which takes the terminal
    # over and cannot show JupyterLab.
    on_linux = sys.platform.startswith("linux")
    return not on_linux or bool(os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"})
