"""The mandate of a SEPA debit: what the payer permitted, and what is told of it.

A source of type ``sepa_debit`` carries it at its top level, nine of nine [REC].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson

from kit.facts import JsonObject
from kit.offline.errors import no_such
from kit.offline.protocol.messages import RequestContext
from kit.offline.protocol.routing import Call, Route
from kit.offline.protocol.shapes import EXPAND
from kit.offline.resources.events import emit
from kit.offline.storage.ids import long_id
from kit.offline.storage.list_query import ListQuery
from kit.offline.storage.repository import Repository

__all__ = ["ROUTES", "changed_mandate", "new_mandate", "notify_of_debit"]

_TOLD: Final = "source.mandate_notification"

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
    emit(repository, _TOLD, notification, context)


def retrieve_notification(call: Call) -> JsonObject:
    """GET /v1/sources/:source/mandate_notifications/:mandate_notification.

    As it was told: nothing moves one on. The source in it is as it was then, too.
    """
    source_id, notification_id = call.ids
    call.repository.source(source_id)
    query = ListQuery("events")
    query.where("type", _TOLD)
    query.where_about(notification_id)
    for body in query.bodies(call.repository.database, 1, oldest_first=True):
        told: JsonObject = orjson.loads(body)["data"]["object"]
        if told["source"]["id"] == source_id:
            return told
    raise no_such("mandate notification", notification_id, param="id", in_path=True)


ROUTES: Final = (
    Route(
        "GET",
        "/v1/sources/{}/mandate_notifications/{}",
        retrieve_notification,
        {"expand": EXPAND},
        permission="rak_source_read",
    ),
)
