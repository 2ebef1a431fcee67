"""Several pairs: read from what was pasted, foretold, run, stopped, and never run unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.errors import InvalidInput, StripeUnreachable
from kit.explorer.answers import Foretold, Progressed, RunBroke
from kit.explorer.batch import MOST_PAIRS, Pair, PairOutcome, pairs_in
from kit.explorer.events import DryRunAsked, PairsTyped, ResetAsked, RunAsked, StopAsked
from kit.explorer.orders import DryRun, Reset, RunPairs, StopRun
from kit.explorer.state import AccountFacts, State
from kit.explorer.update import update

FACTS = AccountFacts("offline", allows_writes=True, api_base="http://127.0.0.1", api_version="x")
TEXT = "src_1 cus_1\nsrc_2 cus_1\nsrc_3 cus_2"
EXPECTED = (
    PairOutcome("attached", "ready"),
    PairOutcome("refused", "it is over"),
    PairOutcome("attached", "ready"),
)


def _foretold(facts=FACTS):
    state, (order,) = update(State.begin(facts), DryRunAsked(TEXT, None))
    assert isinstance(order, DryRun)
    return update(state, Foretold(order.number, EXPECTED))[0]


@pytest.mark.parametrize(
    ("line", "source", "customer"),
    [
        ("src_1 cus_1", "src_1", "cus_1"),
        ("cus_1\tsrc_1", "src_1", "cus_1"),
        ('"cus_1","src_1"', "src_1", "cus_1"),
        ("src_1", "src_1", "cus_chosen"),
        ("https://dashboard.stripe.com/test/customers/cus_1?x=1, src_1", "src_1", "cus_1"),
    ],
)
def test_a_line_is_a_pair_however_it_was_pasted(line, source, customer):
    """Any order, any divider, an address of the Dashboard; else the chosen customer."""
    assert pairs_in(f"customer,source\n\n{line}\n", "cus_chosen") == (Pair(customer, source),)


@pytest.mark.parametrize("line", ["src_1", "cus_1", "src_1 src_2 cus_1", "pm_1 cus_1", "hello"])
def test_a_line_that_is_no_pair_is_named(line):
    """The message tells the number of the line."""
    with pytest.raises(InvalidInput, match="Line 2"):
        pairs_in(f"src_1 cus_1\n{line}", None)


def test_more_pairs_than_fit_are_refused():
    """A thousand at most, with the call that takes any number."""
    with pytest.raises(InvalidInput, match="attach_many"):
        pairs_in("src_1 cus_1\n" * (MOST_PAIRS + 1), None)


def test_a_run_sends_what_is_expected_to_be_attached():
    """What the dry run says is refused stays unsent, and keeps its reason."""
    state = _foretold()
    state, (order,) = update(state, RunAsked(state.batch.asked))
    assert isinstance(order, RunPairs)
    assert [pair.source for pair in order.pairs] == ["src_1", "src_3"]
    done = (PairOutcome("attached"), PairOutcome("failed", "no answer"))
    state, orders = update(state, Progressed(order.number, done, ended=True))
    assert [became.outcome for _pair, became in state.batch.rows()] == [
        "attached",
        "refused",
        "failed",
    ]
    assert "1 attached, 1 failed" in state.batch.words
    assert orders
    assert [each.source for each in state.history] == ["src_1", "src_3"]


def test_nothing_runs_that_the_screen_no_longer_shows():
    """A changed text, an older dry run, a second click and a late one send nothing."""
    state = _foretold()
    number = state.batch.asked
    changed, _ = update(state, PairsTyped("src_9 cus_1"))
    assert update(changed, RunAsked(number))[1] == ()
    assert update(state, RunAsked(number - 1))[1] == ()
    late, orders = update(state, RunAsked(number, late=True))
    assert orders == ()
    assert "Nothing was sent" in late.batch.words
    running, _ = update(state, RunAsked(number))
    assert update(running, RunAsked(number))[1] == ()
    assert update(running, DryRunAsked(TEXT, None))[1] == ()


def test_a_dry_run_that_was_overtaken_is_dropped():
    """Its answer belongs to pairs that are no more."""
    state, (first,) = update(State.begin(FACTS), DryRunAsked(TEXT, None))
    state, _ = update(state, Foretold(first.number - 1, EXPECTED))
    assert state.batch.busy == "reading"
    assert not state.batch.expected


def test_a_run_is_stopped():
    """What is under way ends, the rest is told as not sent."""
    state = _foretold()
    state, (order,) = update(state, RunAsked(state.batch.asked))
    state, orders = update(state, StopAsked())
    assert orders == (StopRun(),)
    state, _ = update(state, Progressed(order.number, (PairOutcome("attached"),), ended=True))
    assert "Stopped: 1 pair not sent" in state.batch.words
    assert update(state, StopAsked())[1] == ()


def test_a_run_that_breaks_has_a_way_out():
    """What was done stays in sight, and a dry run tells the rest."""
    state = _foretold()
    state, (order,) = update(state, RunAsked(state.batch.asked))
    state, _ = update(state, Progressed(order.number, (PairOutcome("attached"),)))
    state, _ = update(state, RunBroke(order.number, StripeUnreachable("No answer came.")))
    assert "Ended after 1 of 2 pairs: No answer came." in state.batch.words
    assert not state.batch.busy
    assert isinstance(update(state, DryRunAsked(TEXT, None))[1][0], DryRun)


def test_live_mode_asks_for_the_number_of_rows():
    """Only the words with the right number start it; a read-only account never does."""
    state = _foretold(replace(FACTS, mode="live"))
    number = state.batch.asked
    asked, orders = update(state, RunAsked(number, confirm="attach 3 rows"))
    assert orders == ()
    assert "attach 2 rows" in asked.batch.words
    assert len(update(state, RunAsked(number, confirm="attach 2 rows"))[1]) == 1
    reads_only = _foretold(replace(FACTS, mode="live", allows_writes=False))
    assert update(reads_only, RunAsked(number, confirm="attach 2 rows"))[1] == ()


def test_a_reset_waits_for_a_run():
    """The practice data is not taken away under it."""
    state = _foretold()
    state, _ = update(state, RunAsked(state.batch.asked))
    state, orders = update(state, ResetAsked())
    assert Reset() not in orders
    assert state.outcome.kind == "notice"
