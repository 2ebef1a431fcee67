"""A learner's own copies of the notebooks, which no later copy writes over.

A file that lists what was shipped, by its checksum, lies in the folder. A notebook counts as
changed when its cells were; outputs come and go with every run. What is as it was shipped is
brought up to date, what is missing is added, and what was changed stays as it is.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kit.errors import KitError
from kit.learn.learner_record import MARKER

__all__ = [
    "DEFAULT_FOLDER",
    "EARLIER",
    "Brought",
    "bring_notebooks",
    "learner_folder",
    "shipped_folder",
]

DEFAULT_FOLDER: Final = "stripe-source-kit-notebooks"

#: Where changed notebooks go when fresh copies take their place.
EARLIER: Final = "earlier"

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_NOT_FOR_LEARNERS: Final = ("conftest.py", "__pycache__", ".ipynb_checkpoints", DEFAULT_FOLDER)


@dataclass
class Brought:
    """What bring_notebooks did, by the names of the files."""

    folder: Path
    added: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    #: Changed by the learner and left as they are; of these, those with a newer one shipped.
    left: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    #: Changed by the learner and put into EARLIER.
    put_aside: list[str] = field(default_factory=list)


def learner_folder(here: Path) -> Path:
    """The folder for whoever starts in ``here``: itself if it is one, else one below it."""
    if (here / MARKER).exists():
        return here
    # Not among the very notebooks that are shipped.
    return (here.parent if here.resolve() == shipped_folder() else here) / DEFAULT_FOLDER


def shipped_folder() -> Path:
    """Where the notebooks of this installation are: in a checkout, or inside the package."""
    for folder in (_PACKAGE.parent / "notebooks", _PACKAGE / "notebooks"):
        if any(folder.glob("*.ipynb")):
            return folder
    raise KitError("The notebooks are missing from this installation; install the kit again.")


def bring_notebooks(folder: Path, *, fresh: bool = False) -> Brought:
    """Copy what is shipped into ``folder``, never over a learner's changes.

    ``fresh`` puts changed files into its folder EARLIER first. Raises KitError where a file
    stands in the folder's place, and OSError where it cannot be written to.
    """
    if folder.exists() and not folder.is_dir():
        raise KitError(f"{folder} is a file; name a folder for the notebooks: kit lab --dir FOLDER")
    folder.mkdir(parents=True, exist_ok=True)
    brought = Brought(folder)
    before = _listed(folder)
    listed = {name: _bring(brought, name, before.get(name), fresh=fresh) for name in _shipped()}
    (folder / MARKER).write_text(json.dumps({"shipped": listed}, indent=1), encoding="utf-8")
    return brought


def _bring(brought: Brought, name: str, before: str | None, *, fresh: bool) -> str:
    """Bring one file and note what was done; the checksum of what the learner began with."""
    source, copy = shipped_folder() / name, brought.folder / name
    now, has = checksum(source), checksum(copy) if copy.exists() else None
    if has not in {None, now, before}:
        if not fresh:
            brought.left.append(name)
            brought.outdated += [name] if before != now else []
            return before or ""
        _put_aside(brought.folder, name)
        brought.put_aside.append(name)
    elif has is None:
        brought.added.append(name)
    elif has != now:
        brought.renewed.append(name)
    elif not fresh:
        return now
    _copy(source, copy)
    return now


def _shipped() -> Iterator[str]:
    """Each file that is shipped, as its path from the folder."""
    shipped = shipped_folder()
    for path in sorted(shipped.rglob("*")):
        name = path.relative_to(shipped)
        if path.is_file() and not set(name.parts) & set(_NOT_FOR_LEARNERS):
            yield name.as_posix()


def checksum(path: Path) -> str:
    """What tells whether a file was changed: of a notebook its cells, of others all."""
    content = path.read_bytes()
    if path.suffix == ".ipynb":
        with suppress(ValueError, KeyError, TypeError):
            cells = json.loads(content)["cells"]
            told = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
            content = json.dumps(told).encode()
    return hashlib.sha256(content).hexdigest()


def _listed(folder: Path) -> dict[str, str]:
    with suppress(OSError, ValueError, KeyError, TypeError):
        document = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return dict(document["shipped"])
    return {}


def _copy(source: Path, copy: Path) -> None:
    """Copy a file whole or not at all; a notebook as one that may show what it has saved."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    draft = copy.with_name(f".{copy.name}.draft")
    try:
        shutil.copyfile(source, draft)
        draft.replace(copy)
    finally:
        draft.unlink(missing_ok=True)
    if copy.suffix == ".ipynb":
        _trust(copy)


def _trust(notebook: Path) -> None:
    """Sign a notebook that is as it was shipped: of others JupyterLab shows no chart."""
    # Their schema's checkers take seconds to import, which other commands need not wait for.
    from nbformat import read  # noqa: PLC0415  # see above
    from nbformat.sign import NotebookNotary  # noqa: PLC0415  # see above

    document = read(notebook, as_version=4)  # type: ignore[no-untyped-call]  # nbformat
    with suppress(OSError):  # where signatures cannot be kept, the first run trusts it
        NotebookNotary().sign(document)  # type: ignore[no-untyped-call]  # nbformat


def _put_aside(folder: Path, name: str) -> None:
    aside = folder / EARLIER / name
    number = 1
    while aside.exists():
        number += 1
        aside = aside.with_name(f"{Path(name).stem}-{number}{Path(name).suffix}")
    aside.parent.mkdir(parents=True, exist_ok=True)
    (folder / name).replace(aside)
