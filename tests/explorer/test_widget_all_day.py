"""What the widget does for those who work in it all day: searches, several pairs, what was done."""

from __future__ import annotations

import pytest
from spoken_page import Page

import kit
from kit.errors import (
    NotFound,
)


def _choose(explorer, page, **more):
    explorer.value = {"customer": page.customer, "source": page.source} | more
    explorer.settled()


def test_the_selection_is_a_frame_that_attach_many_takes(explorer, screen, account, page):
    """The chosen pair, or several of them with what was foretold and what became of each."""
    assert explorer.selection.empty
    _choose(explorer, page, metadata={"order": "6735"})
    assert explorer.selection[["customer", "source", "metadata.order"]].values.tolist() == [
        [page.customer, page.source, "6735"]
    ]
    ready = [each["id"] for each in account.attachable_source_records(limit=2)]
    text = "\n".join([*ready, f"src_nobody {page.customer} a=1"])
    screen.say("dry_run", text=text, customer=page.customer)
    explorer.settled()
    selection = explorer.selection
    assert selection["expected"].tolist() == ["attached", "attached", "refused"]
    assert account.attach_many(selection, dry_run=True, progress=False)["expected"].tolist() == [
        "attached",
        "attached",
        "refused",
    ]
    screen.say("run", dry_run=explorer.batch["dryRun"])
    explorer.settled()
    assert explorer.selection["outcome"].tolist()[:2] == ["attached", "attached"]
    assert {each["id"] for each in account.source_records(page.customer)} >= set(ready)
    assert explorer.history["source"].tolist() == ready


def test_a_search_looks_through_all_that_is_ready(account):
    """Not the newest hundred only; the words tell how many were found among how many."""
    explorer = kit.Explorer(account)
    explorer.settled()
    everything = account.attachable_source_records()
    oldest = everything[-1]["id"]
    screen = Page(explorer)
    screen.say("search", list="ready", text="reusable", limit=25)
    explorer.settled()
    reusable = [each for each in everything if each["usage"] == "reusable"]
    assert f"{len(reusable)} of {len(everything)} that are ready" in explorer.ready["words"]
    screen.say("search", list="ready", text=oldest[-8:], limit=25)
    explorer.settled()
    assert [row["id"] for row in explorer.ready["rows"]] == [oldest]
    explorer.close()


def test_an_address_of_the_dashboard_finds_a_source(explorer, screen, account, page):
    """In the list of those that are ready too; one that is not says what it is."""
    address = f"https://dashboard.stripe.com/test/sources/{page.source}?x=1"
    screen.say("search", list="ready", text=address, limit=25)
    explorer.settled()
    assert [row["id"] for row in explorer.ready["rows"]] == [page.source]
    account.attach(page.customer, page.source)
    screen.say("search", list="ready", text=address, limit=25, afresh=True)
    explorer.settled()
    assert explorer.ready["rows"] == []
    assert f"is attached to {page.customer}" in explorer.ready["words"]


def test_customers_found_are_counted(explorer, screen, account):
    """More than are shown are told by their number."""
    screen.say("search", list="customers", text="example.com", limit=50)
    explorer.settled()
    found = len(account.customer_records("example.com"))
    assert f"{found} customers found, 50 shown" in explorer.customers["words"]


def test_the_timeline_tells_what_happened_to_the_source(explorer, screen, page):
    """Read while it is looked at, and again after each change."""
    screen.say("tab", group="result", title="Timeline")
    assert "Choose a source" in explorer.result["timeline"]["words"]
    _choose(explorer, page)
    assert [row[1] for row in explorer.result["timeline"]["rows"]] == [
        "created",
        "source.chargeable",
    ]
    explorer.attach()
    explorer.settled()
    last = explorer.result["timeline"]["rows"][-1]
    assert last[1] == "customer.source.created"
    assert last[3] == page.customer


def test_pairs_that_were_sent_are_at_hand(explorer, screen, account, page):
    """The latest first, each once."""
    other = account.attachable_source_records(limit=1)[0]["id"]
    for source in (page.source, other, page.source):
        _choose(explorer, page, source=source)
        screen.click()
        explorer.settled()
    assert explorer.plan["recent"] == [[page.customer, other], [page.customer, page.source]]


def test_the_request_log_tells_what_was_sent(explorer, screen, page):
    """One line of body and of error each."""
    _choose(explorer, page, metadata={"order": "6735"})
    explorer.attach()
    with pytest.raises(NotFound):
        explorer._account.source("src_nobody")
    screen.say("tab", group="result", title="Requests")
    explorer.settled()
    rows = explorer.requests["rows"]
    assert any("metadata[order]=6735" in row["body"] for row in rows if row["method"] == "POST")
    assert any("No such source" in row["error"] for row in rows)
