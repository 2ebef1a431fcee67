"""The explorer where it lives: several in a notebook, run again, saved, in other hosts."""

from __future__ import annotations

import json

import pytest
from explorer_page import ExplorerPage, connected
from lab import TOKEN, free_port, notebook_command, served, voila_command, write_notebook
from nbconvert import HTMLExporter
from playwright.sync_api import expect


def test_two_explorers_side_by_side_do_not_meet(open_explorer, account, page):
    """What is chosen in one stays in it; both attach."""
    first = open_explorer(
        connected(account.api_base), "second = kit.Explorer(account)\nsecond", name="two.ipynb"
    )
    root = first.page.locator(".kit-explorer").nth(1)
    expect(root.locator(".kit-customer tbody tr").first).to_be_visible()
    second = ExplorerPage(root)
    first.choose(page.customer, page.source)
    expect(second.sentence).to_contain_text("a source to a customer")
    other = account.attachable_source_records(limit=1)[0]["id"]
    second.choose(page.customer, other)
    for explorer, source in ((first, page.source), (second, other)):
        expect(explorer.attach).to_have_text("Attach")
        explorer.attach.click()
        expect(explorer.success).to_contain_text(source)
    second.tab("Code")
    second.root.get_by_role("button", name="Copy").click()
    expect(second.root.get_by_role("button", name="Copied")).to_be_visible()


def test_a_cell_sees_what_a_click_did_and_the_other_way_round(open_explorer, lab, account, page):
    """value, attachment and frame follow the clicks; setting value moves the widget."""
    explorer = open_explorer(
        connected(account.api_base),
        f"explorer.value = {{'customer': {page.customer!r}, 'source': {page.source!r}}}",
        name="cells.ipynb",
    )
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.success).to_contain_text(page.source)
    lab.append_and_run("print(explorer.frame['id'][0], explorer.value, len(explorer.history))")
    output = lab.page.locator(".jp-NotebookPanel:visible .jp-OutputArea-output pre").last
    expect(output).to_contain_text(page.source)
    expect(output).to_contain_text("'metadata': {}} 1")


def test_run_again_after_closing_the_tab_it_still_hears(lab, lab_folder, account):
    """In a kernel that lives on, a new explorer answers, time after time."""
    write_notebook(lab_folder / "again.ipynb", connected(account.api_base))
    for _ in range(4):
        lab.open("again.ipynb")
        lab.run_all()
        root = lab.page.locator(".kit-explorer").first
        expect(root.locator(".kit-customer tbody tr").first).to_be_visible()
        explorer = ExplorerPage(root)
        explorer.customers.fill("jenny")
        expect(root.locator(".kit-customer tbody tr")).to_have_count(1)
        lab.close_tab()


def test_a_saved_notebook_shows_the_explorer_as_it_stood(
    open_explorer, lab, lab_folder, account, page
):
    """Reopened without its kernel, converted or hosted, and the file holds no secret."""
    explorer = open_explorer(connected(account.api_base), name="saved.ipynb")
    expect(lab.page.locator(".kit-saved")).to_be_hidden()
    explorer.choose(page.customer, page.source)
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.success).to_contain_text(page.source)
    lab.save()
    lab.close()
    saved = (lab_folder / "saved.ipynb").read_text()
    outputs = json.loads(saved)["cells"][0]["outputs"]
    assert outputs[0]["data"]["text/plain"] == ["Explorer(mode='test')"]
    source = account.source(page.source)
    for secret in (source["client_secret"], source["receiver"]["address"]):
        assert secret not in saved
    lab.open("saved.ipynb")
    still = lab.page.locator(".kit-saved")
    expect(still).to_contain_text("run this cell to open it")
    expect(still).to_contain_text(f"Attached {page.source} to {page.customer}")
    html = HTMLExporter().from_filename(lab_folder / "saved.ipynb")[0]
    assert f"Attached {page.source} to {page.customer}" in html
    assert 'aria-label="A still of the Stripe source explorer in test mode' in html


@pytest.fixture
def strict_page(browser):
    """A page that reaches nothing but this machine, and the addresses it asked for elsewhere."""
    context = browser.new_context(viewport={"width": 1200, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(30_000)
    asked: list[str] = []

    def only_here(route):
        if route.request.url.startswith(("http://127.0.0.1", "data:", "blob:")):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    page.route("**/*", only_here)
    yield page, asked
    context.close()


def _attach_on(page, pair) -> None:
    root = page.locator(".kit-explorer").first
    expect(root.locator(".kit-customer tbody tr").first).to_be_visible()
    explorer = ExplorerPage(root)
    explorer.choose(pair.customer, pair.source)
    expect(explorer.attach).to_have_text("Attach")
    explorer.attach.click()
    expect(explorer.success).to_contain_text(pair.source)
    explorer.tab("JSON")
    expect(root.locator(".kit-tree")).to_contain_text(pair.source)


def test_voila_without_network(strict_page, lab_folder, account, page):
    """Voilà serves the explorer as a page of its own, with the CDN out of reach."""
    browser_page, _asked = strict_page
    write_notebook(lab_folder / "voila.ipynb", connected(account.api_base))
    port = free_port()
    with served(voila_command(port, "voila.ipynb"), lab_folder, port):
        browser_page.goto(f"http://127.0.0.1:{port}/")
        _attach_on(browser_page, page)


def test_notebook_7(strict_page, lab_folder, account, page):
    """Jupyter Notebook runs the same explorer."""
    browser_page, asked = strict_page
    write_notebook(lab_folder / "seven.ipynb", connected(account.api_base))
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with served(notebook_command(port), lab_folder, port):
        browser_page.goto(f"{base}/notebooks/seven.ipynb?token={TOKEN}")
        browser_page.wait_for_function(
            """() => {
                const session = window.jupyterapp?.shell?.currentWidget?.context?.sessionContext;
                return session?.isReady && session.session?.kernel?.status === "idle";
            }"""
        )
        browser_page.evaluate(
            "() => { void window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
        )
        _attach_on(browser_page, page)
    assert asked == []
