"""The practice controls, as `account.offline` gives them."""

import dataclasses
import inspect
from datetime import UTC, datetime

import pytest

import kit
from kit import errors
from kit.offline import FaultPlan, OfflineServer
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
    with pytest.raises(errors.InvalidInput, match="Did you mean 'latency_ms"):
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


def test_an_imported_world_does_not_answer_for_new_calls():
    """A call after import_() does its work, whatever keys the world remembers."""
    with kit.connect(offline=True) as a, kit.connect(offline=True) as b:
        first = a.create_customer(name="Ada")
        b.offline.import_(a.offline.export())
        made = b.create_customer(name="Ada")
        assert made["id"] != first["id"]
        a.offline.import_(b.offline.export())
        assert a.create_customer(name="Ada")["id"] not in (first["id"], made["id"])


def test_keys_stay_apart_over_a_reset_between_two_imports():
    """What was counted before a reset is never counted again by who imports the result."""
    with kit.connect(offline=True) as a, kit.connect(offline=True) as b:
        a.offline.import_(b.offline.export())
        a.create_customer(name="Ada")
        a.offline.reset()
        ids = {a.create_customer(name="Ada")["id"]}
        b.offline.import_(a.offline.export())
        ids |= {b.create_customer(name="Ada")["id"] for _ in range(2)}
        assert len(ids) == 3


@pytest.mark.parametrize(
    ("faults", "value"),
    [
        ({"latency_ms": "100"}, 100),
        ({"latency_ms": 0.5}, 0.5),
        ({"lock_customers": "true"}, True),
        ({"next": ("cut_after", "none")}, ["cut_after", "none"]),
    ],
)
def test_faults_are_read_the_same_from_python(faults, value):
    """Text and Python's own values mean the same, and the account answers."""
    with kit.connect(offline=True, customers=1, faults=faults) as account:
        assert account.offline.faults[next(iter(faults))] == value
        account.offline.clear_faults()
        assert len(account.customers()) == 1


@pytest.mark.parametrize(
    ("faults", "message"),
    [
        ({"cut_before": 7}, "cut_before: This value must be between 0 and 1"),
        ({"cut_before": True}, "cut_before: Invalid decimal"),
        ({"latency_ms": "soon"}, "latency_ms: Invalid decimal: soon"),
        ({"latency_ms": None}, "latency_ms"),
        ({"latency_ms": float("nan")}, "latency_ms"),
        ({"next": ["fire"]}, "next"),
        ({"next": 5}, "next"),
        ({"on": "mondays"}, "on: .*all, reads, or writes"),
        ({"latncy_ms": 5}, "latncy_ms. Did you mean latency_ms"),
        ([("latency_ms", 5)], "faults"),
        ("latency_ms", "faults"),
    ],
)
def test_impossible_faults_are_invalid_input_before_anything_starts(faults, message):
    """Each names the setting and what is wrong with it, or the one that was meant."""
    with pytest.raises(errors.InvalidInput, match=message):
        kit.connect(offline=True, faults=faults)


def test_a_misspelt_argument_of_connect_names_the_right_one():
    """An argument that there is not is the kit's own error, with the nearest that there is."""
    with pytest.raises(errors.InvalidInput, match=r"custmers.*Did you mean .customers"):
        kit.connect(offline=True, custmers=5)
    with (
        kit.connect(offline=True, customers=1) as account,
        pytest.raises(errors.InvalidInput, match=r"latncy_ms.*Did you mean .latency_ms"),
    ):
        account.offline.set_faults(latncy_ms=5)


def test_every_setting_stands_in_the_signatures():
    """Tab completion shows each fault, and each argument of the offline account."""
    settings = {field.name for field in dataclasses.fields(FaultPlan)}
    assert settings <= set(inspect.signature(PracticeControls.set_faults).parameters)
    server = set(inspect.signature(OfflineServer).parameters)
    # For clients in other languages, by way of `kit offline`.
    server -= {"api_version", "pretty", "on_delivery"}
    assert server <= set(inspect.signature(kit.connect).parameters)
