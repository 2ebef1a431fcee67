"""The still in a saved notebook: what stood there, for everybody, and nothing that is secret."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from live_proxy import LIVE_KEY, live_account_server

import kit


@pytest.fixture
def explorer(account, page):
    """An explorer that has attached the page's pair."""
    made = kit.Explorer(account)
    made.value = {"customer": page.customer, "source": page.source, "metadata": {"order": "6735"}}
    made.settled()
    made.attach()
    made.settled()
    yield made
    made.close()


def test_it_tells_what_stood_there(explorer, page):
    """The pair, the checklist, what changed and the history, with words for who cannot see."""
    for words in (page.customer, page.source, "Jenny Rosen", "metadata.order", "req_"):
        assert words in explorer.still
    assert f'aria-label="A still of the Stripe source explorer in offline mode: {page.source}' in (
        explorer.still
    )


def test_a_notebook_saved_at_once_shows_what_the_screen_shows(account, page):
    """Whatever comes to the page after the result, the still does not."""
    made = kit.Explorer(account)
    made.value = {"customer": page.customer, "source": page.source}
    made.settled()
    stills = []
    made.observe(lambda _: stills.append(made.still), "forms")
    made.attach()
    made.settled()
    made.close()
    assert ["Attached" in still for still in stills] == [True, True]  # emptied, and made


def test_it_is_whole_html_with_both_themes(explorer):
    """Every tag is closed, and light and dark are in it."""
    open_tags = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag, _attributes):
            open_tags.append(tag)

        def handle_endtag(self, tag):
            assert open_tags.pop() == tag

    Tags().feed(explorer.still)
    assert open_tags == []
    assert "prefers-color-scheme: dark" in explorer.still


def test_a_hostile_name_stays_text(account, page):
    """Whatever a customer is called, no tag of theirs is in it."""
    customer = account.create_customer(name="<script>alert(1)</script>")["id"]
    explorer = kit.Explorer(account)
    explorer.value = {"customer": customer, "source": page.source, "metadata": {"<b>": "<i>"}}
    explorer.settled()
    assert "<script" not in explorer.still
    assert "&lt;script&gt;" in explorer.still
    assert "<i>" not in explorer.still
    explorer.close()


def test_it_holds_no_secret(explorer, account, page):
    """Neither the source's secret nor its account number, and none is taken for metadata."""
    secret = account.source(page.source)["client_secret"]
    number = account.source(page.source)["ach_credit_transfer"]["account_number"]
    explorer.value = {"customer": page.customer, "source": page.source}
    with pytest.raises(kit.KitError, match="client secret of a source"):
        explorer.value = explorer.value | {"metadata": {"note": secret}}
    explorer.settled()
    assert secret not in explorer.still
    assert number not in explorer.still


def test_live_mode_names_nobody(page):
    """Ids stand in it; names and addresses do not, whoever typed them."""
    with live_account_server() as base, kit.connect(LIVE_KEY, live_api_base=base) as account:
        explorer = kit.Explorer(account)
        explorer.value = {
            "customer": page.customer,
            "source": page.source,
            "metadata": {"payer": "jenny.rosen@example.com"},
        }
        explorer.settled()
        assert page.customer in explorer.still
        assert "@example.com" not in explorer.still
        assert "Jenny" not in explorer.still
        explorer.close()


def test_what_is_displayed_at_first_is_always_the_same(account):
    """nbval compares it, so it holds no address, no time and no row."""
    explorer = kit.Explorer(account)
    assert account.api_base not in explorer.still
    explorer.close()
