"""The audit: who still depends on Sources, what breaks, and how one knows."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from planted_account import (
    CUSTOMERS,
    HOSTILE,
    card,
    customer,
    receiver,
    source,
    token_card,
    write_planted,
)

import kit
from kit.errors import InvalidInput, NotWritten


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """The audit of the planted account."""
    return kit.audit(kit.open(write_planted(tmp_path_factory.mktemp("planted"))))


def audit_of(folder, *customers):
    """The audit of these customers alone."""
    folder.mkdir(exist_ok=True)
    page = {"object": "list", "url": "/v1/customers", "data": list(customers)}
    (folder / "customers.json").write_text(json.dumps(page))
    return kit.audit(kit.open(folder))


def by_customer(audit):
    """The frame of customers, by id."""
    return audit.customers.set_index("customer")


def test_who_breaks_first_comes_first(audit) -> None:
    """Dead defaults, then what breaks by the money in it, then what is disputed."""
    order = audit.customers["customer"].to_list()
    assert set(order[:2]) == {"cus_dead", "cus_consumed"}
    assert order[2:5] == ["cus_ach", "cus_sct", "cus_sepa"]
    assert set(order[5:]) == {"cus_soon", "cus_expired", "cus_other", "cus_hostile"}
    breaks = audit.customers["breaks"].to_list()
    assert breaks == ["already"] * 2 + ["yes"] * 3 + ["disputed"] * 4


def test_who_has_nothing_saved_does_not_break(audit) -> None:
    """No source at all, or one payment alone: nothing is lost when Sources end."""
    assert not {"cus_none", "cus_single"} & set(audit.customers["customer"])


def test_each_customer_is_told_with_its_default_and_its_worth(audit) -> None:
    """The default's type, status, action and expiry; how many sources; the money in them."""
    rows = by_customer(audit)
    ach = rows.loc["cus_ach"]
    assert (ach["value_at_risk"], ach["currency"]) == (300.0, "usd")
    assert (ach["default_type"], ach["default_action"]) == (
        "ach_credit_transfer",
        "move_to_bank_transfer",
    )
    consumed = rows.loc["cus_consumed"]
    assert (consumed["default_status"], consumed["sources"], consumed["chargeable"]) == (
        "consumed",
        2,
        1,
    )
    assert str(rows.loc["cus_expired", "default_expires"].date()) == "2026-10-31"
    assert rows["default_breaks"].all()


def test_a_source_beside_the_default_breaks_too_but_later(tmp_path) -> None:
    """Its customer comes after those whose default source breaks."""
    by_default = customer("cus_1", source("src_1", "sepa_debit", "cus_1"))
    beside = customer(
        "cus_2", card("src_2", "cus_2", (2030, 1), "4242"), source("src_3", "sepa_debit", "cus_2")
    )
    audit = audit_of(tmp_path / "json", beside, by_default)
    assert audit.customers["customer"].to_list() == ["cus_1", "cus_2"]
    assert audit.customers["breaks"].to_list() == ["yes", "yes"]
    assert audit.customers["default_breaks"].to_list() == [True, False]


def test_money_of_different_currencies_is_never_added(tmp_path) -> None:
    """The larger number stands first, the rest in words."""
    both = customer(
        "cus_1",
        receiver("src_1", "cus_1", "ach_credit_transfer", (5_000, 0, 0), currency="usd"),
        receiver("src_2", "cus_1", "sepa_credit_transfer", (900, 0, 0), currency="eur"),
        receiver("src_3", "cus_1", "ach_credit_transfer", (700, 0, 0), currency="xyz"),
    )
    audit = audit_of(tmp_path / "json", both)
    row = audit.customers.iloc[0]
    assert (row["value_at_risk"], row["currency"]) == (700.0, "xyz")  # no digits are guessed
    assert row["also_at_risk"] == "50.00 usd, 9.00 eur"
    assert audit.money.set_index("currency")["value"].to_dict() == {
        "eur": 9.0,
        "usd": 50.0,
        "xyz": 700.0,
    }


def test_who_has_a_payment_method_for_invoices_is_told(tmp_path) -> None:
    """That customer's invoices do not need the source any more."""
    moved = customer(
        "cus_1",
        source("src_1", "sepa_debit", "cus_1"),
        invoice_settings={"default_payment_method": "pm_1"},
    )
    stays = customer("cus_2", source("src_2", "sepa_debit", "cus_2"))
    audit = audit_of(tmp_path / "json", moved, stays)
    assert by_customer(audit)["has_payment_method"].to_dict() == {"cus_1": True, "cus_2": False}


def test_a_default_that_is_in_no_list_is_unknown(tmp_path) -> None:
    """Nothing is concluded from what was not seen."""
    lost = customer("cus_1", default="src_gone")
    audit = audit_of(tmp_path / "json", lost)
    assert audit.customers["breaks"].to_list() == ["unknown"]
    assert not audit.breaks
    assert "no rule is known" in audit.headline


def test_the_summary_counts_sources_customers_and_defaults(audit) -> None:
    """By type and action, what breaks first; a duplicate card is two sources of one customer."""
    cards = audit.summary[audit.summary["action"].eq("use_as_is")].iloc[0]
    assert cards[["sources", "customers", "defaults", "expired"]].to_list() == [6, 5, 4, 1]
    assert audit.summary["breaks"].is_monotonic_decreasing or audit.summary["breaks"][0] == "yes"
    assert audit.summary["sources"].sum() == len(audit.plan) == 14


def test_the_actions_are_the_plan_by_action(audit) -> None:
    """One frame each, which together are the whole plan."""
    assert list(audit.actions) == [
        "use_as_is",
        "attach_first",
        "move_to_bank_transfer",
        "collect_again",
        "pay_anew",
        "drop",
    ]
    together = pd.concat(audit.actions.values()).sort_values("id")
    assert together["id"].to_list() == sorted(audit.plan["id"])
    assert audit.actions["collect_again"]["id"].to_list() == ["src_sepa"]
    assert set(audit.actions["drop"]["id"]) == {"src_failed", "src_consumed", "src_given_up"}


def test_facts_are_dated_and_sourced(audit) -> None:
    """What Stripe's pages disagree on is disputed from both sides; nothing is about other types."""
    disputed = audit.facts[audit.facts["certainty"].eq("disputed")]
    assert disputed["says"].str.contains("no plan").any()
    assert disputed["says"].str.contains("is ending|planned to").any()
    assert disputed["about"].str.contains("card").all()
    assert audit.facts["page"].str.startswith("https://").all()
    assert audit.facts["page_read"].notna().all()
    assert "wechat" not in set(audit.facts["about"])


def test_whether_something_breaks_is_one_flag(audit, tmp_path) -> None:
    """Cards alone are disputed, which is another flag; nobody depending is neither."""
    assert audit.breaks
    assert audit.disputed
    cards = audit_of(tmp_path / "a", customer("cus_1", card("src_1", "cus_1", (2030, 1), "4242")))
    assert (cards.breaks, cards.disputed) == (False, True)
    tokens = audit_of(tmp_path / "b", customer("cus_1", token_card("card_1", "cus_1")))
    assert (tokens.breaks, tokens.disputed) == (False, True)
    nobody = audit_of(tmp_path / "c", customer("cus_1"))
    assert (nobody.breaks, nobody.disputed) == (False, False)
    assert nobody.headline == "Of 1 customers: nobody depends on a source."


def test_an_account_and_its_snapshot_audit_alike(tmp_path) -> None:
    """Whether it is read now or was kept before."""
    with kit.connect(offline=True, customers=30) as account:
        direct = kit.audit(account, progress=False)
        kept = kit.audit(account.pull(tmp_path / "stripe", progress=False))
        assert direct.account == account.label
        # The practice clock is the account's now.
        assert abs(direct.now - account.offline.now) < pd.Timedelta("1D")
    assert_frame_equal(direct.customers, kept.customers)
    assert_frame_equal(direct.summary, kept.summary)
    assert_frame_equal(direct.plan, kept.plan)
    assert direct.plan.attrs["account"] == direct.account


def test_an_account_is_not_changed_by_it() -> None:
    """Only reads leave."""
    with kit.connect(offline=True, customers=10) as account:
        kit.audit(account, progress=False)
        assert set(account.requests()["method"].str.upper()) == {"GET"}


def test_nobody_is_in_it(audit) -> None:
    """No name, e-mail address or metadata in any frame."""
    frames = [audit.plan, audit.customers, audit.summary, audit.facts, *audit.actions.values()]
    for frame in frames:
        assert "@example.com" not in frame.to_csv()
        assert HOSTILE not in frame.to_csv()


def test_csv_files_are_the_frames(audit, tmp_path) -> None:
    """One file a frame, for spreadsheets; what is there is not written over unless forced."""
    folder = audit.to_csv(tmp_path / "csv")
    back = pd.read_csv(folder / "customers.csv")
    assert back["customer"].to_list() == audit.customers["customer"].to_list()
    assert {path.stem for path in (folder / "actions").iterdir()} == set(audit.actions)
    with pytest.raises(NotWritten, match="exists"):
        audit.to_csv(folder)
    audit.to_csv(folder, force=True)


def test_it_shows_itself_without_clocks_or_addresses(audit) -> None:
    """The same in every run, so that a notebook may be checked."""
    assert repr(audit).startswith("Audit(test mode, 14 sources)\nOf 11 customers: 2 cannot")
    assert "<table" in audit._repr_html_()


@pytest.mark.parametrize("wrong", [None, 5, "stripe/", pd.DataFrame(), []])
def test_what_cannot_be_audited_is_refused(wrong) -> None:
    """By name, and saying what can."""
    with pytest.raises(InvalidInput, match=f"not a {type(wrong).__name__}"):
        kit.audit(wrong)


def test_an_empty_account_is_audited_too(tmp_path) -> None:
    """No customers, no sources, no error; the page says that nobody depends on a source."""
    audit = audit_of(tmp_path / "json")
    assert audit.customers.empty
    assert not audit.breaks
    page = audit.to_html(tmp_path / "audit.html").read_text()
    assert "Nobody" in page


def test_every_planted_customer_was_looked_at(audit) -> None:
    """The number in the headline is that of all customers."""
    assert audit.total_customers == len(CUSTOMERS)


def test_what_needs_attention_is_counted_by_its_ids(audit) -> None:
    """Each finding names the very customers or sources; what is not there is no finding."""
    ids = {name: set(audit.found_by(name)) for name in audit.attention["finding"]}
    assert ids["default_over"] == {"cus_dead", "cus_consumed"}
    assert ids["none_chargeable"] == {"cus_none", "cus_dead"}
    assert ids["expired"] == {"src_expired"}
    assert ids["expires_soon"] == {"src_soon", "src_soon_again"}
    assert ids["duplicates"] == {"src_soon", "src_soon_again", "src_other"}
    assert ids["money_waiting"] == {"src_ach", "src_sct"}
    assert ids["never_used"] == {"src_single", "src_sct"}
    assert not {"stuck", "unknown"} & set(ids)
    counted = audit.attention.set_index("finding")["count"].to_dict()
    assert counted == {name: len(found) for name, found in ids.items()}
    says = audit.attention.set_index("finding")["says"]
    assert says["money_waiting"].endswith("6.00 eur, 300.00 usd")
    with pytest.raises(InvalidInput, match="default_over"):
        audit.found_by("nonsense")


def test_pending_past_its_time_is_stuck_and_a_transfer_is_not(tmp_path) -> None:
    """A payer who left does not come back; a saved number waits for money as long as it takes."""
    old = 1_700_000_000
    newest = source("src_now", "ideal", "cus_1", created=old + 90 * 86400, usage="single_use")
    pending = {"created": old, "status": "pending"}
    held = [
        newest,
        source("src_left", "ideal", "cus_1", usage="single_use", flow="redirect", **pending),
        receiver("src_wait", "cus_1", "ach_credit_transfer", (0, 0, 0), **pending),
    ]
    found = audit_of(tmp_path / "pending", customer("cus_1", *held))
    assert set(found.found_by("stuck")) == {"src_left"}


def test_an_account_with_nothing_in_it_is_audited() -> None:
    """No customer, no source and no event: nobody breaks, and nothing needs attention."""
    with kit.connect(offline=True, world="empty") as account:
        found = kit.audit(account, progress=False)
    assert (found.total_customers, len(found.plan), found.attention.empty) == (0, 0, True)
    assert found.headline == "Of 0 customers: nobody depends on a source."
