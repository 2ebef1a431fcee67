"""Where things stand: what fits, what stacks, and that no id is cut where its end is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from explorer_page import ExplorerPage, connected
from lab import LabPage, write_notebook
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sized(browser, lab_server):
    """Opens a notebook on a page of a given size, with Lab's file browser open."""
    opened = []

    def at(width, height, notebook) -> ExplorerPage:
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.set_default_timeout(30_000)
        lab = LabPage(page, lab_server)
        opened.append((lab, context))
        expect(page.locator("#filebrowser")).to_be_visible()
        lab.open(notebook)
        lab.run_all()
        root = page.locator(".kit-explorer").first
        for part in (".kit-customer", ".kit-source"):
            expect(root.locator(f"{part} tbody tr:visible").first).to_be_visible()
        return ExplorerPage(root)

    yield at
    for lab, context in opened:
        lab.close()
        context.close()


def test_the_whole_way_fits_beside_the_file_browser(sized, lab_folder, page):
    """At 1440x900 01-explore.ipynb shows all from the search to Attach without scrolling."""
    shutil.copy(ROOT / "notebooks" / "01-explore.ipynb", lab_folder / "first-sight.ipynb")
    explorer = sized(1440, 900, "first-sight.ipynb")
    panel = explorer.page.locator(".jp-WindowedPanel-outer:visible").first
    # Running all cells leads to the last one; `kit lab` opens the notebook at its top.
    panel.evaluate("panel => { panel.scrollTop = 0; }")
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    explorer.tab("Ready to attach")
    assert panel.evaluate("panel => panel.scrollTop") == 0
    bottom = panel.bounding_box()["y"] + panel.bounding_box()["height"]
    for part in (
        explorer.customers,
        explorer.root.locator(".kit-customer .kit-finder-box"),
        explorer.root.locator(".kit-source .kit-finder-box:visible"),
        explorer.root.locator(".kit-source .kit-words:visible"),
        explorer.sentence,
        explorer.checks,
        explorer.attach,
    ):
        box = part.bounding_box()
        assert box["y"] + box["height"] <= bottom, part
    _tabs_stay_in_one_line(explorer)


@pytest.mark.parametrize(("width", "stacked"), [(900, True), (1440, False), (2560, False)])
def test_it_stacks_where_it_is_narrow_and_does_not_sprawl(
    sized, lab_folder, account, page, width, stacked
):
    """One column at 900, two beside each other above, and no line longer than eyes follow."""
    name = f"wide-{width}.ipynb"
    write_notebook(lab_folder / name, connected(account.api_base))
    explorer = sized(width, 900, name)
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    explorer.tab("Ready to attach")
    left = explorer.root.locator(".kit-pickers").bounding_box()
    right = explorer.root.locator(".kit-doing").bounding_box()
    if stacked:
        assert right["y"] >= left["y"] + left["height"]
    else:
        assert right["x"] >= left["x"] + left["width"]
    assert right["x"] + right["width"] - left["x"] <= 1640
    _no_table_is_taller_than_its_rows(explorer)
    _ids_keep_their_ends(explorer)
    _single_use_is_whole(explorer)


def _tabs_stay_in_one_line(explorer) -> None:
    """A number that comes among them moves nothing below."""
    tabs = explorer.root.locator(".kit-source [role=tablist]")
    height = tabs.bounding_box()["height"]
    explorer.root.get_by_role("tab", name="Several").click()
    pairs = "\n".join(f"src_{number}" for number in range(120))
    explorer.root.get_by_label("Pairs, one on each line").fill(pairs)
    expect(explorer.root.get_by_role("tab", name="Several (120)")).to_be_visible()
    assert tabs.bounding_box()["height"] == height


def _no_table_is_taller_than_its_rows(explorer) -> None:
    for box in explorer.root.locator(".kit-finder-box:visible").all():
        assert box.evaluate("box => box.clientHeight <= box.firstChild.offsetHeight + 1")


#: Ids of which head, end or title is not to be read.
_CUT = """root => [...root.querySelectorAll(".kit-id")].filter(id => {
    if (!id.offsetParent) return false;
    const [head, tail] = id.children;
    const frame = (id.closest("td, .kit-pair-chip") ?? id).getBoundingClientRect();
    const end = tail.getBoundingClientRect();
    const isWhole = id.title === head.textContent + tail.textContent;
    const hasCopy = id.parentElement.querySelector(".kit-copy")?.kitCopy === id.title;
    return !isWhole || !hasCopy || end.right > frame.right + 1 || head.offsetWidth < 40;
}).map(id => [id.title, id.children[0].offsetWidth])"""


def _ids_keep_their_ends(explorer) -> None:
    assert explorer.root.locator(".kit-id:visible").count() > 10
    assert explorer.root.evaluate(_CUT) == []


def _single_use_is_whole(explorer) -> None:
    cut = "chips => chips.filter(each => each.scrollWidth > each.clientWidth + 1).length"
    chips = explorer.root.locator("td.kit-col-usage:visible .kit-chip, td.kit-col-status .kit-chip")
    assert chips.count() > 5
    assert chips.evaluate_all(cut) == 0


def test_an_empty_list_shows_no_table(explorer):
    """Words stand where rows would, and no frame around nothing."""
    explorer.customers.fill("nobody is called so")
    expect(explorer.words).to_contain_text("No customer has")
    expect(explorer.root.locator(".kit-customer .kit-finder-box")).to_be_hidden()
