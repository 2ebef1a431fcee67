"""No wrong pick at any speed, no key for Lab, no click lost and none counted twice."""

from __future__ import annotations

import pytest
from explorer_page import connected
from lab import LabPage
from playwright.sync_api import expect

import kit

WORDS = ("jenny", "smith", "tremblay", "lars", "siob", "oconnor", "bakker", "elif", "hana", "ines")


@pytest.mark.parametrize("spread_ms", [0, 150])
def test_typing_down_enter_never_picks_from_an_older_query(open_explorer, large_account, spread_ms):
    """Forty tries at full speed in 100,000 customers pick the first of what was typed."""
    controls = kit.practice.PracticeControls(large_account.api_base, "sk_test_practice")
    expected = {
        word: large_account.customer_records(search=word, limit=1)[0]["id"] for word in WORDS
    }
    explorer = open_explorer(connected(large_account.api_base))
    controls.set_faults(latency_spread_ms=spread_ms)
    try:
        for word in WORDS * (3 if spread_ms == 0 else 1):
            explorer.customers.fill("")
            explorer.customers.press_sequentially(word)
            explorer.page.keyboard.press("ArrowDown")
            explorer.page.keyboard.press("Enter")
            expect(explorer.sentence.locator("code").last).to_have_text(expected[word])
    finally:
        controls.clear_faults()
    assert len(set(expected.values())) > len(WORDS) // 2


def test_no_key_in_the_explorer_reaches_lab(explorer, lab: LabPage):
    """Keys that cut, insert or run cells do nothing while the focus is in the explorer."""
    before = lab.cells()
    explorer.root.get_by_role("button", name="Add metadata").click()
    places = explorer.root.locator(
        "button:visible, input:visible, select:visible, [tabindex='0']:visible"
    )
    assert places.count() > 20
    # Keys press buttons and filter rows away, so each place is held before any is used.
    for place in places.element_handles():
        if not place.is_visible() or place.get_attribute("aria-label") == "Remove metadata 1":
            continue
        place.focus()
        for key in ("x", "a", "b", "d", "d", "m", "z", "Shift+Enter", "Control+Enter"):
            place.press(key)
    assert lab.cells() == before

    lab.page.locator(".jp-Cell .jp-InputPrompt").first.click()
    lab.page.keyboard.press("b")
    expect(lab.page.locator(".jp-NotebookPanel:visible .jp-Cell")).to_have_count(len(before) + 1)


def test_the_third_and_the_hundredth_click_work(explorer, account, page):
    """Lab delivers later events in another thread; attaching and picking go on working."""
    explorer.choose_customer(page.customer)
    for source in account.attachable_source_records(limit=3):
        explorer.choose_source(source["id"])
        expect(explorer.attach).to_have_text("Attach")
        explorer.attach.click()
        expect(explorer.success).to_contain_text(source["id"])
    explorer.customers.fill("")
    rows = explorer.root.locator(".kit-customer tbody tr")
    expect(rows).to_have_count(25)
    for number in range(100):
        rows.nth(number % 6).click()
    last = rows.nth(99 % 6).get_attribute("data-id")
    expect(explorer.sentence).to_contain_text(last)
    expect(explorer.checks.locator("li").first).to_be_visible()


def test_a_double_click_attaches_once(explorer, page):
    """Two clicks in a few milliseconds, one POST."""
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.dblclick()
    expect(explorer.success).to_contain_text(page.source)
    expect(explorer.attach).to_have_text("Already attached")
    explorer.tab("Requests")
    requests = explorer.root.get_by_role("region", name="Requests")
    expect(requests.get_by_role("row").filter(has_text="POST")).to_have_count(1)
    expect(explorer.error).to_have_count(0)
