"""The Customer object, as far as its parts are documented in the sources' own schema."""

from typing import Final

from kit.facts.address_fields import address, shipping
from kit.facts.field import RECORDED, Field, amount

CUSTOMER_FIELDS: Final[tuple[Field, ...]] = (
    Field("id", "string", "The customer's id.", core=True),
    Field("object", "category", "What kind of object it is.", values=("customer",), core=True),
    *address("address"),
    amount("balance", "Owed by the customer; below zero is credit."),
    Field("created", "timestamp", "When it was made.", "UTC, to the second", core=True),
    Field("currency", "string", "Currency of recurring billing.", "ISO 4217 code"),
    Field("customer_account", "string", "The customer's account, since 2026.", fact=RECORDED),
    Field("default_source", "string", "Source that is charged unless told otherwise.", core=True),
    Field("deleted", "boolean", "True when the customer was deleted; then little else is there."),
    Field("delinquent", "boolean", "Whether the latest invoice is unpaid."),
    Field("description", "string", "Your own words."),
    Field("email", "string", "E-mail address.", core=True),
    Field("invoice_prefix", "string", "Begins the customer's invoice numbers."),
    Field("invoice_settings.custom_fields", "list", "Extra lines on invoices, as JSON text."),
    Field("invoice_settings.default_payment_method", "string", "Charged for invoices."),
    Field("invoice_settings.footer", "string", "Last line of invoices."),
    Field("livemode", "boolean", "True for real money.", core=True),
    Field("metadata", "map", "Your own keys: a column each, or JSON text when they are many."),
    Field("name", "string", "Full name, or the company's.", core=True),
    Field("next_invoice_sequence", "integer", "Number of the next invoice."),
    Field("phone", "string", "Phone number."),
    Field("preferred_locales", "list", "Languages, the preferred one first, as JSON text."),
    *shipping("shipping"),
    Field("sources.object", "string", "Always list, where the sources were expanded."),
    Field("sources.data", "list", "The expanded sources, as JSON text."),
    Field("sources.has_more", "boolean", "Whether there are more sources than these."),
    Field("sources.total_count", "integer", "Number of sources.", "sources"),
    Field("sources.url", "string", "Path under which the sources are listed."),
    Field(
        "tax_exempt",
        "category",
        "Whether tax is charged.",
        values=("exempt", "none", "reverse"),
    ),
    Field("test_clock", "string", "Test clock it lives by."),
)
