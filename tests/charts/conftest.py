"""The charts of the planted account, and of 10,000 sources."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pytest
from planted_account import NOW, PlantedAccount, card, customer, planted, receiver, sepa

import kit
from kit import charts


@dataclass(frozen=True)
class Drawn:
    """Every chart of one account, by the name of its function."""

    account: PlantedAccount
    charts: dict[str, charts.Chart | charts.ChartOfMany]


def drawn(account: PlantedAccount) -> Drawn:
    """Draw everything that there is."""
    plan = kit.migration_plan(account.sources, account.customers, account.events)
    return Drawn(
        account,
        {
            "status_by_type": charts.status_by_type(account.sources),
            "attached_over_time": charts.attached_over_time(account.events),
            "life_cycle": charts.life_cycle(account.sources, account.events),
            "card_expiry": charts.card_expiry(account.sources, NOW),
            "money_waiting": charts.money_waiting(account.sources),
            "duplicates": charts.duplicates(account.sources),
            "plan": charts.plan(plan),
        },
    )


@pytest.fixture(scope="session")
def small() -> Drawn:
    """The planted account, drawn."""
    return drawn(planted())


@pytest.fixture(scope="session")
def large() -> Drawn:
    """10,000 sources of 5,000 customers, with the events of the planted account moved about."""
    everybody = []
    sources = []
    for at in range(5_000):
        name = f"cus_{at:05d}"
        held = [
            card(f"src_a{at:05d}", name, (2020 + at % 20, 1 + at % 12), f"{at % 3_000:08d}"),
            sepa(f"src_b{at:05d}", name, f"DE{at:06d}", status=("chargeable", "failed")[at % 2])
            if at % 3
            else receiver(
                f"src_b{at:05d}",
                name,
                "ach_credit_transfer",
                (at, at // 2, 0),
                currency=("usd", "eur", "jpy", "kwd")[at % 4],
                created=1_700_000_000 + at * 3_600,
            ),
        ]
        sources += held
        everybody.append(customer(name, default=held[0]["id"]))
    events = pd.DataFrame(
        {
            "source": [each["id"] for each in sources],
            "type": "customer.source.created",
            "status_after": [each["status"] for each in sources],
            "created": pd.to_datetime([1_700_000_000 + at * 600 for at in range(10_000)], unit="s")
            .tz_localize("UTC")
            .as_unit("us"),
        }
    )
    frames = (kit.flatten(everybody), kit.flatten(sources), kit.flatten({"object": "event"}))
    return drawn(PlantedAccount(frames[0], frames[1], events))
