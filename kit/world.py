"""What an offline account may hold instead of practice data: an export, or a recording.

Whatever ``world=`` names is read here, before a server is started, and put into one here.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from kit.errors import InvalidInput
from kit.facts import JsonObject
from kit.models.arguments import checked_path
from kit.offline import NAMED_WORLDS
from kit.practice import PracticeControls
from kit.snapshot.recording import Recording, read_recording

__all__ = ["fill_with", "left_out_sentences", "read_world"]

#: So many ids stand in a sentence.
_SHOWN = 3


def read_world(
    world: str | Path | None, *, db: str | Path | None = None
) -> tuple[str | Path | None, Recording | JsonObject | None]:
    """What the server makes of ``world`` itself, and what is put into it once it runs.

    The first is the name of a practice world or the path of a Python file that tells one; the
    second a recording (of ``kit pull``, or a file or a folder of recorded JSON), or what
    ``export`` gave. Raises UnreadableSnapshot for anything else; InvalidInput where ``db``
    holds an account already that would be written over.
    """
    if world is None or str(world) in NAMED_WORLDS or _is_told(Path(world)):
        return world, None
    if db is not None and Path(db).exists() and Path(db).stat().st_size:
        raise InvalidInput(
            f"{db} holds an offline account already, and world= fills a new one. Name a new file, "
            "or leave world= out to go on with this one."
        )
    path = checked_path("world", world)
    return None, _exported(Path(path)) or read_recording(path)


def _is_told(path: Path) -> bool:
    """Whether it is Python, or a mere word that names nothing here: a world's name, misspelt."""
    return path.suffix == ".py" or (str(path) == path.stem and not path.exists())


def _exported(path: Path) -> JsonObject | None:
    """The world that ``export`` gave, where the file is one."""
    if path.suffix != ".json" or not path.is_file():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None  # read_recording says what is wrong with it
    is_export = isinstance(document, dict) and {"format", "tables"} <= document.keys()
    return document if is_export else None


def fill_with(practice: PracticeControls, contents: Recording | JsonObject) -> None:
    """Put an export or a recording in the place of the practice data."""
    if isinstance(contents, Recording):
        practice.replay(contents.objects, now=contents.now, notes=contents.notes)
    else:
        practice.import_(contents)


def left_out_sentences(left_out: pd.DataFrame) -> list[str]:
    """What ``PracticeControls.left_out`` says, a sentence for each reason.

    >>> frame = pd.DataFrame({"object": ["charge"], "id": ["ch_1"], "reason": ["Not known."]})
    >>> left_out_sentences(frame)
    ['1 charge (ch_1): Not known.']
    """
    sentences = []
    for (kind, reason), rows in left_out.groupby(["object", "reason"], sort=False):
        ids = rows["id"].dropna().tolist()
        more = ", ..." if len(ids) > _SHOWN else ""
        named = f" ({', '.join(ids[:_SHOWN])}{more})" if ids else ""
        sentences.append(f"{len(rows)} {kind}{named}: {reason}" if ids else str(reason))
    return sentences
