"""From an account into a folder: everything, or what is new."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from kit.bulk.progress import Listener
from kit.errors import KitError, NotFound, NotWritten, UnreadableSnapshot
from kit.gateway.stripe_api import StripeApi
from kit.snapshot.folder import MANIFEST, SnapshotFolder
from kit.snapshot.increment import PULLED_EVENTS, Increment, newest_event
from kit.snapshot.manifest import Manifest
from kit.snapshot.row_buffer import RowBuffer
from kit.snapshot.unfinished import UnfinishedPull, check_masking
from kit.whole_account.concurrent_reader import ConcurrentReader
from kit.whole_account.customer_pages import customer_reader
from kit.whole_account.ending import watched
from kit.whole_account.event_reading import event_reader
from kit.whole_account.limiter import AdaptivePace
from kit.whole_account.strands import strand_from

__all__ = ["pull"]

#: So many witnesses must be known: two practice accounts have one customer in common.
_ASKED: Final = 2

_GO_ON: Final = "What was read is kept: the same pull into the same folder goes on from here."


def pull(
    api: StripeApi,
    path: str | Path,
    *,
    mode: str,
    reveal: bool,
    progress: bool | Listener,
    rate: float | None,
    full: bool,
) -> Manifest:
    """Bring the folder up to date; see Account.pull."""
    with SnapshotFolder(path) as folder:
        unfinished = UnfinishedPull.read(folder)
        value = None if unfinished is not None or full else folder.read(MANIFEST)
        before = unfinished or (value and Manifest.read(value, folder.path / MANIFEST))
        if before:
            _check_same_account(api, folder, before.mode, mode, before.witnesses)
            check_masking(folder.path, was_masked=before.masked, reveal=reveal)
        pace = AdaptivePace(rate)
        if isinstance(before, Manifest):
            increment = Increment(api, folder, before, pace, reveal=reveal, progress=progress)
            found = increment.run()
            if found is not None:
                return found
        begun = unfinished or UnfinishedPull(mode=mode, masked=not reveal)
        return _FullPull(api, folder, begun, pace, reveal=reveal, progress=progress).run()


class _FullPull:
    """Everything, from the beginning or from where an earlier pull was killed."""

    def __init__(
        self,
        api: StripeApi,
        folder: SnapshotFolder,
        state: UnfinishedPull,
        pace: AdaptivePace,
        *,
        reveal: bool,
        progress: bool | Listener,
    ) -> None:
        self._api = api
        self._folder = folder
        self._state = state
        self._pace = pace
        self._reveal = reveal
        self._progress = progress

    def run(self) -> Manifest:
        """Read customers, then events; the manifest comes last."""
        state = self._state
        # Parts that were written and never noted, by a pull that was killed in between.
        kept = {part.file for parts in state.parts.values() for part in parts}
        value = self._folder.read(MANIFEST)
        if value is not None:
            kept |= Manifest.read(value, self._folder.path / MANIFEST).files
        self._folder.keep_only(kept)
        if state.table == "customers" and state.remaining is None:
            # Before anything is read: what changes from now on is for the next pull.
            state.known_event, state.changes_since = newest_event(self._api)
        state.save(self._folder)
        if state.table == "customers":
            self._read("customers", lambda: customer_reader(self._api, self._pace))
            state.table, state.remaining = "events", None
            state.save(self._folder)
        self._read("events", lambda: event_reader(self._api, PULLED_EVENTS, self._pace))
        return state.finish(self._folder)

    def _read(self, table: str, fresh: Callable[[], ConcurrentReader]) -> None:
        reader = fresh() if self._state.remaining is None else self._rest(table)
        events = sum(part.rows for part in self._state.parts["events"])
        buffer = RowBuffer(table, place=events, reveal=self._reveal)
        label = f"Pulling {table}"
        with watched(label, table, shown=self._progress, go_on=_GO_ON) as watch:
            try:
                for delivery in watch.deliveries(reader):
                    buffer.add(delivery)
                    if table == "customers" and delivery.customer is None:
                        self._state.saw(delivery.page["data"])
                    reader.kept(delivery)
                    if buffer.is_due:
                        self._write(buffer, reader)
            except NotWritten:
                raise
            except (KitError, KeyboardInterrupt):
                # Whatever ended it: what was read need not be read again.
                self._write(buffer, reader)
                raise
        self._write(buffer, reader)

    def _rest(self, table: str) -> ConcurrentReader:
        strands = [strand_from(state) for state in self._state.remaining or ()]
        if table == "customers":
            return customer_reader(self._api, self._pace, strands)
        return event_reader(self._api, PULLED_EVENTS, self._pace, strands=strands)

    def _write(self, buffer: RowBuffer, reader: ConcurrentReader) -> None:
        for table, part in list(buffer.write(self._folder)):
            self._state.parts[table].append(part)
        self._state.remaining = list(reader.remaining.values())
        self._state.save(self._folder)


def _check_same_account(
    api: StripeApi, folder: SnapshotFolder, was: str, mode: str, witnesses: list[str]
) -> None:
    """Refuse the folder of another account; a deleted customer is still known to its own."""
    if was != mode:
        raise UnreadableSnapshot(
            f"{folder.path} is of an account in {was} mode, and this one is in {mode} mode. "
            "Pull into another folder."
        )
    for customer in witnesses[:_ASKED]:
        try:
            api.customer(customer)
        except NotFound as error:
            raise UnreadableSnapshot(
                f"{folder.path} is of another account: this one has no customer {customer}. "
                "Pull into another folder."
            ) from error
