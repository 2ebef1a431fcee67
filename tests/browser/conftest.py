"""One Lab server, one browser and one page for all browser tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab import LabPage, chromium, free_port, lab_command, launched, served, write_notebook
from playwright.sync_api import Browser, Locator, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]

#: The longest that anything on a page may take on a busy machine.
PATIENCE_MS = 20_000

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
    if not (folder / "explore.ipynb").exists():
        write_notebook(folder / "explore.ipynb", EXPLORE)
    return folder


@pytest.fixture(scope="session")
def lab_server(lab_folder: Path, browser: Browser) -> Iterator[str]:  # noqa: ARG001  # skips first
    """A JupyterLab server."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with served(lab_command(port), lab_folder, f"{base}/api") as _:
        yield base


@pytest.fixture(scope="session")
def lab_page(lab_server: str, browser: Browser) -> Iterator[LabPage]:
    """A page of JupyterLab that all tests share."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(PATIENCE_MS)
    yield LabPage(page, lab_server)
    page.close()


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
def lab(lab_page: LabPage) -> Iterator[LabPage]:
    """The shared page with no notebook open."""
    yield lab_page
    lab_page.close()


@pytest.fixture
def open_explorer(lab: LabPage, lab_folder: Path):
    """Opens a notebook with the given cells and answers the explorer on the page."""

    def opened(*cells: str, name: str = "test.ipynb") -> Locator:
        write_notebook(lab_folder / name, *(cells or (EXPLORE,)))
        lab.open(name)
        lab.run_all()
        explorer = lab.page.locator(".kit-explorer").first
        explorer.wait_for()
        return explorer

    return opened
