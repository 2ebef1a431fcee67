"""Every exercise of the course can be solved as it says, and its known mistakes are mistakes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

import kit
from kit.learn.course import CHAPTERS, course_exercises
from kit.learn.plain_values import is_number, plain_cell
from kit.learn.tutor import judged

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.fixture(params=CHAPTERS, ids=lambda chapter: chapter.name)
def chapter(request):
    """Each chapter."""
    return request.param


@pytest.fixture
def names(chapter):
    """What the chapter's notebook has made before its first exercise."""
    prepared = {}
    exec(chapter.prepared, prepared)  # noqa: S102  # the kit's own
    yield prepared
    for each in prepared.values():
        if isinstance(each, kit.Account):
            each.close()


def answer(code, names):
    """What the last statement of ``code`` comes to."""
    *statements, last = ast.parse(code).body
    assert isinstance(last, ast.Expr), "a solution ends in the answer"
    exec(compile(ast.Module(statements, []), "solution", "exec"), names)  # noqa: S102  # the kit's own
    return eval(compile(ast.Expression(last.value), "solution", "eval"), names)  # noqa: S307  # as above


def test_every_solution_is_right(chapter, names):
    """Run one after the other in what the notebook has prepared, as a reader would."""
    for exercise in chapter.exercises:
        verdict, _ = judged(exercise, answer(exercise.solution, names))
        assert verdict.right, verdict


def test_every_mistake_gets_its_own_sentence(chapter):
    """It is wrong, and none of the others."""
    for exercise in chapter.exercises:
        for number, mistake in enumerate(exercise.mistakes):
            verdict, known = judged(exercise, mistake.worked_out)
            assert (verdict.right, verdict.says, known) == (False, mistake.says, number)


def test_no_sentence_and_no_hint_but_the_last_gives_the_answer_away(chapter):
    """What helps still leaves something to find out."""
    for exercise in chapter.exercises:
        expected = plain_cell(exercise.worked_out)
        if is_number(expected) and abs(expected) < 10:
            continue  # a small number stands in many sentences
        if is_number(expected) or isinstance(exercise.worked_out, str):
            told = [each.says for each in exercise.mistakes] + list(exercise.hints[:-1])
            word = rf"(?<!\w){re.escape(str(exercise.worked_out))}(?!\w)"
            assert not [each for each in told if re.search(word, each)], exercise.name


def test_exercises_are_complete(chapter):
    """A question, hints in steps, mistakes, a solution and why; three to five a chapter."""
    assert 3 <= len(chapter.exercises) <= 5
    for exercise in chapter.exercises:
        assert exercise.question.endswith((".", "?"))
        assert len(exercise.hints) >= 2
        assert exercise.mistakes
        assert exercise.explanation.endswith(".")


def test_names_are_numbers_in_reading_order():
    """q1, q2 ... through the whole course, each once."""
    names = [exercise.name for chapter in CHAPTERS for exercise in chapter.exercises]
    assert names == [f"q{number}" for number in range(1, len(names) + 1)]
    assert list(course_exercises()) == names


def _code(chapter):
    notebook = nbformat.read(NOTEBOOKS / chapter.notebook, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def _statements(code):
    return [ast.dump(each) for each in ast.parse(code).body]


def test_what_is_prepared_is_what_the_notebook_runs(chapter):
    """Each statement that solutions build on stands in the chapter, before its last exercise."""
    cells = _code(chapter)
    run = [statement for cell in cells for statement in _statements(cell)]
    assert not [each for each in _statements(chapter.prepared) if each not in run]


def test_the_notebook_asks_what_the_course_asks(chapter):
    """Each exercise of the chapter is checked in its notebook, in order, and no other."""
    asked = re.findall(r"\bcheck\(\s*\"(q\d+)\"", "\n".join(_code(chapter)))
    assert list(dict.fromkeys(asked)) == [exercise.name for exercise in chapter.exercises]
