"""The Card object: what a token attached to a customer becomes."""

from typing import Final

from kit.facts.field import Field

CARD_FIELDS: Final[tuple[Field, ...]] = (
    Field("id", "string", "The card's id.", core=True),
    Field("object", "category", "What kind of object it is.", values=("card",), core=True),
    Field("account", "string", "Connected account it belongs to."),
    Field("address_city", "string", "City of the billing address."),
    Field("address_country", "string", "Country of the billing address."),
    Field("address_line1", "string", "First line of the billing address."),
    Field("address_line1_check", "string", "What the bank says about the first line."),
    Field("address_line2", "string", "Second line of the billing address."),
    Field("address_state", "string", "State or region of the billing address."),
    Field("address_zip", "string", "Postal code of the billing address, as text."),
    Field("address_zip_check", "string", "What the bank says about the postal code."),
    Field("available_payout_methods", "list", "How it can be paid out to, as JSON text."),
    Field("brand", "string", "Brand, such as Visa.", core=True),
    Field("country", "string", "Country that issued it.", "ISO 3166-1 alpha-2 code"),
    Field("currency", "string", "Currency of payouts to it.", "ISO 4217 code"),
    Field("customer", "string", "Customer it belongs to.", core=True),
    Field("cvc_check", "string", "What the bank says about the security code."),
    Field("default_for_currency", "boolean", "Whether payouts in its currency go to it."),
    Field("deleted", "boolean", "True when it was deleted; then little else is there."),
    Field("dynamic_last4", "string", "Last four digits of the device's account number."),
    Field("exp_month", "integer", "Month it expires in.", "month, 1 to 12", core=True),
    Field("exp_year", "integer", "Year it expires in.", "year, four digits", core=True),
    Field("fingerprint", "string", "The same for the same card number."),
    Field("funding", "string", "Credit, debit, prepaid or unknown.", core=True),
    Field("last4", "string", "Last four digits, as text: they may begin with a zero.", core=True),
    Field("metadata", "map", "Your own keys: a column each, or JSON text when they are many."),
    Field("name", "string", "Name on the card."),
    Field("recipient", "string", "Recipient it belongs to."),
    Field("regulated_status", "string", "Whether its fees are capped.", fact="fixtures 2026-08-21"),
    Field("status", "category", "State as a payout account.", values=("new", "errored")),
    Field("tokenization_method", "string", "Wallet it came from, such as apple_pay."),
)
