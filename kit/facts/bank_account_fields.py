"""The BankAccount object: what a bank account token attached to a customer becomes."""

from typing import Final

from kit.facts.field import Field

BANK_ACCOUNT_FIELDS: Final[tuple[Field, ...]] = (
    Field("id", "string", "The bank account's id.", core=True),
    Field("object", "category", "What kind of object it is.", values=("bank_account",), core=True),
    Field("account", "string", "Connected account it belongs to."),
    Field("account_holder_name", "string", "Name of the person or company that owns it."),
    Field(
        "account_holder_type",
        "category",
        "Whether a person or a company owns it.",
        values=("individual", "company"),
    ),
    Field("account_type", "string", "Checking or savings; futsu or toza in Japan."),
    Field("available_payout_methods", "list", "How it can be paid out to, as JSON text."),
    Field("bank_name", "string", "Name of the bank.", core=True),
    Field("country", "string", "Country of the account.", "ISO 3166-1 alpha-2 code"),
    Field("currency", "string", "Currency of the account.", "ISO 4217 code", core=True),
    Field("customer", "string", "Customer it belongs to.", core=True),
    Field("default_for_currency", "boolean", "Whether payouts in its currency go to it."),
    Field("deleted", "boolean", "True when it was deleted; then little else is there."),
    Field("fingerprint", "string", "The same for the same account."),
    Field("last4", "string", "Last four digits, as text: they may begin with a zero.", core=True),
    Field("metadata", "map", "Your own keys: a column each, or JSON text when they are many."),
    Field("routing_number", "string", "Routing number of the bank, as text."),
    Field(
        "status",
        "category",
        "Whether the account is known to work.",
        values=("new", "validated", "verified", "verification_failed", "errored"),
        core=True,
    ),
)
