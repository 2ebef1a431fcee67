"""The world ``migration``: the shop of ``spring`` half-way from Sources to PaymentMethods.

Country by country: the Netherlands and Belgium are done, Germany is half done, the others are
still to come. A customer who is done has a PaymentMethod as the default of invoices, named in
the metadata too. The answer key says who is ``migrated`` and what is ``left``, by what has to
be done for it.
"""

from __future__ import annotations

from typing import Final

from kit.offline.storage.ids import long_id
from kit.offline.worlds.people import person
from kit.offline.worlds.plans import PlannedSource
from kit.offline.worlds.regulars import Regular, plan_regular
from kit.offline.worlds.till import Till
from kit.offline.worlds.trading_days import DAY, HOUR, join_times
from kit.offline.worlds.world import World

__all__ = ["LEAST_CUSTOMERS", "build"]

LEAST_CUSTOMERS: Final = 30

#: Of a hundred customers of a country so many are done.
_DONE: Final = {"NL": 100, "BE": 100, "DE": 50}

_TRANSFERS_EVERY: Final = 40
_UNATTACHED_EVERY: Final = 50
_NO_MANDATE_EVERY: Final = 7


def build(world: World) -> None:
    """Tell the shop's trade, and how far it has come."""
    till = Till(world)
    _plant_transfers(world)
    _plant_unattached(world, till)
    for n, joined in enumerate(join_times(world, world.size - len(world.customers))):
        regular = plan_regular(world, till, n, joined, {})
        if regular.saved is None:
            continue
        if n % 100 < _DONE.get(regular.person.country.code, 0):
            _migrate(world, regular)
        else:
            _leave(world, regular, n)


def _migrate(world: World, regular: Regular) -> None:
    """A PaymentMethod takes the place of the source, which stays attached as it was."""
    customer, n = regular.customer, regular.n
    method = long_id(world.seed, "pm_", n + 1)
    at = max(world.ago(days=25 - n % 20, hours=1), customer.latest)
    customer.update(
        max(at, customer.created),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": method,
            "footer": None,
            "rendering_options": None,
        },
        metadata={**customer.fields["metadata"], "payment_method": method},
    )
    world.note("migrated", customer=customer, source=regular.saved, payment_method=method)


def _leave(world: World, regular: Regular, n: int) -> None:
    saved = regular.saved
    if saved is None:
        return
    if saved.kind.name == "sepa_debit" and n % _NO_MANDATE_EVERY == 0:
        saved.mandate = False
    world.note("left", customer=regular.customer, source=saved, type=saved.kind.name,
               mandate=saved.mandate)  # fmt: skip


def _plant_transfers(world: World) -> None:
    """Customers who pay by transfer to account numbers of their own."""
    for n in range(max(3, world.size // _TRANSFERS_EVERY)):
        country = "US" if n % 2 else "FR"
        who = person(world.seed, "payer", n, country=country)
        joined = world.ago(days=300 - n % 200)
        customer = world.customer(who.name, who.email, joined, **who.fields())
        kind = "ach_credit_transfer" if n % 2 else "sepa_credit_transfer"
        source = customer.source(kind, joined + HOUR).receive_funds(50_000 + n, after=2 * DAY)
        source.charge(after=DAY)
        _note_left(world, source)


def _plant_unattached(world: World, till: Till) -> None:
    """Sources that were made for a later payment, and that no customer ever got."""
    for n in range(max(3, world.size // _UNATTACHED_EVERY)):
        who = person(world.seed, "unattached", n, country="FR")
        owner = {"email": who.email, "name": who.name}
        at = world.ago(days=28 - n % 27, hours=2)
        kind = "sepa_debit" if n % 3 else "card"
        number = till.card_number(who.country) if kind == "card" else None
        source = world.source(kind, at, country="FR", number=number, owner=owner)
        world.note("unattached", source=source, type=kind)


def _note_left(world: World, source: PlannedSource) -> None:
    world.note("left", customer=source.customer, source=source, type=source.kind.name, mandate=True)
