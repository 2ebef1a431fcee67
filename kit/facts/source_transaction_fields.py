"""The SourceTransaction object: one transfer that reached a receiver source."""

from typing import Final

from kit.facts.field import Field, amount
from kit.facts.source_types import SOURCE_TYPES

__all__ = ["SOURCE_TRANSACTION_FIELDS"]

SOURCE_TRANSACTION_FIELDS: Final[tuple[Field, ...]] = (
    Field("id", "string", "The transaction's id.", core=True),
    Field(
        "object",
        "category",
        "What kind of object it is.",
        values=("source_transaction",),
        core=True,
    ),
    amount("amount", "What the payer sent.", core=True),
    Field("created", "timestamp", "When it was made.", "UTC, to the second", core=True),
    Field("currency", "string", "Currency of the amount.", "ISO 4217 code", core=True),
    Field("livemode", "boolean", "True for real money.", core=True),
    Field("source", "string", "The source it reached.", core=True),
    Field(
        "status",
        "category",
        "What became of the transfer.",
        values=("succeeded", "pending", "failed"),
        core=True,
    ),
    Field("type", "category", "Payment method.", values=tuple(SOURCE_TYPES), core=True),
    Field("ach_credit_transfer.customer_data", "string", "What the payer wrote beside it."),
    Field("ach_credit_transfer.fingerprint", "string", "The same for the same account."),
    Field("ach_credit_transfer.last4", "string", "Last digits of the payer's account."),
    Field("ach_credit_transfer.routing_number", "string", "Routing number of the payer's bank."),
    Field("chf_credit_transfer.reference", "string", "What the payer wrote beside it."),
    Field("chf_credit_transfer.sender_address_country", "string", "Country of the payer."),
    Field("chf_credit_transfer.sender_address_line1", "string", "Street of the payer."),
    Field("chf_credit_transfer.sender_iban", "string", "IBAN of the payer."),
    Field("chf_credit_transfer.sender_name", "string", "Name of the payer."),
    Field("gbp_credit_transfer.fingerprint", "string", "The same for the same account."),
    Field("gbp_credit_transfer.funding_method", "string", "How the money came."),
    Field("gbp_credit_transfer.last4", "string", "Last digits of the payer's account."),
    Field("gbp_credit_transfer.reference", "string", "What the payer wrote beside it."),
    Field("gbp_credit_transfer.sender_account_number", "string", "Account of the payer."),
    Field("gbp_credit_transfer.sender_name", "string", "Name of the payer."),
    Field("gbp_credit_transfer.sender_sort_code", "string", "Sort code of the payer."),
    Field("paper_check.available_at", "string", "When the check's money is available."),
    Field("paper_check.invoices", "string", "Invoices that the check is for."),
    Field("sepa_credit_transfer.reference", "string", "What the payer wrote beside it."),
    Field("sepa_credit_transfer.sender_iban", "string", "IBAN of the payer."),
    Field("sepa_credit_transfer.sender_name", "string", "Name of the payer."),
)
