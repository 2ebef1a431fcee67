"""Whatever a customer is called, it stays text."""

from __future__ import annotations

import re

from playwright.sync_api import expect

import kit

NAMES = (
    '<img src="x" onerror="window.kitWasHere = 1">',
    "<script>window.kitWasHere = 2</script>",
    "${window.kitWasHere = 3} {{window.kitWasHere = 3}}",
    "\u202edlrow olleh \u05e9\u05dc\u05d5\u05dd",
    "Jenny\u200bRosen\x1b[31m\x07 =cmd|' /C calc'!A0",
    "w" * 250,
)

#: The signs of them that cannot be seen, or that turn a line around: they are spelled out.
UNSEEN = re.compile(r"[\u200b\u202e\x1b\x07]")


def _seen(text):
    return UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def test_hostile_customers_are_shown_as_text(explorer, account):
    """Searched, picked, attached to and read in every tab, nothing of it runs."""
    hostile = NAMES[0]
    for name in NAMES[1:]:
        account.create_customer(name=name, email="eve@example.com", description="d" * 5000)
    customer = account.create_customer(name=hostile, email="eve@example.com")["id"]
    source = account.create_source(
        "ach_credit_transfer",
        owner={"email": "eve@example.com", "name": hostile},
        metadata={
            "note": NAMES[1],
            "turned": NAMES[3],
            "unseen": NAMES[4],
            "<b onclick='window.kitWasHere=4'>": hostile * 5,
        },
    )["id"]

    explorer.customers.fill("eve@example.com")
    rows = explorer.root.locator(".kit-customer tbody tr")
    expect(rows).to_have_count(len(NAMES))
    for name in NAMES:
        expect(rows.get_by_text(_seen(name)[:100]).first).to_be_visible()
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
        assert not UNSEEN.search(explorer.root.inner_text())
    explorer.tab("JSON")
    expect(explorer.root.locator(".kit-tree")).to_contain_text(NAMES[1])
    expect(explorer.root.locator(".kit-tree")).to_contain_text(_seen(NAMES[3]))
    assert explorer.root.locator(".kit-explorer img, .kit-explorer script").count() == 0
    assert explorer.page.evaluate("() => window.kitWasHere") is None
    box = explorer.root.bounding_box()
    inside = explorer.root.locator(".kit-customer").bounding_box()
    assert inside["width"] <= box["width"]


def test_hostile_metadata_in_the_tabs_of_code_stays_text(browser, tmp_path):
    """as_code in a notebook: nothing runs, by mouse and by keys one form shows at a time."""
    call = {"customer": "cus_1", "source": "src_1", "metadata": {"k": NAMES[0], NAMES[1][:40]: ""}}
    tabs = kit.as_code(call)._repr_html_()
    (tmp_path / "code.html").write_text(f"<meta charset=utf-8>{tabs}{tabs}", encoding="utf-8")
    context = browser.new_context(offline=True, java_script_enabled=True)
    page = context.new_page()
    page.goto((tmp_path / "code.html").as_uri())
    first, second = (page.locator("form").nth(number) for number in (0, 1))
    expect(first.locator("pre:visible")).to_have_count(1)
    expect(first.locator("pre:visible")).to_contain_text("import stripe")
    first.get_by_text("Go", exact=True).click()
    expect(first.locator("pre:visible")).to_contain_text("stripe-go")
    page.keyboard.press("ArrowRight")
    expect(first.locator("pre:visible")).to_contain_text("stripe-java")
    page.keyboard.press("Enter")
    expect(second.locator("pre:visible")).to_contain_text("import stripe")
    assert page.url == (tmp_path / "code.html").as_uri()
    assert page.evaluate("() => window.kitWasHere") is None
    assert page.locator("img, script").count() == 0
    context.close()
