"""The request that leaves equals what the screen showed at the click, or none leaves."""

from __future__ import annotations

import os

import pytest
from explorer_page import ExplorerPage, connected
from lab import LabPage, write_notebook
from playwright.sync_api import expect
from quick_journeys import add_lag, set_lag, travel

#: More for a long look: KIT_JOURNEYS=500 pytest tests/browser/test_screen_is_request.py
JOURNEYS = int(os.environ.get("KIT_JOURNEYS", "10"))


@pytest.fixture(scope="module")
def slow_page(browser, lab_server):
    """A page of its own, whose line to the server can be made slow."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(30_000)
    add_lag(page)
    yield LabPage(page, lab_server)
    context.close()


@pytest.fixture
def slow_lab(slow_page):
    """That page with no notebook open, and not slow."""
    yield slow_page
    set_lag(slow_page.page, 0)
    slow_page.close()


def _opened(lab, lab_folder, account, name) -> ExplorerPage:
    write_notebook(lab_folder / name, connected(account.api_base))
    lab.open(name)
    lab.use_one_line()  # where a running cell makes the kernel deaf
    lab.run_all()
    root = lab.page.locator(".kit-explorer").first
    expect(root.locator(".kit-customer tbody tr").first).to_be_visible()
    return ExplorerPage(root)


def _attached(account) -> dict[str, dict]:
    found = {}
    for customer in account.customer_records():
        for source in account.source_records(customer["id"]):
            found[source["id"]] = source
    return found


@pytest.mark.timeout(2400)
@pytest.mark.parametrize(("lag", "busy_every"), [(0, 0), (300, 0), (300, 4)])
def test_quick_journeys_send_what_was_shown(slow_lab, lab_folder, account, lag, busy_every):
    """Counted on the server: no wrong pair, no lost metadata, nothing twice."""
    before = set(_attached(account))
    explorer = _opened(slow_lab, lab_folder, account, f"journeys-{lag}-{busy_every}.ipynb")
    set_lag(slow_lab.page, lag)
    clicks = travel(slow_lab, explorer.root, JOURNEYS, busy_every=busy_every)
    set_lag(slow_lab.page, 0)
    expect(explorer.attach).not_to_have_attribute("aria-busy", "true")

    now = _attached(account)
    new = {each: source for each, source in now.items() if each not in before}
    # A key without a value is sent, and unsets what is not there.
    shown = {(c["source"], c["customer"], tuple(_typed(c, with_value=True))) for c in clicks}
    wrong = [
        (source["id"], source["customer"], tuple(_typed(source)))
        for source in new.values()
        if (source["id"], source["customer"], tuple(_typed(source))) not in shown
    ]
    ids = {each[0] for each in wrong}
    assert wrong == [], [click for click in clicks if click["source"] in ids]
    assert len(new) >= len(clicks) // 2


def _typed(held, *, with_value=False):
    pairs = held["metadata"].items()
    return [(key, value) for key, value in pairs if key == "order" and (value or not with_value)]


def test_a_second_thought_during_a_busy_kernel_is_heard(slow_lab, lab_folder, account, page):
    """A click that a busy kernel hears late is dropped when another source was picked since."""
    explorer = _opened(slow_lab, lab_folder, account, "second-thought.ipynb")
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    explorer.tab("Ready to attach")
    other = explorer.root.locator(".kit-source tbody tr:visible").nth(1)
    assert other.get_attribute("data-id") != page.source  # which is first: it is reusable
    slow_lab.page.evaluate(
        """([button, other]) => {
            const session = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
            session.kernel.requestExecute({code: "import time; time.sleep(2)", silent: true});
            return new Promise(done => setTimeout(() => {
                button.click();
                setTimeout(() => { other.click(); done(); }, 300);
            }, 100));
        }""",
        [explorer.attach.element_handle(), other.element_handle()],
    )
    expect(explorer.root.locator(".kit-notice")).to_contain_text("the choice changed")
    assert "customer" not in account.source(page.source)


def test_a_late_click_is_carried_out_where_the_screen_still_shows_it(
    slow_lab, lab_folder, account, page
):
    """Pressed just before the kernel was seen to be busy, and nothing changed since."""
    explorer = _opened(slow_lab, lab_folder, account, "late-click.ipynb")
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    slow_lab.page.evaluate(
        """button => {
            const session = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
            session.kernel.requestExecute({code: "import time; time.sleep(2)", silent: true});
            return new Promise(done => setTimeout(() => { button.click(); done(); }, 100));
        }""",
        explorer.attach.element_handle(),
    )
    expect(explorer.success).to_contain_text(page.source)
