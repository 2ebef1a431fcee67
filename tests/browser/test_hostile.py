"""Whatever a customer is called, it stays text."""

from __future__ import annotations

from playwright.sync_api import expect

NAMES = (
    '<img src="x" onerror="window.kitWasHere = 1">',
    "<script>window.kitWasHere = 2</script>",
    "${window.kitWasHere = 3} {{window.kitWasHere = 3}}",
    "\u202edlrow olleh \u05e9\u05dc\u05d5\u05dd",
    "w" * 250,
)


def test_hostile_customers_are_shown_as_text(explorer, account):
    """Searched, picked, attached to and read in every tab, nothing of it runs."""
    hostile = NAMES[0]
    for name in NAMES[1:]:
        account.create_customer(name=name, email="eve@example.com", description="d" * 5000)
    customer = account.create_customer(name=hostile, email="eve@example.com")["id"]
    source = account.create_source(
        "ach_credit_transfer",
        owner={"email": "eve@example.com", "name": hostile},
        metadata={"note": NAMES[1], "<b onclick='window.kitWasHere=4'>": hostile * 5},
    )["id"]

    explorer.customers.fill("eve@example.com")
    rows = explorer.root.locator(".kit-customer tbody tr")
    expect(rows).to_have_count(len(NAMES))
    for name in NAMES:
        expect(rows.get_by_text(name[:100]).first).to_be_visible()
    explorer.choose(customer, source)
    expect(explorer.sentence).to_contain_text("<img src=")
    explorer.root.get_by_role("button", name="Add metadata").click()
    explorer.page.keyboard.type("<i onmouseover=1>")
    explorer.page.keyboard.press("Tab")
    explorer.page.keyboard.type('"><script>window.kitWasHere = 5</script>')
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.success).to_contain_text(source)
    for title in ("What changed", "Frame", "JSON", "Code", "Requests", "History"):
        explorer.tab(title)
        expect(explorer.root.get_by_role("tab", name=title)).to_have_attribute(
            "aria-selected", "true"
        )
    explorer.tab("JSON")
    expect(explorer.root.locator(".kit-tree")).to_contain_text(NAMES[1])
    assert explorer.root.locator(".kit-explorer img, .kit-explorer script").count() == 0
    assert explorer.page.evaluate("() => window.kitWasHere") is None
    box = explorer.root.bounding_box()
    inside = explorer.root.locator(".kit-customer").bounding_box()
    assert inside["width"] <= box["width"]
