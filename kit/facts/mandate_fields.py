"""The mandate that a SEPA debit carries at its top level: what the payer permitted.

In no schema that can be read, and in nine of nine recorded answers [REC].
"""

from typing import Final

from kit.facts.field import MINOR_UNITS, RECORDED, Field

__all__ = ["MANDATE_FIELDS"]

MANDATE_FIELDS: Final = (
    Field(
        "mandate.acceptance.date",
        "timestamp",
        "When the payer agreed.",
        "UTC, to the second",
        fact=RECORDED,
    ),
    Field("mandate.acceptance.ip", "string", "Address the payer agreed from.", fact=RECORDED),
    Field(
        "mandate.acceptance.offline.contact_email",
        "string",
        "Where a payer is reached who agreed on paper.",
        fact=RECORDED,
    ),
    Field(
        "mandate.acceptance.online.date",
        "timestamp",
        "When the payer agreed in a browser.",
        "UTC, to the second",
        fact=RECORDED,
    ),
    Field("mandate.acceptance.online.ip", "string", "Address of that browser.", fact=RECORDED),
    Field(
        "mandate.acceptance.online.user_agent",
        "string",
        "What that browser calls itself.",
        fact=RECORDED,
    ),
    Field(
        "mandate.acceptance.status",
        "category",
        "Whether the payer agreed.",
        values=("accepted", "pending", "refused", "revoked"),
        fact=RECORDED,
    ),
    Field(
        "mandate.acceptance.type",
        "category",
        "How the payer agreed.",
        values=("offline", "online"),
        fact=RECORDED,
    ),
    Field("mandate.acceptance.user_agent", "string", "Browser the payer agreed in.", fact=RECORDED),
    Field(
        "mandate.amount",
        "integer",
        "The most that one debit takes; none for any.",
        MINOR_UNITS,
        fact=RECORDED,
        currency="mandate.currency",
    ),
    Field("mandate.currency", "string", "Currency of that amount.", "ISO 4217 code", fact=RECORDED),
    Field(
        "mandate.interval",
        "category",
        "How often may be debited.",
        values=("one_time", "scheduled", "variable"),
        fact=RECORDED,
    ),
    Field(
        "mandate.notification_method",
        "category",
        "How the payer is told of a debit to come.",
        values=("deprecated_none", "email", "manual", "none", "stripe_email"),
        fact=RECORDED,
    ),
    Field(
        "mandate.reference",
        "string",
        "Reference of the mandate, as the payer's bank knows it.",
        fact=RECORDED,
    ),
    Field(
        "mandate.url", "string", "Where the mandate can be read; carries a secret.", fact=RECORDED
    ),
)
