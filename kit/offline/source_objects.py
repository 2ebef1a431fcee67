"""What a new source of each of the 19 types looks like on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kit.facts.source_types import SOURCE_TYPES, SourceType
from kit.offline.ids import client_secret
from kit.offline.type_details import type_details

__all__ = ["NULL_OWNER", "in_wire_order", "new_source", "source_order"]

JSON = dict[str, Any]

_PLAIN_KEYS: Final = (
    "amount",
    "client_secret",
    "code_verification",
    "created",
    "currency",
    "customer",
    "flow",
    "livemode",
    "metadata",
    "owner",
    "receiver",
    "redaction",
    "redirect",
    "source_order",
    "statement_descriptor",
    "status",
    "type",
    "usage",
)

#: Stripe writes id and object first and the rest by the alphabet [SEED].
_WIRE_ORDER: Final = ("id", "object", *sorted((*_PLAIN_KEYS, *SOURCE_TYPES)))

_OWNER_KEYS: Final = (
    "address",
    "email",
    "name",
    "phone",
    "verified_address",
    "verified_email",
    "verified_name",
    "verified_phone",
)

NULL_OWNER: Final[Mapping[str, None]] = dict.fromkeys(_OWNER_KEYS)

#: The tries that code verification leaves; a choice [U].
_CODE_ATTEMPTS: Final = 3


def in_wire_order(source: JSON) -> JSON:
    """The same source with its keys in Stripe's order."""
    return {key: source[key] for key in _WIRE_ORDER if key in source}


def new_source(
    id: str,
    type: SourceType,
    *,
    seed: int,
    n: int,
    created: int,
    status: str | None = None,
    flow: str | None = None,
    usage: str | None = None,
    amount: int | None = None,
    currency: str | None = None,
    owner: Mapping[str, Any] | None = None,
    metadata: Mapping[str, str] | None = None,
    details: Mapping[str, Any] | None = None,
    return_url: str = "https://example.com/return",
    statement_descriptor: str | None = None,
) -> JSON:
    """An unattached source; ``details`` overrides members of the hash named like the type."""
    flow = flow or type.flow
    hash_members = type_details(type.name, seed, n)
    source: JSON = {
        "id": id,
        "object": "source",
        type.name: {**hash_members, **(details or {})},
        "amount": amount,
        "client_secret": client_secret(seed, n),
        "created": created,
        "currency": currency,
        "flow": flow,
        "livemode": False,
        "metadata": dict(metadata or {}),
        "owner": {**NULL_OWNER, **(owner or {})},
        # The documentation page shows it, no schema knows it: always there, always null.
        "redaction": None,
        "statement_descriptor": statement_descriptor,
        "status": status or type.starts_as,
        "type": type.name,
        "usage": usage or type.usage,
    }
    _add_flow_hashes(source, return_url)
    return in_wire_order(source)


def source_order(source: JSON, sent: Mapping[str, Any]) -> JSON:
    """What the source is to pay for: items and shipping as sent, what is missing null."""
    items = [
        {
            "amount": item.get("amount"),
            "currency": item.get("currency", source["currency"]),
            "description": item.get("description"),
            "parent": item.get("parent"),
            **({"quantity": item["quantity"]} if "quantity" in item else {}),
            "type": item.get("type"),
        }
        for item in sent.get("items", ())
    ]
    order: JSON = {
        "amount": source["amount"] or sum(item["amount"] or 0 for item in items),
        "currency": source["currency"] or "usd",
        "items": items,
    }
    if "shipping" in sent:
        order["shipping"] = sent["shipping"]
    return order


def _add_flow_hashes(source: JSON, return_url: str) -> None:
    flow = source["flow"]
    if flow == "receiver":
        source["receiver"] = {
            "address": _receiver_address(source),
            "amount_received": 0,
            "amount_charged": 0,
            "amount_returned": 0,
            "refund_attributes_status": "missing",
            "refund_attributes_method": "email",
        }
    if flow == "redirect" or source["type"] == "multibanco":  # it has both hashes [D:Multibanco]
        source["redirect"] = {
            "failure_reason": None,
            "return_url": return_url,
            "status": "pending",
            "url": f"https://hooks.stripe.com/redirect/authenticate/{source['id']}"
            f"?client_secret={source['client_secret']}",
        }
    if flow == "code_verification":
        source["code_verification"] = {
            "attempts_remaining": _CODE_ATTEMPTS,
            "status": "pending",
        }


def _receiver_address(source: JSON) -> str | None:
    members = source[source["type"]]
    if source["type"] == "ach_credit_transfer":  # routing number and account [SEED]
        return f"{members['routing_number']}-{members['account_number']}"
    if source["type"] == "multibanco":
        return f"{members['entity']}-{members['reference']}"
    iban: str | None = members.get("iban")
    return iban
