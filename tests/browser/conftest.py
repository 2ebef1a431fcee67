"""One Lab server, one browser and one page for all browser tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from explorer_page import ExplorerPage, connected
from lab import (
    LabPage,
    chromium,
    free_port,
    lab_command,
    launched,
    served,
    wait_until_open,
    write_notebook,
)
from playwright.sync_api import Browser, expect, sync_playwright

import kit

ROOT = Path(__file__).resolve().parents[2]

#: The longest that anything on a page may take on a busy machine.
PATIENCE_MS = 20_000

#: Making 100,000 customers on a busy machine.
FILLING_SECONDS = 280

#: Stays open from test to test, with its kernel: to start one takes longer than most tests.
SHARED: Final = "test.ipynb"

EXPLORE = (
    "import kit\n\naccount = kit.connect(offline=True)\nexplorer = kit.Explorer(account)\nexplorer"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, or a skip that says how to get one."""
    executable = chromium()
    if executable is None:
        pytest.skip(
            "no Chromium found: install it (Debian: apt-get install chromium fonts-dejavu-core) "
            "or name one in KIT_CHROMIUM, then run pytest tests/browser"
        )
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = launched(playwright, executable)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def lab_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that Lab serves; the committed notebooks are copied there."""
    folder = tmp_path_factory.mktemp("lab")
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, folder)
    return folder


@pytest.fixture(scope="session")
def lab_server(lab_folder: Path, browser: Browser) -> Iterator[str]:  # noqa: ARG001  # skips first
    """A JupyterLab server."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with served(lab_command(port), lab_folder, port):
        yield base


@pytest.fixture(scope="session")
def lab_page(lab_server: str, browser: Browser) -> Iterator[LabPage]:
    """A page of JupyterLab that all tests share."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=lab_server)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield LabPage(page, lab_server)
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Leave a screenshot of a failed test's page beside its temporary files."""
    report = yield
    if report.when == "call" and report.failed:
        for lab in filter(lambda each: isinstance(each, LabPage), item.funcargs.values()):
            picture = item.config._tmp_path_factory.mktemp("failed") / "page.png"
            lab.page.screenshot(path=picture)
            report.sections.append(("The page", f"screenshot: {picture}"))
            break
    return report


@pytest.fixture
def lab(lab_page: LabPage, request: pytest.FixtureRequest) -> Iterator[LabPage]:
    """The page that all tests share; at most the shared notebook is open, at rest."""
    failed_before = request.session.testsfailed
    yield lab_page
    if request.session.testsfailed > failed_before or not lab_page.is_at_rest(SHARED):
        lab_page.close()


@pytest.fixture
def open_explorer(lab: LabPage, lab_folder: Path) -> Callable[..., ExplorerPage]:
    """Opens a notebook with the given cells and answers the explorer on the page.

    By any ``name`` but the shared one it has a kernel of its own.
    """

    def opened(*cells: str, name: str = SHARED, one_line: bool = False) -> ExplorerPage:
        if name == SHARED and lab.is_at_rest(SHARED):
            lab.replace_cells(*(cells or (EXPLORE,)))
        else:
            write_notebook(lab_folder / name, *(cells or (EXPLORE,)))
            lab.open(name)
        if one_line:
            lab.use_one_line()
        lab.run_all()
        root = lab.page.locator(".kit-explorer").first
        expect(root.locator(".kit-customer tbody tr").first).to_be_visible()
        return ExplorerPage(root)

    return opened


@pytest.fixture
def explorer(open_explorer, account: kit.Account) -> ExplorerPage:
    """An explorer in Lab on the very server that ``account`` speaks to."""
    return open_explorer(connected(account.api_base))


@pytest.fixture(scope="session", autouse=True)
def _large_server(request: pytest.FixtureRequest) -> Iterator[tuple[int, subprocess.Popen] | None]:
    """A server that makes 100,000 customers while other tests run, if a test wants them."""
    if not any(
        "large_account" in getattr(item, "fixturenames", ()) for item in request.session.items
    ):
        yield None
        return
    port = free_port()
    command = [sys.executable, "-c", "from kit.commands.cli import main; main()", "offline"]
    options = ["--port", str(port), "--customers", "100000", "--seed", "7"]
    server = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
    try:
        yield port, server
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def large_account(_large_server: tuple[int, subprocess.Popen]) -> Iterator[kit.Account]:
    """An account with 100,000 customers."""
    port, server = _large_server
    wait_until_open(port, server, FILLING_SECONDS)
    with kit.connect("sk_test_practice", api_base=f"http://127.0.0.1:{port}") as account:
        account.customers(limit=1)  # answered when the data is made
        yield account
