"""A ring of fraudsters: one night, a dozen new customers, three cards among them."""

from __future__ import annotations

from typing import Final

from kit.offline.worlds.people import COUNTRIES, person
from kit.offline.worlds.till import Till
from kit.offline.worlds.world import World

__all__ = ["plant_ring"]

#: When that night began, three weeks before today, and how long it was.
_NIGHT: Final = "2023-07-23 01:04"
_SECONDS: Final = 4 * 3600

_MEMBERS_EVERY: Final = 160
_CARDS: Final = 3

#: They tried other people's cards: issued far from where the goods go.
_ISSUED_IN: Final = "US"
_TRIES: Final = 2


def plant_ring(world: World, till: Till) -> None:
    """Members share cards, a telephone and a door; half of their cards were closed since."""
    night = world.on(_NIGHT)
    numbers = [till.card_number(COUNTRIES[_ISSUED_IN]) for _ in range(_CARDS)]
    numbers = [f"{number[:9]}{index}{number[10:]}" for index, number in enumerate(numbers)]
    door = {**person(world.seed, "ring", 0, country="BE").address, "line2": "c/o Parcel Point"}
    phone = "+32555013372"
    count = max(6, world.size // _MEMBERS_EVERY)
    for n in range(count):
        alias = person(world.seed, "ring", n, country="BE")
        at = night + n * _SECONDS // count
        customer = world.customer(
            alias.name, f"blomme+{n + 1:02d}@example.net", at, address=dict(door), phone=phone
        )
        for attempt in range(_TRIES):
            number = numbers[(n + attempt) % _CARDS]
            card = till.save_card(
                customer,
                COUNTRIES[_ISSUED_IN],
                at + 40 + 55 * attempt,
                number=number,
                expires=(2024, 11),
                members={"cvc_check": "fail" if attempt else "unchecked"},
            )
            if (n + attempt) % _CARDS == 0:
                card.decline(after=3 * 86_400)
            world.note("ring", customer=customer, source=card, member=n + 1)
