"""What each arrow of the life cycle does to a source itself, wherever it is kept.

``lifecycle`` walks them for a running account and saves what comes of it, the practice
worlds for what happened before the account was opened.
"""

from __future__ import annotations

from kit.facts import JsonObject

__all__ = [
    "become_canceled",
    "become_chargeable",
    "become_failed",
    "is_covered",
    "money_left",
]


def become_chargeable(source: JsonObject) -> None:
    """The payer authorised, the code was right, or the money is there."""
    source["status"] = "chargeable"
    if "redirect" in source:
        source["redirect"]["status"] = "succeeded"
    if "code_verification" in source:
        source["code_verification"]["status"] = "succeeded"
    if source["type"] == "three_d_secure":
        source["three_d_secure"]["authenticated"] = True


def become_failed(source: JsonObject, reason: str) -> None:
    """The payer declined, or the scheme refused."""
    source["status"] = "failed"
    if "redirect" in source and source["redirect"]["status"] == "pending":
        source["redirect"].update(status="failed", failure_reason=reason)
    if "code_verification" in source and source["code_verification"]["status"] == "pending":
        source["code_verification"]["status"] = "failed"


def become_canceled(source: JsonObject) -> None:
    """The time ran out, and what was received goes back."""
    source["status"] = "canceled"
    if "receiver" in source:
        source["receiver"]["amount_returned"] += money_left(source)


def is_covered(source: JsonObject) -> bool:
    """A single-use receiver waits for its whole amount; that it does is a choice [U]."""
    expected = source["amount"] if source["usage"] == "single_use" else None
    return expected is None or source["receiver"]["amount_received"] >= expected


def money_left(source: JsonObject) -> int:
    """What a receiver received and neither charged nor returned, in minor units."""
    receiver = source["receiver"]
    received: int = receiver["amount_received"]
    return received - int(receiver["amount_charged"]) - int(receiver["amount_returned"])
