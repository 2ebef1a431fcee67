"""The ordinary customers of a shop: they come, let it keep a card, and buy now and then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kit.offline.worlds.people import Person, person
from kit.offline.worlds.plans import PlannedCustomer, PlannedSource
from kit.offline.worlds.till import Till
from kit.offline.worlds.trading_days import DAY, buying_time
from kit.offline.worlds.world import World

__all__ = ["Regular", "plan_regular"]

#: How many orders a customer makes beside the first.
_MORE_ORDERS: Final = (0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 5)

#: The share of customers who let the shop keep something, and of orders paid with that.
_SAVING: Final = 0.8
_PAID_BY_SAVED: Final = 0.6

#: The share of those who leave a card and never buy with it.
_NEVER_BUYING: Final = 0.08


@dataclass(slots=True)
class Regular:
    """One ordinary customer; ``saved`` is what the shop keeps, None for guests."""

    n: int
    person: Person
    customer: PlannedCustomer
    saved: PlannedSource | None = None


def plan_regular(
    world: World, till: Till, n: int, joined: int, metadata: dict[str, str], *, hasty: bool = False
) -> Regular:
    """The ``n``-th ordinary customer, with all that was bought.

    ``hasty`` means that the first order's single-use source is attached before the saved one.
    """
    chance = world.chance
    buyer = person(world.seed, "buyer", n)
    customer = world.customer(buyer.name, buyer.email, joined, **buyer.fields(metadata=metadata))
    regular = Regular(n, buyer, customer)
    if hasty:
        till.pay(till.order(buyer, joined, customer))
    if hasty or chance.random() < _SAVING:
        regular.saved = till.save_method(customer, buyer.country, joined + 60)
        if chance.random() < _NEVER_BUYING:
            return regular
    elif joined + 90 <= world.today:
        till.pay(till.order(buyer, joined + 60))
    _buy_again(till, regular, joined + 300)
    return regular


def _buy_again(till: Till, regular: Regular, since: int) -> None:
    world, chance = till.world, till.world.chance
    saved = regular.saved
    usable = saved is not None and _can_be_charged(saved)
    count = 1 + chance.choice(_MORE_ORDERS)
    last = world.today - 300
    times = sorted(buying_time(chance, since, last) for _ in range(count)) if since < last else ()
    for at in times:
        if saved is not None and usable and chance.random() < _PAID_BY_SAVED:
            if at >= saved.latest and _is_good(saved, at):
                usable = till.charge_saved(saved, at)
        else:
            till.pay(till.order(regular.person, at, regular.customer if saved else None))


def _can_be_charged(saved: PlannedSource) -> bool:
    """Nothing can be taken from an account that still waits for its microdeposits."""
    authorized = any(each.verb == "authorize" for each in saved.happenings)
    return authorized or saved.kind.starts_as == "chargeable"


def _is_good(saved: PlannedSource, at: int) -> bool:
    """Whether a card has not expired by then; others do not expire."""
    if "exp_year" not in saved.members:
        return True
    months = saved.members["exp_year"] * 12 + saved.members["exp_month"] - 1970 * 12
    return bool(at < months * 30.4 * DAY)
