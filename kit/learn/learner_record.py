"""What a learner did, a line of JSON for each check, hint and solution; answers are not kept.

It stands beside the notebooks where they are the learner's own (`kit lab` marks the folder),
else in the user's data folder. ``KIT_PROGRESS`` names another file, or, empty, none: so the
check of the notebooks leaves no trace.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

__all__ = ["FILE_NAME", "MARKER", "Step", "keep", "kept", "record_file"]

#: Its environment variable, the name of the file, and what marks a learner's folder.
VARIABLE: Final = "KIT_PROGRESS"
FILE_NAME: Final = "kit-progress.jsonl"
MARKER: Final = ".kit-notebooks.json"


@dataclass(frozen=True)
class Step:
    """One thing that a learner did: ``did`` is "check", "hint" or "solution".

    ``right`` is of a check, ``mistake`` the number of the known mistake that it made, from 0.
    """

    exercise: str
    did: str
    at: str
    right: bool | None = None
    mistake: int | None = None

    @classmethod
    def now(cls, exercise: str, did: str, **more: Any) -> Step:
        """A step that is taken now, to the second."""
        return cls(exercise, did, datetime.now(UTC).isoformat(timespec="seconds"), **more)


def record_file(folder: Path | None = None) -> Path | None:
    """The file for whoever works in ``folder``, by default the current one; None for none."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    folder = folder or Path.cwd()
    learners = (each for each in (folder, *folder.parents) if (each / MARKER).exists())
    return next(learners, _user_folder()) / FILE_NAME


def _user_folder() -> Path:
    # The command line's --help loads this module, and need not wait for Jupyter's.
    from jupyter_core.paths import jupyter_data_dir  # noqa: PLC0415  # see above

    return Path(jupyter_data_dir()) / "stripe-source-kit"


def keep(step: Step, folder: Path | None = None) -> Path | None:
    """Add ``step`` to the record and answer where; None when it was kept nowhere.

    A folder that cannot be written to does not stop a learner: the user's own is tried next.
    """
    file = record_file(folder)
    if file is None:
        return None
    # One short line in one write at the end of the file: two notebooks do not mix theirs.
    line = json.dumps({name: value for name, value in asdict(step).items() if value is not None})
    for place in (file, _user_folder() / FILE_NAME):
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("a", encoding="utf-8") as record:
                record.write(f"{line}\n")
            return place
    return None


def kept(file: Path | None) -> Iterator[Step]:
    """The steps of a record in their order; a line that is none is passed over."""
    if file is None or not file.exists():
        return
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError, TypeError):
            yield Step(**json.loads(line))
