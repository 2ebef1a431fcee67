"""The checklist foretells what stands in the way of an attach, and says why."""

from __future__ import annotations

import pytest

from kit.eligibility import checklist, expected_outcome, next_step, obstacle, unreadable
from kit.errors import NotFound, StripeRefused, StripeUnreachable

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
    assert "leaves src_0" in _verdicts(other, SOURCE)[0]["Default"][1]


def test_a_deleted_customer_stops():
    """Nothing can be attached to a customer that was deleted."""
    verdicts, _ = _verdicts({"id": "cus_1", "deleted": True}, SOURCE)
    assert verdicts["Customer"][0] == "stop"


@pytest.mark.parametrize(
    ("source", "outcome", "says"),
    [
        ({}, "attached", "It is chargeable."),
        ({"status": "pending"}, "attached", "It is pending."),
        ({"usage": "single_use"}, "attached", "serves no later payment"),
        ({"customer": "cus_1"}, "already_attached", "this very customer"),
        ({"customer": "cus_2"}, "refused", "customer cus_2 already"),
        ({"status": "consumed"}, "refused", "It is consumed."),
        ({"status": "consumed", "customer": "cus_2"}, "refused", "customer cus_2 already"),
        ({"status": "frozen"}, None, "names no such state"),
    ],
)
def test_a_dry_run_and_an_error_say_what_the_checklist_says(source, outcome, says):
    """One row's expectation, the checklist's line and the error's text are one sentence."""
    source = SOURCE | source
    expected = expected_outcome("cus_1", source)
    assert expected.outcome == outcome
    assert says in expected.reason
    reasons = {check.reason for check in checklist(CUSTOMER, source, "test")}
    line = obstacle("cus_1", source)
    if line is None:
        assert outcome in ("attached", None)
        assert any(expected.reason.startswith(reason) for reason in reasons)
    else:
        assert expected.reason == line.reason
        assert line.reason in reasons
        assert line.reason[1:] in line.explains("attach src_1 to cus_1")


@pytest.mark.parametrize(
    ("found", "outcome", "says"),
    [
        (NotFound("No such customer"), "refused", "There is no customer cus_1"),
        ({"id": "cus_1", "deleted": True}, "refused", "There is no customer cus_1"),
        (StripeUnreachable("No answer came."), None, "No answer came."),
        (None, None, "not read yet"),
    ],
)
def test_what_could_not_be_read_is_expected_as_far_as_it_is_known(found, outcome, says):
    """A missing object is a refusal to come; one that nobody could read is not guessed at."""
    expected = unreadable("customer", "cus_1", found)
    assert expected.outcome == outcome
    assert says in expected.reason
    assert expected_outcome("cus_1", expected) == expected
    assert unreadable("customer", "cus_1", CUSTOMER) is None


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
