"""The five states of a source, what each means for attaching it, and which follows which."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One step from a status to the next, and what makes a source take it."""

    before: Status
    after: Status
    cause: str


#: Every step there is; one that has two causes stands here twice [D:Best practices for using
#: Sources], and for detaching [D:Sources and customers].
STATUS_CHANGES: Final[tuple[StatusChange, ...]] = (
    StatusChange("pending", "chargeable", "The payer agreed, or the money arrived."),
    StatusChange("pending", "failed", "The payer or the bank declined."),
    StatusChange("pending", "canceled", "The payer took too long."),
    StatusChange("pending", "consumed", "It was detached."),
    StatusChange("chargeable", "failed", "The payer or the bank declined."),
    StatusChange("chargeable", "canceled", "It was single-use, and nobody charged it in time."),
    StatusChange("chargeable", "consumed", "It was charged, and was single-use or nobody's."),
    StatusChange("chargeable", "consumed", "It was detached."),
)
