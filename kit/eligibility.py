"""What is known, before it is sent, about attaching one source to one customer.

Pure rules over the two objects as Stripe answers them. They foretell and explain; whether
an attach succeeds is Stripe's word alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from kit.facts.source_types import USAGE_MEANINGS
from kit.facts.statuses import ATTACHABLE_STATUSES, STATUS_MEANINGS

__all__ = ["Check", "Verdict", "checklist", "next_step"]

Verdict = Literal["good", "done", "note", "stop"]
_Record = Mapping[str, Any]

_MEANINGS: Final[Mapping[str, str]] = {str(name): text for name, text in STATUS_MEANINGS.items()}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist.

    ``stop`` means that Stripe refuses it, ``done`` that nothing is left to do, ``note`` is
    a caution.
    """

    subject: str
    verdict: Verdict
    reason: str
    #: What a button says when this line leaves nothing to attach.
    remedy: str = ""


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
        _owner(customer, source),
        _mode(source, mode, allows_writes=allows_writes),
        _default(customer, source),
    )


def next_step(checks: tuple[Check, ...]) -> str | None:
    """What to do before this pair can be attached; None when nothing stands in the way."""
    return next((check.remedy for check in checks if check.remedy), None)


def _state(source: _Record) -> Check:
    status = source.get("status")
    meaning = _MEANINGS.get(str(status), "Stripe's documentation names no such state.")
    if status == "chargeable":
        return Check("State", "good", f"chargeable: {meaning}")
    if status in ATTACHABLE_STATUSES:
        return Check("State", "note", f"{status}: {meaning}")
    return Check("State", "stop", f"{status}: {meaning}", f"Choose a source that is not {status}")


def _usage(source: _Record) -> Check:
    usage = source.get("usage")
    if usage not in USAGE_MEANINGS:
        return Check("Usage", "note", "This source does not say how often it may be used.")
    # Whether Stripe refuses a single-use source is documented nowhere [U].
    verdict: Verdict = "good" if usage == "reusable" else "note"
    return Check("Usage", verdict, f"{usage.replace('_', '-')}: {USAGE_MEANINGS[usage]}")


def _owner(customer: _Record, source: _Record) -> Check:
    owner = source.get("customer")
    if not owner:
        return Check("Owner", "good", "It belongs to no customer yet.")
    if owner == customer.get("id"):
        return Check("Owner", "done", "It is attached to this very customer.", "Already attached")
    return Check(
        "Owner",
        "stop",
        f"It belongs to {owner}, for good: detaching would consume it.",
        "Choose a source that nobody has",
    )


def _mode(source: _Record, mode: str, *, allows_writes: bool) -> Check:
    live_account, live_source = mode == "live", bool(source.get("livemode"))
    if live_account != live_source:
        return Check(
            "Mode",
            "stop",
            f"This is a {'live' if live_source else 'test'} source in {mode} mode.",
            f"Choose a {'live' if live_account else 'test'} source",
        )
    if not allows_writes:
        return Check(
            "Mode",
            "stop",
            "This live account only reads: it was made without allow_writes=True.",
            "This live account only reads",
        )
    if live_account:
        return Check("Mode", "note", "live: this is a real customer's real means of payment.")
    return Check("Mode", "good", f"{mode}: no real money can move.")


def _default(customer: _Record, source: _Record) -> Check:
    if customer.get("deleted"):
        return Check(
            "Customer", "stop", "This customer was deleted.", "Choose a customer that still exists"
        )
    default = customer.get("default_source")
    if not default:
        return Check("Default", "note", "It becomes the customer's default source: there is none.")
    if default == source.get("id"):
        return Check("Default", "good", "It is the customer's default source.")
    return Check("Default", "good", f"{default} stays the customer's default source.")
