"""What moves a source from one status to another, the events that say so, and the clock.

Each function is one arrow of the life cycle: it takes the source as it stands, refuses
when the arrow does not start there, and returns the source as it was written. The practice
clock stands still until it is told to move, and then rings every timer.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

import orjson

from kit.facts import JsonObject
from kit.facts.source_types import CHARGEABLE_SECONDS, DAY_END_TYPES, SOURCE_TYPES
from kit.facts.statuses import ATTACHABLE_STATUSES
from kit.offline import errors
from kit.offline.protocol.messages import RequestContext
from kit.offline.resources.events import NO_REQUEST, emit
from kit.offline.resources.mandates import notify_of_debit
from kit.offline.resources.objects import new_source_transaction
from kit.offline.resources.transitions import (
    become_canceled,
    become_chargeable,
    become_failed,
    is_covered,
    money_left,
)
from kit.offline.storage.repository import Repository
from kit.offline.storage.timers import Timer

__all__ = [
    "advance",
    "cancel",
    "charge",
    "consume",
    "fail",
    "last_month",
    "make_chargeable",
    "notice_test_email",
    "receive_funds",
    "run_due",
    "schedule_expiry",
    "schedule_time_out",
    "time_out",
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


def make_chargeable(
    repository: Repository, source: JsonObject, context: RequestContext = NO_REQUEST
) -> JsonObject:
    """The payer authorised, or the code was right: pending becomes chargeable."""
    _require(source, "pending")
    become_chargeable(source)
    return _saved(repository, source, "source.chargeable", context)


def fail(
    repository: Repository,
    source: JsonObject,
    context: RequestContext = NO_REQUEST,
    *,
    reason: str = "declined",
) -> JsonObject:
    """The payer declined, or the scheme refused: pending or chargeable becomes failed."""
    _require(source, "pending", "chargeable")
    become_failed(source, reason)
    return _saved(repository, source, "source.failed", context)


def cancel(
    repository: Repository, source: JsonObject, context: RequestContext = NO_REQUEST
) -> JsonObject:
    """The time ran out: pending or chargeable becomes canceled, and funds go back."""
    _require(source, "pending", "chargeable")
    become_canceled(source)
    source = _saved(repository, source, "source.canceled", context)
    if source.get("receiver", {}).get("amount_returned"):
        return _ask_where_to_refund(repository, source, context)
    return source


def _ask_where_to_refund(
    repository: Repository, source: JsonObject, context: RequestContext
) -> JsonObject:
    """Money has to go back, and nobody has said where to.

    The event is Stripe's [SDK]; that it is sent then is a choice [U].
    """
    if source["receiver"]["refund_attributes_status"] != "missing":
        return source
    source["receiver"]["refund_attributes_status"] = "requested"
    source = repository.save_source(source)
    emit(repository, "source.refund_attributes_required", source, context)
    return source


def consume(repository: Repository, source: JsonObject) -> JsonObject:
    """Used up, without an event: none is known [U]."""
    source["status"] = "consumed"
    return _saved(repository, source, None, NO_REQUEST)


def receive_funds(
    repository: Repository, source: JsonObject, amount: int, context: RequestContext = NO_REQUEST
) -> JsonObject:
    """A transfer landed on a receiver: a transaction, and chargeable if it was pending."""
    if "receiver" not in source:
        raise errors.wrong_flow(source["id"], source["flow"], "receiver")
    _require(source, "pending", "chargeable")
    source["receiver"]["amount_received"] += amount
    source = repository.save_source(source)
    n = repository.database.next_number("source_transactions")
    transaction = new_source_transaction(
        source, seed=repository.seed, n=n, created=repository.now, amount=amount
    )
    repository.add_source_transaction(n, transaction)
    emit(repository, "source.transaction.created", transaction, context)
    if source["status"] == "pending" and is_covered(source):
        return make_chargeable(repository, source, context)
    return source


def charge(
    repository: Repository,
    source: JsonObject,
    amount: int | None = None,
    context: RequestContext = NO_REQUEST,
) -> JsonObject:
    """Charge it: an attached reusable source stays chargeable, any other is consumed."""
    if source["status"] == "consumed":
        raise errors.consumed()
    if source["status"] != "chargeable":
        raise errors.not_chargeable()
    if "receiver" in source:
        _take_from_receiver(source, amount)
    members = source.get("sepa_debit")
    if members and (members["country"], members["last4"]) == _FAILING_IBAN:
        return fail(repository, source, context)
    notify_of_debit(repository, source, amount, context)
    if source["usage"] == "reusable" and "customer" in source:
        return repository.save_source(source)
    return consume(repository, source)


def _take_from_receiver(source: JsonObject, amount: int | None) -> None:
    left = money_left(source)
    taken = left if amount is None else amount
    if taken > left:
        raise errors.not_enough_received(taken, left)
    source["receiver"]["amount_charged"] += taken


def verify(
    repository: Repository, source: JsonObject, values: list[str], context: RequestContext
) -> JsonObject:
    """Compare the two deposits; a wrong guess costs an attempt, the last one the source.

    Texts, attempts and the failing at the end are choices [U]; the amounts are test mode's.
    """
    verification = source.get("code_verification")
    if verification is None:
        raise errors.wrong_flow(source["id"], source["flow"], "code_verification")
    _require(source, "pending")
    if tuple(values) == _DEPOSITS:
        return make_chargeable(repository, source, context)
    verification["attempts_remaining"] -= 1
    if verification["attempts_remaining"] == 0:
        fail(repository, source, context)
    else:
        repository.save_source(source)
    raise errors.wrong_code(verification["attempts_remaining"])


def schedule_time_out(repository: Repository, source: JsonObject, since: int) -> None:
    """Note when an unfinished source is canceled; ``since`` is when its status began."""
    repository.timers.set(source["id"], "cancel", time_out(source, since))


def time_out(source: JsonObject, since: int) -> int | None:
    """When a source whose status began at ``since`` is canceled, or None."""
    status, kind = source["status"], SOURCE_TYPES[source["type"]]
    if status == "pending" and kind.pending_seconds is not None:
        return since + kind.pending_seconds
    if status == "chargeable" and source["usage"] == "single_use":
        at = since + CHARGEABLE_SECONDS
        return min(at, _next_day_end(since)) if kind.name in DAY_END_TYPES else at
    return None


def _next_day_end(since: int) -> int:
    return since + (_DAY_END - since) % _DAY or since + _DAY


def schedule_expiry(repository: Repository, source: JsonObject) -> None:
    """Note when a customer's card begins its last month: an event says so then.

    The event is Stripe's [SDK]; that the month's first second is its time is a choice [U].
    """
    at = last_month(source if source["object"] == "card" else source["card"])
    repository.timers.set(source["id"], "expire", at if at > repository.now else None)


def last_month(card: JsonObject) -> int:
    """When the last month begins in which a card is good."""
    return int(datetime(card["exp_year"], card["exp_month"], 1, tzinfo=UTC).timestamp())


def notice_test_email(repository: Repository, source: JsonObject) -> None:
    """Let the test e-mails of test mode do their work.

    Stripe does it within seconds; here it is done before the next request, since the
    practice clock stands still: whoever polls sees it, whoever advances the clock too.
    """
    email = (source["owner"] or {}).get("email") or ""
    amount = _AMOUNT_EMAIL.fullmatch(email)
    if amount and source["flow"] == "receiver" and source["status"] in ("pending", "chargeable"):
        repository.timers.set(source["id"], "receive", repository.now, int(amount[1]))
    elif (
        _CHARGEABLE_EMAIL.fullmatch(email)
        and source["flow"] == "redirect"
        and source["status"] == "pending"
    ):
        repository.timers.set(source["id"], "authorize", repository.now)


def _require(source: JsonObject, *statuses: str) -> None:
    if source["status"] not in statuses:
        raise errors.wrong_status(source["id"], source["status"], statuses)


def _saved(
    repository: Repository, source: JsonObject, event: str | None, context: RequestContext
) -> JsonObject:
    source = repository.save_source(source)
    schedule_time_out(repository, source, repository.now)
    if event is not None:
        emit(repository, event, source, context)
    return source


def advance(repository: Repository, seconds: int) -> None:
    """Move the clock on; what falls due on the way happens at its own time, in order."""
    target = repository.now + seconds
    while (due := repository.timers.first(target)) is not None:
        repository.set_clock(max(due.at, repository.now))
        repository.timers.drop(due.n)
        _ring(repository, due)
    repository.set_clock(target)


def run_due(repository: Repository) -> None:
    """Let happen what is due now."""
    advance(repository, 0)


def _ring(repository: Repository, timer: Timer) -> None:
    if timer.action == "expire":
        card = repository.payment_source(timer.source_id)
        emit(repository, "customer.source.expiring", card)
        return
    source: JsonObject = orjson.loads(repository.source_body(timer.source_id) or b"{}")
    if source.get("status") not in ATTACHABLE_STATUSES:
        return
    if timer.action == "cancel":
        cancel(repository, source)
    elif timer.action == "receive":
        receive_funds(repository, source, timer.amount or 0)
    elif source["status"] == "pending":
        make_chargeable(repository, source)
