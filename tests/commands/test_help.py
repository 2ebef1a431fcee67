"""Each command's help has an example, and the example does what it says; Tab completes."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from kit.commands.cli import main

#: They go on until somebody stops them, or need one that does.
SERVING = {"lab", "offline", "trigger"}

#: What prints a script for a shell, what pytest says, or hands over to JupyterLab.
NO_JSON = {"completion", "notebooks check", "lab"}
#: What a command ends with where it is well.
ENDS_WITH = {"audit": {3}, "doctor": {0, 1}}

NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": 1,
            "id": "one",
            "metadata": {},
            "outputs": [
                {
                    "data": {"text/plain": ["2"]},
                    "execution_count": 1,
                    "metadata": {},
                    "output_type": "execute_result",
                }
            ],
            "source": ["1 + 1"],
        }
    ],
    "metadata": {"kernelspec": {"display_name": "", "language": "python", "name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def _leaves(group: click.Group, *names: str) -> Iterator[str]:
    """Each command by all of its names, and each group that does something by itself."""
    for name, command in group.commands.items():
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield " ".join((*names, name))
        if isinstance(command, click.Group):
            yield from _leaves(command, *names, name)


COMMANDS = list(_leaves(main))


def _help(command: str) -> str:
    return CliRunner().invoke(main, [*command.split(), "--help"], terminal_width=80).output


def _examples(command: str) -> list[str]:
    text = _help(command)
    return [line.strip() for line in text.splitlines() if re.match(rf"    kit {command}\b", line)]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example(command):
    """A line to copy is worth a paragraph."""
    if command == "completion":
        assert 'eval "$(kit completion bash)"' in _help(command)
    else:
        assert _examples(command)


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - SERVING - {"completion"}))
def test_every_example_works(command, page, tmp_path, monkeypatch):
    """In an empty folder, with the files that it names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pairs.csv").write_text(f"customer,source\n{page.customer},{page.source}\n")
    if command == "diff":
        for folder in ("monday/", "today/"):
            assert CliRunner().invoke(main, ["pull", folder]).exit_code == 0
    if command.startswith("notebooks"):
        (tmp_path / "notebooks").mkdir()
        (tmp_path / "notebooks" / "one.ipynb").write_text(json.dumps(NOTEBOOK))
    if command == "detach":
        attach = ["attach", page.customer, page.source, "--db", "p.db"]
        assert CliRunner().invoke(main, attach).exit_code == 0
    for example in _examples(command):
        arguments = shlex.split(example)[1:]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code in ENDS_WITH.get(command, {0}), result.output


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - NO_JSON))
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
