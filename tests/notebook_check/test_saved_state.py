"""What can be told of a notebook without running it."""

from __future__ import annotations

import pytest
from made_notebooks import code, result, text, write

from kit.notebook_check.saved_state import ignored_problems, saved_state

FAILED = {"output_type": "error", "ename": "KeyError", "evalue": "'id'", "traceback": []}


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ([text("Hello"), code("1", count=None)], "nothing would be compared: cell 2"),
        ([code("1"), code("2", count=3)], "its counts do not go 1, 2, 3"),
        ([code("1", FAILED)], "saved with an error in cell 1: KeyError"),
    ],
)
def test_what_was_not_saved_after_a_whole_run_is_a_problem(tmp_path, cells, problem):
    """nbval would pass over it, or fail for another reason."""
    (said,) = saved_state(write(tmp_path / "one.ipynb", *cells)).problems
    assert said.endswith(problem)


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [text("Hello"), code("1"), code("", count=None), code("2", count=2)],
        [code("# NBVAL_RAISES_EXCEPTION\n1", FAILED)],
        [code("1", FAILED, metadata={"tags": ["raises-exception"]})],
    ],
)
def test_a_whole_run_is_none(tmp_path, cells):
    """Empty cells do not count, and some errors are meant to be shown."""
    assert saved_state(write(tmp_path / "one.ipynb", *cells)).problems == ()


def test_pictures_are_counted_because_nobody_compares_them(tmp_path):
    """Whoever trusts the check hears what it leaves out."""
    path = write(
        tmp_path / "one.ipynb", code("1", result(data={"image/png": "iVBO", "text/plain": "1"}))
    )
    assert saved_state(path).pictures == 1


IGNORED = "# NBVAL_IGNORE_OUTPUT\nnow()"


@pytest.mark.parametrize(
    ("cells", "allowed", "problems"),
    [
        ([code("now()")], 0, []),
        ([code(f"# The clock of this machine.\n{IGNORED}")], 1, []),
        ([code(IGNORED)], 1, ["one.ipynb, cell 1: ignored without a comment that says why"]),
        (
            [code(f"# Why.\n{IGNORED}"), code("# Why.\n# NBVAL_SKIP\n2", count=2)],
            1,
            ["outputs that are ignored: 2, where 1 may be: "],
        ),
        (
            [code("# Why.\nnow()", metadata={"tags": ["nbval-skip"]})],
            0,
            ["outputs that are ignored: 1, where 0"],
        ),
    ],
)
def test_few_outputs_may_be_ignored_and_each_says_why(tmp_path, cells, allowed, problems):
    """In comments or in tags, by any of nbval's names."""
    state = saved_state(write(tmp_path / "one.ipynb", *cells))
    said = list(ignored_problems([state], allowed))
    assert len(said) == len(problems)
    assert all(each in sentence for each, sentence in zip(problems, said, strict=True))
