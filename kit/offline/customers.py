"""Customers: create, retrieve, list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kit.offline.calls import Answer, Call, Route
from kit.offline.customer_sources import attach_source
from kit.offline.hashes import ADDRESS, EXPAND, SHIPPING
from kit.offline.metadata import merged
from kit.offline.pages import PAGE_PARAMETERS, Listing, page_of
from kit.offline.parameters import (
    Check,
    choice,
    each,
    integer,
    metadata,
    text,
    time_range,
    unsettable,
)

if TYPE_CHECKING:
    from kit.offline.world import JSON

__all__ = ["ROUTES", "new_customer"]


def new_customer(created: int, **fields: Any) -> JSON:
    """A customer without its id, every documented key in place."""
    return {
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": created,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": None,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
        **fields,
    }


_PLAIN: Final = ("balance", "description", "email", "name", "phone", "tax_exempt")


def create(call: Call) -> Answer:
    """POST /v1/customers."""
    params = call.params
    fields: JSON = {name: params[name] or None for name in _PLAIN if name in params}
    if "metadata" in params:
        fields["metadata"] = merged({}, params["metadata"])
    customer = call.world.add_customer(new_customer(call.world.now, **fields))
    call.world.emit("customer.created", customer, call.cause)
    if "source" in params:
        attach_source(call.world, customer, params["source"], None, call.cause)
    return customer


def retrieve(call: Call) -> Answer:
    """GET /v1/customers/:customer."""
    return call.world.customer(call.ids[0], param="id")


def list_customers(call: Call) -> Answer:
    """GET /v1/customers."""
    listing = Listing(url="/v1/customers", table="customers", what="customer")
    listing.only("deleted = 0")
    if "email" in call.params:
        listing.only("email = ?", call.params["email"])
    if "created" in call.params:
        listing.only("created BETWEEN ? AND ?", *call.params["created"])
    return page_of(call.world.store, listing, call.params)


_CREATE: Final[dict[str, Check]] = {
    "address": unsettable(ADDRESS),
    "balance": integer(),
    "description": unsettable(text()),
    "email": unsettable(text(512)),
    "expand": EXPAND,
    "metadata": metadata,
    "name": unsettable(text(256)),
    "phone": unsettable(text(20)),
    "preferred_locales": each(text()),
    "shipping": unsettable(SHIPPING),
    "source": text(),
    "tax_exempt": unsettable(choice("exempt", "none", "reverse")),
}

ROUTES: Final = (
    Route("POST", "/v1/customers", create, _CREATE, permission="rak_customer_write"),
    Route(
        "GET",
        "/v1/customers",
        list_customers,
        {
            **PAGE_PARAMETERS,
            "created": time_range,
            "email": text(),
            "expand": EXPAND,
            "test_clock": text(),
        },
        permission="rak_customer_read",
    ),
    Route("GET", "/v1/customers/{}", retrieve, {"expand": EXPAND}, permission="rak_customer_read"),
)
