"""What a planned source looks like when it is made: its number tells its type's hash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kit.facts import JsonObject
from kit.facts.type_hashes import TYPE_HASHES
from kit.offline.errors import InvalidWorld
from kit.offline.resources.objects import new_source
from kit.offline.storage.repository import in_wire_order
from kit.offline.worlds.made_numbers import (
    card_members,
    debit_members,
    iban_members,
    made_card_number,
    made_iban,
)
from kit.offline.worlds.plans import PlannedSource

__all__ = ["NUMBERED_TYPES", "made_number", "source_object"]

_MOST_OWN: Final = 10**6

#: The types whose number tells a person's sources apart, and how it is read.
NUMBERED_TYPES: Final[dict[str, Callable[[str, int, str], JsonObject]]] = {
    "card": card_members,
    "card_present": card_members,
    "three_d_secure": card_members,
    "sepa_debit": iban_members,
    "ach_debit": debit_members,
    "acss_debit": debit_members,
    "au_becs_debit": debit_members,
}


def made_number(type: str, country: str, own: int) -> str | None:
    """A number of practice for a type that has one; ``own`` tells it from others."""
    if type not in NUMBERED_TYPES:
        return None
    if NUMBERED_TYPES[type] is card_members:
        brand = "MasterCard" if own % 3 == 0 else "Visa"
        return made_card_number(brand, country, own % _MOST_OWN)
    if type == "sepa_debit":
        return made_iban(country, own)
    return f"000{own:09d}"


def source_object(plan: PlannedSource, seed: int) -> JsonObject:
    """The source in its first second."""
    name = plan.kind.name
    details = dict(plan.members)
    if plan.number is not None:
        try:
            details = {**_told_by(plan.number, seed, name), **details}
        except ValueError as error:
            raise InvalidWorld(f"The number of {plan.id} ({name}) will not do: {error}.") from error
    source = new_source(
        plan.id,
        plan.kind,
        seed=seed,
        n=plan.n,
        created=plan.created,
        usage=plan.usage,
        amount=plan.amount,
        currency=plan.currency,
        owner=plan.owner,
        metadata=plan.metadata,
        details=details,
    )
    if name == "sepa_debit" and not plan.mandate:
        source[name] |= {"mandate_reference": None, "mandate_url": None}
        source.pop("mandate", None)
    for key, value in plan.values.items():
        source[key] = {**source[key], **value} if isinstance(value, dict) else value
    for key in plan.without:
        del source[key]
    return in_wire_order(source) if plan.values else source


def _told_by(number: str, seed: int, name: str) -> JsonObject:
    """What a number tells, as far as the type has a member for it."""
    known = {field.name for field in TYPE_HASHES[name]}
    told = NUMBERED_TYPES[name](number, seed, name)
    return {member: value for member, value in told.items() if member in known}
