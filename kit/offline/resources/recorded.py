"""Objects that were recorded of another account -> objects of this one.

They keep their ids, their times and their place. What was masked becomes practice data, what
is of live mode becomes test mode's, and what an answer shows only on demand is left to that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from kit.facts import JsonObject
from kit.facts.sensitive import MASK
from kit.facts.source_types import FLOWS, SOURCE_TYPES, USAGES
from kit.facts.statuses import STATUSES
from kit.offline.resources.lifecycle import time_out
from kit.offline.resources.objects import NULL_OWNER, new_customer, new_source
from kit.offline.storage.repository import Repository, in_wire_order

__all__ = ["NotTakenOver", "take_over"]

_ID: Final = re.compile(r"[a-z]+_[A-Za-z0-9_]+")

#: Times that a date can show: up to the year 9999.
_LAST_SECOND: Final = 253_402_300_799

#: What is shown of a customer on demand only, worked out from the rest.
_EXPANSIONS: Final = ("sources", "subscriptions", "tax_ids", "tax")

#: So a customer looks that was named by others, and not recorded itself.
_STAND_IN: Final = frozenset({"object", "id", "created"})

#: What a source may be, and what each must say of itself.
_KNOWN: Final[Mapping[str, Collection[str]]] = {
    "type": SOURCE_TYPES,
    "status": STATUSES,
    "flow": FLOWS,
    "usage": USAGES,
}
_NEEDED: Final = ("type", "status")

#: What sources of some versions have, and are not given where they were recorded without.
_NOT_ALWAYS: Final = ("allow_redisplay", "redaction")

_FLOW_HASHES: Final = frozenset({"receiver", "redirect", "code_verification"})

#: What the offline account reads or writes in an object, by an example of each value.
_OWNER: Final[JsonObject] = {
    **dict.fromkeys(("email", "name", "phone"), ""),
    "address": dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"), ""),
}
_CUSTOMER_TEXTS: Final = ("email", "name", "phone", "description", "default_source")
_CARD: Final[JsonObject] = {"customer": "", "metadata": {}, "status": "", "last4": ""}

_SHAPES: Final[dict[type, type]] = {dict: dict, list: list, str: str, int: int, bool: bool}


class NotTakenOver(Exception):
    """This object has no place here; the message says why."""


def take_over(repository: Repository, given: JsonObject) -> str | None:
    """Keep one recorded object; what is not quite as it was recorded, if anything.

    Customers come first, the oldest of them first, then sources as they were attached, then
    transactions and events. Raises NotTakenOver where nothing was kept.
    """
    kind = given.get("object")
    place = _KINDS.get(kind) if isinstance(kind, str) else None
    if place is None:
        raise NotTakenOver("The offline account knows no such objects.")
    if not isinstance(given.get("id"), str) or not _ID.fullmatch(given["id"]):
        raise NotTakenOver("It has no id.")
    if kind not in _WITHOUT_TIME and not _is_time(given.get("created")):
        raise NotTakenOver("It does not say when it was created.")
    table, keep = place
    if repository.database.number_of(table, given["id"]) is not None:
        raise NotTakenOver("It is recorded twice.")
    return keep(repository, given)


def _customer(repository: Repository, given: JsonObject) -> str | None:
    plain = {name: value for name, value in given.items() if name not in _EXPANSIONS}
    made_up = new_customer(given["created"])
    customer = {**made_up, **_practised(plain, {}), "livemode": False}
    customer["default_source"] = _id_of(customer["default_source"])
    customer["metadata"] = _metadata(customer)
    _check_shape(customer, {**made_up, **dict.fromkeys(_CUSTOMER_TEXTS, "")})
    repository.add_customer(customer)
    if given.keys() <= _STAND_IN:
        return "Not recorded, but named by others: a customer with nothing but its id stands in."
    return None


def _source(repository: Repository, given: JsonObject) -> str | None:
    for name, known in _KNOWN.items():
        if _text(given.get(name)) not in known and (name in _NEEDED or given.get(name) is not None):
            raise NotTakenOver(f"The offline account knows no source of this {name}.")
    if given.get("amount") is not None and not _is_whole(given["amount"]):
        raise NotTakenOver("Its amount is no whole number.")
    n = repository.next_source_id()[0]
    made_up = _practice_source(repository, given, n)
    for name in _NOT_ALWAYS:
        made_up.pop(name, None)
    source = {**made_up, **_practised(_plain_source(given), made_up)}
    source["metadata"] = _metadata(source)
    _check_shape(source, {**made_up, "owner": _OWNER})
    for name in _FLOW_HASHES & source.keys():
        there = {key: value for key, value in (source[name] or {}).items() if value is not None}
        source[name] = {**(source[name] or {}), **made_up.get(name, {}), **there}
    if source["owner"] is not None:
        source["owner"] = {**NULL_OWNER, **source["owner"]}
    _check_customer(repository, source)
    repository.add_source(n, in_wire_order(source))
    ends_at = time_out(source, source["created"])
    # One whose time was up when it was recorded has outlived it, whyever: it stays as it was.
    if ends_at is not None and ends_at > repository.now:
        repository.timers.add(source["id"], "cancel", ends_at)
    return None


def _card(repository: Repository, given: JsonObject) -> str | None:
    card = _practised(_plain_source(given), {})
    card["metadata"] = _metadata(card)
    _check_shape(card, _CARD)
    _check_customer(repository, card)
    if "customer" not in card:
        raise NotTakenOver("It is of no customer.")
    repository.add_source(repository.next_source_id()[0], card)
    return None


def _transaction(repository: Repository, given: JsonObject) -> str | None:
    if repository.database.number_of("sources", _text(given.get("source"))) is None:
        raise NotTakenOver("Its source was not taken over.")
    n = repository.database.next_number("source_transactions")
    repository.add_source_transaction(n, {**_practised(given, {}), "livemode": False})
    return None


def _event(repository: Repository, given: JsonObject) -> str | None:
    data = given.get("data")
    about = data.get("object") if isinstance(data, dict) else None
    if not isinstance(given.get("type"), str) or not isinstance(about, dict):
        raise NotTakenOver("It does not say what happened to which object.")
    made_up: Mapping[str, Any] = {}
    if about.get("object") == "source" and _text(about.get("type")) in SOURCE_TYPES:
        n = repository.database.number_of("sources", _text(about.get("id")))
        made_up = _practice_source(repository, about, n or 0)
    shown = {"data": {"object": made_up, "previous_attributes": made_up}}
    event: JsonObject = {
        "api_version": repository.api_version,
        "pending_webhooks": 0,
        "request": {"id": None, "idempotency_key": None},
        **_practised(given, shown),
        "livemode": False,
    }
    if "livemode" in about:
        event["data"]["object"]["livemode"] = False
    repository.add_event(repository.database.next_number("events"), event)
    return None


#: Of each kind of objects the table, and what keeps one.
_KINDS: Final[dict[str, tuple[str, Callable[[Repository, JsonObject], str | None]]]] = {
    "customer": ("customers", _customer),
    "source": ("sources", _source),
    "card": ("sources", _card),
    "bank_account": ("sources", _card),
    "source_transaction": ("source_transactions", _transaction),
    "event": ("events", _event),
}

#: Stripe does not say when these were made.
_WITHOUT_TIME: Final = ("card", "bank_account")


def _practice_source(repository: Repository, given: JsonObject, n: int) -> JsonObject:
    """The source that this account would have made in its place."""
    flow, usage, created = (given.get(name) for name in ("flow", "usage", "created"))
    return new_source(
        str(given.get("id")),
        SOURCE_TYPES[given["type"]],
        seed=repository.seed,
        n=n,
        created=created if isinstance(created, int) else repository.now,
        status=_text(given.get("status")) or None,
        flow=flow if _text(flow) in FLOWS else None,
        usage=usage if _text(usage) in USAGES else None,
    )


def _plain_source(given: JsonObject) -> JsonObject:
    """It as it stands by itself, in test mode; a customer is told by its id."""
    source = {name: value for name, value in given.items() if name != "customer"}
    if "livemode" in source:
        source["livemode"] = False
    customer = _id_of(given.get("customer"))
    return source if customer is None else {**source, "customer": customer}


def _check_customer(repository: Repository, source: JsonObject) -> None:
    if "customer" not in source:
        return
    if repository.database.number_of("customers", _text(source["customer"])) is None:
        raise NotTakenOver("Its customer was not taken over.")


def _check_shape(given: JsonObject, model: Mapping[str, Any], path: str = "") -> None:
    """Refuse what has something else where the ``model`` has a hash, a number or a text."""
    for name, expected in model.items():
        value = given.get(name)
        kinds = _SHAPES.get(type(expected))
        if name not in given or kinds is None or (value is None and expected != {}):
            continue
        if not isinstance(value, kinds) or (type(value) is bool and type(expected) is not bool):
            raise NotTakenOver(f"Its {path}{name} is not what the offline account can work with.")
        if isinstance(expected, dict) and isinstance(value, dict):
            _check_shape(value, expected, f"{path}{name}.")


def _metadata(given: JsonObject) -> dict[str, str]:
    metadata = given.get("metadata") or {}
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise NotTakenOver("Its metadata is not text under text keys.")
    return metadata


def _practised(value: Any, made_up: Any) -> Any:
    """``value`` with practice data in the place of what is masked, as it is ``made_up``."""
    if isinstance(value, dict):
        known = made_up if isinstance(made_up, Mapping) else {}
        return {_unmasked(key): _practised(item, known.get(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_practised(item, None) for item in value]
    if isinstance(value, str) and value.startswith(MASK):
        return _unmasked(value) if made_up is None else made_up
    return value


def _unmasked(text: str) -> str:
    """A text that shows as much as the masked one did, and is no secret."""
    return f"practice_{text.removeprefix(MASK)}" if text.startswith(MASK) else text


def _id_of(value: object) -> object:
    return value.get("id") if isinstance(value, dict) else value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_time(value: object) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and 0 <= value <= _LAST_SECOND  # type: ignore[operator]  # an int by now


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
