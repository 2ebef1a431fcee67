"""What an account offers to read as a whole, each method two lines over a module of this room."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from kit import frames, whole_account
from kit.facts import JsonObject
from kit.gateway.stripe_api import StripeApi
from kit.lookup import check_limit
from kit.models.arguments import checked_flag, checked_rate
from kit.models.masked_dict import MaskedDict
from kit.on_demand import pd
from kit.public_call import public_methods

__all__ = ["WholeAccountReads"]


@public_methods()
class WholeAccountReads(ABC):
    """The methods of an account that read all of it; ``_open`` is the way to Stripe."""

    mode: str

    @property
    @abstractmethod
    def label(self) -> str:
        """The mode and the account in words."""

    @abstractmethod
    def _open(self) -> StripeApi:
        """The API, unless the account is closed."""

    def _named(self, frame: frames.AnyFrame) -> frames.AnyFrame:
        """The frame, which says that it came from this account."""
        return frames.came_from(frame, account=self.label, mode=self.mode)

    def all_sources(
        self, *, reveal: bool = False, progress: bool = True, rate: float | None = None
    ) -> pd.DataFrame:
        """Every customer's sources, one row each: newest customers first, as Stripe lists them.

        Read in parallel, as fast as the account permits; ``rate`` is a limit in requests a
        second. Two sources are never the same, and none is missing that was attached all the
        while, whatever is written meanwhile. ``reveal=True`` shows secrets such as account
        numbers, which are masked otherwise. Ctrl-C stops it and keeps nothing; ``pull`` keeps
        what it has.

        >>> import kit
        >>> with kit.connect(offline=True) as account:
        ...     account.all_sources(progress=False)["id"].is_unique
        True
        """
        _check(reveal=reveal, progress=progress)
        if rate is not None:
            checked_rate("rate", rate)
        found = whole_account.all_sources(self._open(), reveal=reveal, progress=progress, rate=rate)
        return self._named(found)

    def attachable_sources(
        self, limit: int | None = None, *, fresh: bool = False, progress: bool = True
    ) -> pd.DataFrame:
        """Sources that may be attached, the latest known first, one row each.

        Stripe lists no unattached sources, so these come from the ``source.*`` events of
        the last 30 days. ``as_of`` is the time of the event that a row shows, or with
        ``fresh=True``, which reads each one again, the time of reading by this machine's clock.

        No event shows a source whose last event is older than 30 days, nor a pending one that
        nothing has happened to yet, nor that a charge has consumed one. ``attrs["note"]`` of
        the frame says so too.
        """
        api = self._open()
        check_limit(limit)
        _check(fresh=fresh, progress=progress)
        known = whole_account.attachable_sources(api, limit, fresh=fresh, progress=progress)
        return self._named(whole_account.attachable_frame(known))

    def attachable_source_records(
        self, limit: int | None = None, *, fresh: bool = False
    ) -> list[JsonObject]:
        """What ``attachable_sources`` finds, as Stripe's JSON objects."""
        check_limit(limit)
        _check(fresh=fresh)
        known = whole_account.attachable_sources(self._open(), limit, fresh=fresh)
        return [MaskedDict(each.source) for each in known]

    def events(
        self,
        types: Sequence[str] | None = None,
        *,
        since: whole_account.Moment | None = None,
        until: whole_account.Moment | None = None,
        limit: int | None = None,
        progress: bool = True,
    ) -> pd.DataFrame:
        """What happened to sources in the last 30 days, newest first, one row per event.

        ``types`` are Stripe's event types, all those of sources if None; ``since`` and ``until``
        (before) are a datetime, text such as "2026-11-01" or seconds since 1970, in UTC.
        Columns: ``kit.describe_columns("source_event")``.

        >>> import kit
        >>> with kit.connect(offline=True) as account:
        ...     frame = account.events(["source.canceled"], progress=False)
        >>> set(frame["status_after"]), frame["created"].dtype
        ({'canceled'}, datetime64[us, UTC])
        """
        check_limit(limit)
        _check(progress=progress)
        api = self._open()
        found = whole_account.events(
            api, types, since=since, until=until, limit=limit, progress=progress
        )
        return self._named(found)

    def timeline(self, source: str, *, progress: bool = True) -> pd.DataFrame:
        """What happened to one source, oldest first, in the columns of ``events``.

        The first row, of type ``created``, is the source's making, for which there is no event.
        A last one of type ``now`` and without a time is there when the source has a status that
        no event of the last 30 days tells, such as consumed by a charge.
        """
        _check(progress=progress)
        return self._named(whole_account.timeline(self._open(), source, progress=progress))

    def source_transactions(self, source: str, *, reveal: bool = False) -> pd.DataFrame:
        """The transfers that reached a receiver source, newest first, one row each.

        Columns: ``kit.describe_columns("source_transaction")``. ``reveal=True`` shows account
        numbers, which are masked otherwise.
        """
        _check(reveal=reveal)
        return self._named(whole_account.source_transactions(self._open(), source, reveal=reveal))


def _check(**flags: object) -> None:
    for name, value in flags.items():
        checked_flag(name, value)
