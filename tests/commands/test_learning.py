"""`kit learn` and `kit learn report`, as a learner and their lead run them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from kit.commands.cli import main
from kit.learn import course
from kit.learn.course import CHAPTERS, Chapter
from kit.learn.exercise import Exercise, Mistake
from kit.learn.learner_record import FILE_NAME, MARKER, Step, keep

QUESTIONS = tuple(
    Exercise(
        f"q{number}",
        f"Question {number}?",
        lambda: 1,
        ("A hint.", "Another."),
        "1",
        "Because.",
        (Mistake(lambda: 2, "You counted canceled sources too."),),
    )
    for number in (1, 2)
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder, in a course whose first chapter alone has exercises, two of them."""
    monkeypatch.delenv("KIT_PROGRESS")
    (tmp_path / MARKER).write_text("{}")
    exercises = property(lambda chapter: QUESTIONS if chapter == CHAPTERS[0] else ())
    monkeypatch.setattr(Chapter, "exercises", exercises)
    course.course_exercises.cache_clear()
    yield tmp_path
    course.course_exercises.cache_clear()


@pytest.fixture
def run(folder):
    """Run `kit learn` on the folder; what it prints."""

    def run(*arguments):
        result = CliRunner().invoke(main, ["learn", "--dir", str(folder), *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def _took(folder, exercise, did, minute, **more):
    keep(Step(exercise, did, f"2026-05-01T10:{minute:02}:00+00:00", **more), folder)


def test_the_chapters_are_listed_with_what_is_done_and_what_comes_next(run, folder):
    """A newcomer sees where to go on."""
    assert "0 of 2 done" in run()
    assert "Next: q1 in 01-explore.ipynb: Question 1?" in run()
    _took(folder, "q1", "check", 0, right=True)
    assert "1 of 2 done\n" in run()
    assert "Next: q2 in 01-explore.ipynb: Question 2?" in run()
    _took(folder, "q2", "check", 1, right=True)
    assert "2 of 2 done  ✓" in run()
    assert "Everything is done." in run()


def test_a_report_before_anything_was_done_says_so(run, folder):
    """And where it looked."""
    said = run("report")
    assert said.startswith("Nothing was answered yet in ")
    assert str(folder / FILE_NAME) in said


def test_a_report_tells_tries_hints_times_and_what_was_hard(run, folder):
    """What a lead wants to talk about."""
    _took(folder, "q1", "check", 0, right=False, mistake=0)
    _took(folder, "q1", "hint", 2)
    _took(folder, "q1", "check", 5, right=True)
    for minute in (6, 7, 8):
        _took(folder, "q2", "check", minute, right=False)
    said = run("report")
    assert "1 of 2 exercises done. Tries: 5, hints: 1, solutions seen: 0" in said
    assert "minutes: about 8, from 2026-05-01T10:00:00+00:00" in said
    assert "q1        yes       2      1                  5  01-explore.ipynb" in said
    assert "q1: Question 1?\n  was told: You counted canceled sources too." in said
    assert "q2, not solved yet: Question 2?" in said


def test_a_report_as_json_has_it_all(run, folder):
    """For a program that follows many learners."""
    _took(folder, "q1", "check", 0, right=False, mistake=0)
    _took(folder, "q1", "solution", 1)
    document = json.loads(run("report", "--json"))
    assert document["record"] == str(folder / FILE_NAME)
    assert (document["exercises"], document["done"], document["solutions"]) == (2, 0, 1)
    first, *rest = document["chapters"]
    assert len(rest) == len(CHAPTERS) - 1
    assert first["exercises"][0]["mistakes"] == ["You counted canceled sources too."]
    assert first["exercises"][0]["saw_solution"] is True


def test_a_folder_that_is_not_there_is_said():
    """Nothing is made up."""
    result = CliRunner().invoke(main, ["learn", "--dir", "/nowhere/at/all"])
    assert result.exit_code == 2
    assert "does not exist" in result.output
