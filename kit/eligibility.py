"""May this source be attached to this customer, and if not, why not.

The one rulebook: what the explorer's checklist says before a click, what a dry run expects
of a row and what an error explains afterwards are these rules and these sentences. They are
pure functions over Stripe's objects; whether an attach succeeds is Stripe's word alone.

``checklist``          all that can be said beforehand, line by line; ``next_step``
``expected_outcome``   one row of a dry run: the outcome and the reason; ``unreadable``
``obstacle``           the line that explains a refusal, None where no rule of ours does
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from kit.errors import KitError, NotFound
from kit.facts.source_types import USAGE_MEANINGS
from kit.facts.statuses import ATTACHABLE_STATUSES, STATUS_MEANINGS, STATUSES, TERMINAL_STATUSES

__all__ = [
    "Check",
    "ExpectedOutcome",
    "Verdict",
    "checklist",
    "expected_outcome",
    "next_step",
    "obstacle",
    "unreadable",
]

Verdict = Literal["good", "done", "note", "stop"]
_Record = Mapping[str, Any]

_MEANINGS: Final[Mapping[str, str]] = {str(name): text for name, text in STATUS_MEANINGS.items()}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist.

    ``stop`` means that Stripe refuses it, ``done`` that nothing is left to do, ``note`` is
    a caution. ``reason`` is a sentence that begins with "It".
    """

    subject: str
    verdict: Verdict
    reason: str
    #: What a button says when this line leaves nothing to attach.
    remedy: str = ""
    #: The same for an error's text, in whole sentences.
    advice: str = ""

    def explains(self, doing: str) -> str:
        """The text of an error: "Could not attach ...: it is consumed. ... Ask for ...".

        >>> Check("State", "stop", "It is consumed.", advice="Use another.").explains("attach it")
        'Could not attach it: it is consumed. Use another.'
        """
        return f"Could not {doing}: i{self.reason[1:]} {self.advice}".rstrip()


class ExpectedOutcome(NamedTuple):
    """What a dry run says about one row: an outcome, or None where nothing is foretold."""

    outcome: Literal["attached", "already_attached", "refused"] | None
    reason: str


def checklist(
    customer: _Record, source: _Record, mode: str, *, allows_writes: bool = True
) -> tuple[Check, ...]:
    """All that can be said about attaching ``source`` to ``customer`` in ``mode``.

    >>> source = {"id": "src_1", "status": "consumed", "usage": "reusable", "livemode": False}
    >>> [check.subject for check in checklist({"id": "cus_1"}, source, "test")
    ...  if check.verdict == "stop"]
    ['State']
    """
    return (
        _state(source),
        _usage(source),
        _owner(str(customer.get("id")), source),
        _mode(source, mode, allows_writes=allows_writes),
        _default(customer, source),
    )


def next_step(checks: tuple[Check, ...]) -> str | None:
    """What to do before this pair can be attached; None when nothing stands in the way."""
    return next((check.remedy for check in checks if check.remedy), None)


def obstacle(customer_id: str, source: _Record) -> Check | None:
    """What about ``source`` keeps it from being attached, by what is documented; else None.

    Whose it is comes first: an attached source can be refused for nothing else.

    >>> obstacle("cus_1", {"status": "chargeable", "customer": "cus_2"}).subject
    'Owner'
    """
    owner, state = _owner(customer_id, source), _state(source)
    if owner.verdict != "good":
        return owner
    return state if source.get("status") in TERMINAL_STATUSES else None


def expected_outcome(customer_id: str, source: _Record | ExpectedOutcome) -> ExpectedOutcome:
    """What attaching ``source`` to the customer will come to; reading it may have told already.

    >>> expected_outcome("cus_1", {"status": "pending", "usage": "reusable"}).outcome
    'attached'
    >>> expected_outcome("cus_1", {"status": "chargeable", "customer": "cus_1"}).outcome
    'already_attached'
    """
    if isinstance(source, ExpectedOutcome):
        return source
    stands_in_the_way = obstacle(customer_id, source)
    if stands_in_the_way is not None:
        done = stands_in_the_way.verdict == "done"
        return ExpectedOutcome("already_attached" if done else "refused", stands_in_the_way.reason)
    state, usage = _state(source), _usage(source)
    if state.verdict == "stop":  # a state that no page names: what Stripe does is not foretold
        return ExpectedOutcome(None, state.reason)
    reasons = [state.reason, usage.reason] if usage.verdict == "note" else [state.reason]
    return ExpectedOutcome("attached", " ".join(reasons))


def unreadable(
    what: Literal["customer", "source"], object_id: str, found: _Record | KitError | None
) -> ExpectedOutcome | None:
    """What is expected where ``found`` is no living object; None where it is one.

    ``found`` is the object, the error that reading it met, or None when it was not read.

    >>> unreadable("customer", "cus_1", {"id": "cus_1", "deleted": True})
    ExpectedOutcome(outcome='refused', reason='There is no customer cus_1 in this account.')
    """
    if isinstance(found, NotFound) or (isinstance(found, Mapping) and found.get("deleted")):
        return ExpectedOutcome("refused", f"There is no {what} {object_id} in this account.")
    if isinstance(found, Mapping):
        return None
    why = "it was not read yet." if found is None else str(found)
    return ExpectedOutcome(None, f"Nothing is known of {object_id}: {why}")


def _state(source: _Record) -> Check:
    status = source.get("status")
    if status not in STATUSES:
        reason = f"It is {status}, and Stripe's documentation names no such state."
        return Check("State", "stop", reason, f"Choose a source that is not {status}")
    reason = f"It is {status}. {_MEANINGS[status]}"
    if status in ATTACHABLE_STATUSES:
        return Check("State", "good" if status == "chargeable" else "note", reason)
    return Check(
        "State",
        "stop",
        reason,
        f"Choose a source that is not {status}",
        "Ask for a new source and attach that one.",
    )


def _usage(source: _Record) -> Check:
    usage = source.get("usage")
    if usage not in USAGE_MEANINGS:
        return Check("Usage", "note", "It does not say how often it may be used.")
    # Stripe attaches a single-use source too: recorded six times, by way of customer creation
    # [REC]. It serves no later payment, so it is worth a word.
    verdict: Verdict = "good" if usage == "reusable" else "note"
    return Check("Usage", verdict, f"It is {usage.replace('_', '-')}. {USAGE_MEANINGS[usage]}")


def _owner(customer_id: str, source: _Record) -> Check:
    owner = source.get("customer")
    if not owner:
        return Check("Owner", "good", "It belongs to no customer yet.")
    if owner == customer_id:
        return Check(
            "Owner",
            "done",
            "It is attached to this very customer already.",
            "Already attached",
            "There is nothing left to do.",
        )
    return Check(
        "Owner",
        "stop",
        f"It is attached to customer {owner} already.",
        "Choose a source that nobody has",
        "A source belongs to one customer for good: detaching would consume it. "
        "Make a new source for the other customer.",
    )


def _mode(source: _Record, mode: str, *, allows_writes: bool) -> Check:
    live_account, live_source = mode == "live", bool(source.get("livemode"))
    if live_account != live_source:
        return Check(
            "Mode",
            "stop",
            f"It is a {'live' if live_source else 'test'} source, and this is {mode} mode.",
            f"Choose a {'live' if live_account else 'test'} source",
        )
    if not allows_writes:
        return Check(
            "Mode",
            "stop",
            "It is in a live account that only reads, made without allow_writes=True.",
            "This live account only reads",
        )
    if live_account:
        return Check("Mode", "note", "It is live: a real customer's real means of payment.")
    return Check("Mode", "good", f"It is in {mode} mode: no real money can move.")


def _default(customer: _Record, source: _Record) -> Check:
    if customer.get("deleted"):
        return Check(
            "Customer",
            "stop",
            "It cannot go to a customer who was deleted.",
            "Choose a customer that still exists",
        )
    default = customer.get("default_source")
    if not default:
        return Check("Default", "note", "It becomes the customer's default source: there is none.")
    if default == source.get("id"):
        return Check("Default", "good", "It is the customer's default source.")
    return Check("Default", "good", f"It leaves {default} the customer's default source.")
