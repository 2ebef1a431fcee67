"""What has to happen for an event: a source is made, its payer acts, and the event is sent.

``kit trigger`` and ``account.offline.trigger`` ask for one by the event's name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kit.facts import JsonObject
from kit.facts.source_types import SOURCE_TYPES
from kit.offline.protocol.params import one_of
from kit.offline.protocol.request_errors import invalid, missing
from kit.offline.protocol.routing import Call
from kit.offline.resources import customer_sources, customers, lifecycle, sources
from kit.offline.resources.events import NO_REQUEST

__all__ = ["trigger"]

_OWNER: Final = {"name": "Jenny Rosen", "email": "jenny.rosen@example.com"}

_AMOUNT: Final = 1099


def trigger(call: Call) -> JsonObject:
    """Let an event happen from the beginning of its story; answers the object it is about."""
    if "event" not in call.params:
        raise missing("event")
    story = _STORIES.get(call.params["event"])
    if story is None:
        raise invalid(f"There is no story for this event: it is {one_of(list(_STORIES))}", "event")
    tell, usual_type = story
    # The event is the payer's doing, or the bank's: no request of the API stands behind it.
    return tell(call._replace(context=NO_REQUEST), call.params.get("type", usual_type))


def _on(call: Call, *ids: str, **params: Any) -> Call:
    """The same call, of another route."""
    return call._replace(ids=ids, params=params)


def _made(call: Call, type: str, **more: Any) -> JsonObject:
    kind = SOURCE_TYPES[type]
    params = {"type": type, "owner": dict(_OWNER), **more}
    if kind.usage == "single_use":
        params |= {"amount": _AMOUNT, "currency": (kind.currencies or ("usd",))[0]}
    if kind.flow == "redirect":
        params["redirect"] = {"return_url": "https://example.com/return"}
    return sources.create(_on(call, **params))


def _attached(call: Call, type: str, **more: Any) -> JsonObject:
    customer = customers.create(_on(call, **_OWNER))
    source = _made(call, type, **more)
    return customer_sources.attach(_on(call, customer["id"], source=source["id"]))


def _becomes_chargeable(call: Call, type: str) -> JsonObject:
    """The payer authorises, transfers, or tells the two deposits."""
    source = _made(call, type)
    if source["status"] == "chargeable":
        if type == "card":
            raise invalid("A card is chargeable when it is made: no event says so", "type")
        return source
    if "receiver" in source:
        return lifecycle.receive_funds(call.repository, source, source["amount"] or _AMOUNT)
    return lifecycle.make_chargeable(call.repository, source)


def _fails(call: Call, type: str) -> JsonObject:
    return lifecycle.fail(call.repository, _made(call, type))


def _is_canceled(call: Call, type: str) -> JsonObject:
    return lifecycle.cancel(call.repository, _made(call, type))


def _is_refunded(call: Call, type: str) -> JsonObject:
    """Funds came, and nobody charged them in time."""
    source = lifecycle.receive_funds(call.repository, _made(call, type), _AMOUNT)
    return lifecycle.cancel(call.repository, source)


def _is_debited(call: Call, type: str) -> JsonObject:
    """A debit whose mandate leaves it to the merchant to tell the payer."""
    source = _attached(call, type, mandate={"notification_method": "manual"})
    return lifecycle.charge(call.repository, source, _AMOUNT)


def _is_updated(call: Call, type: str) -> JsonObject:
    source = _attached(call, type)
    change = _on(call, source["customer"], source["id"], metadata={"order": "6735"})
    return customer_sources.update(change)


def _is_detached(call: Call, type: str) -> JsonObject:
    source = _attached(call, type)
    return customer_sources.detach(_on(call, source["customer"], source["id"]))


#: How each event comes about, and with which type of source unless another is asked for.
_STORIES: Final[dict[str, tuple[Callable[[Call, str], JsonObject], str]]] = {
    "source.chargeable": (_becomes_chargeable, "ideal"),
    "source.failed": (_fails, "ideal"),
    "source.canceled": (_is_canceled, "ideal"),
    "source.transaction.created": (_becomes_chargeable, "ach_credit_transfer"),
    "source.refund_attributes_required": (_is_refunded, "ach_credit_transfer"),
    "source.mandate_notification": (_is_debited, "sepa_debit"),
    "customer.source.created": (_attached, "card"),
    "customer.source.updated": (_is_updated, "card"),
    "customer.source.deleted": (_is_detached, "card"),
}
