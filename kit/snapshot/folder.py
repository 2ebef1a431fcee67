"""The folder of a snapshot: what lies where, who may read it, and how a file gets there whole.

Everything is written beside its place and moved there when it is whole and on the disk, so that
a process that is killed leaves no half file behind.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Self
from uuid import uuid4

import orjson

from kit.errors import InvalidInput, NotWritten, UnreadableSnapshot

__all__ = ["MANIFEST", "UNFINISHED", "SnapshotFolder", "not_written"]

MANIFEST: Final = "manifest.json"
UNFINISHED: Final = "unfinished-pull.json"

_LOCK: Final = ".lock"
_ONLY_OWNER: Final = 0o600
_ONLY_OWNER_ENTERS: Final = 0o700


@contextmanager
def not_written(path: Path) -> Iterator[None]:
    """Turn an error of the disk into a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise NotWritten(
            f"Could not write {path}: {error.strerror or error}. What was complete before is as it "
            "was. Make room or choose another place, then run the same again."
        ) from error


class SnapshotFolder:
    """A folder while one pull writes into it; ``with`` keeps others out meanwhile."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock: int | None = None

    def __enter__(self) -> Self:
        self._refuse_a_strange_one()
        with not_written(self.path):
            self.path.mkdir(mode=_ONLY_OWNER_ENTERS, parents=True, exist_ok=True)
            self._lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, _ONLY_OWNER)
        if not _locked(self._lock):
            self._release()
            raise InvalidInput(f"Another pull is writing to {self.path} right now. Wait for it.")
        return self

    def __exit__(self, *exception: object) -> None:
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _refuse_a_strange_one(self) -> None:
        if self.path.is_file():
            raise UnreadableSnapshot(f"{self.path} is a file. Name a folder for the snapshot.")
        ours = [self.path / name for name in (MANIFEST, UNFINISHED, _LOCK)]
        if self.path.exists() and any(self.path.iterdir()) and not any(p.exists() for p in ours):
            raise UnreadableSnapshot(
                f"{self.path} holds something that is no snapshot. Name an empty or a new folder."
            )

    def read(self, name: str) -> dict[str, Any] | None:
        """A JSON file of the folder's; None when there is none."""
        try:
            text = (self.path / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnreadableSnapshot(f"Could not read {self.path / name}: {error}.") from error
        try:
            found = orjson.loads(text)
        except ValueError as error:
            raise _spoiled(self.path / name) from error
        if not isinstance(found, dict):
            raise _spoiled(self.path / name)
        return found

    def write(self, name: str, value: dict[str, Any]) -> None:
        """Put a JSON file in its place, whole or not at all."""
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2)
        self.place(name, lambda path: path.write_bytes(text))

    def place(self, name: str, fill: Callable[[Path], object]) -> None:
        """Put the file that ``fill`` writes in its place, whole or not at all."""
        target = self.path / name
        draft = target.with_name(f".{target.name}.{uuid4().hex[:8]}")
        with not_written(target):
            target.parent.mkdir(mode=_ONLY_OWNER_ENTERS, exist_ok=True)
            os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_OWNER))
            try:
                fill(draft)
                _to_disk(draft)
                draft.replace(target)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
            _to_disk(target.parent)

    def remove(self, name: str) -> None:
        """Remove a file that may be gone already."""
        (self.path / name).unlink(missing_ok=True)

    def keep_only(self, names: set[str]) -> None:
        """Remove every part and draft but those ``names``."""
        for path in self.path.glob("*/*"):
            name = path.relative_to(self.path).as_posix()
            is_ours = path.suffix == ".parquet" or ".parquet." in path.name
            if is_ours and name not in names:
                path.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        with suppress(PermissionError):  # folders cannot be synced everywhere
            os.fsync(handle)
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        import fcntl  # noqa: PLC0415  # there is none on Windows, where nothing is locked
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _spoiled(path: Path) -> UnreadableSnapshot:
    return UnreadableSnapshot(f"{path} is no file of a snapshot's. Pull into a new folder.")
