"""The whole journey, by mouse and by keyboard alone."""

from __future__ import annotations

import json

from playwright.sync_api import expect


def test_by_mouse_from_search_to_detach(explorer, account, page):
    """Search, choose, metadata, attach, read every tab, detach."""
    explorer.customers.fill("jenny")
    explorer.row(page.customer).click()
    explorer.tab("Ready to attach")
    search = explorer.root.get_by_label("Search sources that are ready")
    search.fill(page.source)
    explorer.row(page.source).click()
    explorer.root.get_by_role("button", name="Add metadata").click()
    explorer.root.get_by_label("Metadata 1: key").fill("order")
    explorer.root.get_by_label("Metadata 1: value").fill("6735")
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()

    expect(explorer.success).to_contain_text(f"Attached {page.source} to {page.customer}")
    expect(explorer.attach).to_have_text("Already attached")
    changed = explorer.root.get_by_role("region", name="What changed")
    expect(changed).to_contain_text("metadata.order")
    assert account.source(page.source)["metadata"] == {"order": "6735"}

    explorer.tab("JSON")
    shown = json.loads(explorer.root.locator(".kit-json pre").text_content())
    assert shown["id"] == page.source
    assert "sBqfX18eq6GPfGxGvVfMByCp" not in explorer.root.inner_html()
    explorer.tab("Code")
    expect(explorer.root.locator(".kit-outcome .kit-code:visible pre")).to_contain_text(page.source)
    explorer.tab("Requests")
    requests = explorer.root.get_by_role("region", name="Requests")
    expect(requests.get_by_role("row").filter(has_text="POST")).to_contain_text("200")
    explorer.tab("History")
    history = explorer.root.get_by_role("region", name="Tried with this explorer")
    expect(history.get_by_role("row")).to_have_count(2)

    explorer.tab("On this customer")
    explorer.root.get_by_role("button", name="Detach it for good").click()
    expect(explorer.root.get_by_role("alert")).to_contain_text("Detaching is final")
    explorer.root.get_by_role("button", name="Detach it for good").click()
    expect(explorer.success).to_contain_text(f"Detached {page.source}")
    assert account.source(page.source)["status"] == "consumed"


def test_by_keyboard_alone(explorer, account, page):
    """No mouse: search, choose, attach, and read the frame; focus is never lost."""
    keyboard = explorer.page.keyboard
    explorer.customers.focus()
    keyboard.type("jenny")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(explorer.sentence).to_contain_text(page.customer)

    explorer.tab_to(lambda name: name == "Ready to attach")
    for _ in range(2):
        keyboard.press("ArrowRight")
    expect(explorer.root.get_by_role("tab", name="By id")).to_be_focused()
    expect(explorer.source_id).to_be_visible()
    explorer.tab_to(lambda name: name == "Source id")
    keyboard.insert_text(page.source)
    keyboard.press("Enter")
    expect(explorer.sentence).to_contain_text(page.source)

    explorer.tab_to(lambda name: name == "Add metadata")
    keyboard.press("Enter")
    keyboard.type("order")
    keyboard.press("Tab")
    keyboard.type("6735")
    expect(explorer.attach).to_have_text("Attach")
    explorer.tab_to(lambda name: name == "Attach")
    keyboard.press("Enter")
    expect(explorer.success).to_contain_text(page.source)
    expect(explorer.attach).to_be_focused()
    assert account.source(page.source)["metadata"] == {"order": "6735"}

    explorer.tab_to(lambda name: name == "What changed")
    keyboard.press("ArrowRight")
    frame = explorer.root.get_by_role("region", name="The frame")
    expect(frame).to_contain_text(page.customer)
    explorer.tab_to(lambda name: name.startswith("The frame"))
    keyboard.press("End")


def test_a_removed_metadata_row_hands_the_focus_on(explorer):
    """Removing the focused row leaves the focus in the explorer, not on Lab's page."""
    add = explorer.root.get_by_role("button", name="Add metadata")
    add.click()
    explorer.page.keyboard.type("a")
    add.click()
    explorer.page.keyboard.type("b")
    explorer.root.get_by_label("Remove metadata 1").click()
    expect(explorer.root.get_by_label("Metadata 1: key")).to_be_focused()
    expect(explorer.root.get_by_label("Metadata 1: key")).to_have_value("b")
    explorer.root.get_by_label("Remove metadata 1").click()
    expect(add).to_be_focused()


def test_a_practice_source_is_made_and_attached(explorer, account, page):
    """The form makes a source of the chosen type, chosen at once."""
    explorer.choose_customer(page.customer)
    explorer.tab("Make a practice one")
    explorer.root.get_by_label("Type", exact=True).select_option("SEPA Direct Debit")
    expect(explorer.root.get_by_label("Currency")).to_have_value("eur")
    explorer.root.get_by_role("button", name="Make this source").click()
    expect(explorer.root.locator(".kit-maker-words")).to_contain_text("Made src_")
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.success).to_contain_text("sepa_debit")
    assert "sepa_debit" in set(account.sources(page.customer)["type"])


def test_the_explorer_of_the_offline_account_can_be_reset(open_explorer, page):
    """After a reset the same pair can be attached again; asked first, and not done for a no."""
    explorer = open_explorer()
    for _ in range(2):
        explorer.choose(page.customer, page.source)
        expect(explorer.attach).to_have_text("Attach")
        explorer.attach.click()
        expect(explorer.success).to_contain_text(page.source)
        explorer.root.get_by_role("button", name="Reset practice data").click()
        explorer.root.get_by_role("button", name="Keep it").click()
        expect(explorer.success).to_be_visible()
        explorer.root.get_by_role("button", name="Reset practice data").click()
        explorer.root.get_by_role("button", name="Reset practice data").click()
        expect(explorer.success).to_have_count(0)
        expect(explorer.sentence).to_contain_text("a customer")


def test_the_overview_is_read_when_opened_and_its_numbers_filter(explorer):
    """By keyboard: open it, press a number, see its customers; arrows go through the table."""
    keyboard = explorer.page.keyboard
    explorer.tab_to(lambda name: name == "Ready to attach")
    keyboard.press("End")
    expect(explorer.root.get_by_role("tab", name="Overview")).to_be_focused()
    words = explorer.root.locator(".kit-overview-words")
    expect(words).to_contain_text("as read")

    first = explorer.tab_to(lambda name: "whose default source" in name)
    keyboard.press("Enter")
    expect(explorer.words).to_contain_text(f"{first.split()[0]} customers, as the account was")
    pressed = explorer.root.locator(".kit-attention [aria-pressed=true]")
    expect(pressed).to_contain_text("whose default source failed")
    rows = explorer.root.locator(".kit-customer tbody tr")
    expect(rows).to_have_count(int(first.split()[0]))

    explorer.tab_to(lambda name: name.endswith(" sources"))
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        keyboard.press(key)
    known = explorer.root.get_by_label("Search counted sources")
    expect(known).to_be_visible()
    expect(explorer.root.locator(".kit-overview tbody tr td.kit-col-status").first).to_have_text(
        "chargeable"
    )
    number = explorer.root.locator(".kit-numbers [aria-pressed=true]")
    expect(number).to_be_focused()
    count = number.text_content()
    expect(explorer.root.locator(".kit-overview .kit-words")).to_contain_text(f"{count} sources")
    row = explorer.root.locator(".kit-overview .kit-rows tbody tr").first
    row.click()
    expect(explorer.sentence).to_contain_text(row.get_attribute("data-id"))
