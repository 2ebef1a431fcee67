"""Business customers who pay by transfer: money that lies there, and money that went back."""

from __future__ import annotations

from typing import Final

from kit.offline.worlds.people import person
from kit.offline.worlds.plans import PlannedCustomer
from kit.offline.worlds.trading_days import DAY, HOUR
from kit.offline.worlds.world import World

__all__ = ["plant_refunded", "plant_stuck"]

_STUCK_EVERY: Final = 200
_REFUNDED_EVERY: Final = 250

_TRADES: Final = ("Nurseries", "Garden Design", "Hotels", "Parks", "Florists", "Landscaping")


def plant_stuck(world: World) -> None:
    """Transfers arrived and were charged in part, or never; some since more than a year."""
    for n in range(max(4, world.size // _STUCK_EVERY)):
        customer, kind = _company(world, "stuck", n)
        source = customer.source(kind, customer.created + DAY)
        amount = 48_000 + 137_350 * (n % 7)
        source.receive_funds(amount, after=(3 + n % 25) * DAY)
        charged = amount // 4 if n % 2 else 0
        if charged:
            source.charge(charged, after=DAY).update(last_order=f"R{n + 1}")
        source.receive_funds(20_000 + 500 * n, after=11 * DAY)
        left = amount - charged + 20_000 + 500 * n
        world.note("stuck", customer=customer, source=source, currency=source.currency, amount=left)


def plant_refunded(world: World) -> None:
    """Companies paid an invoice twice; the second payment went back."""
    for n in range(max(3, world.size // _REFUNDED_EVERY)):
        customer, kind = _company(world, "refunded", n)
        source = customer.source(kind, customer.created + DAY)
        amount = 19_900 + 2_450 * n
        source.receive_funds(amount, after=2 * DAY).charge(amount, after=DAY)
        source.receive_funds(amount, after=DAY).return_funds(amount, after=6 * DAY)
        source.update(last_order=f"D{n + 1}")
        world.note(
            "refunded", customer=customer, source=source, currency=source.currency, amount=amount
        )


def _company(world: World, role: str, n: int) -> tuple[PlannedCustomer, str]:
    """A company, and how it transfers: from the States by ACH, from Europe by SEPA."""
    american = n % 2 == 0
    who = person(world.seed, role, n, country="US" if american else "NL")
    name = f"{who.family} {_TRADES[n % len(_TRADES)]}"
    mailbox = "".join(letter for letter in who.email.partition("@")[0] if letter.isalnum())
    joined = world.ago(days=480 - 23 * (n % 20), hours=7) - world.chance.randrange(9 * HOUR)
    customer = world.customer(
        name, f"accounts.{mailbox}@example.org", joined, **who.fields(description="Business")
    )
    return customer, "ach_credit_transfer" if american else "sepa_credit_transfer"
