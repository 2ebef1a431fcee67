"""check, hint and solution, as a cell calls them and as it shows them."""

from __future__ import annotations

import json

import pytest

import kit
from kit.errors import InvalidInput
from kit.learn import course, tutor
from kit.learn.exercise import Exercise, Mistake
from kit.learn.learner_record import kept
from kit.learn.replies import Verdict

COUNT = Exercise(
    "q1",
    "How many sources can be used?",
    lambda: 12,
    ("Look at the status.", "Count what is <chargeable>."),
    'statuses.count("chargeable")\n12',
    "A canceled source cannot be used.",
    (
        Mistake(lambda: 15, "You counted canceled sources too."),
        Mistake(lambda: 3, "You counted the canceled ones."),
    ),
)


@pytest.fixture(autouse=True)
def one_exercise(monkeypatch):
    """A course of one exercise, of which no hint was given yet."""
    monkeypatch.setattr(course, "course_exercises", lambda: {"q1": COUNT})
    monkeypatch.setattr(tutor, "_GIVEN", type(tutor._GIVEN)())


@pytest.fixture
def record(tmp_path, monkeypatch):
    """A learner's record that is kept."""
    file = tmp_path / "record.jsonl"
    monkeypatch.setenv("KIT_PROGRESS", str(file))
    return file


def test_a_right_answer_is_right_and_explained():
    """And true where it is asked for in an if."""
    verdict = kit.learn.check("q1", 12)
    assert verdict
    assert repr(verdict) == "q1: right. A canceled source cannot be used."


def test_a_known_mistake_gets_its_own_sentence():
    """What people really get wrong is known by its value."""
    assert repr(kit.learn.check("q1", 15)) == "q1: not yet. You counted canceled sources too."
    assert repr(kit.learn.check("q1", 3)) == "q1: not yet. You counted the canceled ones."


def test_another_wrong_answer_gets_what_the_comparison_finds():
    """Never the answer itself."""
    verdict = kit.learn.check("q1", 40)
    assert not verdict
    assert repr(verdict) == "q1: not yet. That number is too high."


def test_dots_ask_the_question():
    """A cell that nobody filled in yet says what is asked, and counts as no try."""
    verdict = kit.learn.check("q1", ...)
    assert not verdict
    assert repr(verdict) == (
        "q1: your turn. How many sources can be used? Put your answer in the place of the dots. "
        'hint("q1") helps.'
    )


def test_hints_come_step_by_step_and_the_last_stays():
    """Each call gives one more."""
    said = [repr(kit.learn.hint("q1")) for _ in range(3)]
    assert said[0] == "q1, hint 1 of 2: Look at the status."
    assert said[1] == said[2]
    assert said[1].endswith('It is the last one; solution("q1") shows the whole.')


def test_a_solution_shows_the_code_and_why():
    """Both stand in what it shows."""
    shown = repr(kit.learn.solution("q1"))
    assert 'statuses.count("chargeable")' in shown
    assert "A canceled source cannot be used." in shown


@pytest.mark.parametrize("name", ["Q1", "q1 ", "1", 1, "qq1"])
def test_a_wrong_name_is_answered_with_the_one_that_was_meant(name):
    """Nobody has to look it up."""
    for ask in (lambda: kit.learn.check(name, 1), lambda: kit.learn.hint(name)):
        with pytest.raises(InvalidInput, match="Did you mean 'q1'"):
            ask()


@pytest.mark.parametrize("name", ["", None, "attach", [1]])
def test_a_name_like_none_is_said_to_be_none(name):
    """Whatever was given."""
    with pytest.raises(InvalidInput, match="There is no exercise"):
        kit.learn.solution(name)


def test_what_is_shown_in_a_notebook_is_safe_html_in_any_theme():
    """Text is escaped, and only the border has a colour, so both themes can be read."""
    shown = Verdict("q1", right=False, says="<script>&")._repr_html_()
    assert "&lt;script&gt;&amp;" in shown
    assert "<b>✗ q1: not yet.</b>" in shown
    for each in (kit.learn.hint("q1"), kit.learn.solution("q1"), kit.learn.check("q1", 12)):
        html = each._repr_html_()
        assert "background" not in html
        assert ";color" not in html
        assert html.count("<div") == html.count("</div>") == 1


def test_what_was_done_is_kept_without_the_answer(record):
    """Tries, known mistakes, hints and solutions, with their times."""
    kit.learn.check("q1", ...)
    kit.learn.check("q1", 15)
    kit.learn.hint("q1")
    kit.learn.solution("q1")
    kit.learn.check("q1", 12)
    steps = list(kept(record))
    assert [(step.did, step.right, step.mistake) for step in steps] == [
        ("check", False, 0),
        ("hint", None, None),
        ("solution", None, None),
        ("check", True, None),
    ]
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert all(set(line) <= {"exercise", "did", "at", "right", "mistake"} for line in lines)
