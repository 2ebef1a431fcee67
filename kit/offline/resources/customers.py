"""Customers: create, retrieve, update, delete, list."""

from __future__ import annotations

from typing import Final

from kit.facts import JsonObject
from kit.offline.protocol.messages import RequestContext
from kit.offline.protocol.pagination import PAGE_PARAMETERS, page_of, time_range
from kit.offline.protocol.params import (
    Parameter,
    array_of,
    choice,
    integer,
    merged_metadata,
    metadata,
    nothing_there,
    object_of,
    text,
    text_or_object,
    unsettable,
)
from kit.offline.protocol.routing import Call, Route
from kit.offline.protocol.shapes import (
    ADDRESS,
    BANK_ACCOUNT,
    CARD,
    CARD_OR_BANK_ACCOUNT,
    EXPAND,
    INVOICE_SETTINGS,
    SHIPPING,
)
from kit.offline.resources.customer_sources import attach_source, detach_source, given_source
from kit.offline.resources.events import emit
from kit.offline.resources.objects import new_customer
from kit.offline.storage.list_query import ListQuery
from kit.offline.storage.repository import Repository

__all__ = ["ROUTES"]


def create(call: Call) -> JsonObject:
    """POST /v1/customers."""
    params = call.params
    customer = new_customer(call.repository.now)
    _apply(customer, params)
    customer = call.repository.add_customer(customer)
    if "source" in params:
        first = attach_source(call.repository, customer["id"], params["source"], {}, call.context)
        customer["default_source"] = first["id"]
        call.repository.save_customer(customer)
    emit(call.repository, "customer.created", customer, call.context)
    return customer


def retrieve(call: Call) -> JsonObject:
    """GET /v1/customers/:customer; a deleted one still answers, in a few words."""
    customer_id = call.ids[0]
    if call.repository.is_deleted(customer_id):
        return _deleted(customer_id)
    return call.repository.customer(customer_id, param="id")


def update(call: Call) -> JsonObject:
    """POST /v1/customers/:customer."""
    repository, params = call.repository, call.params
    customer = repository.customer(call.ids[0], param="id")
    before = dict(customer)
    given = given_source(params)
    if given is not None:
        _replace_default(repository, customer, given, call.context)
    for name in _DEFAULTS:
        if name in params:
            _choose_default(repository, customer, params[name])
    _apply(customer, params)
    previous = {name: before[name] for name in before if before[name] != customer[name]}
    if previous:
        repository.save_customer(customer)
        repository.index_customer(customer)
        emit(repository, "customer.updated", customer, call.context, previous=previous)
    return customer


def _replace_default(
    repository: Repository, customer: JsonObject, given: JsonObject | str, context: RequestContext
) -> None:
    """``source=`` replaces the old default and detaches it [D:Sources and customers]."""
    old = customer["default_source"]
    new = attach_source(repository, customer["id"], given, {}, context)
    customer["default_source"] = new["id"]
    if old is not None:
        detach_source(repository, repository.payment_source(old), context)


def _choose_default(repository: Repository, customer: JsonObject, source_id: str) -> None:
    """Only what is attached already may become the default [GIFT]."""
    if not repository.owns(customer["id"], source_id):
        raise repository.no_such("source", source_id, param="source", in_path=False)
    customer["default_source"] = source_id


def _apply(customer: JsonObject, params: JsonObject) -> None:
    """Write the parameters that are plain fields of a customer."""
    for name in _PLAIN:
        if name in params:
            customer[name] = None if params[name] == "" else params[name]
    if "tax_exempt" in params:
        customer["tax_exempt"] = params["tax_exempt"] or "none"
    if "metadata" in params:
        customer["metadata"] = merged_metadata(customer["metadata"], params["metadata"])
    for name, parts in (("address", _ADDRESS_PARTS), ("shipping", _SHIPPING_PARTS)):
        if name in params:
            customer[name] = _whole(params[name], parts)
    if "invoice_settings" in params:
        sent = params["invoice_settings"].items()
        settings = {name: value or None for name, value in sent}
        customer["invoice_settings"] = {**customer["invoice_settings"], **settings}


def _whole(sent: JsonObject | str, parts: JsonObject) -> JsonObject | None:
    """A hash with all its parts, those not sent null; None for an empty value."""
    if isinstance(sent, str):
        return None
    whole = {**parts, **{name: value or None for name, value in sent.items()}}
    if isinstance(whole.get("address"), dict):
        whole["address"] = _whole(whole["address"], _ADDRESS_PARTS)
    return whole


def delete(call: Call) -> JsonObject:
    """DELETE /v1/customers/:customer: its sources are detached, and so consumed (a choice)."""
    repository = call.repository
    customer = repository.customer(call.ids[0], param="id")
    for source_id in repository.source_ids_of(customer["id"]):
        detach_source(repository, repository.payment_source(source_id), call.context)
    repository.delete_customer(customer["id"])
    emit(repository, "customer.deleted", customer, call.context)
    return _deleted(customer["id"])


def _deleted(customer_id: str) -> JsonObject:
    return {"id": customer_id, "object": "customer", "deleted": True}


def list_customers(call: Call) -> JsonObject:
    """GET /v1/customers."""
    query = ListQuery("customers")
    query.where("deleted", 0)
    if "email" in call.params:
        query.where("email", call.params["email"])
    if "created" in call.params:
        query.where_created(*call.params["created"])
    return page_of(call.repository, query, call.params, url="/v1/customers", what="customer")


_ADDRESS_PARTS: Final[JsonObject] = dict.fromkeys(
    ("city", "country", "line1", "line2", "postal_code", "state")
)
_SHIPPING_PARTS: Final[JsonObject] = dict.fromkeys(
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

_FIELDS: Final[dict[str, Parameter]] = {
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
    "preferred_locales": array_of(text()),
    "shipping": unsettable(SHIPPING),
    "source": text_or_object(text(), CARD_OR_BANK_ACCOUNT),
    "tax_exempt": unsettable(choice("exempt", "none", "reverse")),
    # Of these there is nothing in the offline account: they are checked, and refused or kept
    # out of sight where Stripe would bill with them.
    "coupon": nothing_there("coupon"),
    "promotion_code": nothing_there("promotion code"),
    "tax": object_of({"ip_address": unsettable(text())}),
}

_CREATE: Final[dict[str, Parameter]] = {
    **_FIELDS,
    "payment_method": nothing_there("PaymentMethod"),
    "tax_id_data": array_of(
        object_of({"type": text(), "value": text()}, required=("type", "value"))
    ),
    "test_clock": nothing_there("test clock"),
}


def _now_or_time(value: object, name: str) -> str | int:
    """``now`` or a time in seconds."""
    return "now" if value == "now" else int(_time(value, name))


_time: Final = integer(0)

_UPDATE: Final[dict[str, Parameter]] = {
    **_FIELDS,
    "bank_account": text_or_object(text(), BANK_ACCOUNT),
    "card": text_or_object(text(), CARD),
    "default_alipay_account": nothing_there("alipay_account"),
    "default_bank_account": text(500),
    "default_card": text(500),
    "default_source": text(500),
    "trial_end": _now_or_time,
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
