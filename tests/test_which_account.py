"""An account says which one it is and whose data it holds."""

from __future__ import annotations

import kit


def test_a_notebook_shows_mode_address_and_whose_data():
    """The three things that one has to know before one writes."""
    with kit.connect(offline=True) as account:
        shown = account._repr_html_()
        assert "<strong>offline mode</strong>: practice data" in shown
        assert account.api_base in shown
    with kit.connect("sk_test_veryFake4242") as account:
        shown = account._repr_html_()
    assert "<strong>test mode</strong>" in shown
    assert "https://api.stripe.com" in shown
    assert "veryFake" not in shown


def test_a_live_account_that_only_reads_says_so():
    """Nobody wonders later why it refuses."""
    with kit.connect("sk_live_veryFake4242") as account:
        assert "<strong>live mode</strong>: real customers, only read" in account._repr_html_()
    with kit.connect("sk_live_veryFake4242", allow_writes=True) as account:
        assert "only read" not in account._repr_html_()


def test_a_closed_account_is_shown_as_closed():
    """Showing it asks nobody, and raises nothing."""
    account = kit.connect(offline=True)
    account.close()
    assert "<strong>offline mode</strong>: closed" in account._repr_html_()


def test_a_recording_is_no_practice_data(tmp_path):
    """What was recorded may be about real people, and practice data is about none."""
    (tmp_path / "customer.json").write_text('{"id": "cus_1", "object": "customer"}')
    with kit.connect(offline=True, world=tmp_path) as account:
        assert account.holds == "a recording"
        account.offline.reset()
        assert account.holds == "a recording"
