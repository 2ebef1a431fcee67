"""What a notebook holds in its hand: one Stripe account, real or offline."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kit import attaching, bulk, frames, lookup
from kit.customer_search import refuse_short
from kit.errors import AccountClosed, InvalidInput, WritesNotAllowed
from kit.facts import JsonObject
from kit.gateway.request_log import exchanges_frame
from kit.gateway.stripe_api import StripeApi
from kit.idempotency import IdempotencyKeys
from kit.models.arguments import checked_flag, checked_params, checked_path, checked_rate
from kit.models.attach_request import AttachRequest, checked_customer_id, checked_source_id
from kit.models.masked_dict import MaskedDict
from kit.models.source_change import Attachment, Detachment
from kit.on_demand import pd
from kit.practice_source import check_source
from kit.public_call import public_methods
from kit.snapshot import AccountPull
from kit.which_account import Mode, WhichAccount
from kit.whole_account import WholeAccountReads

if TYPE_CHECKING:
    from kit.practice import PracticeControls

__all__ = ["Account", "Mode"]


@public_methods(holds_secrets={"attach_many": "pairs"})
class Account(WhichAccount, WholeAccountReads, AccountPull):
    """One account: its customers, their sources, and the attaching of more.

    Made by ``kit.connect``. Reads answer frames, writes answer what changed. Close it with
    ``close()`` or ``with``; an offline account also closes when the interpreter ends.
    Every method raises a ``kit.KitError`` when Stripe refuses or cannot be reached.
    """

    def __init__(
        self,
        api: StripeApi,
        mode: Mode,
        *,
        allow_writes: bool = True,
        idempotency_keys: IdempotencyKeys | None = None,
        offline: PracticeControls | None = None,
        on_close: Callable[[], None] | None = None,
        key_hint: str = "",
    ) -> None:
        self._key_hint = key_hint
        self.mode: Mode = mode
        self._api = api
        self._may_write = allow_writes
        self._keys = idempotency_keys or IdempotencyKeys()
        self._offline = offline
        self._finalizer = weakref.finalize(self, _close, api, on_close)

    @property
    def api_base(self) -> str:
        """Where requests go, such as ``https://api.stripe.com``."""
        return self._api.api_base

    @property
    def api_version(self) -> str:
        """The version of Stripe's API that requests ask for."""
        return self._api.api_version

    @property
    def is_closed(self) -> bool:
        """Whether it was closed, and answers no more."""
        return not self._finalizer.alive

    @property
    def allows_writes(self) -> bool:
        """Whether this account may change anything; a live one only when told so."""
        return self._may_write

    @property
    def offline(self) -> PracticeControls:
        """The controls of the offline account: its clock, faults, reset and export."""
        if self._offline is None:
            raise InvalidInput(
                f"This account is in {self.mode} mode; only an offline account has practice "
                "controls. Make one with kit.connect(offline=True)."
            )
        return self._offline

    def customers(self, search: str | None = None, limit: int | None = None) -> pd.DataFrame:
        """Customers, newest first, one row each.

        ``search`` is a part of a name or e-mail address, a whole customer id, or a query in
        Stripe's search language; ``limit`` the largest number of rows.
        """
        found = self.customer_records(search, limit)
        if search is not None and not found:
            refuse_short(search)
        # As a page of customers, so that no rows still have the columns of customers.
        return self._named(
            frames.flatten({"object": "list", "url": "/v1/customers", "data": found})
        )

    def customer_records(
        self, search: str | None = None, limit: int | None = None
    ) -> list[JsonObject]:
        """What ``customers`` finds, as Stripe's JSON objects, each with its sources."""
        found = lookup.customers(self._open(), search, limit)
        return [MaskedDict(customer) for customer in found]

    def customer_count(self, search: str) -> int:
        """How many customers ``search`` finds; see ``customers``."""
        return lookup.customer_count(self._open(), search)

    def customer(self, customer: str) -> JsonObject:
        """One customer with its sources, as Stripe's JSON object."""
        params = {"expand": ["sources"]}
        return MaskedDict(self._open().customer(checked_customer_id(customer), params).data)

    def sources(self, customer: str, *, reveal: bool = False) -> pd.DataFrame:
        """What is attached to one customer, newest first, one row each.

        ``reveal=True`` shows secrets such as account numbers, which are masked otherwise.
        """
        return self._named(frames.flatten(self.source_records(customer), reveal=reveal))

    def source_records(self, customer: str) -> list[JsonObject]:
        """What ``sources`` finds, as Stripe's JSON objects; printing them shows no secret."""
        return [MaskedDict(each) for each in lookup.customer_sources(self._open(), customer)]

    def source(self, source: str) -> JsonObject:
        """One source as Stripe's JSON object; printing it shows no secret."""
        return MaskedDict(self._open().source(checked_source_id(source)).data)

    def create_source(self, type: str, **params: Any) -> JsonObject:
        """A new source of ``type``, in offline and test mode.

        ``params`` are those of POST /v1/sources: amount, currency, owner, usage, ...
        """
        if self.mode == "live":
            raise WritesNotAllowed(
                "Sources for practice are not made with a live key. In live mode the payer's "
                "browser makes them; use a test key or kit.connect(offline=True) to try it."
            )
        check_source(type, params.get("amount"), params.get("currency"))
        sent = checked_params({"type": type} | params)
        api = self._writable("create a source")
        return MaskedDict(api.create_source(sent, idempotency_key=self._keys.next()).data)

    def create_customer(self, **params: Any) -> JsonObject:
        """A new customer; ``params`` are those of POST /v1/customers: name, email, ..."""
        sent = checked_params(params)
        api = self._writable("create a customer")
        return MaskedDict(api.create_customer(sent, idempotency_key=self._keys.next()).data)

    def attach(
        self,
        customer: str,
        source: str,
        metadata: Mapping[str, str] | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> Attachment:
        """Attach a source to a customer: POST /v1/customers/:customer/sources.

        ``metadata`` is merged into the source's, an empty value unsets its key. Pass the
        ``idempotency_key`` of an earlier try to repeat that try without doing it twice.
        """
        api = self._writable(f"attach {source!r}")
        key = self._keys.next() if idempotency_key is None else idempotency_key
        request = AttachRequest(
            customer=customer, source=source, metadata=metadata, idempotency_key=key
        )
        return attaching.attach(api, request)

    def detach(self, customer: str, source: str) -> Detachment:
        """Detach a source from its customer, for good: it is consumed afterwards."""
        checked_customer_id(customer)
        checked_source_id(source)
        return attaching.detach(self._writable(f"detach {source!r}"), customer, source)

    def attach_many(
        self,
        pairs: bulk.Pairs,
        *,
        metadata: Mapping[str, str] | None = None,
        journal: str | Path | None = None,
        dry_run: bool = False,
        rate: float | None = None,
        progress: bool = True,
        confirm: str | int | None = None,
        verify: bool = True,
        retry_refused: bool = False,
    ) -> pd.DataFrame:
        """Attach every pair, each once: a frame of pairs in, a frame of outcomes out.

        ``pairs`` is a frame, the path of a CSV file or an iterable with ``customer``,
        ``source`` and perhaps ``metadata`` or ``metadata.KEY``; ``metadata`` is for all
        rows, a row's own wins. Answers one row per pair, in the order given: ``customer``,
        ``source``, ``outcome`` (see kit.bulk.OUTCOMES), ``error_code``, ``error_message``,
        ``request_id``, ``attempts`` (int64), ``seconds`` (float64, of all its requests),
        ``settled_by``, ``source_after`` (JSON, masked). A bad row is an outcome, no error.

        ``journal`` names a file that makes the call repeatable: after a crash or Ctrl-C the
        same call goes on where it was; ``retry_refused`` asks again for what was refused.
        ``rate`` is a limit in requests a second; None finds what Stripe permits.
        ``dry_run=True`` only reads, and adds the columns ``expected`` and ``reason``.
        ``verify`` compares what was attached with the account, for a twentieth of the
        requests at most; ``.attrs["unverified"]`` is how many rows it did not reach.
        In live mode ``confirm`` names the rows: ``"attach 500 rows"``.

        >>> import kit
        >>> with kit.connect(offline=True) as account:
        ...     pairs = [("cus_9s6XKzkNRiz8i3", "src_1NfRGv2eZvKYlo2Cv7NAImBL")]
        ...     account.attach_many(pairs, progress=False).outcome.to_list()
        ['attached']
        """
        checked_flag("dry_run", dry_run)
        checked_flag("progress", progress)
        checked_flag("verify", verify)
        checked_flag("retry_refused", retry_refused)
        if rate is not None:
            checked_rate("rate", rate)
        if journal is not None:
            checked_path("journal", journal)
        api = self._open() if dry_run else self._writable("attach anything")
        return bulk.attach_many(
            api,
            pairs,
            mode=self.mode,
            salt=self._keys.next(),
            metadata=metadata,
            journal=journal,
            dry_run=dry_run,
            rate=rate,
            progress=progress,
            confirm=confirm,
            verify=verify,
            retry_refused=retry_refused,
        )

    def verify_journal(self, journal: str | Path, *, progress: bool = True) -> pd.DataFrame:
        """Compare every attach of a journal with the account; see kit.bulk.verify_journal."""
        checked_path("journal", journal)
        checked_flag("progress", progress)
        return bulk.verify_journal(self._open(), journal, mode=self.mode, progress=progress)

    def requests(self) -> pd.DataFrame:
        """The latest 1,000 requests, oldest first, one row for each attempt.

        Columns: ``method``, ``path``, ``status`` (NA when no answer came), ``seconds``,
        ``request_id``, ``body`` (what was sent, masked) and ``error`` (why it was refused).
        """
        return exchanges_frame(self._api.log)

    def close(self) -> None:
        """Close the connections and the offline server; closing twice is fine."""
        self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> StripeApi:
        if self.is_closed:
            raise AccountClosed("This account is closed. Make a new one with kit.connect().")
        return self._api

    def _writable(self, doing: str) -> StripeApi:
        if not self._may_write:
            raise WritesNotAllowed(
                f"Refused to {doing}: this is live mode, and a live account only reads unless "
                "it was made with kit.connect(..., allow_writes=True). Nothing was sent."
            )
        return self._open()


def _close(api: StripeApi, on_close: Callable[[], None] | None) -> None:
    api.close()
    if on_close is not None:
        on_close()
