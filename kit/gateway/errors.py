"""Errors of stripe-python become errors of the kit, saying what, where and what to do."""

from __future__ import annotations

from typing import Any, Final, TypedDict

import stripe

from kit.errors import (
    IdempotencyConflict,
    KeyRefused,
    NotFound,
    NothingListens,
    NotStripesAnswer,
    SourceAlreadyAttached,
    StripeAnswerError,
    StripeRefused,
    StripeUnreachable,
    TooManyRequests,
)
from kit.gateway.retries import may_repeat, seconds_until_retry

__all__ = ["NoAnswer", "translated", "unanswered", "without_frames"]

#: The text is the only thing that tells this refusal apart: it carries no code
#: [GH:mage2pro/stripe#77].
_ALREADY_ATTACHED: Final = "already been attached to a customer"

_IN_USE: Final = "idempotency_key_in_use"


_MAYBE_DONE: Final = "It may or may not have taken effect: "
_READ_BACK: Final = "read the object back before you try again."
_ONLY_READ: Final = "Nothing was changed: "


class NoAnswer(Exception):
    """What stands for an answer while a request goes through the SDK: none came.

    ``words`` say what happened or what came instead. ``came`` is its short kind, None where
    nothing came at all; ``edge`` and ``retry_after`` are as in NotStripesAnswer;
    ``refused`` says that nobody listens there.
    """

    def __init__(
        self,
        words: str,
        *,
        came: str | None = None,
        edge: bool = False,
        refused: bool = False,
        http_status: int | None = None,
        should_retry: bool = True,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(words)
        self.came = came
        self.edge = edge
        self.refused = refused
        self.fields: dict[str, Any] = {
            "http_status": http_status,
            "should_retry": should_retry,
            "retry_after": retry_after,
        }


def without_frames(error: BaseException) -> BaseException:
    """``error`` and what it came from, without the frames they passed through.

    The frames of the SDK and its HTTP client hold the key in their variables, which verbose
    tracebacks print.
    """
    open_links = [error]
    while open_links:
        link = open_links.pop()
        link.__traceback__ = None
        open_links += [each for each in (link.__cause__, link.__context__) if each is not None]
    return error


def unanswered(lost: NoAnswer, doing: str, *, only_reads: bool = False) -> StripeUnreachable:
    """The kit's error for an answer that did not come, or that is not Stripe's."""
    if lost.refused:
        message = f"Could not {doing}: {lost}. Nothing was sent: check the address and the network."
        return NothingListens(message, stripe_message=str(lost), **lost.fields)
    if lost.came is None:
        message = f"Could not {doing}: {lost}. {_advice(only_reads, 'check the network')}"
        return StripeUnreachable(message, stripe_message=str(lost), **lost.fields)
    stop = "" if str(lost).endswith("?") else "."
    message = f"Could not {doing}: {lost}{stop} {_advice(only_reads)}"
    return NotStripesAnswer(message, came=lost.came, edge=lost.edge, **lost.fields)


def _advice(only_reads: bool, first: str = "") -> str:  # noqa: FBT001  # one of two sentences
    """Whether it may have taken effect, and what to do then; a read never has."""
    first = f"{first}, then " if first else ""
    return f"{_ONLY_READ}{first}try again." if only_reads else f"{_MAYBE_DONE}{first}{_READ_BACK}"


class _Fields(TypedDict):
    http_status: int | None
    type: str | None
    code: str | None
    param: str | None
    request_id: str | None
    stripe_message: str | None
    should_retry: bool
    retry_after: float | None


def translated(
    error: stripe.StripeError, doing: str, *, only_reads: bool = False
) -> StripeAnswerError:
    """The kit's error for ``error``, met while ``doing`` something ("attach src_… to cus_…")."""
    fields = _fields(error)
    kind, advice = _kind(error, fields, only_reads=only_reads)
    said = fields["stripe_message"] or "no reason given"
    message = f"Could not {doing}: {said.rstrip('.')}. {advice}".rstrip()
    if kind is TooManyRequests:
        reason = (error.headers or {}).get("Stripe-Rate-Limited-Reason")
        return TooManyRequests(message, limit_reason=reason, **fields)
    return kind(message, **fields)


def _fields(error: stripe.StripeError) -> _Fields:
    # `error.code` is None for half of the SDK's classes; the error object always has it [M].
    details: Any = error.error
    headers = error.headers or {}
    return {
        "http_status": error.http_status,
        "type": getattr(details, "type", None),
        "code": getattr(details, "code", None) or error.code,
        "param": getattr(details, "param", None),
        "request_id": error.request_id,
        "stripe_message": error.user_message,
        "should_retry": may_repeat(error.http_status, headers),
        "retry_after": seconds_until_retry(headers),
    }


def _kind(
    error: stripe.StripeError, fields: _Fields, *, only_reads: bool
) -> tuple[type[StripeAnswerError], str]:
    status, code = fields["http_status"], fields["code"]
    if isinstance(error, stripe.APIConnectionError):
        # The SDK's own words blame Stripe and name its support, for any address.
        fields["stripe_message"] = "no answer came"
    if isinstance(error, stripe.APIConnectionError) or status is None:
        return StripeUnreachable, _advice(only_reads, "check the network")
    if isinstance(error, stripe.IdempotencyError) or code == _IN_USE:
        return IdempotencyConflict, "Use a new idempotency key for a new request."
    if status >= 500:
        return StripeUnreachable, _advice(only_reads)
    return _refusal(error, status, code)


def _refusal(
    error: stripe.StripeError, status: int, code: str | None
) -> tuple[type[StripeAnswerError], str]:
    if status in (401, 403):
        return KeyRefused, "Check the key: it must be a secret key with the needed permissions."
    if isinstance(error, stripe.RateLimitError):
        return TooManyRequests, "Nothing was changed. Wait a moment and send fewer at a time."
    if _ALREADY_ATTACHED in (error.user_message or ""):
        return SourceAlreadyAttached, "Read the source to see which customer has it."
    if code == "resource_missing":
        return NotFound, "Check the id, and that the key is of the account and mode it lives in."
    return StripeRefused, "Nothing was changed."
