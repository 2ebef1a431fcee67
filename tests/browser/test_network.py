"""Slow servers, servers that go and come back, and a real key's guard."""

from __future__ import annotations

from explorer_page import connected
from live_proxy import LIVE_KEY, live_account_server
from playwright.sync_api import expect

from kit.offline import OfflineServer


def test_a_slow_account_leaves_the_page_alive(explorer, account, page):
    """With seconds of latency, tabs and typing answer while the search is still under way."""
    waiting = explorer.root.locator(".kit-customer .kit-waiting")
    account.offline.set_faults(latency_ms=4000)
    try:
        explorer.customers.fill("jenny")
        expect(waiting).to_be_visible()
        expect(explorer.words).to_have_text("Searching…")
        explorer.tab("By id")
        expect(explorer.source_id).to_be_visible()
        explorer.root.get_by_role("button", name="Add metadata").click()
        explorer.page.keyboard.type("a[")
        expect(explorer.root.locator(".kit-problem").first).to_contain_text("square bracket")
        assert waiting.is_visible()
        expect(explorer.row(page.customer)).to_be_visible()
    finally:
        account.offline.clear_faults()


def test_a_server_that_is_gone_and_comes_back(open_explorer, page):
    """The search says that no answer came; "Try again" works once the server is back."""
    first = OfflineServer(customers=20)
    first.start()
    explorer = open_explorer(connected(first.api_base))
    first.close()
    explorer.customers.fill("jenny")
    again = explorer.root.locator(".kit-customer").get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(explorer.words).to_contain_text("Could not search customers")
    with OfflineServer(port=first.port, customers=20):
        again.click()
        expect(explorer.row(page.customer)).to_be_visible()
        explorer.choose(page.customer, page.source)
        explorer.attach.click()
        expect(explorer.success).to_contain_text(page.source)


def test_live_mode_warns_and_asks_for_the_customers_id(open_explorer, page):
    """The badge, the frame around everything, and a field that must hold the id."""
    with live_account_server() as base:
        explorer = open_explorer(connected(base, LIVE_KEY, allow_writes=True))
        expect(explorer.root.locator(".kit-badge")).to_have_text("LIVE")
        expect(explorer.root.get_by_role("tab", name="Make a practice one")).to_have_count(0)
        explorer.choose(page.customer, page.source)
        expect(explorer.attach).to_have_text("Type the customer's id to confirm")
        confirm = explorer.root.get_by_label("This is LIVE")
        confirm.fill(page.customer[:-1])
        expect(explorer.attach).to_have_text("Type the customer's id to confirm")
        confirm.fill(page.customer)
        expect(explorer.attach).to_have_text("Attach")
        explorer.attach.click()
        expect(explorer.success).to_contain_text(page.source)
        expect(confirm).to_have_value("")
