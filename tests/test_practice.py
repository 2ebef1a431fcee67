"""The practice controls, as `account.offline` gives them."""

from datetime import UTC, datetime

import pytest

import kit
from kit import errors
from kit.practice import PracticeControls


def test_an_offline_account_has_controls(account, page):
    """The clock, the payer and the reset work through the account."""
    source = account.create_source(
        "ideal", amount=1000, currency="eur", redirect={"return_url": "https://example.com"}
    )
    assert account.offline.authorize(source["id"])["status"] == "chargeable"
    account.offline.advance(hours=6)
    assert account.source(source["id"])["status"] == "canceled"
    assert account.offline.now == datetime(2023, 8, 16, 6, tzinfo=UTC)
    account.attach(page.customer, page.source)
    account.offline.reset()
    assert "customer" not in account.source(page.source)


def test_refusals_are_the_kits_errors(account, page):
    """Unknown sources, wrong states and wrong arguments each have their error."""
    practice = account.offline
    with pytest.raises(errors.NotFound, match="No such source: 'src_x'") as caught:
        practice.authorize("src_x")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
    with pytest.raises(
        errors.StripeRefused, match="is chargeable; this needs a source that is pend"
    ):
        practice.authorize(page.source)
    with pytest.raises(errors.InvalidInput, match="reason"):
        practice.decline(page.source, reason="boredom")
    with pytest.raises(errors.InvalidInput, match="amount"):
        practice.receive_funds(page.source, -5)
    with pytest.raises(errors.InvalidInput, match="unknown parameter: latency"):
        practice.set_faults(latency=5)


def test_a_closed_account_says_so():
    """After close() every control is unreachable, and says what to do."""
    account = kit.connect(offline=True)
    practice = account.offline
    account.close()
    for use in (practice.reset, practice.export, lambda: practice.now, practice.clear_faults):
        with pytest.raises(errors.StripeUnreachable, match="does not answer"):
            use()


def test_a_wrong_key_is_refused(account):
    """The controls want a secret key as every route does."""
    with pytest.raises(errors.StripeRefused, match="Invalid API Key"):
        PracticeControls(account.api_base, "sk_live_x").reset()


def test_an_address_is_an_address():
    """What is no URL is refused at once."""
    with pytest.raises(errors.InvalidInput, match="api_base"):
        PracticeControls("localhost:1", "sk_test_x")


def test_the_repr_shows_no_key(account):
    """Nothing secret and nothing changing stands in it."""
    assert repr(account.offline) == "PracticeControls()"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("latency_ms", 250),
        ("latency_ms", 0.5),
        ("cut_after", 1e-05),
        ("lock_customers", True),
        ("next", ["cut_after", "none"]),
        ("next", []),
        ("on", "writes"),
        ("seed", 42),
    ],
)
def test_settings_of_every_kind_arrive_as_they_were_sent(account, setting, value):
    """Numbers large and small, truths, words and lists."""
    account.offline.set_faults(**{setting: value})
    assert account.offline.faults[setting] == value


def test_export_and_import_go_through_python(account, page):
    """A world taken out and put back is the same world."""
    world = account.offline.export()
    account.attach(page.customer, page.source)
    account.offline.import_(world)
    assert "customer" not in account.source(page.source)
