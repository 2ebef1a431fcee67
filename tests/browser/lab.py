"""A JupyterLab server of its own, and pages of a headless Chromium that drive it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import nbformat
from playwright.sync_api import Browser, Page, Playwright

TOKEN: Final = "browser-tests"
START_SECONDS: Final = 60

#: Nothing of Chromium's own goes out to the network or asks questions.
CHROMIUM_OPTIONS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_SETTINGS: Final = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none", "kernelShutdown": False},
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}


def chromium() -> str | None:
    """The Chromium or Chrome of this machine, None if there is none."""
    named = os.environ.get("KIT_CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    return named or next(filter(None, map(shutil.which, names)), None)


def launched(playwright: Playwright, executable: str) -> Browser:
    """A headless browser."""
    return playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_OPTIONS))


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """Run a Jupyter server until the block ends."""
    settings = folder / ".settings"
    for name, content in _SETTINGS.items():
        file = settings / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content))
    environment = os.environ | {
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTER_CONFIG_DIR": str(folder / ".config"),
        "JUPYTER_RUNTIME_DIR": str(folder / ".runtime"),
        "IPYTHONDIR": str(folder / ".ipython"),
    }
    with (folder / ".log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_open(port, server)
            yield
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(20)
            server.kill()


def lab_command(port: int) -> list[str]:
    """The command of a JupyterLab on ``port``."""
    return [
        "jupyterlab",
        *_server_options(port),
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.news_url=",
    ]


def notebook_command(port: int) -> list[str]:
    """The command of a Notebook 7 on ``port``."""
    return ["notebook", *_server_options(port), "--JupyterNotebookApp.expose_app_in_browser=True"]


def voila_command(port: int, notebook: str) -> list[str]:
    """The command of a Voilà that serves one notebook on ``port``."""
    return ["voila", notebook, f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1"]


def _server_options(port: int) -> list[str]:
    return [
        "--allow-root",
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.open_browser=False",
    ]


def wait_until_open(
    port: int, server: subprocess.Popen[bytes], seconds: float = START_SECONDS
) -> None:
    """Wait until ``server`` listens on ``port``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"Nothing listens on port {port}.")


def write_notebook(path: Path, *cells: str) -> Path:
    """A notebook of code cells."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, path)
    return path


class LabPage:
    """One page of JupyterLab, kept open while its notebooks come and go."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        page.goto(f"{base}/lab?token={TOKEN}&reset")
        page.wait_for_function("() => window.jupyterapp?.restored !== undefined")
        page.wait_for_function(
            "() => window.jupyterapp.restored.then(() => true)", timeout=START_SECONDS * 1000
        )

    def command(self, command: str, arguments: dict[str, object] | None = None) -> None:
        """Run a command of Lab's without waiting for its promise, which may never come."""
        self.page.evaluate(
            "([name, args]) => { void window.jupyterapp.commands.execute(name, args); }",
            [command, arguments or {}],
        )

    def open(self, notebook: str) -> None:
        """Open ``notebook`` in the place of what is open, and wait for its kernel to be idle."""
        self.close()
        self.command("docmanager:open", {"path": notebook, "factory": "Notebook"})
        # A command that comes before the session is ready asks for a kernel in a dialog.
        self.page.wait_for_function(
            """path => {
                const context = window.jupyterapp.shell.currentWidget?.context;
                const session = context?.sessionContext;
                return context?.path === path && context.isReady && session.isReady
                    && session.session?.kernel?.status === "idle";
            }""",
            arg=notebook,
            timeout=START_SECONDS * 1000,
        )

    def is_at_rest(self, notebook: str) -> bool:
        """Whether ``notebook`` is open and its kernel waits for something to do."""
        found: bool = self.page.evaluate(
            """path => {
                const context = window.jupyterapp.shell.currentWidget?.context;
                return context?.path === path
                    && context.sessionContext.session?.kernel?.status === "idle";
            }""",
            notebook,
        )
        return found

    def replace_cells(self, *cells: str) -> None:
        """Put code cells in the place of those of the open notebook; its kernel goes on."""
        self.page.evaluate(
            """sources => {
                const { sharedModel } = window.jupyterapp.shell.currentWidget.content.model;
                const cells = sources.map(source => ({cell_type: "code", source}));
                sharedModel.transact(() => {
                    sharedModel.deleteCellRange(0, sharedModel.cells.length);
                    sharedModel.insertCells(0, cells);
                });
            }""",
            list(cells),
        )

    def use_one_line(self) -> None:
        """Let widgets speak over the line of the cells, as in Voilà and with older kernels."""
        self.page.evaluate(
            """() => {
                const { sessionContext } = window.jupyterapp.shell.currentWidget.context;
                sessionContext.session.kernel.commsOverSubshells = "disabled";
            }"""
        )

    def run_all(self) -> None:
        """Run every cell."""
        self.command("notebook:run-all-cells")

    def append_and_run(self, code: str) -> None:
        """Add a cell below the last one and run it."""
        self.page.evaluate(
            """code => {
                const notebook = window.jupyterapp.shell.currentWidget.content;
                const cells = notebook.model.sharedModel;
                cells.insertCell(cells.cells.length, {cell_type: "code", source: code});
                notebook.activeCellIndex = cells.cells.length - 1;
            }""",
            code,
        )
        self.command("notebook:run-cell")

    def save(self) -> None:
        """Save the open notebook."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")

    def cells(self) -> list[str]:
        """The source of every cell of the open notebook."""
        found: list[str] = self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets
                .map(cell => cell.model.sharedModel.getSource())"""
        )
        return found

    def close(self) -> None:
        """Close the notebook and its kernel without asking whether to save."""
        self.page.evaluate(
            """async () => {
                const widget = window.jupyterapp.shell.currentWidget;
                if (!widget?.context) return;
                widget.context.model.dirty = false;
                await widget.context.sessionContext.shutdown();
                widget.dispose();
            }"""
        )

    def close_tab(self) -> None:
        """Close the notebook as a person does: its kernel goes on."""
        self.page.evaluate(
            """async () => {
                const widget = window.jupyterapp.shell.currentWidget;
                await widget.context.save();
                widget.dispose();
            }"""
        )
