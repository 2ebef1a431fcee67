"""Attaching many: what an unclear list means, who got what, and what a journal saves."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd

from kit.account import Account
from kit.connection import connect
from kit.learn.exercise import Exercise, Mistake

__all__ = ["EXERCISES", "PREPARED"]

PREPARED: Final = """\
import tempfile
from pathlib import Path
import pandas as pd
import kit

account = kit.connect(offline=True)
customers = account.customers(limit=100)["id"]
cards = [account.create_source(type="card", token="tok_visa")["id"] for _ in range(200)]
pairs = pd.DataFrame(
    {"customer": [*customers, *customers], "source": cards, "metadata.batch": "spring"}
)
pairs.loc[10, "source"] = "src_"
pairs.loc[20, "source"] = pairs.loc[21, "source"]
account.offline.charge(pairs.loc[30, "source"])["status"]
journal = Path(tempfile.mkdtemp()) / "spring.journal"
outcomes = account.attach_many(pairs, journal=journal, progress=False)
"""


def _card(account: Account) -> str:
    return str(account.create_source("card", token="tok_visa")["id"])  # noqa: S106  # a test card


@cache
def _cards_of_each() -> pd.Series[int]:
    """How many of our cards each customer has in the end, by what the account itself says."""
    with connect(offline=True) as account:
        customers = account.customers(limit=100)["id"].to_list()
        cards = [_card(account) for _ in range(200)]
        account.offline.charge(cards[30])
        cards[10], cards[20] = "src_", cards[21]
        account.attach_many(list(zip(customers * 2, cards, strict=True)), progress=False)
        sources = account.all_sources(progress=False)
    return sources[sources["id"].isin(cards)].groupby("customer").size()


@cache
def _letter() -> str:
    """Each of two rows with one source is attached alone, and neither together: that is b."""
    with connect(offline=True, customers=3) as account:
        first, second = account.customers(limit=2)["id"].to_list()
        card = _card(account)
        tries = ([(first, card)], [(second, card)], [(first, card), (second, card)])
        plans = [account.attach_many(each, dry_run=True, progress=False) for each in tries]
    expected = [plan["expected"].to_list() for plan in plans]
    return "b" if expected == [["attached"], ["attached"], ["refused"] * 2] else "?"


@cache
def _requests_after_mending() -> int:
    with TemporaryDirectory() as folder, connect(offline=True, customers=4) as account:
        customers = account.customers()["id"].to_list()
        cards = [_card(account) for _ in customers]
        journal = Path(folder) / "mended.journal"
        bad = ["src_", *cards[1:]]
        account.attach_many(list(zip(customers, bad, strict=True)), journal=journal, progress=False)
        before = len(account.requests())
        mended = list(zip(customers, cards, strict=True))
        account.attach_many(mended, journal=journal, progress=False)
        sent = account.requests()["method"].iloc[before:]
    return int(sent.eq("POST").sum())


EXERCISES: Final = (
    Exercise(
        "q20",
        'Why are both of the rows 20 and 21 refused? Answer "a", "b" or "c".',
        _letter,
        hints=(
            "Read the reason that the dry run gives for row 20.",
            "Is there anything in the list that says which of the two is meant?",
        ),
        solution='"b"',
        explanation="A source belongs to one customer for good, and a list that names two does not "
        "say whose it is. So nothing is sent, rather than the wrong thing.",
        mistakes=(
            Mistake(
                lambda: "a",
                "That is row 30. The source of the rows 20 and 21 is well: read their reason.",
            ),
            Mistake(
                lambda: "c",
                "One customer is never written to twice at once, so nothing locks. Read the reason "
                "of these rows.",
            ),
        ),
    ),
    Exercise(
        "q21",
        "How many customers have got both of their cards?",
        lambda: int(_cards_of_each().eq(2).sum()),
        hints=(
            "Each customer stands in two rows of outcomes. Both must say attached.",
            "Take the rows with the outcome attached, group by customer, and count the rows.",
            '(attached.groupby("customer").size() == 2).sum()',
        ),
        solution="""\
done = outcomes[outcomes["outcome"] == "attached"]
(done.groupby("customer").size() == 2).sum()""",
        explanation="Four rows were refused, each of another customer, who has one card now.",
        mistakes=(
            Mistake(
                lambda: len(_cards_of_each()),
                "You counted everybody with a card. Some of them got one only.",
            ),
            Mistake(
                lambda: int(_cards_of_each().sum()),
                "You counted rows, that is cards, not customers.",
            ),
            Mistake(
                lambda: int(_cards_of_each().eq(1).sum()),
                "You counted those who got one card only.",
            ),
        ),
    ),
    Exercise(
        "q22",
        "Row 10 is mended, and the pairs run again with the same journal. How many requests to "
        "attach does that take?",
        _requests_after_mending,
        hints=(
            'mended = pairs.copy(), then mended.loc[10, "source"] = a new card\'s id.',
            (
                "Count as above: the requests after len(account.requests()) whose method is POST. "
                "Make the card before you count."
            ),
        ),
        solution="""\
mended = pairs.copy()
mended.loc[10, "source"] = account.create_source(type="card", token="tok_visa")["id"]
before = len(account.requests())
account.attach_many(mended, journal=journal, progress=False)
(account.requests()["method"].iloc[before:] == "POST").sum()""",
        explanation="What is settled stands in the journal, and so does what was refused: only the "
        "new pair is asked for.",
        mistakes=(
            Mistake(
                lambda: _requests_after_mending() + 1,
                "One of these made the card. Count from after that.",
            ),
            Mistake(
                lambda: 0,
                "So it is when nothing was changed. Did you run the mended copy?",
            ),
            Mistake(
                lambda: int(_cards_of_each().sum()) + 2,
                "So many it takes without the journal: pass journal=journal.",
            ),
        ),
    ),
)
