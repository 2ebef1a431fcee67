"""Rows of unclear cause are told apart by the account's events, of every API version."""

import json

import pytest

from kit.bulk.journal import AttachResult, Journal
from kit.bulk.pairs import PairRow
from kit.bulk.reconcile import reconcile_by_events, remember_newest_event
from kit.bulk.retry import RetryPolicy
from kit.errors import KeyRefused, StripeRefused
from kit.gateway.stripe_api import ApiResponse

ONCE = RetryPolicy(tries=1)
FOUND = AttachResult(outcome="attached", settled_by="reading")


class Events:
    """An API whose events are those given, or that refuses to list any."""

    def __init__(self, *events, refusal=None):
        self._events = events
        self._refusal = refusal

    def events(self, _params):
        if self._refusal is not None:
            raise self._refusal
        body = json.dumps(
            {"object": "list", "data": list(self._events), "has_more": False}
        ).encode()
        yield ApiResponse(body, "req_1")


def attaching(source, request, *, customer="cus_1"):
    """The event of an attach, its ``request`` as the API version writes it."""
    return {
        "id": f"evt_{source}",
        "type": "customer.source.created",
        "data": {"object": {"id": source, "customer": customer}},
        "request": request,
    }


@pytest.fixture
def journal(tmp_path):
    """A journal with one row, found attached by reading after a lost answer."""
    with Journal(tmp_path / "j", salt="s") as journal:
        journal.plan([PairRow("cus_1", "src_1")])
        remember_newest_event(Events(), journal, ONCE)
        journal.claim(1)
        journal.record("src_1", FOUND)
        yield journal


def told(journal):
    """The row's outcome, by what it is settled, and its request id."""
    row = next(journal.outcomes())
    return row[2], row[8], row[5]


def test_a_request_that_is_text_is_its_id(journal):
    """Before API version 2017-05-25 an event's request was an id, without a key."""
    reconcile_by_events(Events(attaching("src_1", "req_old")), journal, ONCE)
    assert told(journal) == ("attached", "events", "req_old")


def test_an_event_without_a_request_speaks_for_the_row(journal):
    """Made by Stripe itself, or so old that nothing is known: it falls into the time."""
    reconcile_by_events(Events(attaching("src_1", None)), journal, ONCE)
    assert told(journal) == ("attached", "events", None)


def test_the_key_tells_whose_request_it_was(journal):
    """A foreign key means that somebody else was first."""
    request = {"id": "req_theirs", "idempotency_key": "theirs-1"}
    reconcile_by_events(Events(attaching("src_1", request)), journal, ONCE)
    assert told(journal) == ("already_attached", "events", None)


def test_no_event_means_that_it_was_attached_before(journal):
    """Events of other sources and customers say nothing."""
    others = attaching("src_2", None), attaching("src_1", None, customer="cus_2")
    reconcile_by_events(Events(*others), journal, ONCE)
    assert told(journal) == ("already_attached", "events", None)


def test_where_events_are_not_readable_the_row_stays_attached(journal):
    """A restricted key may attach and not read events."""
    refusal = StripeRefused("no", http_status=403)
    reconcile_by_events(Events(refusal=refusal), journal, ONCE)
    assert told(journal) == ("attached", "reading", None)


def test_only_a_wrong_key_is_an_error_at_the_start(tmp_path):
    """401 ends the run before it begins; 403 means that there are no events to read."""
    with Journal(tmp_path / "new", salt="s") as journal:
        with pytest.raises(KeyRefused):
            remember_newest_event(Events(refusal=KeyRefused("no", http_status=401)), journal, ONCE)
        forbidden = Events(refusal=KeyRefused("no", http_status=403))
        remember_newest_event(forbidden, journal, ONCE)
        assert journal.fact("newest_event") == "unreadable"
