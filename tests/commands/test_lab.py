"""What `kit lab` takes and says; a real one is opened in tests/browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kit.commands import lab
from kit.commands.cli import main
from kit.learn.learner_folder import Brought


@pytest.mark.parametrize(
    ("arguments", "taken"),
    [
        ([], (None, (), False)),
        (["--dir", "mine"], (Path("mine"), (), False)),
        (
            ["--fresh", "--no-browser", "--dir", "mine", "--port=8889"],
            (Path("mine"), ("--no-browser", "--port=8889"), True),
        ),
    ],
)
def test_its_own_options_are_taken_and_all_others_go_to_jupyterlab(monkeypatch, arguments, taken):
    """In any order."""
    opened = []

    def open_lab(folder, jupyter_options, *, fresh):
        opened.append((folder, jupyter_options, fresh))
        return 0

    monkeypatch.setattr("kit.commands.lab.open_lab", open_lab)
    assert CliRunner().invoke(main, ["lab", *arguments]).exit_code == 0
    assert opened == [taken]


@pytest.mark.parametrize(
    ("brought", "says"),
    [
        ({"added": ["a"]}, []),
        ({"renewed": ["a"]}, ["Brought up to date: a."]),
        ({"left": ["a", "b"]}, ["For fresh copies: kit lab --fresh. It puts yours aside."]),
        (
            {"left": ["a", "b"], "outdated": ["b"]},
            [
                "You changed these, so they stay, though newer ones are there: b.",
                "For fresh copies: kit lab --fresh. It puts yours aside.",
            ],
        ),
        ({"put_aside": ["a"]}, ["Yours are in earlier/ now: a."]),
    ],
)
def test_it_says_what_became_of_the_notebooks(capsys, brought, says):
    """Where they are, and only what there is to say."""
    lab._tell(Brought(Path("mine"), **brought))
    assert capsys.readouterr().err.splitlines() == ["Your notebooks are in mine.", *says]


def test_only_the_cell_that_is_shipped_is_run_unasked():
    """It is the first of the first chapter, and makes the explorer."""
    cell = lab._cell_of_the_explorer()
    assert "kit.Explorer(account)" in cell
