"""Refusals: which are final, which cost no request, and what an idempotency key is good for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kit.connection import connect
from kit.errors import KitError
from kit.facts.statuses import STATUS_CHANGES, STATUSES, TERMINAL_STATUSES
from kit.learn.exercise import Exercise, Mistake

__all__ = ["EXERCISES", "PREPARED"]

PREPARED: Final = """\
from textwrap import fill
import kit

account = kit.connect(offline=True)
jenny, somebody = "cus_9s6XKzkNRiz8i3", "cus_0qqNBOAf4RTezj"
page_source = "src_1NfRGv2eZvKYlo2Cv7NAImBL"
errors = {}


def refused(attempt, *arguments, **options):
    \"\"\"Try it, keep the error, and print it; complain when nothing is refused.\"\"\"
    try:
        attempt(*arguments, **options)
    except kit.KitError as error:
        errors[str(error)] = error
        print(fill(f"{type(error).__name__}: {error}", width=96))
    else:
        print("This was not refused.")


def new_card():
    \"\"\"The id of a new card source that nobody has.\"\"\"
    return account.create_source(type="card", token="tok_visa")["id"]


refused(account.attach, jenny, "pm_1NfRGv2eZvKYlo2Cv7NAImBL")
refused(account.attach, jenny, "tok_visa")
refused(account.attach, "Jenny Rosen", page_source)
refused(account.attach, jenny, page_source, {"k" * 41: "a key that is too long"})
refused(account.attach, jenny, page_source, {"order": 6735})
refused(account.attach, "cus_nobody", page_source)
refused(account.attach, jenny, "src_nobody")
card = new_card()
account.attach(jenny, card, idempotency_key="order-6735")
"""

_JENNY: Final = "cus_9s6XKzkNRiz8i3"

#: What the exercise names, and what has to go wrong for it.
_MET: Final[dict[str, tuple[str, ...]]] = {
    "TooManyRequests": ("none", "rate_limited"),
    "StripeUnreachable": ("none", "error_after"),
    "SourceNotAttachable": (),
}


def _helped_by_waiting() -> int:
    """How many of twelve sources in final statuses come out of them again."""
    final = [STATUSES[n % len(STATUSES)] for n in range(100)]
    twelve = [status for status in final if status in TERMINAL_STATUSES][:12]
    return sum(any(each.before == status for each in STATUS_CHANGES) for status in twelve)


def _cost_no_request() -> int:
    """How many of the chapter's tries are refused without a request."""
    tries: list[tuple[str, str, dict[str, str]]] = [
        (_JENNY, "pm_1NfRGv2eZvKYlo2Cv7NAImBL", {}),
        (_JENNY, "tok_visa", {}),
        ("Jenny Rosen", "src_1NfRGv2eZvKYlo2Cv7NAImBL", {}),
        (_JENNY, "src_1NfRGv2eZvKYlo2Cv7NAImBL", {"k" * 41: "a key that is too long"}),
        (_JENNY, "src_1NfRGv2eZvKYlo2Cv7NAImBL", {"order": 6735}),  # type: ignore[dict-item]
        ("cus_nobody", "src_1NfRGv2eZvKYlo2Cv7NAImBL", {}),
        (_JENNY, "src_nobody", {}),
    ]
    found = 0
    with connect(offline=True, customers=1) as account:
        for customer, source, metadata in tries:
            before = len(account.requests())
            try:
                account.attach(customer, source, metadata)
            except KitError:
                found += len(account.requests()) == before
    return found


def _under_key(key: str) -> str:
    with connect(offline=True, customers=1) as account:
        card = account.create_source("card", token="tok_visa")["id"]  # noqa: S106  # a test card
        account.attach(_JENNY, card, idempotency_key="order-6735")
        try:
            account.attach(_JENNY, card, idempotency_key=key)
        except KitError as error:
            return type(error).__name__
    return "attached"


def _attached_nevertheless(names: Sequence[str] = tuple(_MET)) -> list[str]:
    """Let each of the errors come, and read whether the source is attached."""
    return [name for name in names if _is_attached_after(name)]


def _is_attached_after(name: str) -> bool:
    with connect(offline=True, customers=1) as account:
        card = account.create_source("card", token="tok_visa")["id"]  # noqa: S106  # a test card
        if name == "SourceNotAttachable":
            account.offline.charge(card)
        account.offline.set_faults(next=list(_MET[name]))
        try:
            account.attach(_JENNY, card)
        except KitError as error:
            if type(error).__name__ == name:
                return "customer" in account.source(card)
    raise AssertionError(name)


EXERCISES: Final = (
    Exercise(
        "q12",
        "For how many of the 12 refused sources does it help to try again tomorrow?",
        _helped_by_waiting,
        hints=(
            "SourceNotAttachable means that a source is consumed, failed or canceled.",
            "Look at the picture of chapter 3: does an arrow lead out of one of these?",
        ),
        solution="""\
from kit.facts.statuses import STATUS_CHANGES, TERMINAL_STATUSES

sum(change.before in TERMINAL_STATUSES for change in STATUS_CHANGES)""",
        explanation="Nothing leads out of consumed, failed and canceled. Ask these customers for "
        "new sources; repeating the attach only costs requests.",
        mistakes=(
            Mistake(
                lambda: 12,
                "A source that is consumed, failed or canceled stays so, today and tomorrow.",
            ),
        ),
    ),
    Exercise(
        "q13",
        "How many of the errors were raised before anything was sent?",
        _cost_no_request,
        hints=(
            "They are those of the section 'Refused before anything is sent'.",
            (
                "kit.errors.InvalidInput is their common kind: isinstance(error, "
                "kit.errors.InvalidInput)."
            ),
            "sum(isinstance(error, kit.errors.InvalidInput) for error in errors.values())",
        ),
        solution="""\
from kit.errors import InvalidInput

sum(isinstance(error, InvalidInput) for error in errors.values())""",
        explanation="What cannot be right costs no request, and no try of a rate limit either.",
        mistakes=(
            Mistake(
                lambda: 7,
                "Two of these came from Stripe: it answered 404, so something was sent. Count the "
                "kind InvalidInput.",
            ),
            Mistake(
                lambda: 3,
                "You counted the ids alone. Metadata was refused before anything was sent too.",
            ),
            Mistake(
                lambda: 2,
                "You counted the metadata alone. Ids were refused before anything was sent too.",
            ),
            Mistake(
                lambda: 0,
                "isinstance looks at one error at a time. And errors is a dict: walk over "
                "errors.values().",
            ),
        ),
    ),
    Exercise(
        "q14",
        "What happens when the same attach is sent under another key? Answer the name of the "
        'error, or "attached".',
        lambda: _under_key("order-6735-again"),
        hints=(
            "Try it: refused(account.attach, jenny, card, idempotency_key=...).",
            "Under another key it is another request, and the source is somebody's by now.",
        ),
        solution="""\
try:
    account.attach(jenny, card, idempotency_key="order-6735-again")
    name = "attached"
except kit.KitError as error:
    name = type(error).__name__
name""",
        explanation="Under another key it is another request: Stripe does it anew, and the source "
        "is attached already. Here no harm is done; of a charge there would be two.",
        mistakes=(
            Mistake(
                lambda: _under_key("order-6735"),
                "So it is under the same key. Under another key Stripe takes it for another "
                "request: try it.",
            ),
            Mistake(
                lambda: "IdempotencyConflict",
                "That comes when one key is used for two different requests. Here one request goes "
                "under two keys: try it.",
            ),
            Mistake(
                lambda: "SourceNotAttachable",
                "The source is chargeable still, so its status does not stand in the way. Whose is "
                "it?",
            ),
        ),
    ),
    Exercise(
        "q15",
        "After which of the three errors may the source be attached nevertheless? Answer a list of "
        "names.",
        _attached_nevertheless,
        hints=(
            "The table says after which errors something may have been done.",
            "Refused means that nothing was changed. One of the three is no refusal.",
        ),
        solution='["StripeUnreachable"]',
        explanation="Stripe's no is definite: nothing was changed. Without an answer nobody "
        "knows, so read the source back, or send the request again under the same key.",
        mistakes=(
            Mistake(
                list,
                "One of the three is no refusal: nobody knows what became of the request.",
            ),
            Mistake(
                lambda: ["TooManyRequests", "StripeUnreachable"],
                "429 is a refusal: nothing was done, and the request may be sent again.",
            ),
            Mistake(
                lambda: list(_MET),
                "Two of them are refusals, and a refusal means that nothing was changed.",
            ),
        ),
    ),
)
