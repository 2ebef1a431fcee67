"""What moves a source from one status to another, and the events that say so.

Each function is one arrow of the life cycle: it takes the source as it stands, refuses
when the arrow does not start there, and returns the source as it was written.
"""

from __future__ import annotations

import re
from typing import Final

from kit.facts.source_types import CHARGEABLE_SECONDS, DAY_END_TYPES, SOURCE_TYPES
from kit.offline import refusals
from kit.offline.source_transactions import add_transaction
from kit.offline.world import JSON, NO_CAUSE, Cause, World

__all__ = [
    "cancel",
    "charge",
    "consume",
    "fail",
    "make_chargeable",
    "notice_test_email",
    "receive_funds",
    "schedule_time_out",
    "verify",
]

#: `anything_chargeable@` and `amount_1000@` are test mode's own signals [D].
_CHARGEABLE_EMAIL: Final = re.compile(r".*_chargeable@.+")
_AMOUNT_EMAIL: Final = re.compile(r"amount_([0-9]{1,12})@.+")

#: What code verification waits for; the amounts of test mode's bank accounts.
_DEPOSITS: Final = ("32", "45")

#: The IBAN of test mode whose debits fail, by what a source shows of it [D:SEPA].
_FAILING_IBAN: Final = ("AT", "3202")

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR

#: Alipay and WeChat Pay end their day at 23:45 GMT+8, which is 15:45 UTC [D:Alipay, WeChat].
_DAY_END: Final = 15 * _HOUR + 45 * 60


def make_chargeable(world: World, source: JSON, cause: Cause = NO_CAUSE) -> JSON:
    """The payer authorised, or the code was right: pending becomes chargeable."""
    _require(source, "pending")
    source["status"] = "chargeable"
    if "redirect" in source:
        source["redirect"]["status"] = "succeeded"
    if "code_verification" in source:
        source["code_verification"]["status"] = "succeeded"
    if source["type"] == "three_d_secure":
        source["three_d_secure"]["authenticated"] = True
    return _kept(world, source, "source.chargeable", cause)


def fail(world: World, source: JSON, cause: Cause = NO_CAUSE, *, reason: str = "declined") -> JSON:
    """The payer declined, or the scheme refused: pending or chargeable becomes failed."""
    _require(source, "pending", "chargeable")
    source["status"] = "failed"
    if "redirect" in source and source["redirect"]["status"] == "pending":
        source["redirect"].update(status="failed", failure_reason=reason)
    if "code_verification" in source and source["code_verification"]["status"] == "pending":
        source["code_verification"]["status"] = "failed"
    return _kept(world, source, "source.failed", cause)


def cancel(world: World, source: JSON, cause: Cause = NO_CAUSE) -> JSON:
    """The time ran out: pending or chargeable becomes canceled, and funds go back."""
    _require(source, "pending", "chargeable")
    source["status"] = "canceled"
    if "receiver" in source:
        receiver = source["receiver"]
        receiver["amount_returned"] = receiver["amount_received"] - receiver["amount_charged"]
    return _kept(world, source, "source.canceled", cause)


def consume(world: World, source: JSON) -> JSON:
    """Used up, without an event: none is known [U]."""
    source["status"] = "consumed"
    return _kept(world, source, None, NO_CAUSE)


def receive_funds(world: World, source: JSON, amount: int, cause: Cause = NO_CAUSE) -> JSON:
    """A transfer landed on a receiver: a transaction, and chargeable if it was pending."""
    if "receiver" not in source:
        raise refusals.wrong_flow(source["id"], source["flow"], "receiver")
    _require(source, "pending", "chargeable")
    source["receiver"]["amount_received"] += amount
    source = world.keep_source(source)
    transaction = add_transaction(world, source, amount)
    world.emit("source.transaction.created", transaction, cause)
    if source["status"] == "pending" and _is_covered(source):
        return make_chargeable(world, source, cause)
    return source


def _is_covered(source: JSON) -> bool:
    """A single-use receiver waits for its whole amount; that it does is a choice [U]."""
    expected = source["amount"] if source["usage"] == "single_use" else None
    return expected is None or source["receiver"]["amount_received"] >= expected


def charge(world: World, source: JSON, amount: int | None = None, cause: Cause = NO_CAUSE) -> JSON:
    """Charge it: an attached reusable source stays chargeable, any other is consumed."""
    if source["status"] == "consumed":
        raise refusals.consumed()
    if source["status"] != "chargeable":
        raise refusals.not_chargeable()
    if "receiver" in source:
        _take_from_receiver(source, amount)
    members = source.get("sepa_debit")
    if members and (members["country"], members["last4"]) == _FAILING_IBAN:
        return fail(world, source, cause)
    if source["usage"] == "reusable" and "customer" in source:
        return world.keep_source(source)
    return consume(world, source)


def _take_from_receiver(source: JSON, amount: int | None) -> None:
    receiver = source["receiver"]
    left = receiver["amount_received"] - receiver["amount_charged"] - receiver["amount_returned"]
    taken = left if amount is None else amount
    if taken > left:
        raise refusals.not_enough_received(taken, left)
    receiver["amount_charged"] += taken


def verify(world: World, source: JSON, values: list[str], cause: Cause) -> JSON:
    """Compare the two deposits; a wrong guess costs an attempt, the last one the source.

    Texts, attempts and the failing at the end are choices [U]; the amounts are test mode's.
    """
    verification = source.get("code_verification")
    if verification is None:
        raise refusals.wrong_flow(source["id"], source["flow"], "code_verification")
    _require(source, "pending")
    if tuple(values) == _DEPOSITS:
        return make_chargeable(world, source, cause)
    verification["attempts_remaining"] -= 1
    if verification["attempts_remaining"] == 0:
        fail(world, source, cause)
    else:
        world.keep_source(source)
    raise refusals.wrong_code(verification["attempts_remaining"])


def schedule_time_out(world: World, source: JSON, since: int) -> None:
    """Note when an unfinished source is canceled; ``since`` is when its status began."""
    at = _time_out(source, since)
    world.timers.set(source["id"], "cancel", at)


def _time_out(source: JSON, since: int) -> int | None:
    status, kind = source["status"], SOURCE_TYPES[source["type"]]
    if status == "pending" and kind.pending_seconds is not None:
        return since + kind.pending_seconds
    if status == "chargeable" and source["usage"] == "single_use":
        at = since + CHARGEABLE_SECONDS
        return min(at, _next_day_end(since)) if kind.name in DAY_END_TYPES else at
    return None


def _next_day_end(since: int) -> int:
    return since + (_DAY_END - since) % _DAY or since + _DAY


def notice_test_email(world: World, source: JSON) -> None:
    """Let the test e-mails of test mode do their work.

    Stripe does it within seconds; here it is done before the next request, since the
    practice clock stands still: whoever polls sees it, whoever advances the clock too.
    """
    email = (source["owner"] or {}).get("email") or ""
    amount = _AMOUNT_EMAIL.fullmatch(email)
    if amount and source["flow"] == "receiver" and source["status"] in ("pending", "chargeable"):
        world.timers.set(source["id"], "receive", world.now, int(amount[1]))
    elif (
        _CHARGEABLE_EMAIL.fullmatch(email)
        and source["flow"] == "redirect"
        and source["status"] == "pending"
    ):
        world.timers.set(source["id"], "authorize", world.now)


def _require(source: JSON, *statuses: str) -> None:
    if source["status"] not in statuses:
        raise refusals.wrong_status(source["id"], source["status"], statuses)


def _kept(world: World, source: JSON, event: str | None, cause: Cause) -> JSON:
    source = world.keep_source(source)
    schedule_time_out(world, source, world.now)
    if event is not None:
        world.emit(event, source, cause)
    return source
