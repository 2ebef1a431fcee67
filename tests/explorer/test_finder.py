"""The finder shows the answer to its latest query, and to no other."""

from __future__ import annotations

import threading
from contextvars import ContextVar

import pytest

from kit.errors import InvalidInput
from kit.explorer.background import Background, NotSettled
from kit.explorer.finder import Cell, Finder, Found


@pytest.fixture
def background():
    """Work beside the test, closed after it."""
    work = Background(on_trouble=lambda _error: None)
    yield work
    work.close()


def _found(text):
    return Found([(text, [Cell(text)])], f"found {text}")


def test_an_answer_carries_its_query(background):
    """The front end can tell a fresh answer from a stale one by the query that it names."""
    finder = Finder(lambda text, _filters: _found(text), background)
    finder.search("jen")
    background.settle(10)
    assert finder.answer["to"] == finder.query
    assert finder.answer["rows"][0]["id"] == "jen"


def test_a_late_answer_to_an_older_query_is_dropped(background):
    """A slow first search does not overwrite a quick second one."""
    first_may_answer, second_answered = threading.Event(), threading.Event()

    def find(text, _filters):
        if text == "slow":
            assert first_may_answer.wait(10)
        return _found(text)

    finder = Finder(find, background)
    finder.observe(lambda _change: second_answered.set(), "answer")
    finder.search("slow")
    finder.search("quick")
    assert second_answered.wait(10)
    first_may_answer.set()
    background.settle(10)
    assert finder.answer["words"] == "found quick"


def test_overtaken_queries_are_not_asked(background):
    """When the pool is busy, only the latest of the waiting queries reaches the account."""
    gate, asked = threading.Event(), []

    def find(text, _filters):
        asked.append(text)
        assert gate.wait(10)
        return _found(text)

    finder = Finder(find, background)
    for number in range(30):
        finder.search(f"text {number}")
    gate.set()
    background.settle(10)
    assert finder.answer["words"] == "found text 29"
    assert len(asked) < 10


def test_a_failure_is_an_answer_in_words(background):
    """The reason stands where the rows would, and settled raises it."""

    def find(_text, _filters):
        raise InvalidInput("No such field.")

    finder = Finder(find, background)
    finder.search("x")
    with pytest.raises(InvalidInput, match="No such field"):
        background.settle(10)
    assert finder.answer["failed"]
    assert finder.answer["words"] == "No such field."


def test_long_texts_are_cut_before_they_are_sent(background):
    """A cell of 5,000 characters travels and shows as 120."""
    finder = Finder(lambda _text, _filters: _found("x" * 5000), background)
    finder.search("")
    background.settle(10)
    assert len(finder.answer["rows"][0]["cells"][0]["text"]) == 120


def test_settling_has_a_deadline(background):
    """An answer that never comes does not hold a cell for ever."""
    gate = threading.Event()
    background.start(lambda: gate.wait(20), lambda _done: None)
    with pytest.raises(NotSettled, match=r"0\.05 seconds"):
        background.settle(0.05)
    gate.set()
    background.settle(10)


def test_what_a_callback_raises_is_shown_and_kept():
    """Nothing is swallowed: it is shown at once and raised by the next settle."""
    shown = []
    work = Background(on_trouble=shown.append)

    def broken():
        raise ZeroDivisionError("oops")

    work.guard(broken)()
    assert [type(error) for error in shown] == [ZeroDivisionError]
    with pytest.raises(ZeroDivisionError):
        work.settle(10)
    work.settle(10)
    work.close()


def test_work_runs_in_the_context_of_its_caller():
    """ipykernel routes a widget's events by a context variable, so answers must carry it."""
    parent = ContextVar("parent", default="nobody")
    seen = []
    work = Background(on_trouble=lambda _error: None)
    parent.set("this request")
    work.start(lambda: seen.append(parent.get()), lambda _done: seen.append(parent.get()))
    parent.set("a later one")
    work.settle(10)
    assert seen == ["this request", "this request"]
    work.close()
