"""The pages that facts about the end of Sources come from: where, of when, and when read.

Read are public copies, since the pages themselves change without notice: ``of`` is the day a
copy says it was made, empty where it says none. Whoever decides by such a fact opens the page.
"""

from dataclasses import dataclass
from typing import Final

__all__ = ["PAGES", "StripePage"]


@dataclass(frozen=True, slots=True)
class StripePage:
    """A page: its title and address, the day of the copy (ISO or empty), the day it was read."""

    title: str
    address: str
    of: str
    read: str


PAGES: Final[dict[str, StripePage]] = {
    "migration": StripePage(
        "Migrate to the Payment Intents and Payment Methods APIs",
        "https://docs.stripe.com/payments/payment-methods/transitioning",
        "2026-04-20",
        "2026-11-23",
    ),
    "migration, Portuguese": StripePage(
        "Migrar para as APIs Payment Intents e Payment Methods",
        "https://docs.stripe.com/payments/payment-methods/transitioning?locale=pt-BR",
        "",
        "2026-11-25",
    ),
    "migration, newer": StripePage(
        "Migrate to the Payment Intents and Payment Methods APIs",
        "https://docs.stripe.com/payments/local-payment-methods",
        "",
        "2026-11-25",
    ),
    "cards": StripePage(
        "Migrate a card payments integration from the legacy Cards or Sources APIs",
        "https://docs.stripe.com/payments/payment-methods/migrate-from-legacy-cards-sources",
        "",
        "2026-11-25",
    ),
    "older APIs": StripePage(
        "Older payment APIs",
        "https://docs.stripe.com/payments/legacy-apis",
        "",
        "2026-11-25",
    ),
    "reusable objects": StripePage(
        "Reusable object migration from Sources to Payment Intents",
        "https://support.stripe.com/questions/reusable-object-migration",
        "",
        "2026-11-29",
    ),
    "credit transfers": StripePage(
        "Migrate from Sources-based Credit Transfers",
        "https://docs.stripe.com/payments/customer-balance/migrating-from-sepa-credit-transfer",
        "",
        "2026-11-29",
    ),
    "best practices": StripePage(
        "Best practices for using Sources",
        "https://docs.stripe.com/sources/best-practices",
        "",
        "2026-11-23",
    ),
    "Sources API": StripePage(
        "The Sources API", "https://docs.stripe.com/sources", "", "2026-11-23"
    ),
    "Stripe.js": StripePage(
        "Removes deprecated Payment Intents, Setup Intents, and Sources methods from Stripe.js",
        "https://docs.stripe.com/changelog/dahlia/2026-03-25/remove-legacy-stripejs-methods",
        "2026-03-25",
        "2026-11-25",
    ),
    "reference": StripePage(
        "Sources (deprecated)", "https://docs.stripe.com/api/sources", "", "2026-11-25"
    ),
    "e-mail": StripePage(
        "Stripe's e-mail as quoted in liberapay's issue 2374",
        "https://github.com/liberapay/liberapay.com/issues/2374",
        "",
        "2026-11-23",
    ),
    "refusal": StripePage(
        "Stripe's answer as quoted in woocommerce-gateway-stripe's issue 3134",
        "https://github.com/woocommerce/woocommerce-gateway-stripe/issues/3134",
        "2024-05",
        "2026-11-23",
    ),
}
