"""The reducer under random clicks, keystrokes and answers: what always holds."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from toy_account import CUSTOMERS, SOURCES, ToyAccount

from kit.explorer.events import (
    AnswerKept,
    AttachAsked,
    Chose,
    DetachAsked,
    Heard,
    MakeAsked,
    OverviewAsked,
    OverviewStopAsked,
    ReadAgain,
    ResetAsked,
    Searched,
    SettleAsked,
    TabTurned,
)
from kit.explorer.listing import LISTS, Query
from kit.explorer.orders import ReadOverview, Send, StopOverview
from kit.explorer.state import AccountFacts, State
from kit.explorer.update import begin, update

FACTS = AccountFacts("offline", allows_writes=True, api_base="http://127.0.0.1", api_version="x")
ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12")), max_size=2).map(tuple)
FAULTS = st.sampled_from(["none", "none", "none", "before", "after"])


class Journeys(RuleBasedStateMachine):
    """A page that may lag behind the state, an account that answers in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.account = ToyAccount()
        self.pending = []  # orders that nobody has begun
        self.answers = []  # answers that are under way
        self.shown = {}  # what the screen showed at each click that is allowed to be sent
        self.clicks = 0
        self.state, orders = begin(State.begin(FACTS))
        self.pending += orders
        self.page = self.state  # what the page shows: the state some time ago, plus own picks

    def _happen(self, event) -> None:
        before = len(self.pending)
        self.state, orders = update(self.state, event)
        if any(isinstance(each, StopOverview) for each in orders):
            self.account.stopped |= {each.number for each in self._overviews()}
        self.pending += [each for each in orders if not isinstance(each, StopOverview)]
        assert len([each for each in self.pending[before:] if isinstance(each, Send)]) <= 1

    def _heard(self, event) -> None:
        self.clicks += 1
        self._happen(Heard("page", self.clicks, event))

    @rule()
    def the_page_catches_up(self):
        self.page = self.state

    @rule(customer=st.sampled_from(CUSTOMERS))
    def picks_a_customer(self, customer):
        self._picks(customer, self.page.source.id)

    @rule(source=st.sampled_from((*SOURCES, "src_none")))
    def picks_a_source(self, source):
        self._picks(self.page.customer.id, source)

    def _picks(self, customer, source) -> None:
        fresh = (customer, source) != self.page.pair
        rows = () if fresh else self.page.metadata
        self._heard(Chose(customer, source, rows))
        # The page shows its own pick at once, under the revision that it knew.
        self.page = replace(
            self.page,
            customer=replace(self.page.customer, id=customer),
            source=replace(self.page.source, id=source),
            metadata=rows,
        )

    @rule(rows=ROWS)
    def types_metadata(self, rows):
        self.page = replace(self.page, metadata=rows)
        self._heard(Chose(*self.page.pair, rows))

    @precondition(lambda self: None not in self.page.pair)
    @rule(late=st.booleans(), double=st.booleans())
    def clicks_attach(self, late, double):
        page, before = self.page, self._sends()
        for _ in range(1 + double):
            event = AttachAsked(*page.pair, page.metadata, page.revision, late=late)
            self._note("attach", page, page.metadata)
            self._heard(event)
        assert self._sends() - before <= 1

    @precondition(lambda self: None not in self.page.pair)
    @rule(late=st.booleans())
    def clicks_detach(self, late):
        self._note("detach", self.page, ())
        self._heard(DetachAsked(*self.page.pair, self.page.revision, late=late))

    @precondition(lambda self: None not in self.state.pair)
    @rule()
    def a_cell_attaches(self):
        if self.state.writing is None:
            self._note("attach", self.state, self.state.metadata)
            self._happen(AttachAsked(*self.state.pair, self.state.metadata, None))

    def _note(self, kind, screen, rows) -> None:
        key = (kind, *screen.pair, rows)
        self.shown[key] = self.shown.get(key, 0) + 1

    @rule(kept=st.booleans())
    def answers_for_a_late_click(self, kept):
        asking = self.state.asking
        if asking is not None:
            same = (asking.write.customer, asking.write.source) == self.page.pair
            self._heard(AnswerKept(asking.page, asking.click, kept and same))

    @rule(name=st.sampled_from(LISTS), text=st.sampled_from(("", "jen", "smith")))
    def searches(self, name, text):
        self._heard(Searched(name, Query(text, limit=25)))

    @rule(subject=st.sampled_from(("customer", "source")))
    def reads_again(self, subject):
        self._heard(ReadAgain(subject))

    @rule()
    def asks_what_happened(self):
        self._heard(SettleAsked())

    @rule(event=st.sampled_from((OverviewAsked(), OverviewStopAsked())))
    def reads_or_stops_the_overview(self, event):
        self._heard(event)

    @rule(title=st.sampled_from(("By id", "On this customer", "Overview")))
    def turns_a_tab(self, title):
        self._heard(TabTurned("source", title))

    @rule()
    def makes_a_source(self):
        self._heard(MakeAsked("card", "10", "usd", ""))

    @rule(customer=st.sampled_from(CUSTOMERS), source=st.sampled_from(SOURCES), rows=ROWS)
    def a_cell_sets_the_value(self, customer, source, rows):
        self._happen(Chose(customer, source, rows))

    @rule()
    def resets(self):
        if self.state.writing is None and not self._sends():
            self._heard(ResetAsked())

    @precondition(lambda self: self.pending)
    @rule(data=st.data(), fault=FAULTS)
    def the_account_works(self, data, fault):
        order = self.pending.pop(data.draw(st.integers(0, len(self.pending) - 1)))
        self.answers.append(self.account.answer(order, fault))

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def an_answer_arrives(self, data):
        self._happen(self.answers.pop(data.draw(st.integers(0, len(self.answers) - 1))))

    def _overviews(self) -> list:
        return [each for each in self.pending if isinstance(each, ReadOverview)]

    def _sends(self) -> int:
        return sum(isinstance(each, Send) for each in self.pending)

    @invariant()
    def what_was_sent_was_shown(self):
        """Each write equals what the screen showed at a click of its own."""
        sent: dict = {}
        for send in self.account.sent + [e for e in self.pending if isinstance(e, Send)]:
            write = send.write
            key = (write.kind, write.customer, write.source, write.metadata)
            sent[key] = sent.get(key, 0) + 1
        for key, count in sent.items():
            assert count <= self.shown.get(key, 0), f"{key} was sent and not clicked"

    @invariant()
    def there_is_a_way_out(self):
        """The button can be pressed or says why not, and what it waits for is under way."""
        words = self.state.missing(self.state.metadata, self.state.confirm)
        assert words is None or words
        if words and words.startswith("Reading"):
            assert self.pending or self.answers
        if self.state.writing is not None:
            assert self.pending or self.answers

    @invariant()
    def the_overview_has_one_reader_and_never_shows_an_older_read(self):
        """It is busy with the read that was asked for last, or with none."""
        overview = self.state.overview
        wanted = [each for each in self._overviews() if each.number == overview.asked]
        assert len(wanted) <= 1
        if overview.busy:
            answers = [
                each for each in self.answers if getattr(each, "number", 0) == overview.asked
            ]
            assert wanted or answers
        if overview.counts is not None:
            assert int(overview.counts.read_at) <= overview.asked
        if self.state.source_tab == "Overview" and not self.state.resetting:
            assert overview.asked, "what is in front is read"

    def teardown(self):
        """Whatever order answers come in, the end is what the account says."""
        while self.pending or self.answers:
            while self.answers:
                self._happen(self.answers.pop())
            if self.pending:
                self.answers.append(self.account.answer(self.pending.pop(0)))
        state = self.state
        assert state.writing is None
        assert not any(state.listing(name).waits for name in LISTS)
        assert state.overview.busy == ""
        assert [state.maker.busy, state.resetting, state.outcome.reading] == [False] * 3
        known = self.account.sources.get(state.source.id)
        if known is not None and state.source.error is None:
            assert dict(state.source.record) == known
        elif state.source.id is not None:
            assert state.source.error is not None
        if state.customer.id is not None:
            assert state.customer.record is not None or state.customer.error is not None


TestJourneys = Journeys.TestCase
TestJourneys.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
