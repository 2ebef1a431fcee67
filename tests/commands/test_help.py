"""Each command's help has an example, and the example does what it says; Tab completes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest
from click.testing import CliRunner

from kit.commands.cli import main

#: They go on until somebody stops them, or need one that does, or notebooks.
SERVING = {"lab", "offline", "trigger", "notebooks"}
#: What a command ends with where it is well.
ENDS_WITH = {"audit": {3}, "doctor": {0, 1}}
PRINTS = {name: command for name, command in main.commands.items() if name not in SERVING}


def _help(command: str) -> str:
    return CliRunner().invoke(main, [command, "--help"], terminal_width=80).output


def _examples(command: str) -> list[str]:
    text = _help(command)
    return [line.strip() for line in text.splitlines() if re.match(rf"    kit {command}\b", line)]


@pytest.mark.parametrize("command", main.commands)
def test_every_command_has_an_example(command):
    """A line to copy is worth a paragraph."""
    if command == "completion":
        assert 'eval "$(kit completion bash)"' in _help(command)
    else:
        assert _examples(command)


@pytest.mark.parametrize("command", sorted(set(PRINTS) - {"completion"}))
def test_every_example_works(command, page, tmp_path, monkeypatch):
    """In an empty folder, with the files that it names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pairs.csv").write_text(f"customer,source\n{page.customer},{page.source}\n")
    if command == "diff":
        for folder in ("monday/", "today/"):
            assert CliRunner().invoke(main, ["pull", folder]).exit_code == 0
    if command == "detach":
        attach = ["attach", page.customer, page.source, "--db", "p.db"]
        assert CliRunner().invoke(main, attach).exit_code == 0
    for example in _examples(command):
        arguments = shlex.split(example)[1:]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code in ENDS_WITH.get(command, {0}), result.output


@pytest.mark.parametrize("command", sorted(set(main.commands) - {"lab", "completion", "notebooks"}))
def test_every_command_speaks_json(command):
    """A program need not read tables."""
    assert "--json" in _help(command)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands(shell):
    """The script of each shell names the command and the variable that it asks by."""
    result = CliRunner().invoke(main, ["completion", shell])
    assert result.exit_code == 0, result.output
    assert "_KIT_COMPLETE" in result.stdout
    assert re.search(r"\bkit\b", result.stdout)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("kit att", "attach-many"),
        ("kit export --f", "--format"),
        ("kit offline --lat", "--latency-ms"),
    ],
)
def test_tab_offers_what_there_is(words, offered):
    """Commands and options, asked for as bash asks."""
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    done = subprocess.run(
        [sys.executable, "-c", "from kit.commands.cli import main; main(prog_name='kit')"],
        env=os.environ | asked | {"_KIT_COMPLETE": "bash_complete"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert offered in done.stdout, done
