"""A customer's sources: attach, list, retrieve, update, detach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from kit.facts.statuses import ATTACHABLE_STATUSES
from kit.offline import refusals
from kit.offline.calls import Answer, Call, Route
from kit.offline.hashes import EXPAND, OWNER
from kit.offline.life_cycle import notice_test_email
from kit.offline.metadata import merged
from kit.offline.pages import PAGE_PARAMETERS, Listing, page_of
from kit.offline.parameters import metadata, text, unsettable
from kit.offline.sources import with_owner

if TYPE_CHECKING:
    from kit.offline.world import JSON, Cause, World

__all__ = ["ROUTES", "attach_source", "detach_source", "first_page", "set_default"]

_ID: Final = re.compile(r"[a-z]+_[A-Za-z0-9_]+")


def attach(call: Call) -> Answer:
    """POST /v1/customers/:customer/sources."""
    customer = call.world.customer(call.ids[0])
    if "source" not in call.params:
        raise refusals.missing("source")
    return attach_source(
        call.world, customer, call.params["source"], call.params.get("metadata"), call.cause
    )


def attach_source(
    world: World, customer: JSON, id: str, metadata: dict[str, str] | None, cause: Cause
) -> JSON:
    """Attach a source to a customer; the first one becomes the default [SPEC22]."""
    source = _attachable(world, id)
    if metadata is not None:
        # Merged as in any update: the documentation does not say how attach differs [INF].
        source["metadata"] = merged(source["metadata"], metadata)
    source = world.set_owner(source, customer["id"])
    world.emit("customer.source.created", source, cause)  # [INF]
    if customer["default_source"] is None:
        set_default(world, customer, source["id"], cause)
    return source


def _attachable(world: World, id: str) -> JSON:
    if id.startswith("pm_"):
        raise refusals.payment_method_given()
    if not _ID.fullmatch(id):
        raise refusals.unsupported_source(id)
    source = world.source(id, param="source", in_path=False)
    if "customer" in source:
        raise refusals.already_attached()
    if source["status"] == "consumed":
        raise refusals.consumed()
    if source["status"] not in ATTACHABLE_STATUSES:
        raise refusals.not_chargeable()
    # Whether Stripe refuses single_use sources is not known [U]: the page names chargeable
    # and pending as the only condition, so the offline account takes them.
    return source


def set_default(world: World, customer: JSON, source_id: str | None, cause: Cause) -> None:
    """Make a source the customer's default, or leave none."""
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
    source = call.world.source(source_id, param="id")
    if source.get("customer") != customer_id:
        raise call.world.no_such_source(source_id, param="id")
    return source


def update(call: Call) -> Answer:
    """POST /v1/customers/:customer/sources/:id."""
    source = _owned(call)
    changed = {name for name in call.params if name != "expand"}
    if "metadata" in changed:
        source["metadata"] = merged(source["metadata"], call.params["metadata"])
    if "owner" in changed:
        source["owner"] = with_owner(source["owner"], call.params["owner"])
        notice_test_email(call.world, source)
    source = call.world.keep_source(source)
    if changed:
        call.world.emit("customer.source.updated", source, call.cause)
    return source


def detach(call: Call) -> Answer:
    """DELETE /v1/customers/:customer/sources/:id: the source is consumed for good."""
    source = _owned(call)
    customer = call.world.customer(call.ids[0])
    return detach_source(call.world, customer, source, call.cause)


def detach_source(world: World, customer: JSON, source: JSON, cause: Cause) -> JSON:
    """Take a source from its customer; it is consumed [D:Sources and customers]."""
    source["status"] = "consumed"
    source = world.set_owner(source, None)
    world.emit("customer.source.deleted", source, cause)  # [INF]
    if customer["default_source"] == source["id"]:
        set_default(world, customer, _last_attached(world, customer["id"]), cause)
    return source


def _last_attached(world: World, customer_id: str) -> str | None:
    """The most recently added source that is left [Dx:Delete a card]."""
    row = world.store.execute(
        "SELECT id FROM sources WHERE customer = ? ORDER BY attached DESC LIMIT 1", (customer_id,)
    ).fetchone()
    return None if row is None else row[0]


_CARD_FIELDS: Final[dict[str, Any]] = dict.fromkeys(
    (
        "account_holder_name",
        "account_holder_type",
        "address_city",
        "address_country",
        "address_line1",
        "address_line2",
        "address_state",
        "address_zip",
        "exp_month",
        "exp_year",
        "name",
    ),
    unsettable(text()),
)

_COLLECTION: Final = "/v1/customers/{}/sources"
_ONE: Final = "/v1/customers/{}/sources/{}"

ROUTES: Final = (
    Route(
        "POST",
        _COLLECTION,
        attach,
        {"source": text(), "metadata": metadata, "expand": EXPAND},
        permission="rak_customer_write",
    ),
    Route(
        "GET",
        _COLLECTION,
        list_sources,
        {**PAGE_PARAMETERS, "object": text(), "expand": EXPAND},
        permission="rak_customer_read",
    ),
    Route("GET", _ONE, retrieve, {"expand": EXPAND}, permission="rak_customer_read"),
    Route(
        "POST",
        _ONE,
        update,
        {"metadata": metadata, "owner": OWNER, "expand": EXPAND, **_CARD_FIELDS},
        permission="rak_customer_write",
    ),
    Route("DELETE", _ONE, detach, {"expand": EXPAND}, permission="rak_customer_write"),
)
