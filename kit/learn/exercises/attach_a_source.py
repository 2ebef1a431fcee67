"""Attaching one source: which are worth it, what came in, metadata, a refusal."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Final

import pandas as pd

from kit.connection import connect
from kit.errors import KitError
from kit.facts import JsonObject
from kit.learn.exercise import Exercise, Mistake
from kit.learn.shared_worlds import world

__all__ = ["EXERCISES", "PREPARED"]

_JENNY: Final = "cus_9s6XKzkNRiz8i3"
_SOMEBODY: Final = "cus_0qqNBOAf4RTezj"
_PAGE_SOURCE: Final = "src_1NfRGv2eZvKYlo2Cv7NAImBL"

PREPARED: Final = """\
import kit

account = kit.connect(offline=True)
ready = account.attachable_sources(fresh=True, progress=False)
attachment = account.attach("cus_9s6XKzkNRiz8i3", "src_1NfRGv2eZvKYlo2Cv7NAImBL")
card = account.create_source(
    type="card", token="tok_visa", metadata={"order": "6735", "draft": "yes"}
)
with_metadata = account.attach("cus_9s6XKzkNRiz8i3", card["id"], {"channel": "phone", "draft": ""})
account.detach("cus_9s6XKzkNRiz8i3", card["id"])
"""


def _ready(*usages: str) -> int:
    """How many unattached sources of these usages the account itself lists as attachable."""
    return sum(each["usage"] in usages for each in _nobodys())


@cache
def _nobodys() -> list[JsonObject]:
    return world("calm").attachable_source_records(fresh=True)


def _attached_reusable() -> int:
    sources = world("calm").all_sources(progress=False)
    return int((sources["usage"] == "reusable").sum())


def _receiver(*parts: str) -> tuple[int, ...]:
    """Amounts of the page's source in cents, as Stripe's JSON has them."""
    receiver = world("calm").source(_PAGE_SOURCE)["receiver"]
    return tuple(receiver[f"amount_{part}"] for part in parts)


def _dollars(*parts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(cents) / 100 for cents in _receiver(*parts))


def _changes(
    token: str, customer: str, made_with: dict[str, str], attached_with: dict[str, str]
) -> pd.DataFrame:
    with connect(offline=True) as account:
        card = account.create_source(type="card", token=token, metadata=made_with)
        return account.attach(customer, card["id"], attached_with).changes


def _refused() -> str:
    with connect(offline=True) as account:
        card = account.create_source(type="card", token="tok_visa")["id"]  # noqa: S106  # a test card
        account.attach(_JENNY, card)
        account.detach(_JENNY, card)
        try:
            account.attach(_JENNY, card)
        except KitError as error:
            return type(error).__name__
    raise AssertionError(card)


_MASTERCARD: Final = "tok_mastercard"
_ORDER: Final = {"order": "7001"}

EXERCISES: Final = (
    Exercise(
        "q4",
        "How many of the sources in ready are reusable?",
        lambda: _ready("reusable"),
        hints=(
            "The column usage says how often a source may be used.",
            'ready["usage"] == "reusable" is True or False for each row; True counts as 1.',
            '(ready["usage"] == "reusable").sum()',
        ),
        solution='(ready["usage"] == "reusable").sum()',
        explanation="A single-use source can be attached too, but it is spent by its first "
        "charge, so nothing can be charged to it later.",
        mistakes=(
            Mistake(
                lambda: _ready("reusable", "single_use"),
                "You counted single-use sources too: that is all of ready. Look at the column "
                "usage.",
            ),
            Mistake(
                lambda: _ready("single_use"),
                "You counted the single-use ones, which serve one charge only.",
            ),
            Mistake(
                _attached_reusable,
                "You counted sources that customers have already. Count in ready, which holds "
                "those that nobody has.",
            ),
        ),
    ),
    Exercise(
        "q5",
        "How many dollars has the payer sent, and how many of them were charged? Answer "
        "(sent, charged).",
        lambda: _dollars("received", "charged"),
        hints=(
            "kit.money(attachment.frame) has a column for each amount, in dollars.",
            (
                "receiver.amount_received is what came from the payer, receiver.amount_charged "
                "what was taken of it."
            ),
            'paid = kit.money(attachment.frame).iloc[0], then paid["receiver.amount_received"].',
        ),
        solution="""\
paid = kit.money(attachment.frame).iloc[0]
(paid["receiver.amount_received"], paid["receiver.amount_charged"])""",
        ordered=True,
        explanation="The money is there, and nobody has charged it yet: until then it waits in the "
        "source.",
        mistakes=(
            Mistake(
                lambda: _receiver("received", "charged"),
                "These are cents: Stripe counts in the smallest unit. kit.money makes dollars of "
                "them.",
            ),
            Mistake(
                lambda: _dollars("charged", "received"),
                "The right amounts the wrong way round: first what was sent, then what was "
                "charged.",
            ),
            Mistake(
                lambda: _dollars("received", "received"),
                "What was sent is right. But amount is what was asked for and amount_received what "
                "came; what was taken of it is amount_charged.",
            ),
        ),
    ),
    Exercise(
        "q6",
        "Attach a new card of tok_mastercard to cus_0qqNBOAf4RTezj with the metadata order = 7001. "
        "Answer the attachment's changes.",
        lambda: _changes(_MASTERCARD, _SOMEBODY, {}, _ORDER),
        hints=(
            (
                "Two steps: account.create_source(...) makes the card, account.attach(...) gives "
                "it to the customer."
            ),
            "The metadata goes into the attach, as a dict of text to text.",
            'account.attach("cus_0qqNBOAf4RTezj", new["id"], {"order": "7001"}).changes',
        ),
        solution="""\
new = account.create_source(type="card", token="tok_mastercard")
account.attach("cus_0qqNBOAf4RTezj", new["id"], {"order": "7001"}).changes""",
        explanation="Two things are new: the customer, and the metadata that came with the attach.",
        mistakes=(
            Mistake(
                lambda: _changes(_MASTERCARD, _SOMEBODY, {}, {}),
                "It is attached, but no metadata went with the attach: give it a third argument.",
            ),
            Mistake(
                lambda: _changes(_MASTERCARD, _JENNY, {}, _ORDER),
                "That went to Jenny Rosen; the customer asked for is another one.",
            ),
        ),
    ),
    Exercise(
        "q7",
        "What kind of error does attaching the detached card raise?",
        _refused,
        hints=(
            "Let refusal(...) try it, as above.",
            (
                'refusal(account.attach, "cus_9s6XKzkNRiz8i3", card["id"]) prints a line; its '
                "first word is the answer."
            ),
        ),
        solution="""\
try:
    account.attach("cus_9s6XKzkNRiz8i3", card["id"])
except kit.KitError as error:
    name = type(error).__name__
name""",
        explanation="A detached source is consumed. Nothing moves it out of that state, so asking "
        "again never helps: a new source is needed.",
        mistakes=(
            Mistake(
                lambda: "SourceAlreadyAttached",
                "It was attached, but was detached since: it belongs to nobody now, and something "
                "else stands in the way.",
            ),
            Mistake(
                lambda: "KitError",
                "Every error of the kit is a KitError. Which kind is this one?",
            ),
            Mistake(
                lambda: "NotFound",
                "The source is still there; account.source(card['id']) shows it. What became of "
                "its status?",
            ),
        ),
    ),
)
