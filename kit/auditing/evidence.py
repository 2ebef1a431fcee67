"""What an audit looks at: the frames of an account, a snapshot or a folder, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from kit.account import Account
from kit.bulk.progress import Listener
from kit.errors import InvalidInput
from kit.snapshot import Snapshot
from kit.snapshot.json_folder import JsonFolder

__all__ = ["Auditable", "Evidence", "evidence_of"]

Auditable = Account | Snapshot | JsonFolder


@dataclass(frozen=True)
class Evidence:
    """Customers, every known source and events, and where they are from.

    ``account`` says which account in words, ``read_at`` when it was read. ``now`` is the moment
    by which cards have expired or not.
    """

    customers: pd.DataFrame
    sources: pd.DataFrame
    events: pd.DataFrame
    account: str
    mode: str
    read_at: datetime
    now: pd.Timestamp


def evidence_of(given: Auditable, *, progress: bool | Listener) -> Evidence:
    """What there is; InvalidInput for anything that cannot be audited."""
    if isinstance(given, Account):
        return _of_account(given, progress=progress)
    if isinstance(given, Snapshot):
        return _of_snapshot(given, f"snapshot {given.path.name}")
    if isinstance(given, JsonFolder):
        return _of_folder(given)
    raise InvalidInput(
        "audit takes an account, or what kit.open(FOLDER) gives (with pandas, not with Dask), not "
        f"a {type(given).__name__}."
    )


def _of_account(account: Account, *, progress: bool | Listener) -> Evidence:
    # A pull reads everything once, in parallel; so an account and its snapshot audit alike.
    with TemporaryDirectory(prefix="kit-audit-") as folder:
        return _of_snapshot(account.pull(Path(folder) / "read", progress=progress), account.label)


def _of_snapshot(snapshot: Snapshot, account: str) -> Evidence:
    customers, sources, events = snapshot.customers, snapshot.known_sources, snapshot.events
    now = pd.Timestamp(snapshot.made_at).tz_convert("UTC")
    if snapshot.mode == "offline":
        now = _newest(customers, sources, events, otherwise=now)
    return Evidence(customers, sources, events, account, snapshot.mode, snapshot.made_at, now)


def _of_folder(folder: JsonFolder) -> Evidence:
    """A folder says not when it was made: what is newest in it is as late as one can know."""
    customers, sources, events = folder.customers, folder.known_sources, folder.events
    read_at = datetime.now(UTC).replace(microsecond=0)
    now = _newest(customers, sources, events, otherwise=pd.Timestamp(read_at))
    frames = [frame for frame in (customers, sources) if "livemode" in frame.columns]
    live = pd.concat([frame["livemode"].dropna() for frame in frames])
    mode = "" if live.empty else "live" if live.any() else "test"
    name = f"folder {folder.path.name}"
    return Evidence(customers, sources, events, name, mode, read_at, now)


def _newest(*frames: pd.DataFrame, otherwise: pd.Timestamp) -> pd.Timestamp:
    """The newest moment in these frames: a practice clock is not this machine's."""
    newest = [frame["created"].max() for frame in frames if "created" in frame.columns]
    known = [moment for moment in newest if not pd.isna(moment)]
    return max(known, default=otherwise)
