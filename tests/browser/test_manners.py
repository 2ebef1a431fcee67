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
    explorer.tab("Overview")
    expect(explorer.root.locator(".kit-attention button").first).to_be_visible()
    explorer.root.locator(".kit-attention button").first.click()
    check("Overview")
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


#: Collects what every live region says from now on, in order.
_LISTEN = """root => {
    window.kitHeard = [];
    const live = "[role=status], [role=alert], [aria-live]";
    const watch = new MutationObserver(changes => {
        for (const { target } of changes) {
            const region = (target.nodeType === 1 ? target : target.parentElement)?.closest(live);
            if (region && root.contains(region)) window.kitHeard.push(region.textContent);
        }
    });
    watch.observe(root, {childList: true, characterData: true, subtree: true});
}"""


def test_each_change_is_announced_once(explorer, page):
    """An attach, a made source and a dry run are each said by one region, one time."""
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    explorer.root.evaluate(_LISTEN)
    explorer.attach.click()
    expect(explorer.attach).to_have_text("Already attached")
    explorer.tab("Make a practice one")
    explorer.root.get_by_role("button", name="Make this source").click()
    expect(explorer.root.locator(".kit-maker-words")).to_contain_text("Made src_")
    explorer.root.get_by_role("tab", name="Several").click()
    explorer.root.get_by_label("Pairs, one on each line").fill("src_nobody")
    explorer.root.get_by_role("button", name="Dry run").click()
    words = "Expected: 1 refused"
    expect(explorer.root.locator(".kit-several-words")).to_contain_text(words)
    heard = explorer.page.evaluate("() => window.kitHeard")
    for said in (f"Attached {page.source}", "Made src_", words):
        assert sum(said in each for each in heard) == 1, heard


def _has_focus(explorer) -> bool:
    return explorer.root.evaluate(
        """root => {
            const focused = document.activeElement;
            return root.contains(focused) && focused.getClientRects().length > 0;
        }"""
    )


def test_focus_is_never_lost(open_explorer, page):
    """Buttons that go away when they are pressed hand the focus on."""
    explorer = open_explorer()
    keyboard = explorer.page.keyboard

    def press(button) -> None:
        button.focus()
        keyboard.press("Enter")

    press(explorer.root.locator(".kit-customer").get_by_role("button", name="Look further"))
    expect(explorer.root.locator(".kit-customer tbody tr").nth(190)).to_be_attached()
    assert _has_focus(explorer)
    explorer.tab("Make a practice one")
    explorer.root.get_by_label("Type", exact=True).select_option("iDEAL")
    press(explorer.root.get_by_role("button", name="Make this source"))
    expect(explorer.root.locator(".kit-maker-words")).to_contain_text("pending")
    explorer.choose_customer(page.customer)
    press(explorer.root.get_by_role("button", name="The payer declines"))
    expect(explorer.checks).to_contain_text("failed")
    assert _has_focus(explorer)
    explorer.root.get_by_role("tab", name="Several").click()
    explorer.root.get_by_label("Pairs, one on each line").fill(page.source)
    press(explorer.root.get_by_role("button", name="Dry run"))
    run = explorer.root.locator(".kit-several .kit-primary")
    expect(run).to_have_text("Attach 1")
    assert _has_focus(explorer)
    press(run)
    expect(explorer.root.locator(".kit-several-words")).to_contain_text("Done")
    assert _has_focus(explorer)


def test_axe_finds_nothing_in_the_states_of_trouble(theme, explorer, account, page, lab):
    """Refused, several, the timeline, filters, a list that failed, a kernel that is gone."""
    script = axe_source()

    def check(state: str) -> None:
        assert serious_violations(explorer.root, script) == [], f"{state}, {theme}"

    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    account.offline.set_faults(rate_limited=1.0, on="writes")
    explorer.attach.click()
    expect(explorer.error).to_be_visible()
    account.offline.clear_faults()
    check("refused")
    explorer.tab("Timeline")
    expect(explorer.root.get_by_role("region", name="What happened")).to_be_visible()
    check("timeline")
    explorer.tab("Requests")
    check("requests with an error")
    explorer.tab("Ready to attach")
    explorer.root.get_by_role("button", name="More filters").first.click()
    explorer.root.locator(".kit-source tbody tr:visible").first.click(modifiers=["Control"])
    check("filters and a row among several")
    explorer.root.get_by_role("tab", name="Several").click()
    explorer.root.get_by_role("button", name="Dry run").click()
    expect(explorer.root.get_by_role("region", name="Several pairs")).to_be_visible()
    check("several, foretold")
    account.offline.set_faults(rate_limited=1.0)
    explorer.customers.fill("jenny")
    expect(explorer.root.get_by_role("button", name="Try again").first).to_be_visible()
    check("a list that failed")
    account.offline.clear_faults()
    lab.page.evaluate(
        """() => {
            const session = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
            void session.kernel.restart();
        }"""
    )
    expect(explorer.root.locator(".kit-meaning")).to_contain_text("Run this cell again")
    check("the kernel is gone")
    # Nothing can be closed in the middle of a restart.
    lab.page.wait_for_function(
        """() => window.jupyterapp.shell.currentWidget.context.sessionContext.session
            .kernel.status === "idle" """
    )
