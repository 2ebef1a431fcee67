"""Readable for everybody, at every width, in both themes, and steady under the hand."""

from __future__ import annotations

import pytest
from axe import axe_source, serious_violations
from explorer_page import ExplorerPage
from lab import LabPage
from playwright.sync_api import expect

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


@pytest.fixture(params=THEMES)
def theme(request, lab: LabPage):
    """Each of Lab's two themes, light again afterwards."""
    _set_theme(lab, request.param)
    yield request.param
    _set_theme(lab, "light")


def _set_theme(lab: LabPage, theme: str) -> None:
    lab.command("apputils:change-theme", {"theme": THEMES[theme]})
    is_light = "true" if theme == "light" else "false"
    lab.page.wait_for_function(
        "wanted => document.body.dataset.jpThemeLight === wanted", arg=is_light
    )


def _attach(explorer: ExplorerPage, page) -> None:
    explorer.choose(page.customer, page.source)
    explorer.root.get_by_role("button", name="Add metadata").click()
    explorer.page.keyboard.type("a[")
    expect(explorer.attach).to_have_text("Fix the metadata")
    explorer.root.get_by_role("button", name="Remove metadata 1").click()
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.success).to_contain_text(page.source)


def test_axe_finds_nothing_serious(theme, explorer, page, account):
    """Labels, roles and contrast hold in every state that a person meets."""
    script = axe_source()

    def check(state: str) -> None:
        assert serious_violations(explorer.root, script) == [], f"{state}, {theme}"

    check("start")
    explorer.choose(page.customer, page.source)
    explorer.root.get_by_role("button", name="Add metadata").click()
    explorer.page.keyboard.type("a[")
    expect(explorer.attach).to_have_text("Fix the metadata")
    check("chosen, metadata wrong")
    explorer.root.get_by_role("button", name="Remove metadata 1").click()
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.success).to_contain_text(page.source)
    for title in ("What changed", "Frame", "JSON", "Code", "Requests", "History"):
        explorer.tab(title)
        check(title)
    explorer.tab("On this customer")
    explorer.root.get_by_role("button", name="Detach it for good").click()
    check("asked whether to detach")
    explorer.tab("Make a practice one")
    check("practice form")
    account.detach(page.customer, page.source)
    explorer.tab("By id")
    explorer.source_id.fill("pm_1")
    expect(explorer.root.locator(".kit-source .kit-words:visible")).to_contain_text("PaymentMethod")
    check("by id, refused")


def test_focus_can_be_seen(explorer):
    """Whatever Tab reaches shows an outline."""
    explorer.customers.focus()
    for _ in range(9):
        explorer.page.keyboard.press("Tab")
        outline = explorer.page.evaluate(
            """() => {
                const focused = document.activeElement;
                return focused.closest(".kit-explorer") && getComputedStyle(focused).outlineStyle;
            }"""
        )
        assert outline in ("solid", "auto"), outline


#: What sticks out to the right of the explorer and does not scroll inside it.
SPILLED = """root => [...root.querySelectorAll(":scope *")].filter(each => {
    const box = each.getBoundingClientRect();
    const inside = ".kit-finder-box, .kit-scroll, .kit-code, .kit-for-ears";
    return box.width && !each.closest(inside)
        && box.right > root.getBoundingClientRect().right + 1;
}).map(each => each.className)"""


def test_nothing_spills_over_at_any_width(explorer, page):
    """From 600 px to wide, no part is wider than the explorer, in any tab of a result."""
    _attach(explorer, page)
    for title in ("What changed", "Frame", "JSON", "Code", "Requests"):
        explorer.tab(title)
        for width in (600, 900, 1400, 2200):
            explorer.root.evaluate("(root, width) => { root.style.width = `${width}px`; }", width)
            assert explorer.root.evaluate(SPILLED) == [], f"{title} at {width} px"


def test_nothing_jumps_while_searching_choosing_and_attaching(explorer, page):
    """The parts stay where they are from the first letter to the result."""
    headings = explorer.root.locator("h3")
    tabs = explorer.root.locator(".kit-outcome .kit-tablist")

    def places() -> list[int]:
        top = explorer.root.bounding_box()["y"]
        attach = explorer.attach.bounding_box()
        boxes = [headings.nth(index).bounding_box() for index in range(4)]
        return [box["y"] - top for box in [*boxes, tabs.bounding_box(), attach]]

    before = pytest.approx(places(), abs=1)
    explorer.customers.fill("jenny")
    expect(explorer.root.locator(".kit-customer tbody tr")).to_have_count(1)
    assert places() == before
    explorer.customers.fill("nobody at all")
    expect(explorer.words).to_contain_text("No customer")
    assert places() == before
    explorer.choose(page.customer, page.source)
    assert places() == before
    for title in ("Ready to attach", "On this customer", "By id"):
        explorer.tab(title)
        assert places() == before
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.success).to_contain_text(page.source)
    expect(explorer.attach).to_have_text("Already attached")
    assert places() == before


def test_the_code_is_copied(explorer, page):
    """The button puts the shown code, in the chosen language, on the clipboard."""
    _attach(explorer, page)
    explorer.tab("Code")
    explorer.root.get_by_label("Language").select_option("Ruby")
    pre = explorer.root.locator(".kit-outcome .kit-code:visible pre")
    expect(pre).to_contain_text("Stripe::Customer.create_source")
    copy = explorer.root.get_by_role("button", name="Copy")
    copy.click()
    expect(explorer.root.get_by_role("button", name="Copied")).to_be_visible()
    clipboard = explorer.page.evaluate("() => navigator.clipboard.readText()")
    assert clipboard == pre.text_content()
    expect(copy).to_be_visible()


def test_results_are_read_aloud(explorer, page):
    """A live region tells a screen reader what became of the click."""
    _attach(explorer, page)
    voice = explorer.root.locator(".kit-for-ears")
    expect(voice).to_have_attribute("role", "status")
    expect(voice).to_contain_text(f"Attached {page.source}")
