"""The world spring: expired cards, a silent week, a hasty release, and a ring."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Final

import pandas as pd

from kit.learn.exercise import Exercise, Mistake
from kit.learn.shared_worlds import answer_key, world

__all__ = ["EXERCISES", "PREPARED"]

PREPARED: Final = """\
import tempfile
from pathlib import Path
import pandas as pd
import kit

account = kit.connect(offline=True, world="spring")
folder = Path(tempfile.mkdtemp())
monday = account.pull(folder / "monday", progress=False)
account.attach("cus_9s6XKzkNRiz8i3", "src_1NfRGv2eZvKYlo2Cv7NAImBL")
first = monday.sources.iloc[0]
account.detach(first["customer"], first["id"])
account.offline.advance(days=1)
today = account.pull(folder / "today", progress=False)
customers = kit.plain(today.customers)
sources = kit.plain(today.known_sources)
now = account.offline.now
horizon = now + pd.Timedelta(days=90)
cards = sources[sources["customer"].notna() & (sources["status"] == "chargeable")]
known = sources[sources["customer"].notna() & sources["fingerprint"].notna()]
"""


def _key(name: str) -> pd.DataFrame:
    table: pd.DataFrame = answer_key("spring")[name]
    return table


@cache
def _sources() -> pd.DataFrame:
    return world("spring").all_sources(progress=False).set_index("id")


@cache
def _customers() -> pd.DataFrame:
    return world("spring").customers().set_index("id")


def _hanging() -> pd.DataFrame:
    """The sources of the week in which nothing came back, by the answer key."""
    return _sources().loc[_key("outage")["source"]]


def _day(moments: pd.Series[pd.Timestamp]) -> str:
    return str(moments.min().date())


def _all_pending_ideal() -> pd.DataFrame:
    sources = _sources()
    return sources[(sources["type"] == "ideal") & (sources["status"] == "pending")]


def _month_of(customers: pd.Series[str]) -> str:
    """The month in which most of these customers came."""
    months = _customers().loc[customers.unique(), "created"].dt.strftime("%Y-%m")
    return str(Counter(months).most_common(1)[0][0])


def _busiest_month() -> str:
    return str(Counter(_customers()["created"].dt.strftime("%Y-%m")).most_common(1)[0][0])


def _with_any_duplicate() -> set[str]:
    return set(_key("duplicates")["customer"])


EXERCISES: Final = (
    Exercise(
        "q23",
        "How many cards that customers have are chargeable, and have expired already?",
        lambda: len(_key("expired_cards")),
        hints=(
            "cards of question 3 holds what customers have and what is chargeable.",
            "A card has expired when its expires lies before now.",
            '(cards["expires"] < now).sum()',
        ),
        solution='(cards["expires"] < now).sum()',
        explanation="Stripe goes on calling such a source chargeable; the bank will refuse the "
        "charge. The customers can be asked for a new card before that.",
        mistakes=(
            Mistake(
                lambda: len(_key("expiring_cards")),
                "These expire within the next 90 days. The question is about those before now.",
            ),
            Mistake(
                lambda: len(_key("expiring_cards")) + len(_key("expired_cards")),
                "You counted those that will expire soon too: leave out what lies after now.",
            ),
            Mistake(
                _key("expired_cards")["expires"].nunique,
                "You counted months, not cards.",
            ),
        ),
    ),
    Exercise(
        "q24",
        "On which day did the week begin in which no iDEAL payment came back?",
        lambda: _day(_hanging()["created"]),
        hints=(
            'hanging = sources[(sources["type"] == "ideal") & (sources["status"] == "pending")]',
            'Count by day: hanging["created"].dt.strftime("%Y-%m-%d").value_counts().',
            "Sort by day; the days with many begin on a Monday.",
        ),
        solution="""\
hanging = sources[(sources["type"] == "ideal") & (sources["status"] == "pending")]
by_day = hanging["created"].dt.strftime("%Y-%m-%d").value_counts().sort_index()
by_day[by_day > 3].index[0]""",
        explanation="For a week no payer came back from the bank. Nobody noticed: nothing failed, "
        "it only never went on. iDEAL has no documented time-out, so they hang to this day.",
        mistakes=(
            Mistake(
                lambda: _day(_all_pending_ideal()["created"]),
                "That is the first pending one of all. Now and then one payer stays away; look for "
                "the week with many.",
            ),
            Mistake(
                lambda: str(_hanging()["created"].dt.strftime("%Y-%m-%d").mode().iloc[0]),
                "That is the day with most of them, in the right week. It began earlier.",
            ),
            Mistake(
                lambda: str(_hanging()["created"].max().date()),
                "That is the last day of it.",
            ),
        ),
    ),
    Exercise(
        "q25",
        "What are the sources of that week worth together, in euros?",
        lambda: int(_hanging()["amount"].sum()) / 100,
        hints=(
            "Keep what was made on its seven days, then sum the column amount.",
            "In sources, amounts are in whole units already.",
            'hanging["created"].between("2023-...", "2023-...") takes a week.',
        ),
        solution="""\
hanging = sources[(sources["type"] == "ideal") & (sources["status"] == "pending")]
begins = pd.Timestamp("2023-04-03", tz="UTC")
week = hanging["created"].between(begins, begins + pd.Timedelta(days=7))
hanging.loc[week, "amount"].sum()""",
        explanation="So much was ordered and never paid. Some of these people tried twice, so not "
        "all of it is lost trade.",
        mistakes=(
            Mistake(
                lambda: int(_all_pending_ideal()["amount"].sum()) / 100,
                "You summed every pending iDEAL source. Keep those of that one week.",
            ),
            Mistake(
                lambda: int(_hanging()["amount"].sum()),
                "The right amount in cents. In sources it is in euros; today.sources counts cents.",
            ),
            Mistake(
                lambda: len(_hanging()),
                "That is how many there are. What are they worth?",
            ),
        ),
    ),
    Exercise(
        "q26",
        "In which month did the customers come whose default source is single-use?",
        lambda: _month_of(_key("hasty_release")["customer"]),
        hints=(
            "Merge customers with sources, default_source with id, suffixes ('', '_source').",
            "Keep usage == \"single_use\"; created is the customer's, created_source the source's.",
            '.dt.strftime("%Y-%m").value_counts()',
        ),
        solution="""\
theirs = customers.merge(
    sources, left_on="default_source", right_on="id", suffixes=("", "_source")
)
single = theirs[theirs["usage"] == "single_use"]
single["created"].dt.strftime("%Y-%m").value_counts().index[0]""",
        explanation="For two weeks a release attached the first order's source before the saved "
        "one. It became the default, and was spent by its first charge.",
        mistakes=(
            Mistake(
                _busiest_month,
                "In that month most customers came, whatever their default is. Keep the single-use "
                "ones.",
            ),
            Mistake(
                lambda: _month_of(_key("same_person")["customer"]),
                "Those are other customers. Look at the usage of the default source.",
            ),
        ),
    ),
    Exercise(
        "q27",
        "Which customers have a card that four or more customers share? Answer their ids.",
        lambda: set(_key("ring")["customer"]),
        hints=(
            'known.groupby("fingerprint")["customer"].nunique() says how many share each card.',
            "Keep the fingerprints with four or more, then the rows of known that have them.",
            'known["fingerprint"].map(shared) >= 4, then the column customer.',
        ),
        solution="""\
shared = known.groupby("fingerprint")["customer"].nunique()
known.loc[known["fingerprint"].map(shared) >= 4, "customer"].unique()""",
        explanation="A ring: a dozen new customers of one night, three cards among them, all "
        "issued far from the one door the goods went to. Half of the cards were closed since.",
        mistakes=(
            Mistake(
                _with_any_duplicate,
                "You took cards that three share as well: these are people with several customers, "
                "which is no crime.",
            ),
            Mistake(
                lambda: set(_key("same_person")["customer"]),
                "Each of these cards is shared by three: one person with three customers.",
            ),
        ),
    ),
)
