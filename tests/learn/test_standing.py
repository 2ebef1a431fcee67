"""How far a learner has come, told from the steps they took."""

from __future__ import annotations

import pytest

from kit.learn import standing as standings
from kit.learn.course import CHAPTERS
from kit.learn.exercise import Exercise, Mistake
from kit.learn.learner_record import Step
from kit.learn.standing import ExerciseStanding, standing

COUNT = Exercise(
    "q1",
    "How many?",
    lambda: 12,
    ("Look.", "Count."),
    "12",
    "Twelve.",
    (Mistake(lambda: 15, "Canceled ones too."), Mistake(lambda: 3, "Only the canceled.")),
)


def steps(*did):
    """Steps a minute apart: "wrong", "right", "hint", "solution", or the number of a mistake."""
    made = []
    for minute, each in enumerate(did):
        at = f"2026-05-01T10:{minute:02}:00+00:00"
        if each in {"hint", "solution"}:
            made.append(Step("q1", each, at))
        else:
            mistake = each if isinstance(each, int) else None
            made.append(Step("q1", "check", at, right=each == "right", mistake=mistake))
    return tuple(made)


@pytest.mark.parametrize(
    ("did", "done", "tries", "hints", "saw"),
    [
        ((), False, 0, 0, False),
        (("wrong", "wrong"), False, 2, 0, False),
        (("wrong", "hint", "right", "wrong", "right"), True, 2, 1, False),
        (("hint", "hint", "hint", "solution"), False, 0, 2, True),
        (("solution", "right"), True, 1, 0, True),
        (("right", "solution"), True, 1, 0, False),
    ],
)
def test_one_exercise(did, done, tries, hints, saw):
    """Tries end with the first right answer; a solution counts when it was seen before that."""
    one = ExerciseStanding(COUNT, steps(*did))
    assert (one.is_done, one.tries, one.hints, one.saw_solution) == (done, tries, hints, saw)


def test_known_mistakes_are_told_once_each():
    """In the order in which they were made; one that a later kit no longer knows is left out."""
    one = ExerciseStanding(COUNT, steps(1, 0, 1, "wrong", 7))
    assert one.mistakes == ["Only the canceled.", "Canceled ones too."]


def test_every_chapter_stands_even_untouched():
    """In reading order, with the title that its notebook has."""
    chapters = standing([])
    assert [each.chapter for each in chapters] == list(CHAPTERS)
    assert all(each.title and each.done == 0 and each.minutes == 0 for each in chapters)


def test_steps_of_exercises_that_are_no_more_do_not_count():
    """A record of an older course does no harm."""
    assert all(each.done == 0 for each in standing([Step("q999", "check", "then", right=True)]))


def test_a_title_without_its_notebook_is_the_chapters_name(tmp_path, monkeypatch):
    """The list can be shown all the same."""
    monkeypatch.setattr(standings, "shipped_folder", lambda: tmp_path)
    assert standings.title_of(CHAPTERS[1]) == "attach a source"
