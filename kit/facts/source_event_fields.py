"""One row per event about a source or a customer: a table of the kit's own.

Stripe's event holds a whole object, of which most columns tell nothing about what happened.
"""

from typing import Final

from kit.facts.field import Field, amount
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUSES

__all__ = ["SOURCE_EVENT_FIELDS", "SOURCE_EVENT_TYPES"]

#: Every event that tells of a source: what became of it, and when it got or lost a customer.
SOURCE_EVENT_TYPES: Final = (
    "source.chargeable",
    "source.failed",
    "source.canceled",
    "source.mandate_notification",
    "source.refund_attributes_required",
    "source.transaction.created",
    "source.transaction.updated",
    "customer.source.created",
    "customer.source.updated",
    "customer.source.expiring",
    "customer.source.deleted",
)

_KIT: Final = "kit"

SOURCE_EVENT_FIELDS: Final[tuple[Field, ...]] = (
    Field("id", "string", "The event's id.", core=True),
    Field("created", "timestamp", "When it happened.", "UTC, to the second", core=True),
    Field("type", "string", "What happened, such as source.chargeable.", core=True),
    Field("source", "string", "The source, card or bank account it happened to.", core=True),
    Field("customer", "string", "The customer it had then, or lost.", core=True),
    Field("source_type", "category", "Payment method.", values=tuple(SOURCE_TYPES), core=True),
    Field(
        "status_before",
        "category",
        "What the event before this one left; missing where none is known.",
        values=STATUSES,
        fact=_KIT,
        core=True,
    ),
    Field("status_after", "category", "The status it left.", values=STATUSES, core=True),
    amount("amount", "What the source, or the transfer, is worth.", core=True),
    Field("currency", "string", "Currency of the amount.", "ISO 4217 code", core=True),
    Field("usage", "string", "Once or again and again."),
    Field("changed", "list", "What had other values before, and which: JSON text, masked."),
    Field("livemode", "boolean", "True for real money."),
    Field("request", "string", "Id of the request that caused it; missing when none did."),
)
