"""Frames: missing or null, money by currency, a day in another zone, metadata as text."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from kit.facts import JsonObject
from kit.facts.currencies import exponent
from kit.learn.exercise import Exercise, Mistake
from kit.learn.shared_worlds import world

__all__ = ["EXERCISES", "PREPARED"]

PREPARED: Final = """\
import pandas as pd
import kit

account = kit.connect(offline=True)
loose = account.attachable_source_records(fresh=True)
ready = kit.flatten(loose)
waiting = ready[ready["amount"].notna()]
page = kit.flatten(account.source("src_1NfRGv2eZvKYlo2Cv7NAImBL"))
attached = account.all_sources(progress=False)
"""


@cache
def _nobodys() -> list[JsonObject]:
    """The sources that nobody has, as Stripe's JSON."""
    return world("calm").attachable_source_records(fresh=True)


def _loose(*wanted: str) -> tuple[int, ...]:
    """How often each of these is the case among the sources that nobody has."""
    found = _nobodys()
    counts = {
        "no customer": sum("customer" not in each for each in found),
        "customer is null": sum(each.get("customer", "") is None for each in found),
        "amount is null": sum(each["amount"] is None for each in found),
        "an amount": sum(each["amount"] is not None for each in found),
    }
    return tuple(counts[each] for each in wanted)


def _worth(*, major: bool = True) -> dict[str, Decimal]:
    """What waits, by currency, added up in whole numbers of the smallest unit."""
    sums: defaultdict[str, int] = defaultdict(int)
    for each in _nobodys():
        if each["amount"] is not None:
            sums[each["currency"]] += each["amount"]
    digits = {code: exponent(code) if major else 0 for code in sums}
    return {code: Decimal(total).scaleb(-digits[code]) for code, total in sums.items()}


def _made_on(zone: str) -> str:
    seconds = world("calm").source("src_1NfRGv2eZvKYlo2Cv7NAImBL")["created"]
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def _with_crm_id(value: object, *, key: str = "crm.id") -> int:
    """How many attached sources have this under that very key of their metadata."""
    account = world("calm")
    records = [
        source
        for customer in account.customer_records()
        for source in account.source_records(customer["id"])
    ]
    return sum(each["metadata"].get(key) == value for each in records)


EXERCISES: Final = (
    Exercise(
        "q16",
        "In how many of loose is the key customer missing, and in how many is amount null? Answer "
        "(missing, null).",
        lambda: _loose("no customer", "amount is null"),
        hints=(
            'Missing means that the key is not there: "customer" not in each.',
            'Null is None in Python: each["amount"] is None.',
            'sum("customer" not in each for each in loose) counts the first.',
        ),
        solution="""\
missing = sum("customer" not in each for each in loose)
null = sum(each["amount"] is None for each in loose)
(missing, null)""",
        ordered=True,
        explanation="Stripe leaves customer out as long as nobody has the source, and writes null "
        "for an amount that is not set. In a frame both are empty cells; _shape knows.",
        mistakes=(
            Mistake(
                lambda: _loose("customer is null", "amount is null"),
                "You looked for a customer that is null. The key is not there at all: use in.",
            ),
            Mistake(
                lambda: _loose("no customer", "an amount"),
                "The first is right. The second counts those that have an amount.",
            ),
            Mistake(
                lambda: _loose("amount is null", "no customer"),
                "The right numbers the wrong way round: first missing, then null.",
            ),
        ),
    ),
    Exercise(
        "q17",
        "What are the sources in waiting worth, by currency, in whole currency units?",
        _worth,
        hints=(
            "kit.money makes whole units of the amounts; then group by currency and sum.",
            'kit.money(waiting, as_float=True)["amount"] is a Series with the index of waiting.',
            '.groupby(waiting["currency"]).sum()',
        ),
        solution="""\
amounts = kit.money(waiting, as_float=True)["amount"]
amounts.groupby(waiting["currency"]).sum()""",
        explanation="Currencies are never added to one another; each has its own row.",
        mistakes=(
            Mistake(
                lambda: _worth(major=False),
                "These are sums of the smallest units, such as cents: use kit.money.",
            ),
            Mistake(
                lambda: sum(_worth().values()),
                "You added different currencies into one number. Group by currency first.",
            ),
        ),
    ),
    Exercise(
        "q18",
        "Which date did a calendar in Tokyo show when the page's source was made?",
        lambda: _made_on("Asia/Tokyo"),
        hints=(
            'page["created"].dt.tz_convert("Asia/Tokyo") is the same moment on a clock in Tokyo.',
            '.dt.strftime("%Y-%m-%d") writes its date; .iloc[0] takes the one value out.',
        ),
        solution="""\
there = page["created"].dt.tz_convert("Asia/Tokyo")
there.dt.strftime("%Y-%m-%d").iloc[0]""",
        explanation="In the evening of one day in UTC it is the morning of the next in Tokyo. So "
        "say in which zone a day is meant before you count by day.",
        mistakes=(
            Mistake(
                lambda: _made_on("UTC"),
                "That is the date in UTC. In Tokyo it was nine hours later: convert first.",
            ),
        ),
    ),
    Exercise(
        "q19",
        "How many of the sources that customers have carry the metadata crm.id = 0017?",
        lambda: _with_crm_id("0017"),
        hints=(
            "The column is called metadata.crm.id.",
            'Its values are text: compare with "0017", in quotation marks.',
            '(attached["metadata.crm.id"] == "0017").sum()',
        ),
        solution='(attached["metadata.crm.id"] == "0017").sum()',
        explanation="Metadata is text at Stripe and stays text here, so the zeros are kept.",
        mistakes=(
            Mistake(
                lambda: _with_crm_id(17),
                "No value equals the number 17: metadata is text. Compare with the text, zeros "
                "and all.",
            ),
            Mistake(
                lambda: _with_crm_id(None),
                "You counted those that have no crm.id.",
            ),
            Mistake(
                lambda: _with_crm_id("6735", key="order_id"),
                "You looked at another key of the metadata.",
            ),
        ),
    ),
)
