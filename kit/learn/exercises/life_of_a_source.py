"""How sources begin, how time ends them, what becomes of a part payment and of a webhook."""

from __future__ import annotations

from typing import Final

from kit.account import Account
from kit.connection import connect
from kit.facts.source_types import SOURCE_TYPES
from kit.learn.exercise import Exercise, Mistake
from kit.practice_source import practice_params

__all__ = ["EXERCISES", "PREPARED"]

PREPARED: Final = """\
import pandas as pd
import kit
from kit.facts.source_types import SOURCE_TYPES

account = kit.connect(offline=True)
jenny = "cus_9s6XKzkNRiz8i3"
types = pd.DataFrame(SOURCE_TYPES.values()).set_index("name")
bancontact = {"type": "bancontact", "amount": 1999, "currency": "eur"}
bancontact["redirect"] = {"return_url": "https://example.com/back"}
inbox = account.offline.listening("source.chargeable")
account.offline.set_faults(webhook_duplicate=1)
alipay = account.create_source(
    type="alipay", usage="reusable", currency="eur", metadata={"customer": jenny},
    redirect={"return_url": "https://example.com/back"},
)
account.offline.authorize(alipay["id"])["status"]
for event in inbox:
    made = event["data"]["object"]
    account.attach(made["metadata"]["customer"], made["id"], idempotency_key=event["id"])
inbox.close()
"""

_JENNY: Final = "cus_9s6XKzkNRiz8i3"
_BACK: Final = {"return_url": "https://example.com/back"}


def _begin_as(status: str) -> int:
    """How many types are of this status when they are made, as the offline account makes them."""
    with connect(offline=True, customers=1) as account:
        return sum(_new(account, name) == status for name in SOURCE_TYPES)


def _new(account: Account, name: str) -> str:
    params = practice_params(name, amount=1999)
    if name == "three_d_secure":
        card = account.create_source("card", token="tok_visa")  # noqa: S106  # a test card
        params["three_d_secure"] = {"card": card["id"]}
    return str(account.create_source(**params)["status"])


def _redirects() -> int:
    return sum(each.flow == "redirect" for each in SOURCE_TYPES.values())


def _hours_until_canceled(*, authorized: bool) -> int:
    """The clock goes on hour by hour until the source is canceled."""
    with connect(offline=True, customers=1) as account:
        params = {"amount": 1999, "currency": "eur", "redirect": _BACK}
        source = account.create_source("bancontact", **params)["id"]
        if authorized:
            account.offline.authorize(source)
        hours = 0
        while account.source(source)["status"] != "canceled":
            account.offline.advance(hours=1)
            hours += 1
    return hours


def _part_payment(days: float) -> tuple[str, int]:
    with connect(offline=True, customers=1) as account:
        source = account.create_source("multibanco", amount=5000, currency="eur")["id"]
        account.offline.receive_funds(source, 2000)
        account.offline.advance(days=days)
        ended = account.source(source)
    return ended["status"], ended["receiver"]["amount_returned"]


def _after_duplicates(*, same_key: bool = True) -> tuple[int, int]:
    """How many attaches were asked for, and how many sources Jenny has."""
    with connect(offline=True, customers=1) as account:
        source = account.create_source("card", token="tok_visa")["id"]  # noqa: S106  # a test card
        for time in range(2):
            account.attach(_JENNY, source, idempotency_key="evt" if same_key else f"evt{time}")
        asked = account.requests()
        attaches = asked["method"].eq("POST") & asked["path"].str.startswith("/v1/customers")
        return int(attaches.sum()), len(account.sources(_JENNY))


EXERCISES: Final = (
    Exercise(
        "q8",
        "How many of the nineteen types start as pending?",
        lambda: _begin_as("pending"),
        hints=(
            "The column starts_as of types says how each begins.",
            '(types["starts_as"] == "pending") is True or False for each type; sum them.',
        ),
        solution='(types["starts_as"] == "pending").sum()',
        explanation="They wait for a payer: for a page, a transfer or a code. The others can be "
        "charged as soon as they are made.",
        mistakes=(
            Mistake(
                lambda: _begin_as("chargeable"),
                "You counted those that start as chargeable.",
            ),
            Mistake(
                _redirects,
                "You counted the flow redirect. Others wait too: for a transfer or a code. Look at "
                "starts_as.",
            ),
            Mistake(
                lambda: len(SOURCE_TYPES),
                "That is every type. Some need nothing of the payer: look at starts_as.",
            ),
        ),
    ),
    Exercise(
        "q9",
        "For how many hours is forgotten chargeable before it is canceled?",
        lambda: _hours_until_canceled(authorized=True),
        hints=(
            "After five hours it was chargeable still. Move the clock on by an hour and look.",
            "Its status is account.source(forgotten['id'])['status'].",
            "In kit.facts.source_types it is CHARGEABLE_SECONDS.",
        ),
        solution="""\
source = account.create_source(**bancontact)["id"]
account.offline.authorize(source)
hours = 0
while account.source(source)["status"] == "chargeable":
    account.offline.advance(hours=1)
    hours += 1
hours""",
        explanation="A single-use source that is not charged in time is canceled, and the payer "
        "gets the money back. So charge it at once, from a webhook.",
        mistakes=(
            Mistake(
                lambda: _hours_until_canceled(authorized=False),
                "So long it may be pending. This one is chargeable: its payer has agreed.",
            ),
            Mistake(
                lambda: _hours_until_canceled(authorized=True) - 1,
                "After that time it was chargeable still, as the cell above shows.",
            ),
            Mistake(
                lambda: _hours_until_canceled(authorized=True) * 3600,
                "These are seconds; the question asks for hours.",
            ),
        ),
    ),
    Exercise(
        "q10",
        "A Multibanco source for 50 euros gets 20, then nothing for eight days. Answer its status "
        "and the cents that were returned.",
        lambda: _part_payment(days=8),
        hints=(
            "Make one like transfer, let it receive 2000 once, and advance(days=8).",
            (
                "Then read it again with account.source(...): the dict that create_source gave is "
                "as old as it is."
            ),
            'source["status"], source["receiver"]["amount_returned"]',
        ),
        solution="""\
part = account.create_source(type="multibanco", amount=5000, currency="eur")["id"]
account.offline.receive_funds(part, 2000)
account.offline.advance(days=8)
source = account.source(part)
(source["status"], source["receiver"]["amount_returned"])""",
        ordered=True,
        explanation="A single-use receiver waits for its whole amount, Multibanco for seven days. "
        "Then it is canceled, and what came goes back.",
        mistakes=(
            Mistake(
                lambda: _part_payment(days=0),
                "So it was before the time passed. Read the source again after advance(days=8).",
            ),
            Mistake(
                lambda: ("canceled", 0),
                "The status is right. But money had come: read the source again with "
                "account.source(...).",
            ),
            Mistake(
                lambda: ("canceled", _part_payment(days=8)[1] // 100),
                "The right amount in euros; the answer is in cents, as Stripe counts.",
            ),
            Mistake(
                lambda: ("failed", _part_payment(days=8)[1]),
                "Nobody declined anything: the time ran out. Read its status.",
            ),
        ),
    ),
    Exercise(
        "q11",
        "How many requests to attach were there, and how many sources has Jenny? Answer "
        "(attach requests, sources).",
        _after_duplicates,
        hints=(
            "Each delivery led to one attach: look at inbox.frame(), or at account.requests().",
            "Then count account.sources(jenny).",
        ),
        solution="""\
asked = account.requests()
attaches = (asked["method"] == "POST") & asked["path"].str.startswith("/v1/customers")
(attaches.sum(), len(account.sources(jenny)))""",
        ordered=True,
        explanation="Both deliveries were answered, and one source was attached: the second "
        "request came under the same key, so Stripe answered the first one's answer.",
        mistakes=(
            Mistake(
                lambda: (2, 2),
                "Two requests, that is right. But the second one came under the same key: how many "
                "rows has account.sources(jenny)?",
            ),
            Mistake(
                lambda: (1, 1),
                "One source, that is right. But the loop ran twice, and each time sent a request: "
                "count the POSTs in account.requests().",
            ),
        ),
    ),
)
