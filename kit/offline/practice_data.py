"""The world that an offline account starts with: customers and sources from a seed.

The pair of the documentation page "Attach a source" is always in it: its customer, and
its source as it was before the page attached it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Final

from kit.facts.currencies import exponent
from kit.facts.limits import EVENT_DAYS
from kit.facts.source_types import CHARGEABLE_SECONDS, SOURCE_TYPES, SourceType
from kit.offline.customers import new_customer
from kit.offline.ids import long_id, short_id
from kit.offline.life_cycle import schedule_time_out
from kit.offline.practice_names import FAMILY_NAMES, GIVEN_NAMES, WHOLE_NAMES
from kit.offline.source_objects import NULL_OWNER, in_wire_order, new_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kit.offline.world import JSON, World

__all__ = ["PAGE_CUSTOMER_ID", "PAGE_SOURCE_ID", "SOURCES_PER_CUSTOMER", "START", "fill"]

#: The practice clock stands at 2023-08-16 00:00 UTC, hours after the page's source was made.
START: Final = 1_692_144_000

PAGE_CUSTOMER_ID: Final = "cus_9s6XKzkNRiz8i3"
PAGE_SOURCE_ID: Final = "src_1NfRGv2eZvKYlo2Cv7NAImBL"
_PAGE_SOURCE_CREATED: Final = 1_692_121_393

SOURCES_PER_CUSTOMER: Final = 3

_DAY: Final = 86_400
_YEARS: Final = 3 * 365 * _DAY
_EVENT_WINDOW: Final = 29 * _DAY

#: How often each type comes up beside its one sure turn; cards and SEPA are what people meet.
_TYPE_WEIGHTS: Final = {"card": 9, "sepa_debit": 5, "ach_credit_transfer": 4, "ideal": 2}

_TYPE_TURNS: Final = [name for name in SOURCE_TYPES for _ in range(_TYPE_WEIGHTS.get(name, 1))]

_METADATA: Final[tuple[dict[str, str], ...]] = (
    {},
    {},
    {"order_id": "6735"},
    {"plan": "pro", "seats": "12"},
    {"crm.id": "0017"},
    {"region": "emea", "note": "prefers e-mail"},
)

_AMOUNTS: Final = (9, 15, 19, 25, 49, 80, 120, 249, 1000)


def fill(world: World, customers: int) -> None:
    """Fill an empty world with ``customers`` customers and three sources for each."""
    chance = Random(world.seed)  # noqa: S311 - practice data, not a secret
    people = list(_people(chance, world.seed, customers)) or [_NOBODY]
    for plan in _plans(chance, people):
        _add(world, chance, plan)
    for person in people:
        if person.id:
            world.add_customer(_customer(person))
    for prefix, make_id in (("cus_", short_id), ("src_", long_id)):
        # One of each that exists in live mode only, to meet that refusal.
        world.add_live_object(make_id(world.seed, prefix, 0))


@dataclass(slots=True)
class _Person:
    """A customer to be, as far as sources need to know."""

    id: str
    created: int
    name: str | None
    email: str | None
    phone: str | None
    description: str | None
    metadata: dict[str, str]
    default_source: str | None = None


_NOBODY: Final = _Person("", START - _YEARS, None, None, None, None, {})


def _people(chance: Random, seed: int, count: int) -> Iterator[_Person]:
    """The customers, oldest first; the page's is the first of all."""
    step = _YEARS // max(count, 1)
    for index in range(count):
        created = START - _YEARS + index * step + chance.randrange(max(step, 1))
        name, mailbox = _name(chance)
        person = _Person(
            id=short_id(seed, "cus_", index + 1),
            created=created,
            name=name,
            email=f"{mailbox}@example.com",
            phone=f"+1555{chance.randrange(10**7):07d}" if chance.random() < 0.4 else None,
            description=chance.choice((None, None, "Practice customer", "Early adopter")),
            metadata=chance.choice(_METADATA),
        )
        if index == 0:
            person.id = PAGE_CUSTOMER_ID
            person.name, person.email = "Jenny Rosen", "jenny.rosen@example.com"
        yield person


def _customer(person: _Person) -> JSON:
    customer = new_customer(
        person.created,
        name=person.name,
        email=person.email,
        phone=person.phone,
        description=person.description,
        metadata=person.metadata,
        default_source=person.default_source,
    )
    return {"id": person.id, **customer}


def _name(chance: Random) -> tuple[str, str]:
    if chance.random() < 0.08:
        return chance.choice(WHOLE_NAMES)
    given, given_mail = chance.choice(GIVEN_NAMES)
    family, family_mail = chance.choice(FAMILY_NAMES)
    return f"{given} {family}", f"{given_mail}.{family_mail}"


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one practice source is to be."""

    type: SourceType
    status: str
    usage: str
    created: int
    owner: _Person
    attach: bool


def _plans(chance: Random, people: list[_Person]) -> Iterator[_Plan | None]:
    """What to make, oldest first; None in the place of the page's source."""
    count = len(people) * SOURCES_PER_CUSTOMER
    plans = sorted(
        (_plan(chance, index, people) for index in range(count)), key=lambda plan: plan.created
    )[1:]
    place = bisect_left(plans, _PAGE_SOURCE_CREATED, key=lambda plan: plan.created)
    yield from plans[:place]
    yield None
    yield from plans[place:]


def _plan(chance: Random, index: int, people: list[_Person]) -> _Plan:
    kind = SOURCE_TYPES[_TYPE_TURNS[index % len(_TYPE_TURNS)]]
    usage = "reusable" if chance.random() < 0.9 and "reusable" in kind.usages else kind.usages[-1]
    attach = usage == "reusable" and chance.random() < 0.75 and len(people) > 1
    status = _status(chance, kind, attach=attach)
    # The page's customer, the first, has no source yet: the page's becomes its default.
    owner = people[chance.randrange(1, len(people))] if attach else chance.choice(people)
    return _Plan(kind, status, usage, _created(chance, kind, status, usage, owner), owner, attach)


def _status(chance: Random, kind: SourceType, *, attach: bool) -> str:
    if attach:
        usual = ("chargeable",) * 8 + ("failed",)
        return chance.choice((*usual, "pending") if kind.starts_as == "pending" else usual)
    if kind.starts_as == "chargeable":
        return chance.choice(("chargeable", "chargeable", "consumed", "failed"))
    return chance.choice(("pending", "chargeable", "consumed", "canceled", "failed"))


def _created(chance: Random, kind: SourceType, status: str, usage: str, owner: _Person) -> int:
    """A time at which such a source can have been made and still have its status now."""
    longest = _EVENT_WINDOW if chance.random() < 0.7 else _YEARS
    if status == "chargeable" and usage == "single_use":
        longest = CHARGEABLE_SECONDS
    if status == "pending" and kind.pending_seconds:
        longest = kind.pending_seconds
    age = chance.randrange(60, longest)
    return max(START - age, owner.created)


def _add(world: World, chance: Random, plan: _Plan | None) -> None:
    if plan is None:
        _add_page_source(world)
        return
    n, source_id = world.next_source_id()
    currency = chance.choice(plan.type.currencies) if plan.type.currencies else None
    has_amount = plan.usage == "single_use" and currency is not None
    source = new_source(
        source_id,
        plan.type,
        seed=world.seed,
        n=n,
        created=plan.created,
        status=plan.status,
        usage=plan.usage,
        amount=_amount(chance, currency) if has_amount and currency else None,
        currency=currency,
        owner={"email": plan.owner.email, "name": plan.owner.name},
        metadata=dict(chance.choice(_METADATA)),
    )
    _finish_flow(source)
    _add_with_events(world, source, plan.owner if plan.attach else None)


def _amount(chance: Random, currency: str) -> int:
    return int(chance.choice(_AMOUNTS) * 10 ** exponent(currency))


def _finish_flow(source: JSON) -> None:
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


def _add_with_events(world: World, source: JSON, owner: _Person | None) -> None:
    """Keep the source as it is now, and the events it must have caused on the way."""
    recent = source["created"] >= START - EVENT_DAYS * _DAY  # older events are never seen
    for event in _STATUS_EVENTS[source["status"]] if recent else ():
        world.emit(event, {**source, "status": event.split(".")[1]}, created=source["created"])
    attached = None
    if owner is not None:
        source["customer"] = owner.id
        owner.default_source = owner.default_source or source["id"]
        attached = world.next_attached()
    source = in_wire_order(source)
    world.add_source(world.last_number("sources"), source, attached)
    schedule_time_out(world, source, source["created"])
    if owner is not None and recent:
        world.emit("customer.source.created", source, created=source["created"])


def _add_page_source(world: World) -> None:
    """The page's source, value for value, as it was before it had a customer."""
    n, _ = world.next_source_id()
    source: JSON = new_source(
        PAGE_SOURCE_ID,
        SOURCE_TYPES["ach_credit_transfer"],
        seed=world.seed,
        n=n,
        created=_PAGE_SOURCE_CREATED,
        status="chargeable",
        amount=1000,
        currency="usd",
        owner={**NULL_OWNER, "email": "jenny.rosen@example.com"},
        details=_PAGE_DETAILS,
    )
    source |= _PAGE_VALUES
    source["receiver"]["address"] = "121042882-38381234567890123"
    source["receiver"]["amount_received"] = 1000
    _add_with_events(world, source, None)


_PAGE_VALUES: Final = {"client_secret": "src_client_secret_sBqfX18eq6GPfGxGvVfMByCp"}

_PAGE_DETAILS: Final[dict[str, Any]] = {
    "account_number": "test_52796e3294dc",
    "fingerprint": "ecpwEzmBOSMOqQTL",
}
