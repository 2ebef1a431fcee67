"""The explorer on a page, as a person sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Locator, Page, expect

__all__ = ["ExplorerPage", "connected"]

_FOCUSED: Final = """() => {
    const focused = document.activeElement;
    return focused && focused.closest(".kit-explorer")
        ? (focused.getAttribute("aria-label") ?? focused.textContent).trim() : null;
}"""


def connected(api_base: str, key: str = "sk_test_practice", **more: object) -> str:
    """A cell that opens an explorer on the server at ``api_base``."""
    options = "".join(f", {name}={value!r}" for name, value in more.items())
    base = "live_api_base" if "_live_" in key else "api_base"
    return (
        "import kit\n\n"
        f"account = kit.connect({key!r}, {base}={api_base!r}{options})\n"
        "explorer = kit.Explorer(account)\n"
        "explorer"
    )


class ExplorerPage:
    """One explorer: what is on it, and what a person does with it."""

    def __init__(self, root: Locator) -> None:
        self.root = root
        self.page: Page = root.page
        self.customers = root.get_by_label("Search customers", exact=True)
        self.source_id = root.get_by_label("Source id", exact=True)
        self.attach = root.locator(".kit-plan .kit-button.kit-primary")
        self.sentence = root.locator(".kit-sentence")
        self.checks = root.locator(".kit-checks")
        self.success = root.locator(".kit-success")
        self.error = root.locator(".kit-error")
        self.words = root.locator(".kit-customer .kit-words")

    def tab(self, name: str) -> None:
        """Bring a panel to the front."""
        self.root.get_by_role("tab", name=name, exact=True).click()

    def row(self, row_id: str) -> Locator:
        """The visible row of a customer or source."""
        return self.root.locator(f'tr[data-id="{row_id}"]:visible')

    def choose_customer(self, customer: str) -> None:
        """Search a customer by its id and click it."""
        self.customers.fill(customer)
        self.row(customer).click()
        expect(self.sentence).to_contain_text(customer)

    def choose_source(self, source: str) -> None:
        """Look a source up by its id and click it."""
        self.tab("By id")
        self.source_id.fill(source)
        self.row(source).click()
        expect(self.sentence).to_contain_text(source)

    def choose(self, customer: str, source: str) -> None:
        """Choose both, and wait for the checklist."""
        self.choose_customer(customer)
        self.choose_source(source)
        expect(self.checks.locator("li").first).to_be_visible()

    def tab_to(self, is_there: Callable[[str], bool]) -> str:
        """Press Tab until the focus is where it should be; the name of that place."""
        passed = []
        for _ in range(40):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(_FOCUSED)
            if focused is not None and is_there(focused):
                return str(focused)
            passed.append(focused)
        raise AssertionError(f"Tab never got there, only to {passed}")
