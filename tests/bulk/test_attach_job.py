"""How each kind of lost, late or unhelpful answer ends: rules of kit.bulk.attach_job."""

import threading
import time
from dataclasses import replace

import pytest
from hasty import QUICK

import kit
from kit.bulk.attach_many import attach_many
from kit.bulk.attach_queue import RATE
from kit.bulk.journal import Journal
from kit.bulk.pairs import PairRow
from kit.bulk.reconcile import remember_newest_event
from kit.bulk.scheduler import limit_kind
from kit.errors import InvalidInput, KeyRefused, StripeUnreachable, TooManyRequests


@pytest.fixture
def pair(cards, customers):
    """One customer and one source to attach."""
    return customers[0], cards(1)[0]


# The first request of a run reads where the events stand; the second one attaches.
@pytest.mark.parametrize(
    ("faults", "settled_by", "attempts"),
    [
        (["none", "cut_before"], "answer", 2),
        (["none", "cut_after"], "replay", 2),
        (["none", "cut_after", "cut_before"], "replay", 3),
        (["none", "error_before"], "answer", 2),
        (["none", "error_after"], "events", 1),
        (["none", "error_after", "error_before", "cut_after"], "events", 1),
        (["none", "lock_timeout"], "answer", 2),
        (["none", "key_in_use"], "answer", 2),
        (["none", "rate_limited", "rate_limited"], "answer", 3),
        (["cut_before", "rate_limited", "error_before"], "answer", 1),
    ],
)
def test_a_fault_on_the_way_ends_attached(
    account, run, pair, attached, faults, settled_by, attempts
):
    """Attached exactly once, and the row says by what it is known."""
    account.offline.set_faults(next=faults)
    row = run([pair]).iloc[0]
    assert (row.outcome, row.settled_by, row.attempts) == ("attached", settled_by, attempts)
    assert attached().count(pair) == 1


@pytest.mark.parametrize("fault", ["cut_before", "cut_after", "error_before", "error_after"])
def test_a_fault_does_not_claim_what_was_attached_before(account, run, pair, fault):
    """Attached by somebody else before: the lost answer makes it no work of this run."""
    account.attach(*pair)
    account.offline.set_faults(next=["none", fault])
    row = run([pair], metadata={"a": "b"}).iloc[0]
    assert row.outcome == "already_attached"


def test_a_key_that_was_forgotten_does_not_change_the_outcome(account, run, pair, tmp_path):
    """The answer was lost, 25 hours pass at Stripe, and the row is still told rightly."""
    journal = tmp_path / "j"
    account.offline.set_faults(next=["none", "cut_after", *["cut_before"] * 3])
    first = run([pair], journal=journal)
    assert first.outcome.to_list() == ["failed"]
    account.offline.advance(hours=25)
    row = run([pair], journal=journal).iloc[0]
    assert (row.outcome, row.settled_by) == ("attached", "events")


@pytest.mark.parametrize("fate", ["cut_before", "cut_after"])
def test_an_old_key_is_not_used_again(account, run, pair, tmp_path, fate):
    """When the journal says that the key is over a day old, the source is read first."""
    journal = tmp_path / "j"
    with Journal(journal, salt="s", now=lambda: time.time() - 25 * 3600) as book:
        remember_newest_event(account._api, book, QUICK)
        book.plan([PairRow(*pair)])
        ((request, _),) = book.claim(1)
    account.offline.set_faults(next=[fate])
    with pytest.raises(StripeUnreachable):
        account._api.attach(request, retries=0)
    account.offline.clear_faults()
    row = run([pair], journal=journal).iloc[0]
    assert row.outcome == "attached"
    sent = account.requests().query("method == 'POST' and status == 200").path.to_list()
    assert sent.count(f"/v1/customers/{pair[0]}/sources") == (1 if fate == "cut_before" else 0)


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ({}, "metadata_not_written"),
        ({"run": "another"}, "metadata_not_written"),
        ({"run": "7"}, None),
        ({"run": "7", "more": "x"}, None),
    ],
)
def test_metadata_that_is_missing_is_told_only_where_it_is(account, run, pair, held, code):
    """Attached before by somebody: the source read back holds the row's metadata, or not."""
    account.attach(*pair, held)
    row = run([pair], metadata={"run": "7"}).astype(object).iloc[0]
    assert row.outcome == "already_attached"
    assert (row.error_code if isinstance(row.error_code, str) else None) == code
    assert account.source(pair[1])["metadata"] == held


@pytest.mark.parametrize("fault", ["cut_after", "error_after"])
def test_metadata_that_a_lost_answer_wrote_is_not_told_as_missing(account, run, pair, fault):
    """It was this run's request, and the source holds what it said."""
    account.offline.set_faults(next=["none", fault])
    row = run([pair], metadata={"run": "7", "empty": ""}).iloc[0]
    assert row.outcome == "attached"
    assert not isinstance(row.error_code, str)


def test_what_was_refused_is_asked_again_when_told_to(account, run, pair, tmp_path):
    """Not by the same call, but with retry_refused, and under a new key."""
    pairs = [pair, (pair[0], "src_never")]
    whole = account.offline.export()
    without = [each for each in whole["tables"]["customers"] if each["id"] != pair[0]]
    account.offline.import_({**whole, "tables": {**whole["tables"], "customers": without}})
    refused = run(pairs, journal=tmp_path / "j")
    assert refused.outcome.to_list() == ["refused", "refused"]
    account.offline.import_(whole)
    with pytest.raises(InvalidInput, match=f"no {pair[0]}, but there is.*or pass retry_refused"):
        run(pairs, journal=tmp_path / "j")
    again = run(pairs, journal=tmp_path / "j", retry_refused=True)
    assert again.outcome.to_list() == ["attached", "refused"]
    assert again.error_code.to_list()[1] == "resource_missing"


def test_an_unknown_customer_does_not_make_it_another_account(run, cards, tmp_path):
    """The journal says that there is no such customer, not that there is no such source."""
    pairs = [("cus_nobody", cards(1)[0])]
    first = run(pairs, journal=tmp_path / "j")
    assert first.error_code.to_list() == ["resource_missing"]
    assert run(pairs, journal=tmp_path / "j").outcome.to_list() == ["refused"]


class LockedSource:
    """The API of an account in which one source stays locked.

    Its first attach is not answered before ``neighbours`` others were attached.
    """

    def __init__(self, api, source, neighbours=0):
        self._api = api
        self._source = source
        self._waited_for = neighbours
        self._all_attached = threading.Event()
        self.attached = []

    def __getattr__(self, name):
        return getattr(self._api, name)

    def attach(self, request, **options):
        if request.source == self._source:
            assert not self._waited_for or self._all_attached.wait(30), "the neighbours stand still"
            raise TooManyRequests("locked", http_status=429, code="lock_timeout")
        answer = self._api.attach(request, **options)
        self.attached.append(request.source)
        if len(self.attached) == self._waited_for:
            self._all_attached.set()
        return answer


def test_the_neighbours_of_a_row_without_an_answer_go_on(account, run, cards, customers):
    """They are attached while it waits for its answer; it alone ends as failed."""
    lonely, *others = cards(6)
    locked = LockedSource(account._api, lonely, neighbours=5)
    frame = run(list(zip(customers, [lonely, *others], strict=False)), api=locked)
    assert frame.outcome.to_list() == ["failed"] + ["attached"] * 5
    assert frame.error_code.to_list()[0] == "lock_timeout"
    assert frame.attempts.to_list() == [QUICK.tries] + [1] * 5


def test_the_journal_keeps_a_row_without_an_answer_for_the_next_call(
    account, run, cards, customers, attached, tmp_path
):
    """The same call sends that row alone, under the key it had, and nothing twice."""
    lonely, fine = cards(2)
    pairs = [(customers[0], lonely), (customers[1], fine)]
    run(pairs, api=LockedSource(account._api, lonely), journal=tmp_path / "j")
    again = LockedSource(account._api, None)
    frame = run(pairs, api=again, journal=tmp_path / "j")
    assert again.attached == [lonely]
    assert frame.outcome.to_list() == ["attached", "attached"]
    assert [attached().count(pair) for pair in pairs] == [1, 1]


def test_when_nobody_answers_the_run_ends_and_tells_how_to_go_on(
    account, run, cards, customers, capsys
):
    """What was not sent is not_tried, what was is failed."""
    pairs = list(zip(customers[:40], cards(40), strict=True))
    account.offline.set_faults(cut_before=1.0, on="writes")
    frame = run(pairs)
    assert set(frame.outcome) <= {"failed", "not_tried"}
    assert "not_tried" in set(frame.outcome)
    said = capsys.readouterr().err
    assert "no answer came any more" in said
    assert "journal=" in said


def test_a_refused_key_ends_the_run(account, page):
    """Before anything is sent, a wrong key is an error: no row is to blame."""
    with (
        kit.connect("sk_test_expired_x", api_base=account.api_base) as other,
        pytest.raises(KeyRefused),
    ):
        other.attach_many([(page.customer, page.source)], progress=False)


def test_no_server_at_all_is_an_error(page):
    """Nothing was sent, and nobody waits for long."""
    with (
        kit.connect("sk_test_x", api_base="http://127.0.0.1:9") as nowhere,
        pytest.raises(StripeUnreachable),
    ):
        attach_many(
            nowhere._api,
            [(page.customer, page.source)],
            mode="test",
            salt="x",
            retry_policy=replace(QUICK, tries=1),
        )


@pytest.mark.parametrize(
    ("reason", "code", "kind"),
    [
        ("global-rate", "rate_limit", "rate"),
        ("endpoint-rate", "rate_limit", "rate"),
        ("global-concurrency", "rate_limit", "concurrency"),
        ("endpoint-concurrency", "rate_limit", "concurrency"),
        ("resource-specific", "rate_limit", "object"),
        (None, "lock_timeout", "object"),
        (None, "rate_limit", "rate"),
    ],
)
def test_a_429_is_about_what_its_reason_says(reason, code, kind):
    """Rate, concurrency or one object: each is met otherwise."""
    assert limit_kind(TooManyRequests("x", limit_reason=reason, code=code)) == kind


def test_a_limit_on_concurrency_is_found(account, run, cards, customers):
    """All rows end attached, although only three requests at once are let in."""
    account.offline.set_faults(latency_ms=40, concurrency_limit=3)
    frame = run(list(zip(customers, cards(50), strict=True)))
    assert set(frame.outcome) == {"attached"}


def test_the_chosen_rate_is_the_ceiling(run, page, tmp_path):
    """The limiter begins there; it never goes beyond (see test_rate_limiter)."""
    run([(page.customer, page.source)], rate=7, journal=tmp_path / "j")
    with Journal(tmp_path / "j", salt="") as journal:
        assert journal.fact(RATE) == 7
