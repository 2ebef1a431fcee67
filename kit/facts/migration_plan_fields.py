"""One row per source and what becomes of it: the table of ``kit.migration_plan``."""

from typing import Final

from kit.facts.field import Field, amount
from kit.facts.replacements import (
    ACTION_MEANINGS,
    BREAKS_MEANINGS,
    CERTAINTIES,
    REPLACEMENTS,
    TOKEN_OBJECTS,
)
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUSES

__all__ = ["MIGRATION_PLAN_FIELDS"]

_KIT: Final = "kit"

_PAYMENT_METHODS: Final = tuple(
    dict.fromkeys(
        each.payment_method
        for each in (*REPLACEMENTS.values(), *TOKEN_OBJECTS.values())
        if each.payment_method
    )
)

MIGRATION_PLAN_FIELDS: Final[tuple[Field, ...]] = (
    Field("id", "string", "The source, card or bank account.", core=True),
    Field("type", "category", "Payment method.", values=tuple(SOURCE_TYPES), core=True),
    Field("status", "category", "Whether it can be charged.", values=STATUSES, core=True),
    Field("customer", "string", "Customer it is attached to; missing when it is not.", core=True),
    Field(
        "is_default",
        "boolean",
        "Whether it is its customer's default source; missing where no customers were given.",
        fact=_KIT,
        core=True,
    ),
    Field(
        "payment_method_type",
        "category",
        "The PaymentMethod type that takes its place.",
        values=_PAYMENT_METHODS,
        fact=_KIT,
        core=True,
    ),
    Field("action", "category", "What to do.", values=tuple(ACTION_MEANINGS), fact=_KIT, core=True),
    Field(
        "breaks",
        "category",
        "Whether its customer can pay by it no more when Sources end and nothing was done.",
        values=tuple(BREAKS_MEANINGS),
        fact=_KIT,
        core=True,
    ),
    Field("reason", "string", "Why.", fact=_KIT, core=True),
    Field(
        "certainty",
        "category",
        "How surely that is known.",
        values=tuple(CERTAINTIES),
        fact=_KIT,
        core=True,
    ),
    Field("page", "string", "Address of the page that says so.", fact=_KIT, core=True),
    Field("page_read", "string", "The day that page was read.", "ISO 8601", fact=_KIT, core=True),
    amount("amount", "What a single-use source is worth.", core=True),
    amount("amount_received", "Received from the payer, by a receiver.", core=True),
    amount("amount_waiting", "Of that, neither charged nor returned.", core=True),
    Field("currency", "string", "Currency of the amounts.", "ISO 4217 code", core=True),
    Field("created", "timestamp", "When it was made.", "UTC, to the second", core=True),
    Field(
        "used",
        "boolean",
        "Whether it was ever charged, as far as the source itself tells.",
        fact=_KIT,
        core=True,
    ),
    Field(
        "last_event",
        "timestamp",
        "The newest event about it; missing where no events were given or none is known.",
        "UTC, to the second",
        fact=_KIT,
        core=True,
    ),
    Field("expires", "timestamp", "Last second of a card's month.", "UTC", fact=_KIT, core=True),
)
