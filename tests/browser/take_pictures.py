"""Take the README's pictures of the explorer again, in both of Lab's themes.

They are kept under 150 KB: reduce their colours with any PNG quantizer afterwards.

python tests/browser/take_pictures.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from explorer_page import ExplorerPage
from lab import LabPage, chromium, free_port, lab_command, launched, served, write_notebook
from playwright.sync_api import Browser, expect, sync_playwright

IMAGES = Path(__file__).resolve().parents[2] / "notebooks" / "images"
CELL = (
    "import kit\n\naccount = kit.connect(offline=True)\nexplorer = kit.Explorer(account)\nexplorer"
)
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def _picture(browser: Browser, base: str, theme: str) -> None:
    page = browser.new_page(viewport={"width": 1130, "height": 1500})
    lab = LabPage(page, base)
    lab.command("application:toggle-left-area")
    lab.command("apputils:change-theme", {"theme": THEMES[theme]})
    page.wait_for_function(
        "light => document.body.dataset.jpThemeLight === light", arg=str(theme == "light").lower()
    )
    lab.open("01-explore.ipynb")
    lab.run_all()
    explorer = ExplorerPage(page.locator(".kit-explorer").first)
    explorer.customers.fill("jenny")
    explorer.row("cus_9s6XKzkNRiz8i3").click()
    explorer.root.get_by_label("Search sources that are ready").fill("reusable")
    explorer.row("src_1NfRGv2eZvKYlo2Cv7NAImBL").click()
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.success).to_be_visible()
    expect(explorer.attach).to_have_text("Already attached")
    page.locator("body").focus()
    explorer.root.screenshot(path=IMAGES / f"explorer-{theme}.png")
    lab.close()
    page.close()


def main() -> None:
    """Write one picture a theme."""
    executable = chromium()
    if executable is None:
        sys.exit("No Chromium found: install it, or name one in KIT_CHROMIUM.")
    IMAGES.mkdir(exist_ok=True)
    port = free_port()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        write_notebook(Path(name) / "01-explore.ipynb", CELL)
        with served(lab_command(port), Path(name), port):
            browser = launched(playwright, executable)
            for theme in THEMES:
                _picture(browser, f"http://127.0.0.1:{port}", theme)
            browser.close()


if __name__ == "__main__":
    main()
