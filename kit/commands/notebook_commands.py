"""The commands that keep notebooks true and free of secrets."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from kit.commands.printing import example, json_option, print_json
from kit.errors import KitError

__all__ = ["notebooks"]

_PATHS = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))


@click.group(epilog=example("kit notebooks check notebooks"))
def notebooks() -> None:
    """Keep notebooks true and free of secrets.

    Yours, a team's, or the course's.
    """


@notebooks.command(epilog=example("kit notebooks check notebooks"))
@_PATHS
@click.option("--update", is_flag=True, help="Run them and save what they show now instead.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=min(os.cpu_count() or 1, 4),
    help="How many at once; as many as there are processors, 4 at most.",
)
@click.option("--cell-timeout", "cell_seconds", type=click.FloatRange(min=1), default=60)
@click.option("--ignored", type=click.IntRange(0), default=1, help="How many outputs may be.")
@click.option(
    "--sanitize-with",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="More rules like the kit's own, in nbval's form.",
)
def check(
    paths: tuple[Path, ...], *, update: bool, ignored: int, cell_seconds: float, **options: Any
) -> None:
    """Run notebooks, and compare each output with the saved one.

    PATHS are files and folders, by default the folder you are in. Every cell has to have been
    saved after one run from top to bottom. Ports, temporary folders, addresses in memory and
    random ids do not count, charts are compared by what they draw, and pictures in PNG or JPEG
    are not compared. At most one output may be ignored, in a cell with the comment
    NBVAL_IGNORE_OUTPUT and another comment that says why. Kernels get no STRIPE_API_KEY, so
    kit.connect() is offline. Ends with 0 when all is as saved.

    With --update they are run and saved, always the same way: counts from 1, no times, stable
    ids, no widget state. A notebook in which a cell raises an error is left as it was.
    """
    from kit.notebook_check.checking import CheckOptions, check_notebooks
    from kit.notebook_check.notebook_files import notebook_files
    from kit.notebook_check.saved_state import ignored_problems, saved_state

    files = notebook_files(paths or (Path(),))
    if update:
        sys.exit(_update(files, options["jobs"], cell_seconds))
    states = [saved_state(path) for path in files]
    problems = [f"{state.path}: {problem}" for state in states for problem in state.problems]
    problems += ignored_problems(states, ignored)
    for problem in problems:
        click.echo(problem, err=True)
    pictures = sum(state.pictures for state in states)
    if pictures:
        click.echo(f"Pictures in PNG or JPEG, which are not compared: {pictures}.", err=True)
    code = check_notebooks(states, CheckOptions(cell_seconds=cell_seconds, **options))
    if problems:
        click.echo("To save what they show now: kit notebooks check --update", err=True)
    sys.exit(code or bool(problems))


def _update(files: list[Path], jobs: int, cell_seconds: float) -> int:
    from kit.notebook_check.checking import kernel_environment
    from kit.notebook_check.rerun import rerun

    environment = kernel_environment()

    def updated(path: Path) -> str:
        try:
            is_new = rerun(path, cell_seconds=cell_seconds, environment=environment)
        except KitError as error:
            return str(error)
        click.echo(f"{path}: {'saved anew' if is_new else 'as it was'}")
        return ""

    with ThreadPoolExecutor(jobs) as pool:
        failed = list(filter(None, pool.map(updated, files)))
    for sentence in failed:
        click.echo(sentence, err=True)
    return 1 if failed else 0


@notebooks.command("scan", epilog=example("kit notebooks scan notebooks"))
@_PATHS
@click.option("--allow", multiple=True, metavar="TEXT", help="This very text is no secret.")
@json_option
def scan_command(paths: tuple[Path, ...], allow: tuple[str, ...], *, as_json: bool) -> None:
    """Find secrets in every notebook in or below PATHS.

    PATHS are by default the folder you are in. API keys, client secrets, signing secrets,
    account and card numbers, values under sensitive names, and e-mail addresses outside example
    domains: in cells, outputs, metadata and widget state. Each is shown masked, with its cell.
    Ends with 1 when there is one.

    As a hook, in .pre-commit-config.yaml: a repo that is this project's, with the hook
    kit-notebooks-scan. In CI: kit notebooks scan notebooks/
    """
    from kit.notebook_check.notebook_files import notebook_files
    from kit.notebook_check.scan import scan

    findings = [
        finding
        for path in notebook_files(paths or (Path(),))
        for finding in scan(path, allowed=allow)
    ]
    if as_json:
        print_json([asdict(each) | {"path": str(each.path)} for each in findings])
    else:
        for finding in findings:
            click.echo(finding)
    if findings:
        click.echo(
            "Take them out of the cells, run the notebooks again, and replace every key that was "
            "shared. What is no secret: --allow TEXT",
            err=True,
        )
    sys.exit(1 if findings else 0)
