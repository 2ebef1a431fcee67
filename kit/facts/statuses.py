"""The five states of a source and what each means for attaching it."""

from typing import Final, Literal

Status = Literal["pending", "chargeable", "consumed", "canceled", "failed"]

STATUSES: Final[tuple[Status, ...]] = (
    "canceled",
    "chargeable",
    "consumed",
    "failed",
    "pending",
)

#: "The source must be in a chargeable or pending state" [SEED].
ATTACHABLE_STATUSES: Final[frozenset[Status]] = frozenset({"chargeable", "pending"})

#: Nothing moves a source out of these [D:Best practices for using Sources].
TERMINAL_STATUSES: Final[frozenset[Status]] = frozenset({"consumed", "canceled", "failed"})

STATUS_MEANINGS: Final[dict[Status, str]] = {
    "canceled": "The time to complete or charge it ran out; it can never be used again.",
    "chargeable": "Ready to be charged, and ready to be attached to a customer.",
    "consumed": "Used up, by a charge or by being detached; it can never be used again.",
    "failed": "The payer declined or the payment method refused; it can never be used again.",
    "pending": "Waiting for the payer: a redirect, a transfer or a code. It may be attached.",
}
