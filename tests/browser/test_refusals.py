"""What cannot be attached says why: before it is sent, and when Stripe refuses."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_source_that_is_over_cannot_be_attached(explorer, account, page):
    """The button names the state and the checklist explains it, for each terminal state."""
    for status in ("consumed", "canceled", "failed"):
        source = _ended(account, status)
        explorer.choose(page.customer, source)
        expect(explorer.attach).to_have_text(f"Choose a source that is not {status}")
        expect(explorer.checks.locator(".kit-check-stop")).to_contain_text("never be used again")
        explorer.attach.click(force=True)
        expect(explorer.success).to_have_count(0)


def _ended(account, status):
    made = account.create_source(
        "ideal",
        amount=1000,
        currency="eur",
        redirect={"return_url": "https://example.com/return"},
    )["id"]
    if status == "failed":
        account.offline.decline(made)
    elif status == "canceled":
        account.offline.authorize(made)
        account.offline.advance(hours=7)
    else:
        account.offline.authorize(made)
        account.offline.charge(made)
    assert account.source(made)["status"] == status
    return made


def test_somebody_elses_source_is_named(explorer, account, page):
    """The owner stands in the checklist."""
    owned = account.all_sources()
    other = owned[owned["customer"] != page.customer].iloc[0]
    explorer.choose(page.customer, other["id"])
    expect(explorer.attach).to_have_text("Choose a source that nobody has")
    expect(explorer.checks).to_contain_text(other["customer"])


def test_a_refusal_after_the_click_shows_stripes_own_words(explorer, account, page):
    """Attached elsewhere between the checklist and the click: both sentences are shown."""
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    other = account.customer_records(limit=1)[0]["id"]
    account.attach(other, page.source)
    explorer.attach.click()
    expect(explorer.error).to_contain_text(f"it is attached to customer {other} already")
    expect(explorer.error.locator("dl")).to_contain_text("already been attached to a customer")
    expect(explorer.error.locator("dl")).to_contain_text("req_")
    expect(explorer.attach).to_have_text("Choose a source that nobody has")


def test_too_many_requests_are_explained(explorer, account, page):
    """A 429 says that nothing was changed, and the button can be pressed again."""
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    account.offline.set_faults(rate_limited=1.0, on="writes")
    explorer.attach.click()
    expect(explorer.error).to_contain_text("Nothing was changed")
    account.offline.clear_faults()
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.success).to_contain_text(page.source)


def test_an_id_that_leads_nowhere_says_why(explorer):
    """Unknown, of another kind, or no id at all."""
    explorer.tab("By id")
    for typed, words in (
        ("src_nobody", "No such source"),
        ("pm_123", "a PaymentMethod"),
        ("tok_visa", "a token"),
        ("hello world", "is not an id"),
    ):
        explorer.source_id.fill(typed)
        expect(explorer.root.locator(".kit-source .kit-words:visible")).to_contain_text(words)


def test_searches_without_a_match_have_words(explorer):
    """Short texts, unknown names and partial ids each say what to do."""
    for typed, words in (
        ("jo", "must be a whole name"),
        ("nobody is called so", "No customer has"),
        ("cus_9s6XK", "only when it is whole"),
    ):
        explorer.customers.fill(typed)
        expect(explorer.words).to_contain_text(words)


def test_metadata_is_checked_while_it_is_typed(explorer, page):
    """Brackets, length and doubles are named at once, and the button waits."""
    explorer.choose(page.customer, page.source)
    explorer.root.get_by_role("button", name="Add metadata").click()
    key = explorer.root.get_by_label("Metadata 1: key")
    problem = explorer.root.locator(".kit-problem").first
    key.fill("a[b]")
    expect(problem).to_contain_text("no square bracket")
    expect(explorer.attach).to_have_text("Fix the metadata")
    key.fill("k" * 41)
    expect(problem).to_contain_text("40 characters at most; this one has 41")
    key.fill("k" * 40)
    expect(problem).to_be_hidden()
    expect(explorer.attach).to_have_text("Attach")


def test_an_error_of_a_callback_is_shown(open_explorer, page):
    """A broken account method does not vanish into Lab's log."""
    explorer = open_explorer(
        "import kit\naccount = kit.connect(offline=True)\nexplorer = kit.Explorer(account)",
        "account.attach = lambda *_, **__: 1 / 0",
        "explorer",
    )
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.error).to_contain_text("ZeroDivisionError")
