"""The checklist foretells what stands in the way of an attach, and says why."""

from __future__ import annotations

import pytest

from kit.eligibility import checklist, next_step
from kit.errors import StripeRefused

CUSTOMER = {"id": "cus_1", "default_source": None}
SOURCE = {"id": "src_1", "status": "chargeable", "usage": "reusable", "livemode": False}


def _verdicts(customer, source, mode="offline", **keywords):
    checks = checklist(customer, source, mode, **keywords)
    return {check.subject: (check.verdict, check.reason) for check in checks}, next_step(checks)


def test_a_reusable_chargeable_source_has_nothing_in_its_way():
    """The ordinary case: every line is good or a remark, and there is no next step."""
    verdicts, step = _verdicts(CUSTOMER, SOURCE)
    assert step is None
    assert {verdict for verdict, _ in verdicts.values()} <= {"good", "note"}


@pytest.mark.parametrize("status", ["consumed", "canceled", "failed"])
def test_a_terminal_state_stops(status):
    """A source in a terminal state never works again."""
    verdicts, step = _verdicts(CUSTOMER, SOURCE | {"status": status})
    assert verdicts["State"][0] == "stop"
    assert "never be used again" in verdicts["State"][1]
    assert status in step


def test_pending_may_be_attached():
    """Stripe's page names pending beside chargeable."""
    verdicts, step = _verdicts(CUSTOMER, SOURCE | {"status": "pending"})
    assert verdicts["State"][0] == "note"
    assert step is None


@pytest.mark.parametrize("status", [None, "frozen"])
def test_an_unknown_state_stops_and_says_so(status):
    """A state that no documentation names is not guessed at."""
    verdicts, step = _verdicts(CUSTOMER, SOURCE | {"status": status})
    assert verdicts["State"][0] == "stop"
    assert step is not None


@pytest.mark.parametrize("usage", ["single_use", None])
def test_other_usages_are_remarked_on_and_do_not_stop(usage):
    """Whether Stripe refuses a single-use source is not documented, so it is a remark."""
    verdicts, step = _verdicts(CUSTOMER, SOURCE | {"usage": usage})
    assert verdicts["Usage"][0] == "note"
    assert step is None


def test_this_customers_source_is_done_and_anothers_stops():
    """The owner is named, and the two cases have different next steps."""
    verdicts, step = _verdicts(CUSTOMER, SOURCE | {"customer": "cus_1"})
    assert (verdicts["Owner"][0], step) == ("done", "Already attached")
    verdicts, step = _verdicts(CUSTOMER, SOURCE | {"customer": "cus_2"})
    assert verdicts["Owner"][0] == "stop"
    assert "cus_2" in verdicts["Owner"][1]
    assert step == "Choose a source that nobody has"


@pytest.mark.parametrize(
    ("mode", "livemode", "verdict"),
    [
        ("test", True, "stop"),
        ("live", False, "stop"),
        ("live", True, "note"),
        ("test", False, "good"),
    ],
)
def test_a_source_belongs_to_one_mode(mode, livemode, verdict):
    """Live and test do not mix; live is a remark of its own."""
    verdicts, _ = _verdicts(CUSTOMER, SOURCE | {"livemode": livemode}, mode)
    assert verdicts["Mode"][0] == verdict


def test_an_account_that_only_reads_stops():
    """Without allow_writes=True a live account attaches nothing, and the reason says it."""
    verdicts, _ = _verdicts(CUSTOMER, SOURCE | {"livemode": True}, "live", allows_writes=False)
    assert "allow_writes=True" in verdicts["Mode"][1]


def test_the_default_is_foretold():
    """The first source becomes the default; a later one leaves it alone."""
    assert "becomes" in _verdicts(CUSTOMER, SOURCE)[0]["Default"][1]
    other = CUSTOMER | {"default_source": "src_0"}
    assert "src_0 stays" in _verdicts(other, SOURCE)[0]["Default"][1]


def test_a_deleted_customer_stops():
    """Nothing can be attached to a customer that was deleted."""
    verdicts, _ = _verdicts({"id": "cus_1", "deleted": True}, SOURCE)
    assert verdicts["Customer"][0] == "stop"


def test_what_the_checklist_says_is_what_the_offline_account_does(account):
    """Each ready source attaches or is refused as its checklist foretold."""
    customer = account.customer_records(limit=1)[0]
    outcomes = set()
    sources = account.attachable_source_records(limit=5)
    sources += list(account.all_sources()["id"].head(5).map(account.source))
    for source in sources:
        foretold = next_step(checklist(customer, source, account.mode)) is None
        try:
            account.attach(customer["id"], source["id"])
        except StripeRefused:
            assert not foretold, source["id"]
        else:
            assert foretold, source["id"]
        outcomes.add(foretold)
    assert outcomes == {True, False}
