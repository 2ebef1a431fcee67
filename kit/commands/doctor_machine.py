"""What `kit doctor` looks at on this machine: Python, packages, another kit, the browser."""

from __future__ import annotations

import os
import shutil
import sys
import webbrowser
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distributions, requires, version
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.version import Version

from kit.commands.finding import Finding

__all__ = ["machine_findings"]

_NAME: Final = "stripe-source-kit"
_LEAST: Final = (3, 11)
#: What the tests were run with last.
_TESTED: Final = (3, 13)

#: What is only needed for a part of the kit, and which.
_EXTRAS: Final = {
    "sql": ("duckdb", "Snapshot.sql"),
    "dask": ("dask", 'kit.open(..., engine="dask")'),
    "xlsx": ("openpyxl", "kit export OUT.xlsx"),
    "check": ("nbval", "kit notebooks check"),
}


def machine_findings(folder: Path) -> Iterator[Finding]:
    """What there is to say about this machine, for a kit that is run in ``folder``."""
    yield _python()
    yield _packages()
    yield from _extras()
    yield from _other_kits(folder)
    yield _browser()


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    says = f"{found}, {sys.executable}"
    if sys.version_info < _LEAST:
        least = ".".join(map(str, _LEAST))
        return Finding("Python", "bad", says, f"Install the kit under Python {least} or newer.")
    if sys.version_info[:2] > _TESTED:
        tested = ".".join(map(str, _TESTED))
        return Finding("Python", "note", says, f"The kit's tests were run up to Python {tested}.")
    return Finding("Python", "good", says)


def _packages() -> Finding:
    try:
        own, wanted = version(_NAME), requires(_NAME) or []
    except PackageNotFoundError:
        return Finding(
            "packages",
            "bad",
            f"{_NAME} is not installed: this kit runs out of a folder.",
            "Install it: python -m pip install -e . in its checkout.",
        )
    problems = list(filter(None, map(_problem, wanted)))
    if problems:
        advice = f"Install it again: {sys.executable} -m pip install --upgrade {_NAME}"
        return Finding("packages", "bad", "; ".join(problems), advice)
    told = ", ".join(f"{name} {version(name)}" for name in ("stripe", "pandas", "jupyterlab"))
    return Finding("packages", "good", f"{_NAME} {own} with {told}; every bound holds")


def _problem(line: str) -> str | None:
    """What is wrong with one requirement, None where it is met or asked for by nobody."""
    wanted = Requirement(line)
    if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
        return None
    try:
        found = version(wanted.name)
    except PackageNotFoundError:
        return f"{wanted.name} is missing"
    if wanted.specifier.contains(Version(found), prereleases=True):
        return None
    return f"{wanted.name} is {found}, and {wanted.specifier} is needed"


def _extras() -> Iterator[Finding]:
    lacking = [extra for extra, (package, _) in _EXTRAS.items() if not _is_installed(package)]
    if lacking:
        told = ", ".join(f"{extra} ({_EXTRAS[extra][1]})" for extra in lacking)
        advice = f"For all: {sys.executable} -m pip install '{_NAME}[{','.join(lacking)}]'"
        yield Finding("extras", "note", f"not installed: {told}", advice)


def _is_installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def _other_kits(folder: Path) -> Iterator[Finding]:
    """Whatever else is called kit, and would be imported or run in the place of this one."""
    for name in ("kit.py", "kit"):
        beside = folder / name
        is_module = beside.is_file() if name.endswith(".py") else (beside / "__init__.py").exists()
        if is_module and not Path(__file__).is_relative_to(beside.resolve()):
            yield Finding(
                "another kit",
                "bad",
                f"{beside} goes before this kit in a notebook of its folder.",
                "Rename it, or work in another folder.",
            )
    others = [name for name in _owners() if name != _NAME]
    if others:
        yield Finding(
            "another kit",
            "bad",
            f"{', '.join(others)} installs a module kit too, over this one.",
            f"Give {_NAME} a virtual environment of its own.",
        )
    command, own = shutil.which("kit"), Path(sys.executable).with_name("kit")
    if command is not None and own.exists() and not own.samefile(command):
        yield Finding(
            "another kit",
            "note",
            f"the command kit of your shell is {command}, not {own}.",
            f"Activate the environment of this one, or type {own}.",
        )


def _owners() -> list[str]:
    """The names of the distributions that say that they hold a module ``kit``."""
    return sorted(
        each.name
        for each in distributions()
        if any(str(file) == "kit/__init__.py" for file in each.files or ())
    )


def _browser() -> Finding:
    on_linux = sys.platform.startswith("linux")
    shown = not on_linux or os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"}
    try:
        name = webbrowser.get().name if shown else ""
    except webbrowser.Error:
        name = ""
    if not name:
        advice = "`kit lab` prints an address: open it in a browser that reaches this machine."
        return Finding("browser", "note", "none can be started here", advice)
    return Finding("browser", "good", f"{name} opens what `kit lab` shows")
