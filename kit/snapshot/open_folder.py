"""A folder as frames, whatever it holds and whichever engine reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, overload

from kit.errors import InvalidInput
from kit.models.arguments import checked_path
from kit.public_call import public_call
from kit.snapshot.dask_frames import DaskFolder, DaskSnapshot, check_workers_see
from kit.snapshot.folder import MANIFEST, UNFINISHED
from kit.snapshot.json_folder import JsonFolder, json_files
from kit.snapshot.open_snapshot import Snapshot, read_manifest

__all__ = ["open_folder"]


@overload
def open_folder(
    path: str | Path, engine: Literal["pandas"] = "pandas", *, reveal: bool = False
) -> Snapshot | JsonFolder: ...


@overload
def open_folder(
    path: str | Path, engine: Literal["dask"], *, client: Any = None, reveal: bool = False
) -> DaskSnapshot | DaskFolder: ...


@public_call()
def open_folder(
    path: str | Path, engine: str = "pandas", *, client: Any = None, reveal: bool = False
) -> Snapshot | JsonFolder | DaskSnapshot | DaskFolder:
    """A folder as frames ``customers``, ``sources`` and ``events``.

    ``path`` is a folder that ``account.pull`` or ``kit pull`` made, or one of raw JSON: files
    .json, .ndjson or .jsonl, perhaps with .gz, of objects, pages or events. ``reveal=True``
    shows the secrets in raw JSON; a snapshot has them or not.

    ``engine="dask"`` gives Dask DataFrames instead of pandas', for what is larger than memory:
    pip install 'stripe-source-kit[dask]'. Dask works in this process, or on the cluster of a
    ``distributed.Client`` made before; pass that as ``client`` to have it checked that its
    workers see the folder.

    Raises UnreadableSnapshot for a folder that is neither, whose pull has not ended, or that a
    later kit wrote.
    """
    folder = Path(checked_path("path", path))
    if engine not in ("pandas", "dask"):
        raise InvalidInput(f"engine= is 'pandas' or 'dask', but it is {engine!r}.")
    if client is not None:
        check_workers_see(client, folder)
    is_pulled = (folder / MANIFEST).exists() or (folder / UNFINISHED).exists()
    if folder.is_dir() and not is_pulled and json_files(folder):
        if engine == "dask":
            return DaskFolder(folder, reveal=reveal)
        return JsonFolder(folder, reveal=reveal)
    found = read_manifest(folder)
    return DaskSnapshot(*found) if engine == "dask" else Snapshot(*found)
