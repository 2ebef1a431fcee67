"""The plain findings under which an account is summed up, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["FINDINGS", "Finding", "Kind"]

Kind = Literal["customers", "sources"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: ``title`` is short, ``says`` follows "12 customers" or "12 sources"."""

    of: Kind
    title: str
    says: str


#: By name, what is worst first.
FINDINGS: Final[dict[str, Finding]] = {
    "default_over": Finding(
        "customers",
        "Default source is over",
        "whose default source failed, was canceled or is consumed",
    ),
    "breaks": Finding(
        "customers",
        "Breaks when Sources end",
        "who can pay no more when Sources end and nothing is done",
    ),
    "disputed": Finding(
        "customers",
        "May break: pages disagree",
        "who depend on what Stripe's own pages disagree on (cards)",
    ),
    "unknown": Finding(
        "customers", "May break: no rule known", "who depend on something no rule is known for"
    ),
    "none_chargeable": Finding("customers", "No chargeable source", "without a chargeable source"),
    "money_waiting": Finding("sources", "Money not charged", "with money received and not charged"),
    "stuck": Finding(
        "sources", "Pending too long", "pending for longer than Stripe waits for the payer"
    ),
    "expired": Finding("sources", "Card has expired", "of customers, whose card has expired"),
    "expires_soon": Finding(
        "sources", "Expires in 90 days", "of customers, whose card expires within 90 days"
    ),
    "duplicates": Finding(
        "sources", "Saved more than once", "of a card or account that is saved more than once"
    ),
    "never_used": Finding(
        "sources", "Never used", "attached and never used, as far as they tell themselves"
    ),
}
