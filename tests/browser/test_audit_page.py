"""audit.html in Chromium, with the network cut off."""

from __future__ import annotations

import json

import pytest
from planted_account import HOSTILE, SCRIPT, customer, source, write_planted
from playwright.sync_api import expect

import kit


@pytest.fixture
def page_file(tmp_path):
    """The page of the planted account, and of one whose every text is markup."""
    folder = write_planted(tmp_path / "planted")
    name = f"cus_{HOSTILE}"
    made = customer(
        name, source(f"src_{SCRIPT}", HOSTILE, name), source("src_1", "sepa_debit", name)
    )
    (folder / "hostile.json").write_text(json.dumps({"object": "list", "data": [made]}))
    return kit.audit(kit.open(folder)).to_html(tmp_path / "audit.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_without_a_network_in_both_schemes(browser, page_file, scheme) -> None:
    """Nothing is asked for but the file, nothing runs, and the text stands out from the ground."""
    context = browser.new_context(offline=True, color_scheme=scheme)
    page = context.new_page()
    asked, said, shown = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    page.goto(page_file.as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text("Who still depends on Sources")
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    page.mouse.move(300, 300)
    assert asked == [page_file.as_uri()]
    assert said == shown == []
    style = "getComputedStyle(document.body)"
    colours = page.evaluate(f"() => [{style}.color, {style}.backgroundColor]")
    ink, ground = (_lightness(colour) for colour in colours)
    assert (ground > ink) == (scheme == "light")
    assert abs(ground - ink) > 150
    width = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
    context.close()


def _lightness(colour):
    """How light a colour is, 0 to 255, of "rgb(r, g, b)"."""
    return sum(map(int, colour.removeprefix("rgb(").removesuffix(")").split(","))) / 3
