"""The audit of a shop half-way: who is left, who has to be asked again, what is known."""

from __future__ import annotations

from functools import cache
from typing import Final

import pandas as pd

from kit.auditing import Audit, audit
from kit.facts.end_of_sources import STATEMENTS
from kit.learn.exercise import Exercise, Mistake
from kit.learn.shared_worlds import answer_key, world

__all__ = ["EXERCISES", "PREPARED"]

PREPARED: Final = """\
import kit

account = kit.connect(offline=True, world="migration")
audit = kit.audit(account, progress=False)
facts = audit.facts
"""


def _key(name: str) -> pd.DataFrame:
    table: pd.DataFrame = answer_key("migration")[name]
    return table


@cache
def _audit() -> Audit:
    return audit(world("migration"), progress=False)


def _left_to_do() -> int:
    """Who is left with a source that is no card, and can pay by it today."""
    left = _key("left")
    by_other = set(left.loc[left["type"] != "card", "customer"])
    return len(by_other - set(_key("broken_defaults")["customer"]))


def _breaking(kind: str, *, has_method: bool | None = None) -> int:
    rows = _audit().customers
    rows = rows[rows["breaks"] == kind]
    if has_method is not None:
        rows = rows[rows["has_payment_method"] == has_method]
    return len(rows)


def _without_mandate() -> int:
    left = _key("left")
    return int((left["type"].eq("sepa_debit") & ~left["mandate"].astype("bool")).sum())


def _debits(*actions: str) -> int:
    plan = _audit().plan
    return int((plan["type"].eq("sepa_debit") & plan["action"].isin(actions)).sum())


def _day_for_cards() -> str:
    """What the facts say: whether any statement about cards names a day."""
    about_cards = [each.says for each in STATEMENTS if "card" in each.about]
    named = [says for says in about_cards if "20" in says]
    return named[0] if named else "no day is named"


EXERCISES: Final = (
    Exercise(
        "q28",
        "How many customers break (yes) and have no PaymentMethod yet?",
        _left_to_do,
        hints=(
            'audit.customers has both columns: breaks == "yes", and has_payment_method.',
            "~ turns True and False around, & asks for both.",
            '(audit.customers["breaks"] == "yes") & ~audit.customers["has_payment_method"]',
        ),
        solution="""\
left = audit.customers
(left["breaks"].eq("yes") & ~left["has_payment_method"]).sum()""",
        explanation="The others break only if nothing was done; for them it was. So this number "
        "is what the migration has before it.",
        mistakes=(
            Mistake(
                lambda: _breaking("yes"),
                "You counted those too who have a PaymentMethod: they can pay whatever happens.",
            ),
            Mistake(
                lambda: _breaking("yes", has_method=True),
                "These are done: they have a PaymentMethod. The question is about the others.",
            ),
            Mistake(
                lambda: _breaking("disputed", has_method=False),
                'These depend on cards, on which Stripe\'s pages disagree. Take breaks == "yes".',
            ),
            Mistake(
                lambda: _breaking("already", has_method=False),
                'These cannot pay today, whatever becomes of Sources. Take breaks == "yes".',
            ),
        ),
    ),
    Exercise(
        "q29",
        "How many customers have to be asked again for a SEPA debit, because there is no mandate?",
        _without_mandate,
        hints=(
            'audit.actions["collect_again"] are all that have to be collected again.',
            'Of these, count the rows of the type "sepa_debit".',
        ),
        solution='(audit.actions["collect_again"]["type"] == "sepa_debit").sum()',
        explanation="A data migration takes the mandate along. Where there is none, nothing can "
        "be carried over, and only the customer can give a new one.",
        mistakes=(
            Mistake(
                lambda: len(_audit().actions["collect_again"]),
                "You counted other types too, such as ACH debits: keep the type sepa_debit.",
            ),
            Mistake(
                lambda: _debits("migrate_data"),
                "These have a mandate: the data migration takes them along.",
            ),
            Mistake(
                lambda: _debits("migrate_data", "collect_again", "attach_first", "drop"),
                "These are all SEPA debits. Keep the action collect_again.",
            ),
        ),
    ),
    Exercise(
        "q30",
        "Until when may a shop take cards by Sources, by Stripe's own word?",
        _day_for_cards,
        hints=(
            "Read the pages on cards above: does any of them name a day?",
            "One page says that the day will come by e-mail; another that there is no plan.",
        ),
        solution='"no day is named"',
        explanation="The pages on cards disagree whether they end at all, and none says when. So "
        "plan for it, watch the pages, and invent no date.",
        mistakes=(
            Mistake(
                lambda: "2024-08-15",
                "That day is about everything but cards, and no page of Stripe's confirms it.",
            ),
            Mistake(
                lambda: "2026-03-25",
                "Since that version Stripe.js makes no more sources in browsers. That is not the "
                "end of charging them.",
            ),
            Mistake(
                lambda: "never ends",
                "Some pages say that no end is planned, others that one is. Neither means never.",
            ),
        ),
    ),
)
