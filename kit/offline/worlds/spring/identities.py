"""People who are not who they seem: one as three customers, renamed ones, joined ones."""

from __future__ import annotations

from typing import Final

from kit.offline.worlds.people import COUNTRIES, person
from kit.offline.worlds.plans import PlannedCustomer
from kit.offline.worlds.regulars import Regular
from kit.offline.worlds.till import Till
from kit.offline.worlds.trading_days import DAY, HOUR
from kit.offline.worlds.world import World

__all__ = ["plan_merged_away", "plant_merged", "plant_renamed", "plant_same_person"]

#: One such person for so many customers.
_SAME_PERSON_EVERY: Final = 250
_RENAMED_EVERY: Final = 150
_MERGED_EVERY: Final = 300

#: The names that marriage brings.
_NEW_FAMILIES: Final = ("Lindgren", "Vermeulen", "Sommer", "Delacroix", "Winter", "Marchetti")


def plant_same_person(world: World, till: Till) -> None:
    """The same person three times, with another address each time and one card."""
    for n in range(max(3, world.size // _SAME_PERSON_EVERY)):
        who = person(world.seed, "triple", n, country="AT")
        number = till.card_number(who.country)
        given, family = who.given, who.family
        disguises = (
            (who.name, who.email),
            (f"{given[0]}. {family}", f"{who.email.partition('@')[0]}@example.net"),
            (who.name.upper(), who.email.replace(".", "_", 1)),
        )
        for times, (name, email) in enumerate(disguises):
            joined = world.ago(days=600 - 170 * times - 9 * (n % 10), hours=5)
            joined -= world.chance.randrange(11 * HOUR)
            customer = world.customer(name, email, joined, **who.fields())
            card = till.save_card(
                customer, who.country, joined + 120, number=number, expires=(2025, 1 + n % 12)
            )
            card.charge(after=HOUR).update(last_order=f"S{n}-{times}")
            world.note("same_person", person=n + 1, customer=customer, source=card)


def plant_renamed(world: World, regulars: list[Regular]) -> None:
    """People who changed their family name in the last weeks: same customer, same card."""
    wanted = max(3, world.size // _RENAMED_EVERY)
    settled = [each for each in regulars if each.customer.created < world.ago(days=90)]
    for n, regular in enumerate(settled[:: max(1, len(settled) // wanted)][:wanted]):
        new = f"{regular.person.given} {_NEW_FAMILIES[n % len(_NEW_FAMILIES)]}"
        at = world.ago(days=28 - 25 * n / wanted) - world.chance.randrange(9 * HOUR)
        regular.customer.update(at, name=new)
        world.note("renamed", customer=regular.customer, before=regular.person.name, after=new)


def plan_merged_away(world: World, till: Till) -> list[PlannedCustomer]:
    """Second customers of people whose first one is among the regulars; they are to go."""
    gone = []
    for n in range(max(2, world.size // _MERGED_EVERY)):
        who = person(world.seed, "buyer", _first_of(n))
        joined = world.ago(days=45 - n % 10, hours=3) - world.chance.randrange(9 * HOUR)
        customer = world.customer(who.name, f"new.{who.email}", joined, **who.fields())
        till.save_card(customer, COUNTRIES["NL"], joined + 300, expires=(2026, 5))
        gone.append(customer)
    return gone


def plant_merged(world: World, regulars: list[Regular], gone: list[PlannedCustomer]) -> None:
    """Support joined them: the second customer is deleted, the first one says so."""
    for n, customer in enumerate(gone):
        kept = regulars[_first_of(n)].customer
        at = max(world.ago(days=20 - n % 15), kept.latest, customer.latest + DAY)
        customer.delete(at)
        metadata = {**kept.fields["metadata"], "merged_from": customer.id}
        kept.update(at + 60, metadata=metadata)
        world.note("merged", kept=kept, gone=customer)


def _first_of(n: int) -> int:
    """Which regular the n-th joined person is."""
    return 5 + 11 * n
