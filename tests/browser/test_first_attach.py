"""The committed notebook, as a first-time user meets it: open, choose, attach, read."""

from __future__ import annotations

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
