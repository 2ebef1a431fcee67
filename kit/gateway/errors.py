"""Errors of stripe-python become errors of the kit, saying what, where and what to do."""

from __future__ import annotations

from typing import Any, Final, TypedDict

import stripe

from kit.errors import (
    IdempotencyConflict,
    KeyRefused,
    NotFound,
    SourceAlreadyAttached,
    StripeAnswerError,
    StripeRefused,
    StripeUnreachable,
    TooManyRequests,
)

__all__ = ["translated", "without_frames"]

#: The text is the only thing that tells this refusal apart: it carries no code
#: [GH:mage2pro/stripe#77].
_ALREADY_ATTACHED: Final = "already been attached to a customer"

_IN_USE: Final = "idempotency_key_in_use"


def without_frames(error: BaseException) -> BaseException:
    """``error`` and what it came from, without the frames they passed through.

    The frames of the SDK and its HTTP client hold the key in their variables, which verbose
    tracebacks print.
    """
    link: BaseException | None = error
    while link is not None:
        link.__traceback__ = None
        link = link.__cause__ or link.__context__
    return error


class _Fields(TypedDict):
    http_status: int | None
    type: str | None
    code: str | None
    param: str | None
    request_id: str | None
    stripe_message: str | None


def translated(error: stripe.StripeError, doing: str) -> StripeAnswerError:
    """The kit's error for ``error``, met while ``doing`` something ("attach src_… to cus_…")."""
    fields = _fields(error)
    kind, advice = _kind(error, fields)
    said = fields["stripe_message"] or "no reason given"
    message = f"Could not {doing}: {said.rstrip('.')}. {advice}".rstrip()
    if kind is TooManyRequests:
        reason = (error.headers or {}).get("Stripe-Rate-Limited-Reason")
        return TooManyRequests(message, limit_reason=reason, **fields)
    return kind(message, **fields)


def _fields(error: stripe.StripeError) -> _Fields:
    # `error.code` is None for half of the SDK's classes; the error object always has it [M].
    details: Any = error.error
    return {
        "http_status": error.http_status,
        "type": getattr(details, "type", None),
        "code": getattr(details, "code", None) or error.code,
        "param": getattr(details, "param", None),
        "request_id": error.request_id,
        "stripe_message": error.user_message,
    }


def _kind(error: stripe.StripeError, fields: _Fields) -> tuple[type[StripeAnswerError], str]:
    status, code = fields["http_status"], fields["code"]
    if isinstance(error, stripe.APIConnectionError):
        # The SDK's own words blame Stripe and name its support, for any address.
        fields["stripe_message"] = "no answer came"
    if isinstance(error, stripe.APIConnectionError) or status is None:
        return StripeUnreachable, (
            "If it was to change something, it may or may not have taken effect: "
            "check the network, then read the object back before you try again."
        )
    if isinstance(error, stripe.IdempotencyError) or code == _IN_USE:
        return IdempotencyConflict, "Use a new idempotency key for a new request."
    if status >= 500:
        return StripeUnreachable, (
            "If it was to change something, it may or may not have taken effect: "
            "read the object back before you try again."
        )
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
