"""`kit notebooks check`, with real kernels: it fails when an output is another, and only then."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from made_notebooks import code, result, text, write

from kit.commands.cli import main
from kit.notebook_check import checking

CHART = "application/vnd.vegalite.v6+json"
SHOW_CHART = f"""\
from IPython.display import display

spec = {{"mark": "bar", "name": "view_7", "height": 0.1 + 0.2}}
display({{{CHART!r}: spec, "text/plain": ""}}, raw=True)\
"""


def _chart(height):
    bundle = {CHART: {"height": height, "mark": "bar", "name": "view_1"}, "text/plain": ""}
    return {"output_type": "display_data", "data": bundle, "metadata": {}}


@pytest.fixture
def check(tmp_path, monkeypatch, capfd):
    """Run the command in a folder of its own; its exit code, and all that was printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRIPE_API_KEY", "sk_live_" + "nobody0000")
    monkeypatch.delenv("KIT_PROGRESS")

    def run(*arguments):
        ran = CliRunner().invoke(main, ["notebooks", "check", *arguments])
        return ran.exit_code, capfd.readouterr().out + ran.output

    return run


def test_true_notebooks_agree_and_what_is_false_is_named(check, tmp_path):
    """Ports, addresses, counters and last digits do not count; a value does, and a chart's too.

    A notebook that was saved without a run fails, although nothing of it is compared. No
    kernel knows a key or keeps a learner's progress.
    """
    where = "('http://127.0.0.1:36521', <object at 0x7f0000000000>)"
    knows = "import os\n\nos.environ.get('STRIPE_API_KEY'), os.environ['KIT_PROGRESS']"
    write(
        tmp_path / "true.ipynb",
        text("All of this is as it was."),
        code("'http://127.0.0.1:8889', object()", result(text_plain=where)),
        code(knows, result(text_plain="(None, '')"), count=2),
        code(SHOW_CHART, _chart(0.3), count=3),
    )
    write(
        tmp_path / "false.ipynb",
        code("1 + 1", result(text_plain="3")),
        code(SHOW_CHART, _chart(0.4), count=2),
        code("2", result(text_plain="2"), count=3),
    )
    write(tmp_path / "cleared.ipynb", code("1 + 1", count=None))
    # A team's own settings of pytest are for its tests.
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    ended, said = check("--jobs", "2")
    assert ended == 1, said
    assert "2 failed, 5 passed" in said, said
    assert "false.ipynb::Cell 0" in said
    assert "false.ipynb::Cell 1" in said
    assert "cleared.ipynb: saved without having been run" in said
    assert "kit notebooks check --update" in said
    assert not list(tmp_path.glob("*.jsonl"))


def test_without_the_extra_it_says_what_to_install(check, tmp_path, monkeypatch):
    """Instead of a pytest that takes notebooks for nothing."""
    write(tmp_path / "one.ipynb", code("1"))
    monkeypatch.setattr(checking, "find_spec", lambda name: None if name == "nbval" else True)
    ended, said = check()
    assert ended == 1
    assert "needs nbval: pip install 'stripe-source-kit[check]'" in said


@pytest.mark.parametrize(
    ("name", "says"),
    [("notes.txt", "is no notebook"), ("empty", "There is no notebook in"), ("none", "does not")],
)
def test_paths_without_a_notebook_are_said(check, tmp_path, name, says):
    """A check of nothing is no check."""
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "empty" / ".ipynb_checkpoints").mkdir(parents=True)
    write(tmp_path / "empty" / ".ipynb_checkpoints" / "one-checkpoint.ipynb", code("1"))
    ended, said = check(name)
    assert ended != 0
    assert says in said
