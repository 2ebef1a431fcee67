"""The commands that tell a learner, and whoever leads them, how far the course has gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from kit.commands.printing import example, json_option, print_json

__all__ = ["learn"]

_STUCK_TRIES: Final = 3


@click.group(invoke_without_command=True, epilog=example("kit learn"))
@click.option(
    "--dir",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the notebooks; else that of `kit lab`, else your own data folder.",
)
@json_option
@click.pass_context
def learn(context: click.Context, folder: Path | None, *, as_json: bool) -> None:
    """List the chapters of the course, and what is done.

    What you do is kept beside your notebooks, without your answers. KIT_PROGRESS in the
    environment names another file for it, or, empty, none.
    """
    context.obj = folder
    if context.invoked_subcommand is None:
        _tell(*_standing(folder), as_json=as_json, told=_list)


@learn.command(epilog=example("kit learn report --json"))
@json_option
@click.pass_obj
def report(folder: Path | None, *, as_json: bool) -> None:
    """Tell whoever leads a newcomer: exercises done, tries, hints, times, and what was hard.

    No answer is kept, so none is shown.
    """
    _tell(*_standing(folder), as_json=as_json, told=_report)


def _tell(
    file: Path | None,
    chapters: Sequence[Any],
    *,
    as_json: bool,
    told: Callable[[Path | None, Sequence[Any]], None],
) -> None:
    if as_json:
        print_json(_document(file, chapters))
    else:
        told(file, chapters)


def _standing(folder: Path | None) -> tuple[Path | None, Sequence[Any]]:
    from kit.learn.learner_folder import learner_folder
    from kit.learn.learner_record import kept, record_file
    from kit.learn.standing import standing

    file = record_file(folder or learner_folder(Path.cwd()))
    return file, standing(kept(file))


def _list(file: Path | None, chapters: Sequence[Any]) -> None:
    width = max(len(each.title) for each in chapters)
    for each in chapters:
        total = len(each.exercises)
        tick = "  ✓" if total and each.done == total else ""
        count = f"{each.done} of {total} done" if total else "no exercises"
        click.echo(f"{each.chapter.number:2}  {each.title:{width}}  {count}{tick}")
    open_ones = [
        (chapter, one) for chapter in chapters for one in chapter.exercises if not one.is_done
    ]
    if open_ones:
        chapter, one = open_ones[0]
        click.echo(
            f"Next: {one.exercise.name} in {chapter.chapter.notebook}: {one.exercise.question}"
        )
        click.echo("`kit lab` opens the notebooks.")
    else:
        click.echo("Everything is done.")
    if file is not None and file.exists():
        click.echo(f"Kept in {file}.", err=True)


def _report(file: Path | None, chapters: Sequence[Any]) -> None:
    document = _document(file, chapters)
    if not document["tries"] and not document["hints"]:
        where = f" in {file}" if file is not None else ""
        click.echo(f"Nothing was answered yet{where}. `kit lab` opens the notebooks.")
        return
    click.echo(
        f"{document['done']} of {document['exercises']} exercises done. Tries: "
        f"{document['tries']}, hints: {document['hints']}, solutions seen: "
        f"{document['solutions']}, minutes: about {document['minutes']}, from {document['from']} "
        f"to {document['to']}."
    )
    click.echo("")
    click.echo("exercise  done  tries  hints  solution  minutes  notebook")
    for chapter in chapters:
        for one in chapter.exercises:
            if one.steps:
                click.echo(_line(chapter, one))
    for chapter in chapters:
        for one in chapter.exercises:
            _tell_what_was_hard(one)


def _line(chapter: Any, one: Any) -> str:
    from kit.learn.standing import active_minutes

    return (
        f"{one.exercise.name:8}  {'yes' if one.is_done else 'no':4}  {one.tries:5}  "
        f"{one.hints:5}  {'seen' if one.saw_solution else '':8}  "
        f"{active_minutes(step.at for step in one.steps):7}  {chapter.chapter.notebook}"
    )


def _tell_what_was_hard(one: Any) -> None:
    if one.mistakes or (not one.is_done and one.tries >= _STUCK_TRIES):
        state = "" if one.is_done else ", not solved yet"
        click.echo(f"\n{one.exercise.name}{state}: {one.exercise.question}")
        for says in one.mistakes:
            click.echo(f"  was told: {says}")


def _document(file: Path | None, chapters: Sequence[Any]) -> dict[str, Any]:
    from kit.learn.standing import active_minutes

    ones = [one for chapter in chapters for one in chapter.exercises]
    times = sorted(step.at for one in ones for step in one.steps)
    return {
        "record": None if file is None else str(file),
        "exercises": len(ones),
        "done": sum(one.is_done for one in ones),
        "tries": sum(one.tries for one in ones),
        "hints": sum(one.hints for one in ones),
        "solutions": sum(one.saw_solution for one in ones),
        "minutes": active_minutes(times),
        "from": times[0] if times else None,
        "to": times[-1] if times else None,
        "chapters": [chapter.as_json() for chapter in chapters],
    }
