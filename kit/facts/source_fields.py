"""The Source object, field by field, in the order in which a frame shows them.

Stripe's order, which is the alphabet after ``id`` and ``object``, except that the 19 hashes
named like their type follow the fields that every source has.
"""

from typing import Final

from kit.facts.address_fields import address, shipping
from kit.facts.field import STRIPE_PYTHON, Field, amount
from kit.facts.mandate_fields import MANDATE_FIELDS
from kit.facts.source_types import FLOWS, SOURCE_TYPES, USAGES
from kit.facts.statuses import STATUSES
from kit.facts.type_hashes import TYPE_HASHES

_OWNER: Final = (
    *address("owner.address"),
    Field("owner.email", "string", "E-mail address the owner gave.", core=True),
    Field("owner.name", "string", "Full name the owner gave.", core=True),
    Field("owner.phone", "string", "Phone number the owner gave."),
    *address("owner.verified_address"),
    Field("owner.verified_email", "string", "E-mail address that the payment method confirmed."),
    Field("owner.verified_name", "string", "Full name that the payment method confirmed."),
    Field("owner.verified_phone", "string", "Phone number that the payment method confirmed."),
)

_RECEIVER: Final = (
    Field("receiver.address", "string", "Where the payer sends the money: an account number."),
    amount("receiver.amount_charged", "Moved to your balance."),
    amount("receiver.amount_received", "Received from the payer."),
    amount("receiver.amount_returned", "Sent back to the payer."),
    Field(
        "receiver.refund_attributes_method",
        "category",
        "How the payer's refund details are asked for.",
        values=("email", "manual", "none"),
    ),
    Field(
        "receiver.refund_attributes_status",
        "category",
        "Whether the payer's refund details are known.",
        values=("missing", "requested", "available"),
    ),
)

_REDIRECT: Final = (
    Field(
        "redirect.failure_reason",
        "category",
        "Why the redirect failed.",
        values=("user_abort", "declined", "processing_error"),
    ),
    Field("redirect.return_url", "string", "Where the payer comes back to; yours."),
    Field(
        "redirect.status",
        "category",
        "How far the payer is.",
        values=("pending", "succeeded", "not_required", "failed"),
    ),
    Field("redirect.url", "string", "Where the payer authorises; carries a secret."),
)

_SOURCE_ORDER: Final = (
    amount("source_order.amount", "Total of the order.", currency="source_order.currency"),
    Field("source_order.currency", "string", "Currency of the order.", "ISO 4217 code"),
    Field("source_order.email", "string", "E-mail address of who ordered."),
    Field("source_order.items", "list", "The items of the order, as JSON text."),
    *shipping("source_order.shipping"),
)

_TYPE_HASHES: Final = tuple(
    field.under(name) for name, fields in TYPE_HASHES.items() for field in fields
)

SOURCE_FIELDS: Final[tuple[Field, ...]] = (
    Field("id", "string", "The source's id.", core=True),
    Field("object", "category", "What kind of object it is.", values=("source",), core=True),
    Field(
        "allow_redisplay",
        "category",
        "Whether it may be shown to its customer again, at a later checkout.",
        values=("always", "limited", "unspecified"),
        fact=STRIPE_PYTHON,
    ),
    amount("amount", "What a single-use source is worth; none for most cards.", core=True),
    Field("client_secret", "string", "Lets a publishable key read the source; a secret."),
    Field("code_verification.attempts_remaining", "integer", "Codes that may still be tried."),
    Field(
        "code_verification.status",
        "category",
        "How far the verification by code is.",
        values=("pending", "succeeded", "failed"),
    ),
    Field("created", "timestamp", "When it was made.", "UTC, to the second", core=True),
    Field("currency", "string", "Currency it is charged in.", "ISO 4217 code", core=True),
    Field("customer", "string", "Customer it is attached to; missing when it is not.", core=True),
    Field("flow", "category", "How the payer authorises it.", values=FLOWS, core=True),
    Field("livemode", "boolean", "True for real money.", core=True),
    *MANDATE_FIELDS,
    Field("metadata", "map", "Your own keys: a column each, or JSON text when they are many."),
    *_OWNER,
    *_RECEIVER,
    *_REDIRECT,
    *_SOURCE_ORDER,
    Field("statement_descriptor", "string", "What the payer reads on their bank statement."),
    Field("status", "category", "Whether it can be charged.", values=STATUSES, core=True),
    Field("type", "category", "Payment method.", values=tuple(SOURCE_TYPES), core=True),
    Field("usage", "category", "Once or again and again.", values=USAGES, core=True),
    *_TYPE_HASHES,
)
