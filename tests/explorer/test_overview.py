"""The overview: read when it is opened, one read at a time, and each number is its filter."""

from __future__ import annotations

import pytest
from planted_account import write_planted
from spoken_page import Page

import kit
from kit.auditing.evidence import evidence_of
from kit.errors import InvalidInput, StripeUnreachable
from kit.explorer.answers import (
    Made,
    OverviewFailed,
    OverviewProgressed,
    OverviewRead,
    OverviewStopped,
    ResetDone,
)
from kit.explorer.census import Census
from kit.explorer.events import (
    OverviewAsked,
    OverviewStopAsked,
    ResetAsked,
    Searched,
    TabTurned,
)
from kit.explorer.listing import Query
from kit.explorer.orders import ReadList, ReadOverview, Reset, StopOverview
from kit.explorer.overview import ABOUT, Counts
from kit.explorer.overview_view import numbers_frame, overview_part
from kit.explorer.state import AccountFacts, State
from kit.explorer.update import begin, update

FACTS = AccountFacts("offline", allows_writes=True, api_base="http://127.0.0.1", api_version="x")
COUNTS = Counts(2, 3, by_type=(("card", {"chargeable": 3}),), read_at="today")
OPENED = TabTurned("source", "Overview")


def reads(orders):
    """The reads of the whole account among ``orders``."""
    return [each for each in orders if isinstance(each, ReadOverview)]


@pytest.fixture
def opened():
    """A state in which the overview was opened, and the read that came of it."""
    state, orders = update(State.begin(FACTS), OPENED)
    (order,) = reads(orders)
    return state, order.number


@pytest.fixture
def counted(opened):
    """A state with numbers."""
    state, number = opened
    return update(state, OverviewRead(number, COUNTS))[0]


def test_nothing_is_read_before_it_is_opened_and_then_once():
    """The first sight costs nothing; turning away and back reads nothing again."""
    state, orders = begin(State.begin(FACTS))
    assert reads(orders) == []
    state, orders = update(state, OPENED)
    assert len(reads(orders)) == 1
    for title in ("By id", "Overview"):
        state, orders = update(state, TabTurned("source", title))
        assert orders == ()


def test_while_it_reads_nobody_begins_another(opened):
    """A second click, or a list's "Read again", waits for the one under way."""
    state, _ = opened
    for event in (OverviewAsked(), Searched("known", Query(limit=25), afresh=True)):
        assert reads(update(state, event)[1]) == []


def test_it_tells_how_far_it_is_and_shows_the_numbers(opened):
    """Words and a share while it reads; numbers, and the list below them, at the end."""
    state, number = opened
    state, _ = update(state, OverviewProgressed(number, "Reading customers: 100…", 100, 400))
    part = overview_part(state)
    assert (part["busy"], part["done"], part["total"]) == ("reading", 100, 400)
    state, orders = update(state, OverviewRead(number, COUNTS))
    assert [each.name for each in orders if isinstance(each, ReadList)] == ["known"]
    part = overview_part(state)
    assert part["types"][1] == ["card", "Card", "3", "3", "0", "0", "0", "0"]
    assert "2 customers and 3 sources, as read today" in part["words"]
    assert numbers_frame(state)["count"].to_list() == [3]


def test_a_stop_ends_it_and_keeps_the_numbers_from_before(counted):
    """The button says so at once; nothing is counted that was not read whole."""
    state, orders = update(counted, OverviewAsked())
    (order,) = reads(orders)
    state, orders = update(state, OverviewStopAsked())
    assert orders == (StopOverview(),)
    assert update(state, OverviewStopAsked())[1] == ()
    state, _ = update(state, OverviewStopped(order.number))
    part = overview_part(state)
    assert (part["busy"], part["failed"], part["isRead"]) == ("", False, True)
    assert part["words"].startswith("Stopped")


def test_an_error_is_said_and_asked_again(opened):
    """The way out is the same button."""
    state, number = opened
    state, _ = update(state, OverviewFailed(number, StripeUnreachable("No answer came.")))
    part = overview_part(state)
    assert (part["words"], part["failed"], part["busy"]) == ("No answer came.", True, "")
    assert len(reads(update(state, OverviewAsked())[1])) == 1


def test_what_is_changed_here_puts_the_numbers_out_of_date(counted):
    """They stay, and say so; reading again makes them true."""
    assert "read it again" not in overview_part(counted)["words"]
    state, _ = update(counted, Made({"id": "src_1", "status": "pending"}, None))
    assert "Something was changed here since: read it again." in overview_part(state)["words"]
    state, orders = update(state, OverviewAsked())
    state, _ = update(state, OverviewRead(reads(orders)[0].number, COUNTS))
    assert "read it again" not in overview_part(state)["words"]


def test_a_reset_stops_the_read_and_its_answer_counts_no_more(opened):
    """What was read of the data before never stands under the data after."""
    state, number = opened
    state, orders = update(state, ResetAsked())
    assert orders == (StopOverview(), Reset())
    state, orders = update(state, ResetDone())
    assert len(reads(orders)) == 1  # it is in front, so it is read anew
    state, orders = update(state, OverviewRead(number, COUNTS))
    assert state.overview.counts is None
    assert state.overview.busy == "reading"


def test_a_filtered_list_of_customers_is_read_again_with_the_numbers(opened):
    """It shows what the new numbers count."""
    state, number = opened
    query = Query(filters=((ABOUT, "default_over"),), limit=50)
    state, _ = update(state, Searched("customers", query))
    _, orders = update(state, OverviewRead(number, COUNTS))
    assert {each.name for each in orders if isinstance(each, ReadList)} == {"known", "customers"}


@pytest.fixture(scope="module")
def census(tmp_path_factory):
    """The planted account, counted."""
    folder = kit.open(write_planted(tmp_path_factory.mktemp("planted")))
    return Census(evidence_of(folder, progress=False))


def test_each_number_is_what_its_filter_leaves(census):
    """By type and status, and by finding: as many rows as the number says."""
    counts = census.counts
    assert counts.sources == sum(sum(each.values()) for _, each in counts.by_type)
    for kind, by_status in counts.by_type:
        for status, count in by_status.items():
            found = census.sources(Query(filters=(("type", kind), ("status", status)), limit=99))
            assert len(found.records) == count
            assert {(each["type"], each["status"]) for each in found.records} == {(kind, status)}
    assert {each.of for each in counts.attention} == {"customers", "sources"}
    for finding in counts.attention:
        query = Query(filters=((ABOUT, finding.name),), limit=99)
        listed = census.customers(query) if finding.of == "customers" else census.sources(query)
        assert len(listed.records) == finding.count, finding.name


def test_what_was_counted_is_searched_and_sorted(census):
    """Words, an id, a column upwards and downwards with what has no value last."""
    found = census.sources(Query("SEPA debit chargeable", limit=9)).records
    assert {each["type"] for each in found} == {"sepa_debit"}
    assert [each["id"] for each in census.sources(Query("src_soon", limit=9)).records] == [
        "src_soon"
    ]
    for sort in ("amount", "-amount"):
        amounts = [each["amount"] for each in census.sources(Query(sort=sort, limit=99)).records]
        known = [each for each in amounts if each is not None]
        assert amounts == sorted(known, reverse=sort == "-amount") + [None] * (
            len(amounts) - len(known)
        )
    most = census.customers(Query(sort="-sources", limit=1)).records[0]
    assert set(most["sources"]["data"]) == {"src_soon", "src_soon_again"}
    none = census.sources(Query("nothing is called so", limit=9))
    assert none.records == ()
    assert "Clear the search" in none.words


def test_the_tab_reads_the_account_and_a_number_leaves_its_customers(account):
    """By a page's messages: open, press a number, see these customers and no other."""
    explorer = kit.Explorer(account)
    explorer.settled()
    page = Page(explorer)
    assert explorer.overview["isRead"] is False
    page.say("tab", group="source", title="Overview")
    explorer.settled(60)
    finding, of, count, _ = explorer.overview["attention"][0]
    assert (finding, of) == ("default_over", "customers")
    page.say("search", list="customers", text="", filters={ABOUT: finding}, limit=50)
    explorer.settled()
    assert len(explorer.customers["rows"]) == int(count)
    dead = {each["id"]: each["default_source"] for each in account.customer_records(limit=300)}
    for row in explorer.customers["rows"]:
        status = account.source(dead[row["id"]])["status"]
        assert status in ("failed", "canceled", "consumed")
    explorer.close()


def test_a_cell_counts_and_filters_as_a_click_does(account):
    """count() gives the numbers as a frame, search(about=...) presses one."""
    explorer = kit.Explorer(account)
    numbers = explorer.count()
    assert dict(numbers.dtypes.astype(str))["count"] == "Int64"
    by_finding = numbers.dropna(subset="finding").set_index("finding")["count"]
    known = numbers[numbers["type"].notna()]["count"].sum()
    assert known == len(kit.audit(account, progress=False).plan)
    explorer.search("", about="none_chargeable")
    explorer.settled()
    assert explorer.customers["words"].startswith(f"{by_finding['none_chargeable']} customers")
    with pytest.raises(InvalidInput, match="default_over"):
        explorer.search("", about="nonsense")
    explorer.close()


def test_a_slow_account_can_be_stopped_while_an_attach_goes_its_way(account, page):
    """The read ends soon after the wish; a write meanwhile never waits for it."""
    explorer = kit.Explorer(account)
    explorer.settled()
    account.offline.set_faults(latency_ms=150)
    screen = Page(explorer)
    screen.say("tab", group="source", title="Overview")
    explorer.value = {"customer": page.customer, "source": page.source}
    explorer.attach()
    screen.say("stop_overview")
    explorer.settled(20)
    assert explorer.overview["words"].startswith("Stopped")
    assert account.source(page.source)["customer"] == page.customer
    account.offline.clear_faults()
    screen.say("overview")
    explorer.settled(60)
    assert explorer.overview["isRead"]
    explorer.close()


def test_an_account_with_nothing_says_what_to_do():
    """No table of zeros: words that say how to begin."""
    with kit.connect(offline=True, world="empty") as account:
        explorer = kit.Explorer(account)
        assert explorer.count().empty
        assert explorer.overview["isEmpty"]
        assert "Make a practice one" in explorer.overview["words"]
        explorer.close()
