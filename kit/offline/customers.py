"""Customers: create, retrieve, update, delete, list."""

from __future__ import annotations

from typing import Any, Final

from kit.offline.calls import Answer, Call, Route
from kit.offline.customer_sources import given_source, take_off, take_on
from kit.offline.hashes import ADDRESS, BANK_ACCOUNT, CARD, EXPAND, INVOICE_SETTINGS, SHIPPING
from kit.offline.metadata import merged
from kit.offline.pages import PAGE_PARAMETERS, Listing, page_of
from kit.offline.parameters import (
    Check,
    choice,
    each,
    integer,
    metadata,
    nothing_there,
    now_or_time,
    one_of_shapes,
    table,
    text,
    time_range,
    unsettable,
)
from kit.offline.world import JSON, Cause, World

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


def create(call: Call) -> Answer:
    """POST /v1/customers."""
    params = call.params
    customer = new_customer(call.world.now)
    _apply(customer, params)
    customer = call.world.add_customer(customer)
    if "source" in params:
        first = take_on(call.world, customer["id"], params["source"], {}, call.cause)
        customer["default_source"] = first["id"]
        call.world.keep_customer(customer)
    call.world.emit("customer.created", customer, call.cause)
    return customer


def retrieve(call: Call) -> Answer:
    """GET /v1/customers/:customer; a deleted one still answers, in a few words."""
    customer_id = call.ids[0]
    if call.world.is_deleted(customer_id):
        return _deleted(customer_id)
    return call.world.customer(customer_id, param="id")


def update(call: Call) -> Answer:
    """POST /v1/customers/:customer."""
    world, params = call.world, call.params
    customer = world.customer(call.ids[0], param="id")
    before = dict(customer)
    given = given_source(params)
    if given is not None:
        _replace_default(world, customer, given, call.cause)
    for name in _DEFAULTS:
        if name in params:
            _choose_default(world, customer, params[name])
    _apply(customer, params)
    previous = {name: before[name] for name in before if before[name] != customer[name]}
    if previous:
        world.keep_customer(customer)
        world.index_customer(customer)
        world.emit("customer.updated", customer, call.cause, previous=previous)
    return customer


def _replace_default(world: World, customer: JSON, given: JSON | str, cause: Cause) -> None:
    """``source=`` replaces the old default and detaches it [D:Sources and customers]."""
    old = customer["default_source"]
    new = take_on(world, customer["id"], given, {}, cause)
    customer["default_source"] = new["id"]
    if old is not None:
        take_off(world, world.payment_source(old), cause)


def _choose_default(world: World, customer: JSON, source_id: str) -> None:
    """Only what is attached already may become the default [GIFT]."""
    row = world.store.execute(
        "SELECT 1 FROM sources WHERE id = ? AND customer = ?", (source_id, customer["id"])
    ).fetchone()
    if row is None:
        raise world.no_such_source(source_id, in_path=False)
    customer["default_source"] = source_id


def _apply(customer: JSON, params: JSON) -> None:
    """Write the parameters that are plain fields of a customer."""
    for name in _PLAIN:
        if name in params:
            customer[name] = None if params[name] == "" else params[name]
    if "tax_exempt" in params:
        customer["tax_exempt"] = params["tax_exempt"] or "none"
    if "metadata" in params:
        customer["metadata"] = merged(customer["metadata"], params["metadata"])
    for name, parts in (("address", _ADDRESS_PARTS), ("shipping", _SHIPPING_PARTS)):
        if name in params:
            customer[name] = _whole(params[name], parts)
    if "invoice_settings" in params:
        sent = params["invoice_settings"].items()
        settings = {name: value or None for name, value in sent}
        customer["invoice_settings"] = {**customer["invoice_settings"], **settings}


def _whole(sent: JSON | str, parts: JSON) -> JSON | None:
    """A hash with all its parts, those not sent null; None for an empty value."""
    if isinstance(sent, str):
        return None
    whole = {**parts, **{name: value or None for name, value in sent.items()}}
    if isinstance(whole.get("address"), dict):
        whole["address"] = _whole(whole["address"], _ADDRESS_PARTS)
    return whole


def delete(call: Call) -> Answer:
    """DELETE /v1/customers/:customer: its sources are detached, and so consumed (a choice)."""
    world = call.world
    customer = world.customer(call.ids[0], param="id")
    for source_id in world.sources_of(customer["id"]):
        take_off(world, world.payment_source(source_id), call.cause)
    world.delete_customer(customer["id"])
    world.emit("customer.deleted", customer, call.cause)
    return _deleted(customer["id"])


def _deleted(customer_id: str) -> JSON:
    return {"id": customer_id, "object": "customer", "deleted": True}


def list_customers(call: Call) -> Answer:
    """GET /v1/customers."""
    listing = Listing(url="/v1/customers", table="customers", what="customer")
    listing.only("deleted = 0")
    if "email" in call.params:
        listing.only("email = ?", call.params["email"])
    if "created" in call.params:
        listing.only_created(*call.params["created"])
    return page_of(call.world.store, listing, call.params)


_ADDRESS_PARTS: Final[JSON] = dict.fromkeys(
    ("city", "country", "line1", "line2", "postal_code", "state")
)
_SHIPPING_PARTS: Final[JSON] = dict.fromkeys(
    ("address", "carrier", "name", "phone", "tracking_number")
)

_DEFAULTS: Final = ("default_source", "default_card", "default_bank_account")

_PLAIN: Final = (
    "balance",
    "description",
    "email",
    "invoice_prefix",
    "name",
    "next_invoice_sequence",
    "phone",
    "preferred_locales",
)

_FIELDS: Final[dict[str, Check]] = {
    "address": unsettable(ADDRESS),
    "balance": integer(),
    "description": unsettable(text()),
    "email": unsettable(text(512)),
    "expand": EXPAND,
    "invoice_prefix": text(),
    "invoice_settings": INVOICE_SETTINGS,
    "metadata": metadata,
    "name": unsettable(text(256)),
    "next_invoice_sequence": integer(1),
    "phone": unsettable(text(20)),
    "preferred_locales": each(text()),
    "shipping": unsettable(SHIPPING),
    "source": one_of_shapes(text(), CARD),
    "tax_exempt": unsettable(choice("exempt", "none", "reverse")),
    # Of these there is nothing in the offline account: they are checked, and refused or kept
    # out of sight where Stripe would bill with them.
    "coupon": nothing_there("coupon"),
    "promotion_code": nothing_there("promotion code"),
    "tax": table({"ip_address": unsettable(text())}),
}

_CREATE: Final[dict[str, Check]] = {
    **_FIELDS,
    "payment_method": nothing_there("PaymentMethod"),
    "tax_id_data": each(table({"type": text(), "value": text()}, required=("type", "value"))),
    "test_clock": nothing_there("test clock"),
}

_UPDATE: Final[dict[str, Check]] = {
    **_FIELDS,
    "bank_account": one_of_shapes(text(), BANK_ACCOUNT),
    "card": one_of_shapes(text(), CARD),
    "default_alipay_account": nothing_there("alipay_account"),
    "default_bank_account": text(500),
    "default_card": text(500),
    "default_source": text(500),
    "trial_end": now_or_time,
}

_ONE: Final = "/v1/customers/{}"
_READ: Final = "rak_customer_read"
_WRITE: Final = "rak_customer_write"

ROUTES: Final = (
    Route("POST", "/v1/customers", create, _CREATE, permission=_WRITE),
    Route(
        "GET",
        "/v1/customers",
        list_customers,
        {
            **PAGE_PARAMETERS,
            "created": time_range,
            "email": text(),
            "expand": EXPAND,
            "test_clock": nothing_there("test clock"),
        },
        permission=_READ,
    ),
    Route("GET", _ONE, retrieve, {"expand": EXPAND}, permission=_READ),
    Route("POST", _ONE, update, _UPDATE, permission=_WRITE),
    Route("DELETE", _ONE, delete, permission=_WRITE),
)
