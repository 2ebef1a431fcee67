"""What an account offers to keep itself in files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

from kit import snapshot
from kit.bulk.progress import Listener
from kit.gateway.stripe_api import StripeApi
from kit.models.arguments import checked_flag, checked_path, checked_progress, checked_rate
from kit.public_call import public_methods

__all__ = ["AccountPull"]


@public_methods()
class AccountPull(ABC):
    """The method of an account that keeps it in a folder."""

    mode: str

    @abstractmethod
    def _open(self) -> StripeApi:
        """The API, unless the account is closed."""

    def pull(
        self,
        folder: str | Path,
        *,
        reveal: bool = False,
        full: bool = False,
        progress: bool | Listener = True,
        rate: float | None = None,
    ) -> snapshot.Snapshot:
        """Keep customers, sources and events in ``folder``, and open it as a Snapshot.

        Into a new folder everything is read; into one that holds a snapshot of this account
        what is new since then, as the events tell, unless ``full=True``. What no event can show
        stands in ``not_seen`` of the snapshot. A pull that was stopped, or killed, goes on where
        it was when it is called again. Nobody else may read the files; secrets in them are masked
        unless ``reveal=True``. ``rate`` is a limit in requests a second. ``progress`` shows a bar
        or not, or is a function that is called with what is read ("customers", "events"), how many
        are read and how many there will be (None where nobody knows yet); what it raises ends the
        pull, which goes on another time.

        Raises UnreadableSnapshot for a folder that is something else or another account's,
        NotWritten when the disk is full; the folder is then as it was.
        """
        for name, flag in (("reveal", reveal), ("full", full)):
            checked_flag(name, flag)
        checked_progress(progress)
        if rate is not None:
            checked_rate("rate", rate)
        snapshot.pull(
            self._open(),
            checked_path("folder", folder),
            mode=self.mode,
            reveal=reveal,
            progress=progress,
            rate=rate,
            full=full,
        )
        return snapshot.Snapshot(*snapshot.read_manifest(folder))
