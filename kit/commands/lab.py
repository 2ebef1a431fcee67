"""Open JupyterLab on the explorer, which is alive before the browser shows it."""

from __future__ import annotations

import os
import shutil
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from kit.commands.lab_server import LabServer
from kit.commands.run_notebook import run_notebook
from kit.errors import KitError

__all__ = ["explorer_notebook", "open_lab"]

_NOTEBOOK: Final = "explore.ipynb"
_PACKAGE: Final = Path(__file__).resolve().parent.parent

#: What may be run unasked: the cells as they are shipped. A cell that somebody changed or
#: added may do anything, so neither it nor any cell below it is run.
CELLS: Final = (
    "import kit\n\naccount = kit.connect()\nexplorer = kit.Explorer(account)\nexplorer",
    "explorer.history",
)


def open_lab(jupyter_options: Sequence[str] = ()) -> int:
    """Run JupyterLab on the explorer until it is stopped; the exit code of JupyterLab."""
    options = list(jupyter_options)
    notebook = explorer_notebook(Path.cwd())
    with LabServer(notebook, options) as server:
        if not server.wait_until_ready():
            return server.wait()
        click.echo("Starting the explorer…", err=True)
        try:
            run_notebook(server, notebook, CELLS)
        except KitError as error:
            # Lab itself is there: whoever opened it can run the cells by hand.
            click.echo(f"{error} Run the cells of {notebook.name} yourself.", err=True)
        _show(server.page_of(notebook), options)
        return server.wait()


def explorer_notebook(folder: Path) -> Path:
    """The explorer notebook: that of ``folder``, of the checkout, or a copy in ``folder``.

    A wheel carries the notebook inside the package, where nobody should edit it.
    """
    own = folder / _NOTEBOOK
    if own.exists():
        return own
    checkout = _PACKAGE.parent / "notebooks" / _NOTEBOOK
    if checkout.exists():
        return checkout
    packaged = _PACKAGE / "notebooks" / _NOTEBOOK
    if not packaged.exists():
        raise KitError(f"{_NOTEBOOK} is missing from this installation; install the kit again.")
    shutil.copyfile(packaged, own)
    return own


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
