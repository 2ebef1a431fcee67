"""What an offline account starts with: customers and sources from a seed.

The pair of the documentation page "Attach a source" is always in it: its customer, and
its source as it was before the page attached it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from kit.facts import JsonObject
from kit.facts.currencies import exponent
from kit.facts.limits import EVENT_DAYS
from kit.facts.source_types import CHARGEABLE_SECONDS, SOURCE_TYPES, SourceType
from kit.offline.resources.events import emit
from kit.offline.resources.lifecycle import schedule_expiry, time_out
from kit.offline.resources.objects import NULL_OWNER, new_source
from kit.offline.storage.ids import long_id, short_id
from kit.offline.storage.repository import Repository, in_wire_order
from kit.offline.worlds.calm_people import (
    NOBODY,
    SEED_METADATA,
    SEED_SPAN,
    START,
    SeedPerson,
    seed_customer,
    seed_people,
)

__all__ = ["PAGE_SOURCE_ID", "PAGE_SOURCE_VALUES", "SOURCES_PER_CUSTOMER", "fill"]

PAGE_SOURCE_ID: Final = "src_1NfRGv2eZvKYlo2Cv7NAImBL"

SOURCES_PER_CUSTOMER: Final = 3

_DAY: Final = 86_400
_EVENT_WINDOW: Final = 29 * _DAY

#: How often each type comes up beside its one sure turn; cards and SEPA are what people meet.
_TYPE_WEIGHTS: Final = {"card": 9, "sepa_debit": 5, "ach_credit_transfer": 4, "ideal": 2}

_TYPE_TURNS: Final = [name for name in SOURCE_TYPES for _ in range(_TYPE_WEIGHTS.get(name, 1))]

_AMOUNTS: Final = (9, 15, 19, 25, 49, 80, 120, 249, 1000)


def fill(repository: Repository, customers: int) -> None:
    """Fill an empty account with ``customers`` customers and three sources for each."""
    chance = Random(repository.seed)  # noqa: S311 - practice data, not a secret
    people = list(seed_people(chance, repository.seed, customers)) or [NOBODY]
    for draft in _drafts(chance, people):
        _add(repository, chance, draft)
    for person in people:
        if person.id:
            repository.add_customer(seed_customer(person))
    for prefix, make_id in (("cus_", short_id), ("src_", long_id)):
        # One of each that exists in live mode only, to meet that refusal.
        repository.add_live_object(make_id(repository.seed, prefix, 0))


@dataclass(frozen=True, slots=True)
class _SourceDraft:
    """What one practice source is to be."""

    type: SourceType
    status: str
    usage: str
    created: int
    owner: SeedPerson
    attach: bool


def _drafts(chance: Random, people: list[SeedPerson]) -> Iterator[_SourceDraft | None]:
    """What to make, oldest first; None in the place of the page's source."""
    count = len(people) * SOURCES_PER_CUSTOMER
    drafts = sorted(
        (_draft(chance, index, people) for index in range(count)), key=lambda draft: draft.created
    )[1:]
    place = bisect_left(drafts, PAGE_SOURCE_VALUES["created"], key=lambda draft: draft.created)
    yield from drafts[:place]
    yield None
    yield from drafts[place:]


def _draft(chance: Random, index: int, people: list[SeedPerson]) -> _SourceDraft:
    kind = SOURCE_TYPES[_TYPE_TURNS[index % len(_TYPE_TURNS)]]
    usage = "reusable" if chance.random() < 0.9 and "reusable" in kind.usages else kind.usages[-1]
    attach = usage == "reusable" and chance.random() < 0.75 and len(people) > 1
    status = _status(chance, kind, attach=attach)
    # The page's customer, the first, has no source yet: the page's becomes its default.
    owner = people[chance.randrange(1, len(people))] if attach else chance.choice(people)
    return _SourceDraft(
        kind, status, usage, _created(chance, kind, status, usage, owner), owner, attach
    )


def _status(chance: Random, kind: SourceType, *, attach: bool) -> str:
    if attach:
        usual = ("chargeable",) * 8 + ("failed",)
        return chance.choice((*usual, "pending") if kind.starts_as == "pending" else usual)
    if kind.starts_as == "chargeable":
        return chance.choice(("chargeable", "chargeable", "consumed", "failed"))
    return chance.choice(("pending", "chargeable", "consumed", "canceled", "failed"))


def _created(chance: Random, kind: SourceType, status: str, usage: str, owner: SeedPerson) -> int:
    """A time at which such a source can have been made and still have its status now."""
    longest = _EVENT_WINDOW if chance.random() < 0.7 else SEED_SPAN
    if status == "chargeable" and usage == "single_use":
        longest = CHARGEABLE_SECONDS
    if status == "pending" and kind.pending_seconds:
        longest = kind.pending_seconds
    age = chance.randrange(60, longest)
    return max(START - age, owner.created)


def _add(repository: Repository, chance: Random, draft: _SourceDraft | None) -> None:
    if draft is None:
        _add_page_source(repository)
        return
    n, source_id = repository.next_source_id()
    currency = chance.choice(draft.type.currencies) if draft.type.currencies else None
    has_amount = draft.usage == "single_use" and currency is not None
    source = new_source(
        source_id,
        draft.type,
        seed=repository.seed,
        n=n,
        created=draft.created,
        status=draft.status,
        usage=draft.usage,
        amount=_amount(chance, currency) if has_amount and currency else None,
        currency=currency,
        owner={"email": draft.owner.email, "name": draft.owner.name},
        metadata=dict(chance.choice(SEED_METADATA)),
    )
    _finish_flow(source)
    _add_with_events(repository, n, source, draft.owner if draft.attach else None)


def _amount(chance: Random, currency: str) -> int:
    return int(chance.choice(_AMOUNTS) * 10 ** exponent(currency))


def _finish_flow(source: JsonObject) -> None:
    """Let the flow's own hash say what the status says."""
    status = source["status"]
    if "redirect" in source and status != "pending":
        failed = status == "failed"
        source["redirect"]["status"] = "failed" if failed else "succeeded"
        source["redirect"]["failure_reason"] = "declined" if failed else None
    if "code_verification" in source and status in ("chargeable", "consumed", "failed"):
        source["code_verification"]["status"] = "failed" if status == "failed" else "succeeded"
        source["code_verification"]["attempts_remaining"] = 0 if status == "failed" else 3
    if "receiver" in source and status in ("chargeable", "consumed"):
        received = source["amount"] or 1000
        source["receiver"]["amount_received"] = received
        if status == "consumed":
            source["receiver"]["amount_charged"] = received


_STATUS_EVENTS: Final = {
    "chargeable": ("source.chargeable",),
    "consumed": ("source.chargeable",),
    "canceled": ("source.canceled",),
    "failed": ("source.failed",),
    "pending": (),
}


def _add_with_events(
    repository: Repository, n: int, source: JsonObject, owner: SeedPerson | None
) -> None:
    """Keep the source as it is now, and the events it must have caused on the way."""
    recent = source["created"] >= START - EVENT_DAYS * _DAY  # older events are never seen
    for event in _STATUS_EVENTS[source["status"]] if recent else ():
        emit(
            repository, event, {**source, "status": event.split(".")[1]}, created=source["created"]
        )
    if owner is not None:
        source["customer"] = owner.id
        owner.default_source = owner.default_source or source["id"]
        source = in_wire_order(source)
    repository.add_source(n, source)
    ends_at = time_out(source, source["created"])
    if ends_at is not None:
        repository.timers.add(source["id"], "cancel", ends_at)
    if owner is not None and "card" in source:
        schedule_expiry(repository, source)
    if owner is not None and recent:
        emit(repository, "customer.source.created", source, created=source["created"])


def _add_page_source(repository: Repository) -> None:
    """The page's source, value for value, as it was before it had a customer."""
    n, _ = repository.next_source_id()
    source: JsonObject = new_source(
        PAGE_SOURCE_ID,
        SOURCE_TYPES["ach_credit_transfer"],
        seed=repository.seed,
        n=n,
        created=PAGE_SOURCE_VALUES["created"],
        status="chargeable",
        amount=1000,
        currency="usd",
        owner={**NULL_OWNER, "email": "jenny.rosen@example.com"},
        details=PAGE_SOURCE_VALUES["ach_credit_transfer"],
    )
    source["client_secret"] = PAGE_SOURCE_VALUES["client_secret"]
    source["redaction"] = PAGE_SOURCE_VALUES["redaction"]
    del source["allow_redisplay"]  # the page is older than it
    source["receiver"] |= PAGE_SOURCE_VALUES["receiver"]
    source["receiver"]["amount_received"] = 1000
    _add_with_events(repository, n, source, None)


#: What the page shows and nobody could make up.
PAGE_SOURCE_VALUES: Final[JsonObject] = {
    "created": 1_692_121_393,
    "client_secret": "src_client_secret_sBqfX18eq6GPfGxGvVfMByCp",
    # On the page and nowhere else: 0 of 31 recorded sources have it [REC].
    "redaction": None,
    "ach_credit_transfer": {
        "account_number": "test_52796e3294dc",
        "fingerprint": "ecpwEzmBOSMOqQTL",
    },
    "receiver": {"address": "121042882-38381234567890123"},
}
