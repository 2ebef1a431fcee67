"""What `kit doctor` finds out: one line each, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final, Literal

import click

from kit.commands.printing import print_json
from kit.facts.printable import printable

__all__ = ["Finding", "is_well", "print_findings"]

Verdict = Literal["good", "note", "bad"]

_MARKS: Final[dict[Verdict, str]] = {"good": "ok  ", "note": "note", "bad": "BAD "}
_COLOURS: Final[dict[Verdict, str]] = {"good": "green", "note": "yellow", "bad": "red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``bad`` keeps the kit, or a part of it, from working."""

    subject: str
    verdict: Verdict
    says: str
    #: What to do, in whole sentences; nothing where nothing is to be done.
    advice: str = ""


def is_well(findings: Iterable[Finding]) -> bool:
    """Whether nothing bad was found."""
    return all(each.verdict != "bad" for each in findings)


def print_findings(findings: Iterable[Finding], *, as_json: bool) -> None:
    """Print them for a person, or as JSON for a program."""
    found = list(findings)
    if as_json:
        print_json({"well": is_well(found), "findings": [asdict(each) for each in found]})
        return
    for each in found:
        mark = click.style(_MARKS[each.verdict], fg=_COLOURS[each.verdict])
        _print_lines(f"{mark} {each.subject + ':':<12}", each.says)
        if each.advice:
            _print_lines(" " * 17, each.advice)


def _print_lines(head: str, text: str) -> None:
    """``text`` beside ``head``, wrapped to what a terminal shows."""
    width = 80 - 17
    wrapped = click.wrap_text(printable(text), width=width).splitlines()
    click.echo(f"{head}{wrapped[0]}")
    for line in wrapped[1:]:
        click.echo(f"{'':17}{line}")
