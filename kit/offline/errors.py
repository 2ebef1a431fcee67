"""What the offline account says no with: to whoever starts it, and to whoever asks it.

Why it cannot start is an OSError, since this package stands apart from the rest of the kit
and its errors. ApiError is Stripe's error envelope; below it stands one function per row of
the error table for customers and sources, in Stripe's words as far as they are known. Where
they are not known the docstring says that the text is the offline account's choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

__all__ = [
    "ACCOUNT_ID",
    "ApiError",
    "CannotStart",
    "InvalidWorld",
    "NotAnAccount",
    "PortTaken",
    "already_attached",
    "card_declined",
    "consumed",
    "no_such",
    "not_a_bank_account",
    "not_chargeable",
    "not_enough_received",
    "not_to_be_verified",
    "payment_method_given",
    "unsupported_source",
    "wrong_amounts",
    "wrong_code",
    "wrong_flow",
    "wrong_status",
]

_DOCS: Final = "https://stripe.com/docs/error-codes/"

#: The account that every offline account is: the documentation's own.
ACCOUNT_ID: Final = "acct_1032D82eZvKYlo2C"

#: Where a request's log would be, as answers name it in 2026 [REC].
_LOGS: Final = f"https://dashboard.stripe.com/{ACCOUNT_ID}/test/workbench/logs?object="


class CannotStart(OSError):
    """The offline account could not be started; the message says why and what to do."""


class PortTaken(CannotStart):
    """Something else listens on the port already."""


class NotAnAccount(CannotStart):
    """The file is no offline account, or another server has it open."""


class InvalidWorld(CannotStart):
    """There is no such practice world, or what it tells cannot have happened."""


class ApiError(Exception):
    """A refusal: an HTTP status and the fields of Stripe's error envelope.

    ``stored`` tells whether an idempotency key remembers it: not when the
    request was refused before it began to execute [Dx:Idempotent requests]. ``commits``
    tells that what was written before the refusal stays.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str | None = None,
        param: str | None = None,
        type: str = "invalid_request_error",
        headers: Mapping[str, str] | None = None,
        decline_code: str | None = None,
        stored: bool = True,
        commits: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.param = param
        self.type = type
        self.headers = dict(headers or {})
        self.decline_code = decline_code
        self.stored = stored
        self.commits = commits

    def envelope(self, request_id: str) -> dict[str, object]:
        """Stripe's error body: keys sorted, absent ones left out [OMNI]."""
        fields = {
            "code": self.code,
            "decline_code": self.decline_code,
            "doc_url": _DOCS + self.code.replace("_", "-") if self.code else None,
            "message": self.message,
            "param": self.param,
            "request_log_url": _LOGS + request_id,
            "type": self.type,
        }
        return {"error": {name: value for name, value in fields.items() if value is not None}}


def no_such(what: str, id: str, *, param: str, in_path: bool, live: bool = False) -> ApiError:
    """An unknown id: 404 when it stood in the path, 400 when it stood in the body."""
    message = f"No such {what}: '{id}'"
    if live:
        message += (
            "; a similar object exists in live mode, but a test mode key was used "
            "to make this request."
        )
    return ApiError(message, status=404 if in_path else 400, code="resource_missing", param=param)


def already_attached() -> ApiError:
    """One text for this customer and any other; the 400 is [INF]."""
    return ApiError("The source you provided has already been attached to a customer.")


def consumed() -> ApiError:
    """Known from charging; that attach says the same is a choice [U]."""
    return ApiError(
        "The reusable source you provided is consumed because it was previously charged without "
        "being attached to a customer or was detached from a customer. To charge a reusable "
        "source multiple time you must attach it to a customer first."
    )


def not_chargeable() -> ApiError:
    """Known from charging; that attach says the same, with this code, is a choice [U]."""
    return ApiError(
        "The source you provided is not in a chargeable state.", code="invalid_source_usage"
    )


def payment_method_given() -> ApiError:
    """A ``pm_...`` where a source belongs."""
    return ApiError(
        "You cannot use a PaymentMethod as a source for Customers. Instead, use the "
        "PaymentMethods API to Attach a Customer to a PaymentMethod. See "
        "https://stripe.com/docs/api/payment_methods/attach"
    )


def unsupported_source(value: str) -> ApiError:
    """Something that names no payment source at all."""
    return ApiError(f"'{value}' is not a supported source object.")


def wrong_status(id: str, status: str, statuses: Sequence[str]) -> ApiError:
    """A practice control that the source's status does not allow; no text of Stripe's."""
    return ApiError(
        f"Source '{id}' is {status}; this needs a source that is {' or '.join(statuses)}.",
        code="invalid_source_usage",
    )


def wrong_flow(id: str, flow: str, needed: str) -> ApiError:
    """A practice control that the source's flow does not allow; no text of Stripe's."""
    return ApiError(f"Source '{id}' has the flow {flow}; this needs a source of flow {needed}.")


def not_enough_received(taken: int, left: int) -> ApiError:
    """A charge over what a receiver holds; a choice."""
    return ApiError(
        f"The source holds {left} of its currency's smallest unit; {taken} cannot be charged.",
        param="amount",
    )


def wrong_code(attempts_left: int) -> ApiError:
    """Code verification with the wrong amounts; the text is a choice [U]."""
    return ApiError(
        "The amounts provided do not match the amounts that were sent to the bank account. "
        f"Attempts remaining: {attempts_left}.",
        param="values",
        commits=True,
    )


def not_a_bank_account(id: str) -> ApiError:
    """Only a bank account is verified by its customer's route; the text is a choice [U]."""
    return ApiError(f"'{id}' is not a bank account, so there are no amounts to verify.", param="id")


def not_to_be_verified(status: str) -> ApiError:
    """Verified already, or tried too often; the texts are choices [U]."""
    if status == "verified":
        return ApiError("This bank account has already been verified.")
    return ApiError(
        "This bank account cannot be verified: too many attempts have failed.",
        code="bank_account_verification_failed",
    )


def wrong_amounts() -> ApiError:
    """The code is the catalogue's for amounts that do not match; the text is a choice [U]."""
    return ApiError(
        "The amounts provided do not match the amounts that were sent to the bank account.",
        code="bank_account_verification_failed",
        param="amounts",
        commits=True,
    )


def card_declined(code: str, decline_code: str | None, message: str) -> ApiError:
    """A card that fails when it is attached [GIFT]."""
    return ApiError(message, status=402, type="card_error", code=code, decline_code=decline_code)
