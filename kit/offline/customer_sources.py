"""A customer's sources: attach, list, retrieve, update, detach."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from kit.facts.statuses import ATTACHABLE_STATUSES
from kit.offline import refusals, request_refusals
from kit.offline.calls import Answer, Call, Route
from kit.offline.cards import is_token, new_bank_account, new_card, new_from_token
from kit.offline.hashes import BANK_ACCOUNT, CARD, CARD_FIELDS, EXPAND, OWNER
from kit.offline.life_cycle import notice_test_email
from kit.offline.metadata import merged
from kit.offline.owners import with_owner
from kit.offline.pages import PAGE_PARAMETERS, Listing, page_of
from kit.offline.parameters import (
    choice,
    metadata,
    nothing_there,
    one_of_shapes,
    text,
    unsettable,
)
from kit.offline.world import JSON, Cause, World

__all__ = ["ROUTES", "first_page", "given_source", "take_off", "take_on"]

_ID: Final = re.compile(r"[a-z]+_[A-Za-z0-9_]+")


def attach(call: Call) -> Answer:
    """POST /v1/customers/:customer/sources; the first one becomes the default [SPEC22]."""
    world, params = call.world, call.params
    customer = world.customer(call.ids[0])
    given = given_source(params)
    if given is None:
        raise request_refusals.missing("source")
    source = take_on(world, customer["id"], given, params.get("metadata", {}), call.cause)
    if customer["default_source"] is None:
        _set_default(world, customer, source["id"], call.cause)
    return source


def given_source(params: JSON) -> str | JSON | None:
    """What is to be attached, by whichever of its three names; None when there is none."""
    names = ("source", "card", "bank_account")
    return next((params[name] for name in names if name in params), None)


def take_on(
    world: World,
    customer_id: str,
    given: str | JSON,
    metadata: Mapping[str, str] | str,
    cause: Cause,
) -> JSON:
    """Attach what was given, an id, a token or a card's fields, whatever the default is."""
    if isinstance(given, str) and not is_token(given):
        source = _attachable(world, given)
        # Merged as in any update: the documentation does not say how attach differs [INF].
        source["metadata"] = merged(source["metadata"], metadata)
        source = world.set_owner(source, customer_id)
    else:
        n, source = _made_of(world, customer_id, given)
        source["metadata"] = merged(source["metadata"], metadata)
        world.add_source(n, source, world.next_attached())
    world.emit("customer.source.created", source, cause)  # [INF]
    return source


def _made_of(world: World, customer_id: str, given: str | JSON) -> tuple[int, JSON]:
    if isinstance(given, str):
        return new_from_token(world, customer_id, given)
    make = new_bank_account if "account_number" in given else new_card
    return make(world, customer_id, given)


def _attachable(world: World, source_id: str) -> JSON:
    if source_id.startswith("pm_"):
        raise refusals.payment_method_given()
    if not _ID.fullmatch(source_id):
        raise refusals.unsupported_source(source_id)
    source = world.source(source_id, param="source", in_path=False)
    if "customer" in source:
        raise refusals.already_attached()
    if source["status"] == "consumed":
        raise refusals.consumed()
    if source["status"] not in ATTACHABLE_STATUSES:
        raise refusals.not_chargeable()
    # Whether Stripe refuses single_use sources is not known [U]: the page names chargeable
    # and pending as the only condition, so the offline account takes them.
    return source


def _set_default(world: World, customer: JSON, source_id: str | None, cause: Cause) -> None:
    previous = {"default_source": customer["default_source"]}
    customer["default_source"] = source_id
    world.keep_customer(customer)
    world.emit("customer.updated", customer, cause, previous=previous)


def list_sources(call: Call) -> Answer:
    """GET /v1/customers/:customer/sources, the last attached first (a choice [U])."""
    customer = call.world.customer(call.ids[0])
    listing = _listing(customer["id"])
    if "object" in call.params:
        listing.only("object = ?", call.params["object"])
    return page_of(call.world.store, listing, call.params)


def first_page(world: World, customer_id: str) -> JSON:
    """The list that a customer shows under ``sources``."""
    return page_of(world.store, _listing(customer_id), {})


def _listing(customer_id: str) -> Listing:
    listing = Listing(
        url=f"/v1/customers/{customer_id}/sources",
        table="sources",
        what="source",
        order="attached",
    )
    listing.only("customer = ?", customer_id)
    return listing


def retrieve(call: Call) -> Answer:
    """GET /v1/customers/:customer/sources/:id."""
    return _owned(call)


def _owned(call: Call) -> JSON:
    """The source of the path, if it belongs to the customer of the path."""
    customer_id, source_id = call.ids
    call.world.customer(customer_id)
    return call.world.owned_source(source_id, customer_id)


def update(call: Call) -> Answer:
    """POST /v1/customers/:customer/sources/:id."""
    source, params = _owned(call), call.params
    before = dict(source)
    if "metadata" in params:
        source["metadata"] = merged(source["metadata"], params["metadata"])
    if source["object"] == "source" and "owner" in params:
        source["owner"] = with_owner(source["owner"], params["owner"])
        notice_test_email(call.world, source)
    if source["object"] != "source":
        source.update(_changed_fields(source, params))
    previous = {name: before[name] for name in before if before[name] != source[name]}
    if not previous:
        return source
    source = call.world.keep_source(source)
    call.world.emit("customer.source.updated", source, call.cause, previous=previous)
    return source


def _changed_fields(card: JSON, params: JSON) -> JSON:
    """What the parameters say of fields that a card or bank account has."""
    fields: JSON = {name: value or None for name, value in params.items() if name in card}
    fields.pop("metadata", None)
    for name in ("exp_month", "exp_year"):
        if fields.get(name):
            fields[name] = int(fields[name])
    return fields


def detach(call: Call) -> Answer:
    """DELETE /v1/customers/:customer/sources/:id: the source is consumed for good."""
    world = call.world
    source = take_off(world, _owned(call), call.cause)
    customer = world.customer(call.ids[0])
    if customer["default_source"] == source["id"]:
        # The most recently added one that is left [Dx:Delete a card].
        left = world.sources_of(customer["id"])
        _set_default(world, customer, left[0] if left else None, call.cause)
    return source


def take_off(world: World, source: JSON, cause: Cause) -> JSON:
    """Detach a source: it is consumed [D:Sources and customers]. A card is deleted."""
    if source["object"] != "source":
        world.drop_payment_source(source["id"])
        world.emit("customer.source.deleted", source, cause)
        return {"id": source["id"], "object": source["object"], "deleted": True}
    source["status"] = "consumed"
    source = world.set_owner(source, None)
    world.emit("customer.source.deleted", source, cause)  # [INF]
    return source


_CARD_UPDATE: Final[dict[str, Any]] = {
    **CARD_FIELDS,
    "account_holder_name": unsettable(text()),
    "account_holder_type": choice("company", "individual"),
    "exp_month": text(2),
    "exp_year": text(4),
}

_COLLECTION: Final = "/v1/customers/{}/sources"
_ONE: Final = "/v1/customers/{}/sources/{}"
_READ: Final = "rak_customer_read"
_WRITE: Final = "rak_customer_write"

ROUTES: Final = (
    Route(
        "POST",
        _COLLECTION,
        attach,
        {
            "alipay_account": nothing_there("alipay_account"),
            "bank_account": one_of_shapes(text(), BANK_ACCOUNT),
            "card": one_of_shapes(text(), CARD),
            "expand": EXPAND,
            "metadata": metadata,
            "source": one_of_shapes(text(), CARD),
        },
        permission=_WRITE,
    ),
    Route(
        "GET",
        _COLLECTION,
        list_sources,
        {**PAGE_PARAMETERS, "object": text(), "expand": EXPAND},
        permission=_READ,
    ),
    Route("GET", _ONE, retrieve, {"expand": EXPAND}, permission=_READ),
    Route(
        "POST",
        _ONE,
        update,
        {"metadata": metadata, "owner": OWNER, "expand": EXPAND, **_CARD_UPDATE},
        permission=_WRITE,
    ),
    Route("DELETE", _ONE, detach, {"expand": EXPAND}, permission=_WRITE),
)
