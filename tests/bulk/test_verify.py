"""What a run believes is held against the account, and what it costs to do so."""

import json

import pytest
from hasty import QUICK

from kit.bulk.attach_many import verify_journal
from kit.errors import InvalidInput, KeyRefused
from kit.gateway.stripe_api import ApiResponse


class LyingApi:
    """The API of an account that answers "attached" for some sources, and does not do it.

    ``events=False`` is what a restricted key meets that may not read events.
    """

    def __init__(self, api, sources=(), *, events=True):
        self._api = api
        self._sources = set(sources)
        self._events = events
        self.asked = []

    def __getattr__(self, name):
        call = getattr(self._api, name)

        def counted(*arguments, **options):
            self.asked.append(name)
            return call(*arguments, **options)

        return counted if callable(call) else call

    def attach(self, request, **options):
        self.asked.append("attach")
        if request.source not in self._sources:
            return self._api.attach(request, **options)
        told = self._api.source(request.source).data
        told |= {"customer": request.customer, "metadata": dict(request.metadata or {})}
        return ApiResponse(json.dumps(told).encode(), "req_lie")

    def events(self, params):
        self.asked.append("events")
        if not self._events:
            raise KeyRefused("may not read events", http_status=403)
        yield from self._api.events(params)

    def read_only(self):
        """How many requests were no attaches, the bookmark of the start not counted."""
        return len([name for name in self.asked if name != "attach"]) - 1


@pytest.fixture
def check(account):
    """verify_journal with another API."""

    def check(journal, api=account._api):
        return verify_journal(api, journal, mode=account.mode, progress=False, retry_policy=QUICK)

    return check


def spread(customers, sources):
    """Each source to one of the customers, in turn."""
    return [(customers[n % len(customers)], source) for n, source in enumerate(sources)]


@pytest.mark.parametrize("count", [10, 60])
def test_what_was_answered_and_not_done_is_contradicted(
    account, run, cards, customers, capsys, count
):
    """In small runs too each lie is found and told, whatever that takes."""
    sources = cards(count)
    lies = sources[3:8]
    frame = run(spread(customers, sources), LyingApi(account._api, lies))
    told = dict(zip(frame.source, frame.outcome, strict=True))
    assert {source for source, outcome in told.items() if outcome == "contradicted"} == set(lies)
    assert set(told.values()) == {"attached", "contradicted"}
    assert frame[frame.outcome == "contradicted"].error_code.unique().tolist() == ["not_attached"]
    assert "5 rows were answered as attached" in capsys.readouterr().err


def test_lies_about_one_customer_are_found(account, run, cards, customers):
    """Its list shows what is there; that something is not takes one more look."""
    sources = cards(10)
    frame = run([(customers[0], source) for source in sources], LyingApi(account._api, sources[2:]))
    assert frame.outcome.to_list() == ["attached"] * 2 + ["contradicted"] * 8


def test_where_no_events_are_readable_what_was_not_reached_is_told(
    account, run, check, cards, customers, tmp_path
):
    """A sample is read; the rest counts as unverified until the journal is verified."""
    sources = cards(30)
    lies = sorted(sources)[-5:]
    frame = run(
        spread(customers, sources),
        LyingApi(account._api, lies, events=False),
        journal=tmp_path / "j",
    )
    assert set(frame.outcome) == {"attached"}
    assert 25 <= frame.attrs["unverified"] < 30
    found = check(tmp_path / "j").set_index("source").outcome
    assert sorted(found[found == "contradicted"].index) == lies


def test_the_same_call_attaches_what_was_contradicted(account, run, cards, customers, tmp_path):
    """Under a new key, as the old one would only bring the old answer again."""
    pairs = spread(customers, cards(6))
    journal = tmp_path / "j"
    first = run(pairs, LyingApi(account._api, [pairs[0][1]]), journal=journal)
    assert first.outcome.to_list() == ["contradicted"] + ["attached"] * 5
    again = run(pairs, account._api, journal=journal)
    assert again.outcome.to_list() == ["attached"] * 6
    assert account.source(pairs[0][1])["customer"] == pairs[0][0]


@pytest.mark.parametrize("events", [True, False])
def test_verifying_a_true_run_costs_a_twentieth_at_most(account, run, cards, customers, events):
    """All rows are verified for that, by their events or by pages of customers."""
    pairs = spread(customers, cards(200))
    api = LyingApi(account._api, events=events)
    frame = run(pairs, api)
    assert set(frame.outcome) == {"attached"}
    assert api.read_only() <= 0.05 * len(pairs)
    assert frame.attrs["unverified"] == 0


def test_many_rows_of_few_customers_are_verified_by_their_lists(
    account, run, check, cards, tmp_path
):
    """A hundred rows a request, page after page; nobody reads the sources one by one."""
    owners = [account.create_customer(name=f"Many {n}")["id"] for n in range(2)]
    pairs = [*spread(owners[:1], cards(230)), *spread(owners[1:], cards(30))]
    run(pairs, account._api, journal=tmp_path / "j", verify=False)
    api = LyingApi(account._api)
    frame = check(tmp_path / "j", api)
    assert frame.attrs == {"claims": 260, "unverified": 0}
    assert len(api.asked) <= 12
    assert set(frame.outcome) == {"attached"}


def test_verifying_can_be_turned_off(account, run, cards, customers):
    """Then not one more request is sent, and what was answered is believed."""
    pairs = spread(customers, cards(5))
    api = LyingApi(account._api, [pairs[0][1]])
    frame = run(pairs, api, verify=False)
    assert frame.outcome.to_list() == ["attached"] * 5
    assert frame.attrs["unverified"] == 5
    assert api.read_only() == 0


def test_a_journal_is_verified_whenever_one_likes(
    account, run, check, cards, customers, attached, tmp_path
):
    """Row by row: never attached, detached since, somebody else's, still attached."""
    journal = tmp_path / "j"
    never, detached, fine, taken = cards(4)
    pairs = spread(customers, [never, detached, fine, taken])
    run(pairs, LyingApi(account._api, [never, taken]), journal=journal, verify=False)
    account.attach(customers[9], taken)
    account.detach(customers[1], detached)
    before = len(attached())
    frame = check(journal).set_index("source")
    assert frame.outcome[[never, detached, taken]].to_list() == ["contradicted"] * 3
    assert frame.outcome[fine] == "attached"
    assert frame.error_code[[never, detached, taken]].to_list() == [
        "not_attached",
        "detached_since",
        "attached_to_other_customer",
    ]
    assert set(frame.settled_by[[never, detached, taken]]) == {"verification"}
    assert len(attached()) == before, "verifying only reads"


def test_the_account_verifies_a_journal_of_its_own(account, cards, customers, tmp_path):
    """Through the public face, with the rows of every call with that journal."""
    for source in cards(2):
        account.attach_many([(customers[0], source)], journal=tmp_path / "j", progress=False)
    frame = account.verify_journal(tmp_path / "j", progress=False)
    assert frame.outcome.to_list() == ["attached", "attached"]
    assert frame.attrs == {"claims": 2, "unverified": 0}


def test_another_account_does_not_contradict_a_journal(
    account, run, check, cards, customers, tmp_path
):
    """It is refused, and every row stays as it was."""
    run(spread(customers, cards(5)), account._api, journal=tmp_path / "j")
    account.offline.reset()
    with pytest.raises(InvalidInput, match="another account"):
        check(tmp_path / "j")
    account.offline.reset()
    with pytest.raises(InvalidInput, match="There is no journal"):
        check(tmp_path / "none")


def test_one_wrong_row_does_not_make_it_another_account(account, run, cards, customers, tmp_path):
    """A run that believed a lie goes on, and finds out."""
    journal = tmp_path / "j"
    pairs = spread(customers, sorted(cards(4)))
    run(pairs, LyingApi(account._api, [pairs[0][1]]), journal=journal, verify=False)
    frame = run(pairs, account._api, journal=journal)
    assert frame.outcome.to_list() == ["contradicted"] + ["attached"] * 3
