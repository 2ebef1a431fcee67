"""A small account whose every fact is planted, for what counts, draws and audits frames."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import kit
from kit.frames import Frame
from kit.frames.expanded import sources_of, without_sources
from kit.whole_account.event_rows import event_frame, event_row

#: The day on which the account is looked at.
NOW: Final = datetime(2026, 11, 25, 12, tzinfo=UTC)
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_MADE: Final = int(NOW.timestamp()) - 20 * _DAY

HOSTILE: Final = "<img src=x onerror=alert(1)>"
SCRIPT: Final = "</script><script>alert(1)</script>"

Json = dict[str, Any]


def source(id: str, type: str, customer: str | None = None, **fields: Any) -> Json:
    """One source as Stripe sends it; ``details`` is the hash named like its type."""
    made: Json = {
        "id": id,
        "object": "source",
        "amount": fields.pop("amount", None),
        "client_secret": f"src_client_secret_{id[4:]:0<24}",
        "created": fields.pop("created", _MADE),
        "currency": fields.pop("currency", None),
        "flow": fields.pop("flow", "none"),
        "livemode": False,
        "metadata": fields.pop("metadata", {}),
        "owner": {"address": None, "email": f"{id}@example.com", "name": HOSTILE, "phone": None},
        "statement_descriptor": None,
        "status": fields.pop("status", "chargeable"),
        "type": type,
        "usage": fields.pop("usage", "reusable"),
        type: fields.pop("details", {}),
    } | fields
    return made if customer is None else made | {"customer": customer}


def card(id: str, customer: str | None, expires: tuple[int, int], number: str, **more: Any) -> Json:
    """A card source that expires in (year, month); the same number is the same fingerprint."""
    details = {
        "brand": more.pop("brand", "Visa"),
        "country": "US",
        "exp_month": expires[1],
        "exp_year": expires[0],
        "fingerprint": f"fp_{number}",
        "funding": "credit",
        "last4": number[-4:],
    }
    return source(id, "card", customer, details=details, **more)


def sepa(id: str, customer: str | None, iban: str, **more: Any) -> Json:
    """A SEPA debit source, without a mandate unless one is given."""
    details = {
        "bank_code": "37040044",
        "country": "DE",
        "fingerprint": f"fp_{iban}",
        "last4": iban[-4:],
        "mandate_reference": more.pop("mandate_reference", None),
    }
    return source(id, "sepa_debit", customer, details=details, currency="eur", **more)


def receiver(
    id: str, customer: str | None, type: str, sums: tuple[int, int, int], **more: Any
) -> Json:
    """A receiver with these sums received, charged and returned, in minor units."""
    received, charged, returned = sums
    held = {
        "address": "110000000-test_1234",
        "amount_charged": charged,
        "amount_received": received,
        "amount_returned": returned,
    }
    return source(id, type, customer, flow="receiver", receiver=held, **more)


def customer(id: str, *sources: Json, default: str | None = None, **more: Any) -> Json:
    """A customer with its expanded sources; the first is its default unless another is named."""
    first = sources[0]["id"] if sources else None
    return {
        "id": id,
        "object": "customer",
        "created": _MADE - _DAY,
        "currency": None,
        "default_source": default or first,
        "email": f"{id}@example.com",
        "livemode": False,
        "metadata": {},
        "name": HOSTILE,
        "sources": {"object": "list", "data": list(sources), "has_more": False},
    } | more


def token_card(id: str, customer: str) -> Json:
    """A Card object, as a token makes it: it has no type and no status."""
    details = {"brand": "Visa", "exp_month": 4, "exp_year": 2030, "fingerprint": "fp_tok"}
    return {"id": id, "object": "card", "customer": customer, "last4": "4444", **details}


def token_account(id: str, customer: str) -> Json:
    """A bank account, as a token makes it."""
    details = {"bank_name": "STRIPE TEST BANK", "last4": "6789", "status": "verified"}
    return {"id": id, "object": "bank_account", "customer": customer, **details}


def event(number: int, type: str, about: Json, at: int) -> Json:
    """An event about a source, as it left it."""
    return {
        "id": f"evt_{number}",
        "object": "event",
        "created": at,
        "type": type,
        "livemode": False,
        "data": {"object": about},
    }


CUSTOMERS: Final = (
    # Its card has expired; nothing else is wrong.
    customer("cus_expired", card("src_expired", "cus_expired", (2026, 10), "0005")),
    # One card twice; it expires within 90 days.
    customer(
        "cus_soon",
        card("src_soon", "cus_soon", (2027, 1), "4242"),
        card("src_soon_again", "cus_soon", (2027, 1), "4242"),
    ),
    # The same number with another customer: the same fingerprint, good for years.
    customer("cus_other", card("src_other", "cus_other", (2031, 6), "4242")),
    customer("cus_sepa", sepa("src_sepa", "cus_sepa", "DE3000")),
    # The default has failed, and there is nothing else.
    customer("cus_dead", sepa("src_failed", "cus_dead", "DE3001", status="failed")),
    # The default is consumed, a card would still do.
    customer(
        "cus_consumed",
        source(
            "src_consumed",
            "ideal",
            "cus_consumed",
            status="consumed",
            usage="single_use",
            flow="redirect",
            amount=1500,
            currency="eur",
            details={"bank": "ing", "iban_last4": "4300"},
        ),
        card("src_spare", "cus_consumed", (2029, 2), "5556"),
    ),
    customer(
        "cus_ach",
        receiver(
            "src_ach",
            "cus_ach",
            "ach_credit_transfer",
            (50_000, 20_000, 0),
            currency="usd",
            details={"bank_name": "TEST BANK", "fingerprint": "fp_ach"},
        ),
    ),
    customer(
        "cus_sct",
        receiver(
            "src_sct",
            "cus_sct",
            "sepa_credit_transfer",
            (700, 0, 100),
            currency="eur",
            details={"bank_name": "BANK FRICK"},
        ),
    ),
    customer("cus_none"),
    # Attached for nothing: single-use, and the money is there.
    customer(
        "cus_single",
        source(
            "src_single",
            "ideal",
            "cus_single",
            usage="single_use",
            flow="redirect",
            amount=2_500,
            currency="eur",
            details={"bank": "abn_amro", "iban_last4": "1234"},
        ),
    ),
    customer(
        "cus_hostile",
        card(
            "src_hostile",
            "cus_hostile",
            (2030, 1),
            "1881",
            brand=SCRIPT,
            metadata={"note": HOSTILE, "=cmd": "=1+1"},
        ),
        description=SCRIPT,
    ),
)

#: A card that nobody has attached, and an iDEAL payment that was given up.
UNATTACHED: Final = (
    card("src_loose", None, (2030, 3), "0077"),
    source("src_given_up", "ideal", status="canceled", usage="single_use", flow="redirect"),
)


def _planted_events() -> list[Json]:
    by_id = {each["id"]: each for each in (*_all_sources(), *UNATTACHED)}
    steps = [
        ("source.chargeable", "src_sepa", 0, "chargeable"),
        ("source.failed", "src_failed", 5 * _DAY, "failed"),
        ("source.chargeable", "src_consumed", 2 * _HOUR, "chargeable"),
        ("source.chargeable", "src_single", 4 * _HOUR, "chargeable"),
        ("source.chargeable", "src_ach", 3 * _DAY, "chargeable"),
        ("source.chargeable", "src_sct", 5 * _DAY, "chargeable"),
        ("source.canceled", "src_given_up", _HOUR, "canceled"),
    ]
    attached = [
        ("customer.source.created", each["id"], 6 * _DAY, each["status"]) for each in _all_sources()
    ]
    events = [
        event(number, kind, {**by_id[name], "status": status}, by_id[name]["created"] + after)
        for number, (kind, name, after, status) in enumerate([*steps, *attached])
    ]
    return sorted(events, key=lambda each: -each["created"])


def _all_sources() -> list[Json]:
    return sources_of([dict(each) for each in CUSTOMERS])


@dataclass(frozen=True)
class PlantedAccount:
    """The frames of the planted account, as an account or a snapshot gives them."""

    customers: Frame
    sources: Frame
    events: Frame


def planted() -> PlantedAccount:
    """The account as frames: the unattached sources stand below the others."""
    everybody = without_sources([dict(each) for each in CUSTOMERS])
    return PlantedAccount(
        customers=kit.flatten({"object": "list", "url": "/v1/customers", "data": everybody}),
        sources=kit.flatten([*_all_sources(), *UNATTACHED]),
        events=event_frame([event_row(each) for each in _planted_events()]),
    )


def write_planted(folder: Path) -> Path:
    """The account as a folder of raw JSON, for ``kit.open``."""
    folder.mkdir(exist_ok=True)
    objects = {"customers": CUSTOMERS, "sources": UNATTACHED, "events": _planted_events()}
    for name, data in objects.items():
        (folder / f"{name}.json").write_text(json.dumps({"object": "list", "data": list(data)}))
    return folder
