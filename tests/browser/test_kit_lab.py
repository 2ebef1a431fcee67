"""``kit lab``: the explorer is alive on the screen, with no cell to run and no question."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest
from explorer_page import ExplorerPage
from lab import free_port
from playwright.sync_api import expect

from kit.learn.learner_folder import DEFAULT_FOLDER, bring_notebooks

KIT = [sys.executable, "-c", "from kit.commands.cli import main; main()"]
START_SECONDS = 120


@pytest.fixture
def home(tmp_path):
    """A user who never saw JupyterLab before."""
    return tmp_path


@pytest.fixture
def notebook(home):
    """Where `kit lab` puts the user's own copy of the first chapter."""
    return home / DEFAULT_FOLDER / "01-explore.ipynb"


@contextmanager
def kit_lab(home, *options, **more):
    """``kit lab`` in ``home``; answers the process, and what it says as lines."""
    environment = os.environ | {
        "HOME": str(home),
        "JUPYTER_RUNTIME_DIR": str(home / ".runtime"),
        "IPYTHONDIR": str(home / ".ipython"),
    }
    environment |= more
    said = home / "said.txt"
    with said.open("wb") as file:
        process = subprocess.Popen(
            [*KIT, "lab", *options], cwd=home, env=environment, stdout=file, stderr=file
        )
        try:
            yield process, said
        finally:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()


def _said(process, said, pattern) -> re.Match:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if found := re.search(pattern, said.read_text(encoding="utf-8")):
            return found
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(said.read_text(encoding="utf-8"))


@pytest.fixture
def fresh_page(browser):
    """A page of a browser that was never here."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def test_the_explorer_is_alive_with_no_cell_to_run(fresh_page, home, notebook, page):
    """Opened, it is there, answers a search and attaches; nobody asks about news."""
    port = free_port()
    with kit_lab(home, "--no-browser", f"--port={port}") as (process, said):
        address = _said(process, said, r"The explorer is ready. Open (http\S+)")[1]
        fresh_page.goto(address)
        root = fresh_page.locator(".kit-explorer").first
        expect(root.locator(".kit-customer tbody tr").first).to_be_visible()
        expect(root).to_be_in_viewport()
        expect(fresh_page.locator(".kit-saved")).to_be_hidden()
        explorer = ExplorerPage(root)
        explorer.choose(page.customer, page.source)
        expect(explorer.attach).to_have_text("Attach")
        explorer.attach.click()
        expect(explorer.success).to_contain_text(page.source)
        # The news question is asked once Lab has settled.
        fresh_page.wait_for_load_state("networkidle")
        assert fresh_page.locator(".Toastify__toast").count() == 0
        saved = json.loads(notebook.read_text(encoding="utf-8"))
        first = next(cell for cell in saved["cells"] if cell["cell_type"] == "code")
        assert first["execution_count"] == 1
        assert "application/vnd.jupyter.widget-view+json" in first["outputs"][0]["data"]
        assert "Your notebooks are in" in said.read_text(encoding="utf-8")
    assert process.returncode is not None


def test_changed_cells_are_not_run_unasked(home, notebook):
    """What somebody wrote into the notebook waits for them, and Lab opens all the same."""
    bring_notebooks(notebook.parent)
    document = json.loads(notebook.read_text(encoding="utf-8"))
    first = next(cell for cell in document["cells"] if cell["cell_type"] == "code")
    first["source"] = ["open('was-here', 'w').close()"]
    notebook.write_text(json.dumps(document), encoding="utf-8")
    with kit_lab(home, "--no-browser", f"--port={free_port()}") as (process, said):
        _said(process, said, r"The explorer is ready")
        assert "were changed, so none was run" in said.read_text(encoding="utf-8")
        assert "For fresh copies: kit lab --fresh." in said.read_text(encoding="utf-8")
        assert not (notebook.parent / "was-here").exists()
        assert json.loads(notebook.read_text(encoding="utf-8"))["cells"] == document["cells"]


def test_a_taken_port_is_said(home):
    """No quiet move to another port than the one that was asked for."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with kit_lab(home, "--no-browser", f"--port={port}") as (process, said):
            assert process.wait(START_SECONDS) == 1
        assert f"Port {port} is taken by another program" in said.read_text(encoding="utf-8")


def test_without_a_browser_it_says_where_to_go(home):
    """A machine without one gets the address, and the server goes on."""
    with kit_lab(home, f"--port={free_port()}", BROWSER="/nowhere/browser") as (process, said):
        found = _said(process, said, r"No browser could be started here. Open this yourself: (\S+)")
        assert "token=" in found[1]
        assert process.poll() is None
