"""The controls of an offline account: its clock, its faults, its data, and the payer's part.

They reach the server's ``/_kit/`` routes by HTTP, so they work on a server of
``kit offline`` in another process as well as on the embedded one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from kit.errors import InvalidInput
from kit.facts import JsonObject
from kit.idempotency import IdempotencyKeys
from kit.models.answer_key import as_frames
from kit.models.attach_request import checked_source_id
from kit.models.masked_dict import MaskedDict
from kit.offline import CRM_CSV, FaultPlan
from kit.practice.recordings import RecordingControls
from kit.practice.webhook_controls import WebhookControls
from kit.public_call import public_methods

__all__ = ["PracticeControls"]

_FAULT_SETTINGS: Final = frozenset(setting.name for setting in fields(FaultPlan))

_SECONDS: Final = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}


@public_methods("key", holds_secrets={"import_": "world"})
class PracticeControls(RecordingControls, WebhookControls):
    """What only an offline account can do; ``account.offline`` is one.

    Every method raises StripeUnreachable when the server is gone, InvalidInput for an
    argument it does not take, and StripeRefused for what the source's state does not allow.

    >>> from kit.offline import OfflineServer
    >>> with OfflineServer(customers=5) as server:
    ...     practice = PracticeControls(server.api_base, server.key)
    ...     practice.advance(hours=6)
    ...     practice.now
    datetime.datetime(2023, 8, 16, 6, 0, tzinfo=datetime.timezone.utc)
    """

    def __init__(
        self, api_base: str, key: str, *, idempotency_keys: IdempotencyKeys | None = None
    ) -> None:
        super().__init__(api_base, key)
        self._idempotency_keys = idempotency_keys

    def __repr__(self) -> str:
        return "PracticeControls()"

    # -- the clock -------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """What the practice clock shows; it stands still until told to move."""
        return datetime.fromtimestamp(self.state()["now"], UTC)

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Move the practice clock on; what falls due on the way happens, in order.

        Pending sources are canceled after 1 hour or 7 days, by their type; chargeable
        single-use ones after 6 hours.
        """
        parts = {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds}
        total = 0.0
        for name, seconds_each in _SECONDS.items():
            total += _checked_number(name, parts[name]) * seconds_each
        if total < 0:
            raise InvalidInput("The practice clock only goes forward; use reset() to go back.")
        self._post("/_kit/clock", {"seconds": round(total)})

    # -- the data --------------------------------------------------------------------

    def state(self) -> JsonObject:
        """The clock, the seed, how much there is of everything, and the faults."""
        return self._call("GET", "/_kit/state")

    def reset(self) -> None:
        """Go back to the practice data, or what was replayed, as if it had just been made.

        The faults stay as they are.
        """
        self._post("/_kit/reset")

    def answers(self) -> JsonObject:
        """The answer key: what was planted in a world with a story, by name.

        Frames and numbers that were written down while the world was made, not read back
        from it. Empty for ``calm`` and ``storm``, which tell none.
        """
        return as_frames(self._call("GET", "/_kit/answers"))

    @property
    def crm_csv(self) -> Path:
        """The file beside the world ``spring`` with seed 0: its customers in another's words.

        ``pd.read_csv(account.offline.crm_csv, sep=";", dtype=str)`` reads it.
        """
        return CRM_CSV

    def export(self) -> JsonObject:
        """The whole world as one JSON object, for import_() here or elsewhere.

        It is whole; printing it shows no secret.
        """
        return MaskedDict(self._call("GET", "/_kit/world"))

    def import_(self, world: Mapping[str, Any]) -> None:
        """Put an exported world in the place of this one.

        It remembers the idempotency keys of its own past, so this account counts its keys
        under another name from now on.
        """
        try:
            document = json.dumps(world).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise InvalidInput(
                f"This is no world that export() gave: it is no JSON ({error})."
            ) from error
        imported = self._call("POST", "/_kit/world", document, "application/json")
        if self._idempotency_keys is not None:
            self._idempotency_keys.renew(imported["idempotency_prefix"])

    # -- the faults ------------------------------------------------------------------

    @property
    def faults(self) -> JsonObject:
        """What goes wrong at present: every setting of set_faults by name."""
        return self._call("GET", "/_kit/faults")

    def set_faults(
        self,
        *,
        latency_ms: float | None = None,
        latency_spread_ms: float | None = None,
        rate_limit: float | None = None,
        endpoint_rate_limit: float | None = None,
        concurrency_limit: int | None = None,
        lock_customers: bool | None = None,
        cut_before: float | None = None,
        cut_after: float | None = None,
        error_before: float | None = None,
        error_after: float | None = None,
        lock_timeout: float | None = None,
        key_in_use: float | None = None,
        rate_limited: float | None = None,
        webhook_duplicate: float | None = None,
        webhook_reorder: float | None = None,
        webhook_late: float | None = None,
        webhook_bad_signature: float | None = None,
        next: Sequence[str] | None = None,
        seed: int | None = None,
        on: str | None = None,
    ) -> None:
        """Let things go wrong; settings that are not named stay as they are.

        ``latency_ms`` and ``latency_spread_ms`` hold every answer back. ``rate_limit`` and
        ``endpoint_rate_limit`` (requests a second, overall and for each endpoint) and
        ``concurrency_limit`` (at once) refuse the rest with 429. ``lock_customers=True``
        refuses a write to a customer while another is under way. Shares of the requests
        from 0 to 1: ``cut_before`` and ``cut_after`` (the connection breaks before or after
        the work), ``error_before`` and ``error_after`` (500), ``lock_timeout``,
        ``key_in_use``, ``rate_limited``; ``seed`` fixes which requests they hit.
        And shares of the webhook deliveries: ``webhook_duplicate`` come twice,
        ``webhook_reorder`` after the next one, ``webhook_late`` an hour of the practice clock
        later, ``webhook_bad_signature`` signed by somebody else.
        ``next=["cut_after", "none"]`` says what hits the very next requests. ``on`` is
        "all", "reads" or "writes".
        """
        named = {name: value for name, value in locals().items() if name in _FAULT_SETTINGS}
        pairs: list[tuple[str, str]] = []
        for name, value in named.items():
            if value is not None:
                pairs += _form_pairs(name, value)
        self._post("/_kit/faults", pairs)

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._call("DELETE", "/_kit/faults")

    # -- the payer's part ------------------------------------------------------------

    def authorize(self, source: str) -> JsonObject:
        """Let the payer agree: a pending source becomes chargeable."""
        return self._on_source(source, "authorize")

    def decline(self, source: str, reason: str = "declined") -> JsonObject:
        """Let the payer or the bank refuse: a pending or chargeable source fails.

        ``reason`` is "declined", "user_abort" or "processing_error".
        """
        return self._on_source(source, "decline", reason=reason)

    def receive_funds(self, source: str, amount: int) -> JsonObject:
        """Let a transfer of ``amount``, in the smallest unit, reach a receiver source."""
        return self._on_source(source, "receive_funds", amount=amount)

    def charge(self, source: str, amount: int | None = None) -> JsonObject:
        """Charge a source as the Charges API would.

        It is consumed unless it is reusable and attached.
        ``amount`` in the smallest unit matters for receivers only; None takes all.
        """
        return self._on_source(source, "charge", amount=amount)

    def _on_source(self, source: str, act: str, **params: object) -> JsonObject:
        given = {name: value for name, value in params.items() if value is not None}
        path = f"/_kit/sources/{quote(checked_source_id(source), safe='')}/{act}"
        return MaskedDict(self._post(path, given))


def _checked_number(name: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    raise InvalidInput(f"{name} is a number, but it is {value!r}. Pass such as {name}=6.")


def _form_pairs(name: str, value: object) -> list[tuple[str, str]]:
    """One setting as it goes into a form."""
    if isinstance(value, bool):
        return [(name, "true" if value else "false")]
    if isinstance(value, float):
        return [(name, f"{value:.9f}".rstrip("0").rstrip("."))]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [(f"{name}[]", str(entry)) for entry in value] or [(name, "")]
    return [(name, str(value))]
