"""What is refused about customers and sources, in Stripe's words as far as they are known.

One function per row of the error table in the facts on Stripe Sources; where Stripe's
words are not known the docstring says that the text is the offline account's choice.
"""

from __future__ import annotations

from collections.abc import Sequence

from kit.offline.refused import Refused

__all__ = [
    "already_attached",
    "card_declined",
    "consumed",
    "no_such",
    "not_chargeable",
    "not_enough_received",
    "payment_method_given",
    "unsupported_source",
    "wrong_code",
    "wrong_flow",
    "wrong_status",
]


def no_such(what: str, id: str, *, param: str, in_path: bool, live: bool = False) -> Refused:
    """An unknown id: 404 when it stood in the path, 400 when it stood in the body."""
    message = f"No such {what}: '{id}'"
    if live:
        message += (
            "; a similar object exists in live mode, but a test mode key was used "
            "to make this request."
        )
    return Refused(message, status=404 if in_path else 400, code="resource_missing", param=param)


def already_attached() -> Refused:
    """One text for this customer and any other; the 400 is [INF]."""
    return Refused("The source you provided has already been attached to a customer.")


def consumed() -> Refused:
    """Known from charging; that attach says the same is a choice [U]."""
    return Refused(
        "The reusable source you provided is consumed because it was previously charged without "
        "being attached to a customer or was detached from a customer. To charge a reusable "
        "source multiple time you must attach it to a customer first."
    )


def not_chargeable() -> Refused:
    """Known from charging; that attach says the same, with this code, is a choice [U]."""
    return Refused(
        "The source you provided is not in a chargeable state.", code="invalid_source_usage"
    )


def payment_method_given() -> Refused:
    """A ``pm_...`` where a source belongs."""
    return Refused(
        "You cannot use a PaymentMethod as a source for Customers. Instead, use the "
        "PaymentMethods API to Attach a Customer to a PaymentMethod. See "
        "https://stripe.com/docs/api/payment_methods/attach"
    )


def unsupported_source(value: str) -> Refused:
    """Something that names no payment source at all."""
    return Refused(f"'{value}' is not a supported source object.")


def wrong_status(id: str, status: str, statuses: Sequence[str]) -> Refused:
    """A practice control that the source's status does not allow; no text of Stripe's."""
    return Refused(
        f"Source '{id}' is {status}; this needs a source that is {' or '.join(statuses)}.",
        code="invalid_source_usage",
    )


def wrong_flow(id: str, flow: str, needed: str) -> Refused:
    """A practice control that the source's flow does not allow; no text of Stripe's."""
    return Refused(f"Source '{id}' has the flow {flow}; this needs a source of flow {needed}.")


def not_enough_received(taken: int, left: int) -> Refused:
    """A charge over what a receiver holds; a choice."""
    return Refused(
        f"The source holds {left} of its currency's smallest unit; {taken} cannot be charged.",
        param="amount",
    )


def wrong_code(attempts_left: int) -> Refused:
    """Code verification with the wrong amounts; the text is a choice [U]."""
    return Refused(
        "The amounts provided do not match the amounts that were sent to the bank account. "
        f"Attempts remaining: {attempts_left}.",
        param="values",
        commits=True,
    )


def card_declined(code: str, decline_code: str | None, message: str) -> Refused:
    """A card that fails when it is attached [GIFT]."""
    return Refused(message, status=402, type="card_error", code=code, decline_code=decline_code)
