"""The world ``spring``: a European shop for plants and seeds, two years old, with stories.

It grows, is busiest from March to May, and sells in ten currencies. What else an analyst may
find in it is planted, and written into the answer key under these names::

    same_person        one person with three customers and one card        identities
    renamed, merged    customers who changed their name, or were joined     identities
    ring               one night, many new customers, three cards           ring
    outage             a week in which no iDEAL payment came through        incidents
    hasty_release      two weeks in which a single-use source came first    incidents
    imported           SEPA debits without a mandate, all of one hour       incidents
    bank_cards         one company's cards, all to end in one month         incidents
    unfinished         mandates of the last weeks, attached to nobody       incidents
    uncharged          paid this evening, and never charged                 incidents
    stuck              large transfers that lie in receivers                receivers
    refunded           receivers that gave money back                       receivers
    shelf              the shop's own trials: every type in every status    shelf
    crm                who is who in crm.csv                                crm

The shop's ordinary trade is ``regulars`` and ``till`` of the room above.
"""

from __future__ import annotations

from typing import Final

from kit.offline.worlds.regulars import plan_regular
from kit.offline.worlds.spring import identities, incidents, receivers, ring, shelf
from kit.offline.worlds.spring.crm import crm_metadata, note_crm
from kit.offline.worlds.till import Till
from kit.offline.worlds.trading_days import join_times
from kit.offline.worlds.world import World

__all__ = ["LEAST_CUSTOMERS", "build"]

#: With fewer, the stories would leave no ordinary customers.
LEAST_CUSTOMERS: Final = 100


def build(world: World) -> None:
    """Tell two years of the shop."""
    till = Till(world)
    outage = incidents.Outage(world)
    identities.plant_same_person(world, till)
    ring.plant_ring(world, till)
    incidents.plant_import(world)
    incidents.plant_bank_cards(world, till)
    incidents.plant_unfinished(world, till)
    receivers.plant_stuck(world)
    receivers.plant_refunded(world)
    shelf.plant_shelf(world)
    merged_away = identities.plan_merged_away(world, till)
    left = world.size - len(world.customers)
    regulars = []
    for n, joined in enumerate(join_times(world, left)):
        hasty = incidents.is_hasty(world, n, joined)
        regular = plan_regular(world, till, n, joined, crm_metadata(world, n), hasty=hasty)
        if hasty:
            incidents.note_hasty(world, regular)
        regulars.append(regular)
    note_crm(world, regulars)
    outage.plant(till, regulars)
    incidents.plant_uncharged(till, regulars)
    identities.plant_renamed(world, regulars)
    identities.plant_merged(world, regulars, merged_away)
