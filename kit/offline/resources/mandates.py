"""The mandate of a SEPA debit: what the payer permitted, and what is told of it.

A source of type ``sepa_debit`` carries it at its top level, nine of nine [REC].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kit.facts import JsonObject
from kit.offline.protocol.messages import RequestContext
from kit.offline.resources.events import emit
from kit.offline.storage.ids import long_id
from kit.offline.storage.repository import Repository

__all__ = ["changed_mandate", "new_mandate", "notify_of_debit"]

_ACCEPTANCE_KEYS: Final = ("date", "ip", "offline", "online", "status", "type", "user_agent")

#: Who debits, as the payer's bank knows it: a practice number.
_CREDITOR: Final = "DE00ZZZ00000000000"


def new_mandate(source: JsonObject) -> JsonObject:
    """The mandate of a new source, not accepted yet."""
    members = source["sepa_debit"]
    return {
        "acceptance": {**dict.fromkeys(_ACCEPTANCE_KEYS), "status": "pending"},
        "amount": None,
        "currency": None,
        "interval": None if source["usage"] == "single_use" else "variable",
        "notification_method": "none",
        "reference": members["mandate_reference"],
        "url": members["mandate_url"],
    }


def changed_mandate(kept: JsonObject, sent: Mapping[str, Any]) -> JsonObject:
    """The mandate after an update: sent members overwrite, the acceptance's one by one."""
    acceptance = {**kept["acceptance"], **sent.get("acceptance", {})}
    changed = {**kept, **{name: value for name, value in sent.items() if name in kept}}
    # An empty amount unsets it.
    return {**changed, "acceptance": acceptance, "amount": changed["amount"] or None}


def notify_of_debit(
    repository: Repository, source: JsonObject, amount: int | None, context: RequestContext
) -> None:
    """Tell that the payer has to be told, where the mandate leaves telling to the merchant.

    ``manual`` is the method whose event the merchant has to handle, ``email`` sends a letter
    and ``none`` nothing [SPEC22]. That it is sent at the charge is a choice [U].
    """
    mandate = source.get("mandate")
    if mandate is None or mandate["notification_method"] != "manual":
        return
    n = repository.database.next_number("events")
    members = source["sepa_debit"]
    notification = {
        "id": long_id(repository.seed, "srcmn_", n),
        "object": "source_mandate_notification",
        "amount": source["amount"] if amount is None else amount,
        "created": repository.now,
        "livemode": False,
        "reason": "debit_initiated",
        "sepa_debit": {
            "creditor_identifier": _CREDITOR,
            "last4": members["last4"],
            "mandate_reference": members["mandate_reference"],
        },
        "source": source,
        "status": "pending",
        "type": "sepa_debit",
    }
    emit(repository, "source.mandate_notification", notification, context)
