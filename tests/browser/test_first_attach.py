"""The committed notebook, as a first-time user meets it: open, choose, attach, read."""

from __future__ import annotations

from explorer_page import ExplorerPage
from playwright.sync_api import expect


def test_the_notebook_attaches_the_pages_pair(lab, page):
    """In 01-explore.ipynb the page's customer and source are found, attached and shown."""
    lab.open("01-explore.ipynb")
    lab.run_all()
    explorer = lab.page.locator(".kit-explorer").first
    explorer.get_by_label("Search customers", exact=True).fill(page.customer)
    explorer.locator(f'tr[data-id="{page.customer}"]').click()
    explorer.get_by_role("tab", name="By id").click()
    explorer.get_by_label("Source id", exact=True).fill(page.source)
    explorer.locator(f'tr[data-id="{page.source}"]:visible').click()
    explorer.get_by_role("button", name="Attach", exact=True).click()

    expect(explorer.locator(".kit-success")).to_contain_text(
        f"Attached {page.source} to {page.customer}"
    )
    explorer.get_by_role("tab", name="Frame").click()
    frame = explorer.get_by_role("region", name="The frame")
    expect(frame.get_by_role("row").filter(has_text="customer")).to_contain_text(page.customer)


def test_the_missions_can_be_done_by_what_the_text_says(lab, page):
    """By mouse and keyboard alone: the count, the line that says no, and the attach are seen."""
    lab.open("01-explore.ipynb")
    lab.run_all()
    explorer = ExplorerPage(lab.page.locator(".kit-explorer").first)
    explorer.customers.fill("ana")
    expect(explorer.words).to_have_text("15 customers.")
    answered(lab, 'check("q1", 15)', "q1: right.")

    explorer.customers.fill("jenny")
    explorer.row(page.customer).click()
    explorer.choose_source("src_1534Xk2eZvKYlo2CklTCGCBg")
    no = explorer.checks.locator(".kit-check-stop strong").inner_text()
    answered(lab, f'check("q2", {no!r})', "q2: right.")

    explorer.choose_source(page.source)
    explorer.root.get_by_role("button", name="Add metadata").click()
    explorer.root.get_by_label("Metadata 1: key").fill("order")
    explorer.root.get_by_label("Metadata 1: value").fill("6735")
    answered(lab, 'check("q3", explorer.frame)', "Nothing was attached in this explorer yet")
    explorer.attach.click()
    expect(explorer.success).to_be_visible()
    answered(lab, 'check("q3", explorer.frame)', "q3: right.")


def answered(lab, cell, verdict):
    """Run a cell below the last one and see what the check says."""
    lab.append_and_run(cell)
    expect(lab.page.locator(".jp-OutputArea-output").last).to_contain_text(verdict)
