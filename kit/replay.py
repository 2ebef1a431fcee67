"""A recording of an account as the world of an offline one: it is lived through again.

It is read before a server is started, and put into the server that is.
"""

from __future__ import annotations

from pathlib import Path

from kit import snapshot
from kit.errors import InvalidInput
from kit.models.arguments import checked_path
from kit.offline import NAMED_WORLDS
from kit.on_demand import pd
from kit.practice import PracticeControls

__all__ = ["fill_with", "is_recording", "left_out_sentences", "read_for_replay"]

#: So many ids stand in a sentence.
_SHOWN = 3


def is_recording(world: str | Path) -> bool:
    """Whether ``world`` is a recording: something that is there, and tells no practice world."""
    told = str(world) in NAMED_WORLDS or Path(world).suffix == ".py"
    return not told and Path(world).exists()


def read_for_replay(world: str | Path, *, db: str | Path | None = None) -> snapshot.Recording:
    """What ``world`` names: a folder of ``kit pull``, or a file or a folder of recorded JSON.

    Raises UnreadableSnapshot for anything else; InvalidInput where ``db`` holds an account
    already, since nothing is written over.
    """
    if db is not None and Path(db).exists() and Path(db).stat().st_size:
        raise InvalidInput(
            f"{db} holds an offline account already, and world= fills a new one. Name a new file, "
            "or leave world= out to go on with this one."
        )
    return snapshot.read_recording(checked_path("world", world))


def fill_with(practice: PracticeControls, recording: snapshot.Recording) -> None:
    """Put a recording in the place of the practice data."""
    practice.replay(recording.objects, now=recording.now, notes=recording.notes)


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
