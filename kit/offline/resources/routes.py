"""Every route of Stripe's that the account answers, in one tuple."""

from __future__ import annotations

from typing import Final

from kit.offline.protocol.routing import Route
from kit.offline.resources import (
    customer_sources,
    customers,
    events,
    search,
    source_transactions,
    sources,
)

__all__ = ["STRIPE_ROUTES"]

STRIPE_ROUTES: Final[tuple[Route, ...]] = (
    *customers.ROUTES,
    *search.ROUTES,
    *customer_sources.ROUTES,
    *sources.ROUTES,
    *source_transactions.ROUTES,
    *events.ROUTES,
)
