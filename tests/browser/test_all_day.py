"""What those who work in it all day do: several at once, sort, filter, look back."""

from __future__ import annotations

from explorer_page import connected
from playwright.sync_api import expect

import kit


def _rows(explorer):
    return explorer.root.locator(".kit-source tbody tr:visible")


def _settled(explorer):
    expect(explorer.root.locator("[aria-busy='true']:visible")).to_have_count(0)


def test_several_sources_are_chosen_foretold_and_attached(explorer, account, page):
    """Ctrl and a click, or the plus sign; a dry run first, then the run, with its outcomes."""
    explorer.choose_customer(page.customer)
    sources = [_rows(explorer).nth(index).get_attribute("data-id") for index in range(3)]
    explorer.row(sources[0]).click(modifiers=["Control"])
    explorer.row(sources[1]).hover()
    explorer.row(sources[1]).locator(".kit-put").click()
    expect(explorer.row(sources[1]).locator(".kit-put")).to_have_attribute("aria-pressed", "true")
    several = explorer.root.get_by_role("tab", name="Several (2)")
    several.click()
    explorer.root.get_by_role("button", name="Dry run").click()
    expect(explorer.root.locator(".kit-several-words")).to_contain_text("Expected: 2 attached")
    assert not any(account.source(each).get("customer") for each in sources)
    explorer.root.get_by_role("button", name="Attach 2").click()
    expect(explorer.root.locator(".kit-several-words")).to_have_text("Done: 2 attached.")
    assert [account.source(each).get("customer") for each in sources] == [
        page.customer,
        page.customer,
        None,
    ]


def test_pasted_pairs_that_were_changed_are_not_run(explorer, account, page):
    """The button goes off with the first keystroke, until the next dry run."""
    explorer.choose_customer(page.customer)
    explorer.root.get_by_role("tab", name="Several").click()
    pairs = explorer.root.get_by_label("Pairs, one on each line")
    pairs.fill(f"{page.source}\nsrc_nobody {page.customer}")
    explorer.root.get_by_role("button", name="Dry run").click()
    run = explorer.root.locator(".kit-several .kit-primary")
    expect(run).to_have_text("Attach 1")
    expect(run).to_have_attribute("aria-disabled", "false")
    expect(explorer.root.get_by_role("region", name="Several pairs")).to_contain_text("refused")
    pairs.press_sequentially("x")
    expect(run).to_be_hidden()
    assert "customer" not in account.source(page.source)


def test_a_run_shows_how_far_it_is_and_stops(open_explorer, account, page):
    """Stop lets what is under way end, and says how many were not sent."""
    explorer = open_explorer(connected(account.api_base))
    ready = [each["id"] for each in account.attachable_source_records(limit=60)]
    explorer.choose_customer(page.customer)
    explorer.root.get_by_role("tab", name="Several").click()
    explorer.root.get_by_label("Pairs, one on each line").fill("\n".join(ready))
    explorer.root.get_by_role("button", name="Dry run").click()
    run = explorer.root.locator(".kit-several .kit-primary")
    expect(run).to_contain_text("Attach ")
    account.offline.set_faults(latency_ms=300)
    run.click()
    words = explorer.root.locator(".kit-several-words")
    expect(words).to_contain_text("done…")
    explorer.root.get_by_role("button", name="Stop").click()
    expect(words).to_contain_text("Stopped:")
    account.offline.clear_faults()
    attached = len(account.source_records(page.customer))
    assert 0 < attached < len(ready)
    expect(words).to_contain_text(f"Done: {attached} attached")


def test_lists_are_sorted_by_their_heads_and_filtered_by_more_than_one(explorer, account):
    """A click on a head, once up and twice down; filters combine, metadata among them."""
    made = account.create_source(
        "ideal",
        amount=123400,
        currency="eur",
        redirect={"return_url": "https://example.com/return"},
        metadata={"order": "77"},
    )["id"]
    account.offline.authorize(made)
    explorer.root.locator(".kit-source th.kit-col-amount:visible button").click()
    _settled(explorer)
    head = explorer.root.locator(".kit-source th.kit-col-amount:visible")
    expect(head).to_have_attribute("aria-sort", "ascending")
    explorer.root.locator(".kit-source th.kit-col-amount:visible button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    _settled(explorer)
    amounts = explorer.root.locator(".kit-source tbody:visible td.kit-col-amount")
    shown = [float(each.split()[0]) for each in amounts.all_text_contents() if each]
    assert shown == sorted(shown, reverse=True)
    explorer.root.locator(".kit-source select:visible").first.select_option("ideal")
    explorer.root.get_by_role("button", name="More filters").first.click()
    explorer.root.get_by_label("Amount from").first.fill("1000")
    explorer.root.get_by_label("Metadata", exact=True).first.fill("order=77")
    expect(_rows(explorer)).to_have_count(1)
    expect(_rows(explorer)).to_have_attribute("data-id", made)
    expect(explorer.root.locator(".kit-source .kit-words:visible")).to_contain_text("1 of ")


def test_words_in_any_order_and_pasted_addresses_find_a_customer(explorer, page):
    """A person writes as it comes; an id may bring its address, blanks and commas."""
    for typed in (
        "rosen jenny",
        f"https://dashboard.stripe.com/test/customers/{page.customer}",
        f"  {page.customer[:9]} {page.customer[9:]}, ",
    ):
        explorer.customers.fill(typed)
        expect(explorer.row(page.customer)).to_be_visible()


def test_the_keyboard_goes_all_the_way_through_a_table(explorer):
    """Slash to the search, arrows, Home, End and the first letter in the table."""
    explorer.attach.focus()
    explorer.page.keyboard.press("/")
    expect(explorer.customers).to_be_focused()
    table = explorer.root.locator(".kit-customer table")
    table.focus()
    rows = explorer.root.locator(".kit-customer tbody tr")
    active = explorer.root.locator(".kit-customer tr.kit-active")
    explorer.page.keyboard.press("End")
    last = rows.last.get_attribute("data-id")
    expect(active).to_have_attribute("data-id", last)
    explorer.page.keyboard.press("Home")
    first = rows.first.get_attribute("data-id")
    expect(active).to_have_attribute("data-id", first)
    name = rows.nth(4).locator("td").first.text_content()
    explorer.page.keyboard.press(name[0].lower())
    assert active.locator("td").first.text_content()[0] == name[0]
    explorer.page.keyboard.press("Enter")
    expect(explorer.sentence).to_contain_text(active.get_attribute("data-id"))


def test_long_lists_are_paged(explorer):
    """Twenty-five customers, and on request two hundred; the words say how many there are."""
    explorer.customers.fill("example.com")
    expect(explorer.words).to_contain_text("customers found, 25 shown")
    explorer.root.locator(".kit-customer").get_by_role("button", name="Look further").click()
    expect(explorer.root.locator(".kit-customer tbody tr").nth(150)).to_be_attached()


def test_what_happened_to_a_source_is_a_timeline(explorer, page):
    """From its events, and on after an attach."""
    explorer.choose(page.customer, page.source)
    explorer.tab("Timeline")
    happened = explorer.root.get_by_role("region", name="What happened to this source")
    expect(happened).to_contain_text("source.chargeable")
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(happened).to_contain_text("customer.source.created")


def test_a_recent_pair_is_chosen_again(explorer, account, page):
    """From the list beside the heading."""
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.success).to_be_visible()
    other = account.customer_records(limit=1)[0]["id"]
    explorer.choose_customer(other)
    expect(explorer.sentence).not_to_contain_text(page.customer)
    explorer.root.get_by_label("Recent pairs").select_option(index=1)
    expect(explorer.sentence).to_contain_text(page.customer)
    expect(explorer.attach).to_have_text("Already attached")


def test_a_pending_practice_source_is_moved_on_by_mouse(open_explorer, page):
    """The payer agrees, and it is chargeable; time passes, and it is not."""
    explorer = open_explorer()
    explorer.tab("Make a practice one")
    explorer.root.get_by_label("Type", exact=True).select_option("iDEAL")
    explorer.root.get_by_role("button", name="Make this source").click()
    expect(explorer.root.locator(".kit-maker-words")).to_contain_text("pending")
    explorer.choose_customer(page.customer)
    expect(explorer.checks).to_contain_text("pending")
    explorer.root.get_by_role("button", name="The payer agrees").click()
    expect(explorer.checks).to_contain_text("It is chargeable")
    explorer.root.get_by_role("button", name="6 hours pass").click()
    expect(explorer.checks).to_contain_text("canceled")
    expect(explorer.attach).to_have_text("Choose a source that is not canceled")


def test_all_ready_sources_are_looked_through(open_explorer):
    """Far more than a page: the words tell how many were found among how many."""
    with kit.connect(offline=True, customers=2000) as account:
        everything = account.attachable_source_records()
        oldest = everything[-1]["id"]
        explorer = open_explorer(connected(account.api_base))
        explorer.root.get_by_label("Search sources that are ready").fill(oldest[-9:])
        expect(explorer.row(oldest)).to_be_visible()
        words = explorer.root.locator(".kit-source .kit-words:visible")
        expect(words).to_contain_text(f"1 of {len(everything):,} that are ready")
