"""What a new object looks like on the wire: a customer, a source of each type, a transfer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kit.facts import JsonObject
from kit.facts.source_types import SourceType
from kit.offline.resources.mandates import new_mandate
from kit.offline.resources.type_details import type_details
from kit.offline.storage.ids import client_secret, fingerprint, long_id, secret_text
from kit.offline.storage.repository import in_wire_order

__all__ = [
    "NULL_OWNER",
    "new_customer",
    "new_source",
    "new_source_transaction",
    "source_order",
    "with_owner",
]

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

_NULL_ADDRESS: Final = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))

#: The tries that code verification leaves; a choice [U].
_CODE_ATTEMPTS: Final = 3


def new_customer(created: int, **fields: Any) -> JsonObject:
    """A customer without its id, every documented key in place."""
    return {
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": created,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": None,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
        **fields,
    }


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
) -> JsonObject:
    """An unattached source; ``details`` overrides members of the hash named like the type."""
    flow = flow or type.flow
    hash_members = type_details(type.name, seed, n)
    source: JsonObject = {
        "id": id,
        "object": "source",
        # Since early 2025 in the answers, with this value [REC].
        "allow_redisplay": "unspecified",
        type.name: {**hash_members, **(details or {})},
        "amount": amount,
        "client_secret": client_secret(seed, n),
        "created": created,
        "currency": currency,
        "flow": flow,
        "livemode": False,
        "metadata": dict(metadata or {}),
        "owner": {**NULL_OWNER, **(owner or {})},
        "statement_descriptor": statement_descriptor,
        "status": status or type.starts_as,
        "type": type.name,
        "usage": usage or type.usage,
    }
    _add_flow_hashes(source, return_url)
    if type.name == "sepa_debit":
        _add_mandate(source)
    return in_wire_order(source)


def _add_mandate(source: JsonObject) -> None:
    """The address ends in the source's client secret [REC], so it is as secret."""
    file = f"{source['id']}/{source['client_secret']}"
    source["sepa_debit"]["mandate_url"] = f"https://hooks.stripe.com/adapter/sepa_debit/file/{file}"
    source["mandate"] = new_mandate(source)


def with_owner(kept: JsonObject | None, sent: JsonObject) -> JsonObject:
    """The owner after an update: sent members overwrite, empty ones become null."""
    owner = {**NULL_OWNER, **(kept or {})}
    for name, value in sent.items():
        if name == "address":
            parts = {**_NULL_ADDRESS, **(owner["address"] or {}), **value}
            owner["address"] = {part: text or None for part, text in parts.items()}
        else:
            owner[name] = value or None
    return owner


def source_order(source: JsonObject, sent: Mapping[str, Any]) -> JsonObject:
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
    order: JsonObject = {
        "amount": source["amount"] or sum(item["amount"] or 0 for item in items),
        "currency": source["currency"] or "usd",
        "items": items,
    }
    if "shipping" in sent:
        order["shipping"] = sent["shipping"]
    return order


def _add_flow_hashes(source: JsonObject, return_url: str) -> None:
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


def _receiver_address(source: JsonObject) -> str | None:
    members = source[source["type"]]
    if source["type"] == "ach_credit_transfer":  # routing number and account [SEED]
        return f"{members['routing_number']}-{members['account_number']}"
    if source["type"] == "multibanco":
        return f"{members['entity']}-{members['reference']}"
    iban: str | None = members.get("iban")
    return iban


def new_source_transaction(
    source: JsonObject, *, seed: int, n: int, created: int, amount: int
) -> JsonObject:
    """A transfer that reached a receiver."""
    transaction: JsonObject = {
        "id": long_id(seed, "srctxn_", n),
        "object": "source_transaction",
        "amount": amount,
        "created": created,
        "currency": source["currency"],
        "livemode": False,
        "source": source["id"],
        "status": "succeeded",
        "type": source["type"],
    }
    sender = _SENDERS.get(source["type"])
    if sender is not None:
        transaction[source["type"]] = sender(seed, n)
    return transaction


def _ach_sender(seed: int, n: int) -> dict[str, Any]:  # noqa: ARG001 - one payer for all
    number = "000123456789"
    return {
        "customer_data": "practice transfer",
        "fingerprint": fingerprint(seed, "ach_credit_transfer", f"110000000 {number}"),
        "last4": number[-4:],
        "routing_number": "110000000",
    }


def _sepa_sender(seed: int, n: int) -> dict[str, Any]:
    return {
        "reference": secret_text(seed, "sender", n, 16),
        "sender_iban": "DE89370400440532013000",
        "sender_name": "Practice Payer",
    }


_SENDERS: Final = {"ach_credit_transfer": _ach_sender, "sepa_credit_transfer": _sepa_sender}
