"""Where the explorer's state is kept: what fails in it, and that it may be closed."""

from __future__ import annotations

import threading
import time

import pytest

from kit.errors import AccountClosed
from kit.explorer import view
from kit.explorer.events import Chose


@pytest.fixture
def chosen(explorer, page):
    """The explorer with the page's pair chosen, at rest."""
    explorer.value = {"customer": page.customer, "source": page.source}
    explorer.settled()
    return explorer


def _breaks(monkeypatch, part):
    """Let a part of the view be one that cannot be built."""
    monkeypatch.setitem(view.PARTS, part, (view.PARTS[part][0], lambda _: 1 / 0))


def test_an_error_of_our_own_is_shown_in_the_widget(chosen, screen, monkeypatch):
    """A bug does not vanish into Lab's log."""
    monkeypatch.setattr(chosen._account, "attach", lambda *_a, **_k: 1 / 0)
    screen.click()
    with pytest.raises(ZeroDivisionError):
        chosen.settled()
    assert "an error of its own" in chosen.result["headline"]["words"]


def test_what_cannot_be_shown_hides_nothing_else(chosen, monkeypatch):
    """One part that cannot be built is told; all others, and all that comes later, are shown."""
    _breaks(monkeypatch, "ready")
    made = chosen.make_source("card", email="jenny@example.com")
    with pytest.raises(ZeroDivisionError):
        chosen.settled()
    assert chosen.result["headline"]["kind"] == "broken"
    assert "division by zero" in chosen.result["headline"]["words"]
    chosen.search("smith")
    chosen.settled()
    assert chosen.customers["asked"] == chosen.customers["answered"]
    assert chosen.plan["source"]["id"] == made["id"]


def test_what_a_result_orders_is_done_though_it_cannot_be_shown(chosen, page, monkeypatch):
    """Frame and code of an attach are made when the card above them could not be."""
    _breaks(monkeypatch, "result")
    chosen.attach()
    with pytest.raises(ZeroDivisionError):
        chosen.settled()
    assert page.source in chosen.forms["json"]


def test_what_a_state_orders_is_begun_before_another_state_is_made(explorer, page, monkeypatch):
    """Else the reader of sources could drop the newest order for an older one that came late."""
    lock, runner = explorer._store.lock, explorer._store._runner
    start, taken = runner.start, []

    def take():
        taken.append(lock.acquire(blocking=False))
        if taken[-1]:
            lock.release()

    def begin(orders):
        other = threading.Thread(target=take)
        other.start()
        other.join()
        start(orders)

    monkeypatch.setattr(runner, "start", begin)
    explorer.value = {"customer": page.customer, "source": page.source}
    explorer.settled()
    assert set(taken) == {False}


def test_what_an_observer_of_value_asks_for_is_what_is_read(explorer, account, page, monkeypatch):
    """It asks while the state before is shown, whose reads are begun by then and dropped."""
    first, second, third = account.attachable_sources()["id"].iloc[:3]
    begun, all_asked, read = threading.Event(), threading.Event(), account.source

    def slowly(source):
        begun.set()
        assert all_asked.wait(10)
        return read(source)

    def prefer_third(change):
        if change["new"]["source"] == second:
            explorer.value = {"customer": page.customer, "source": third}

    monkeypatch.setattr(account, "source", slowly)
    explorer.observe(prefer_third, "value")
    explorer.value = {"customer": page.customer, "source": first}
    assert begun.wait(10)  # so that what is asked for now waits for its turn
    explorer._store.dispatch(Chose(page.customer, second))
    all_asked.set()
    explorer.settled()
    assert explorer.value["source"] == third
    assert (explorer.plan["source"]["id"], explorer.plan["missing"]) == (third, "")


def test_an_observer_of_value_may_wait_and_change_its_mind(explorer, account, page):
    """While it waits answers are taken, and what it sets last is what is chosen."""
    first, second = account.attachable_sources()["id"].iloc[:2]
    read = []

    def doubt(change):
        if change["new"]["source"] == second:
            explorer.unobserve(doubt, "value")
            explorer.settled(timeout=10)
            read.append(explorer.plan["missing"])
            for source in (first, second):
                explorer.value = {"customer": page.customer, "source": source}

    explorer.value = {"customer": page.customer, "source": first}
    explorer.settled()
    explorer.observe(doubt, "value")
    explorer._store.dispatch(Chose(page.customer, second))
    explorer.settled()
    assert read == [""]
    assert explorer.value["source"] == explorer.plan["source"]["id"] == second


def test_a_closed_explorer_reads_nothing_more(chosen, account):
    """Not even what its last result may have changed elsewhere."""
    chosen.attach()
    chosen.close()
    asked = len(account.requests())
    chosen.settled()
    assert len(account.requests()) == asked


def test_what_waits_in_a_closed_explorer_keeps_nobody_waiting(explorer, account):
    """Neither is it read, nor does ``settled()`` wait for it."""
    account.offline.set_faults(latency_ms=300)
    asked = len(account.requests())
    for letter in ("j", "je", "jen"):
        explorer.search(letter)
    explorer.close()
    explorer.settled(timeout=5)
    assert len(account.requests()) - asked <= 2  # those of the search under way


@pytest.mark.parametrize("call", ["attach", "detach", "reset", "count", "search", "make_source"])
def test_a_closed_explorer_says_so(chosen, call):
    """Nobody waits for what will not be done."""
    chosen.close()
    arguments = {"search": ["jenny"], "make_source": ["card"]}.get(call, [])
    with pytest.raises(AccountClosed, match="explorer is closed"):
        getattr(chosen, call)(*arguments)


def test_an_attach_that_waits_when_the_explorer_closes_is_not_sent(chosen, screen, account, page):
    """It stands behind another write; whoever waits for it is told."""
    account.offline.set_faults(latency_ms=1500)
    screen.say("make", type="card", amount="", currency="", email="")
    raised = []

    def attach():
        try:
            chosen.attach()
        except AccountClosed as error:
            raised.append(str(error))

    waiting = threading.Thread(target=attach)
    waiting.start()
    deadline = time.monotonic() + 1
    while chosen.plan["writing"] != "attach" and time.monotonic() < deadline:
        time.sleep(0.01)
    assert chosen.plan["writing"] == "attach"
    chosen.close()
    waiting.join(10)
    account.offline.clear_faults()
    assert ["Nothing was sent" in each for each in raised] == [True]
    assert "customer" not in account.source(page.source)
