"""The reducer, step by step: what each event and each answer makes of the state."""

from __future__ import annotations

import pytest
from toy_account import ToyAccount

from kit.errors import NotFound, StripeUnreachable
from kit.explorer.answers import Listed, NotRead, NotWritten, Read
from kit.explorer.events import (
    AnswerKept,
    AttachAsked,
    Chose,
    Heard,
    MakeAsked,
    ReadAgain,
    ResetAsked,
    Searched,
    SettleAsked,
)
from kit.explorer.listing import Found, Query
from kit.explorer.orders import Send
from kit.explorer.state import AccountFacts, State
from kit.explorer.update import begin, update

FACTS = AccountFacts("offline", allows_writes=True, api_base="http://127.0.0.1", api_version="x")


@pytest.fixture
def drive():
    """A state with a toy account: events in, orders worked off at once."""

    class Drive:
        def __init__(self) -> None:
            self.account = ToyAccount()
            self.state, self.orders = begin(State.begin(FACTS))
            self.work()

        def happen(self, event):
            self.state, orders = update(self.state, event)
            self.orders = (*self.orders, *orders)
            return orders

        def work(self, fault="none"):
            while self.orders:
                order, *rest = self.orders
                self.orders = tuple(rest)
                self.happen(self.account.answer(order, fault))

        def answer(self, order, fault="none"):
            self.orders = tuple(each for each in self.orders if each is not order)
            self.happen(self.account.answer(order, fault))

        def choose(self, customer="cus_a", source="src_1", rows=()):
            self.happen(Chose(customer, source, rows))
            self.work()

        def click(self, **more):
            state = self.state
            named = {"metadata": state.metadata, "revision": state.revision} | more
            return self.happen(AttachAsked(state.customer.id, state.source.id, **named))

    return Drive()


def test_an_answer_about_an_older_choice_is_dropped(drive):
    """The first source's record never becomes the second's."""
    drive.happen(Chose(None, "src_1"))
    asked = drive.state.source.asked
    drive.happen(Chose(None, "src_2"))
    drive.happen(Read("source", asked, {"id": "src_1"}))
    assert drive.state.source.record is None


def test_a_read_from_before_the_attach_does_not_undo_it(drive):
    """'Already attached' stays, however late an older read comes."""
    drive.choose()
    drive.happen(ReadAgain("source"))
    stale = Read("source", drive.state.source.asked, dict(drive.account.sources["src_1"]))
    drive.orders = ()
    drive.click()
    drive.work()
    drive.happen(stale)
    assert drive.state.missing((), "") == "Already attached"


def test_a_stale_revision_sends_nothing_and_says_so(drive):
    """A click made under another pair's checklist is refused in words."""
    drive.choose()
    old = drive.state.revision
    drive.choose(source="src_2")
    orders = drive.click(revision=old)
    assert orders == ()
    assert "the choice changed while you clicked" in drive.state.outcome.words


def test_a_refreshed_but_equal_checklist_is_still_the_same(drive):
    """Reading the same again does not take the button away."""
    drive.choose()
    old = drive.state.revision
    drive.happen(ReadAgain("source"))
    drive.work()
    assert drive.state.revision == old


def test_another_pick_during_an_attach_keeps_its_own_record(drive):
    """The result is about the source that was sent, not about the one picked meanwhile."""
    drive.choose()
    (send,) = drive.click()
    drive.happen(Chose("cus_a", "src_2", ()))
    drive.answer(send)
    drive.work()
    assert drive.state.source.record["id"] == "src_2"
    assert not drive.state.holder
    assert drive.state.change.after["id"] == "src_1"


def test_a_source_made_is_chosen_unless_another_was_meanwhile(drive):
    """The form's answer takes neither the pick of that time away nor its metadata."""
    picked = ("cus_a", "src_2", (("order", "6735"),))
    drive.choose()
    drive.happen(MakeAsked("card", "10", "usd", ""))
    drive.work()
    assert drive.state.source.id == "src_4"
    (make,) = drive.happen(MakeAsked("card", "10", "usd", ""))
    drive.happen(Chose(*picked))
    drive.answer(make)
    drive.work()
    assert (drive.state.customer.id, drive.state.source.id, drive.state.metadata) == picked
    assert "look this one up by its id" in drive.state.maker.words


def test_a_source_made_after_a_reset_is_chosen(drive):
    """Nobody chose another: nothing is chosen at all."""
    drive.choose()
    (make,) = drive.happen(MakeAsked("card", "10", "usd", ""))
    drive.happen(ResetAsked())
    drive.work()
    drive.answer(make)
    assert drive.state.source.id == "src_4"
    assert drive.state.maker.words.endswith("it is chosen.")


def test_a_row_typed_before_there_was_a_source_stays_with_the_one_that_is_made(drive):
    """Metadata begins anew with another pair, and there was none."""
    rows = (("order", "6735"),)
    drive.choose(source=None, rows=rows)
    drive.happen(MakeAsked("card", "10", "usd", ""))
    drive.work()
    assert (drive.state.source.id, drive.state.metadata) == ("src_4", rows)


def test_metadata_belongs_to_the_pair(drive):
    """It is empty after its attach."""
    drive.choose(rows=(("order", "6735"),))
    drive.click()
    drive.work()
    assert drive.account.sources["src_1"]["metadata"] == {"order": "6735"}
    assert drive.state.metadata == ()


def test_a_row_begun_during_an_attach_stays(drive):
    """The result takes away what was sent, and no row that somebody is typing in."""
    sent, begun = ("order", "6735"), ("", "")
    drive.choose(rows=(sent,))
    (send,) = drive.click()
    drive.happen(Chose("cus_a", "src_1", (sent, begun)))
    drive.answer(send)
    assert drive.state.metadata == (begun,)


@pytest.mark.parametrize(
    ("fault", "words"), [("before", "nothing was changed"), ("after", "it was attached")]
)
def test_a_lost_answer_is_settled_by_reading(drive, fault, words):
    """The headline says what the source shows, and the history too."""
    drive.choose()
    (send,) = drive.click()
    drive.answer(send, fault)
    assert drive.state.outcome.kind == "unknown"
    drive.work()
    assert drive.state.outcome.kind == "settled"
    assert words in drive.state.outcome.words
    assert drive.state.history[-1].outcome == ("not done" if fault == "before" else "attached")


def test_an_outcome_that_cannot_be_read_can_be_read_again(drive):
    """It stays unknown, and asking again finds out."""
    drive.choose()
    (send,) = drive.click()
    drive.answer(send, "after")
    drive.work("before")
    assert (drive.state.outcome.kind, drive.state.outcome.reading) == ("unknown", False)
    drive.happen(SettleAsked())
    drive.work()
    assert drive.state.outcome.kind == "settled"


def test_a_late_click_is_asked_about_first(drive):
    """It is sent once the page says that it still shows the same, and not for another pair."""
    drive.choose()
    click = AttachAsked("cus_a", "src_1", (), drive.state.revision, late=True)
    assert drive.happen(Heard("page", 7, click)) == ()
    orders = drive.happen(AnswerKept("page", 7, kept=True))
    assert [type(each) for each in orders] == [Send]

    drive.work()
    drive.choose(source="src_2")
    click = AttachAsked("cus_a", "src_2", (), drive.state.revision, late=True)
    drive.happen(Heard("page", 8, click))
    drive.happen(Chose("cus_a", "src_3", ()))
    assert drive.happen(AnswerKept("page", 8, kept=True)) == ()
    assert "Nothing was sent" in drive.state.outcome.words


def test_an_outage_offers_to_read_again_and_a_wrong_id_another_choice(drive):
    """What the button says differs by what can be done."""
    drive.happen(Chose("cus_a", "src_1", ()))
    number = drive.state.source.asked
    drive.work()
    drive.happen(NotRead("source", number, NotFound("No such source.")))
    assert drive.state.missing((), "").startswith("Choose another source")
    drive.happen(NotRead("source", number, StripeUnreachable("No answer.")))
    assert drive.state.missing((), "") == "Read the source again"


def test_a_list_keeps_the_newest_answer_only(drive):
    """A slow first search does not overwrite a quick second one."""
    drive.happen(Searched("customers", Query("slow", limit=5)))
    old = drive.state.customers.asked
    drive.happen(Searched("customers", Query("quick", limit=5)))
    drive.happen(Listed("customers", drive.state.customers.asked, Found(words="quick")))
    drive.happen(Listed("customers", old, Found(words="slow")))
    assert drive.state.customers.found.words == "quick"


def test_a_bug_is_shown_as_one(drive):
    """An error that is none of the kit's is named."""
    drive.choose()
    (send,) = drive.click()
    drive.happen(NotWritten(send.write, ZeroDivisionError("oops")))
    assert drive.state.outcome.kind == "broken"
    assert "ZeroDivisionError" in drive.state.outcome.words
    assert "Whether it took effect" in drive.state.outcome.words  # a bug may come after the work
