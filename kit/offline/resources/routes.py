"""Every route of Stripe's that the account answers, in one tuple."""

from __future__ import annotations

from typing import Final

from kit.offline.protocol.routing import Route
from kit.offline.resources import (
    bank_accounts,
    customer_sources,
    customers,
    events,
    mandates,
    search,
    source_transactions,
    sources,
    webhook_endpoints,
)

__all__ = ["STRIPE_ROUTES"]

STRIPE_ROUTES: Final[tuple[Route, ...]] = (
    *customers.ROUTES,
    *search.ROUTES,
    *customer_sources.ROUTES,
    *bank_accounts.ROUTES,
    *sources.ROUTES,
    *source_transactions.ROUTES,
    *mandates.ROUTES,
    *events.ROUTES,
    *webhook_endpoints.ROUTES,
)
