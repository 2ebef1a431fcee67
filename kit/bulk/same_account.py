"""Whether a journal that goes on belongs to this very account.

The journal of a test account must not answer for the live one, nor that of one account for
another. No id of the account is readable with every key, so what the journal remembers is
looked for: the event that was the newest when it began, some sources that it holds for
attached, and one that it holds for unknown.
"""

from __future__ import annotations

from typing import Final

from kit.bulk.journal import Journal
from kit.bulk.reconcile import stands_in
from kit.bulk.retry import RetryPolicy, call_with_retries
from kit.errors import InvalidInput, NotFound
from kit.facts.statuses import TERMINAL_STATUSES
from kit.gateway.stripe_api import StripeApi

__all__ = ["check_same_account", "check_same_mode"]

_MODE: Final = "mode"

_SAMPLES: Final = 3


def check_same_account(api: StripeApi, journal: Journal, mode: str, policy: RetryPolicy) -> None:
    """Raise InvalidInput when ``journal`` was begun in another mode or account."""
    check_same_mode(journal, mode)
    if not stands_in(api, journal, policy):
        raise _other(journal, "the newest event when it began is none of this account's")
    claimed = journal.claims.samples(_SAMPLES)
    # One may be wrong in the right account too: that is what verifying is for.
    if claimed and not any(_holds(api, *each, policy) for each in claimed):
        source, customer = claimed[0]
        raise _other(journal, f"it says that {source} is attached to {customer}, but it isn't")
    unknown = journal.claims.unknown_sample()
    if unknown is not None and (found := _known(api, *unknown, policy)):
        raise _other(
            journal,
            f"it says that there is no {found}, but there is",
            "or pass retry_refused=True if it came into being since",
        )


def check_same_mode(journal: Journal, mode: str) -> None:
    """Raise InvalidInput when ``journal`` was begun in another mode."""
    begun_in = journal.fact(_MODE)
    if begun_in is None:
        journal.set_fact(_MODE, mode)
    elif begun_in != mode:
        raise _other(journal, f"it was begun in {begun_in} mode, and this is {mode} mode")


def _holds(api: StripeApi, source_id: str, customer: str, policy: RetryPolicy) -> bool:
    try:
        source = call_with_retries(lambda: api.source(source_id).data, policy)
    except NotFound:
        return False
    # Detached in the meantime means consumed; that says nothing against the journal.
    return source.get("customer") == customer or source.get("status") in TERMINAL_STATUSES


def _known(
    api: StripeApi, source: str, customer: str, refusal: str, policy: RetryPolicy
) -> str | None:
    """The one of the two that ``refusal`` says is unknown, if the account has it."""
    # An unknown customer is told before an unknown source is looked for.
    is_about_customer = "No such customer" in refusal
    try:
        if is_about_customer:
            found = call_with_retries(lambda: api.customer(customer).data, policy)
        else:
            found = call_with_retries(lambda: api.source(source).data, policy)
    except NotFound:
        return None
    # What was deleted cannot be attached to, as if it had never been.
    return None if found.get("deleted") else str(found["id"])


def _other(journal: Journal, why: str, instead: str = "") -> InvalidInput:
    advice = "Use a new journal for this account" + (f", {instead}" if instead else "")
    return InvalidInput(
        f"The journal {journal.path} belongs to another account, or the account was reset: "
        f"{why}. {advice}. Nothing was sent."
    )
