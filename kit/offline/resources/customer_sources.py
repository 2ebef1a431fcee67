"""A customer's sources: attach, list, retrieve, update, detach."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from kit.facts import JsonObject
from kit.facts.statuses import ATTACHABLE_STATUSES
from kit.offline import errors
from kit.offline.protocol import request_errors
from kit.offline.protocol.messages import RequestContext
from kit.offline.protocol.pagination import PAGE_PARAMETERS, page_of
from kit.offline.protocol.params import (
    choice,
    integer,
    merged_metadata,
    metadata,
    nothing_there,
    text,
    text_or_object,
    unsettable,
)
from kit.offline.protocol.routing import Call, Route
from kit.offline.protocol.shapes import (
    BANK_ACCOUNT,
    CARD,
    CARD_FIELDS,
    CARD_OR_BANK_ACCOUNT,
    EXPAND,
    OWNER,
)
from kit.offline.resources.bank_accounts import new_bank_account
from kit.offline.resources.cards import new_card, new_from_token
from kit.offline.resources.events import emit
from kit.offline.resources.lifecycle import notice_test_email, schedule_expiry
from kit.offline.resources.objects import with_owner
from kit.offline.storage.list_query import ListQuery
from kit.offline.storage.repository import Repository

__all__ = ["ROUTES", "attach_source", "detach_source", "first_page", "given_source"]

#: What names a token rather than a source.
_TOKENS: Final = ("tok_", "btok_")

_ID: Final = re.compile(r"[a-z]+_[A-Za-z0-9_]+")


def attach(call: Call) -> JsonObject:
    """POST /v1/customers/:customer/sources; the first one becomes the default [SPEC22]."""
    repository, params = call.repository, call.params
    customer = repository.customer(call.ids[0])
    given = given_source(params)
    if given is None:
        raise request_errors.missing("source")
    source = attach_source(
        repository, customer["id"], given, params.get("metadata", {}), call.context
    )
    if customer["default_source"] is None:
        _set_default(repository, customer, source["id"], call.context)
    return source


def given_source(params: JsonObject) -> str | JsonObject | None:
    """What is to be attached, by whichever of its three names; None when there is none."""
    names = ("source", "card", "bank_account")
    return next((params[name] for name in names if name in params), None)


def attach_source(
    repository: Repository,
    customer_id: str,
    given: str | JsonObject,
    metadata: Mapping[str, str] | str,
    context: RequestContext,
) -> JsonObject:
    """Attach what was given, an id, a token or a card's fields, whatever the default is."""
    if isinstance(given, str) and not given.startswith(_TOKENS):
        source = _attachable(repository, given)
        # Merged as in any update: the documentation does not say how attach differs [INF].
        source["metadata"] = merged_metadata(source["metadata"], metadata)
        source = repository.set_customer(source, customer_id)
    else:
        n, source = _made_of(repository, customer_id, given)
        source["metadata"] = merged_metadata(source["metadata"], metadata)
        repository.add_source(n, source)
    if source["object"] == "card" or "card" in source:
        schedule_expiry(repository, source)
    emit(repository, "customer.source.created", source, context)  # [INF]
    return source


def _made_of(
    repository: Repository, customer_id: str, given: str | JsonObject
) -> tuple[int, JsonObject]:
    if isinstance(given, str):
        return new_from_token(repository, customer_id, given)
    make = new_bank_account if "account_number" in given else new_card
    return make(repository, customer_id, given)


def _attachable(repository: Repository, source_id: str) -> JsonObject:
    if source_id.startswith("pm_"):
        raise errors.payment_method_given()
    if not _ID.fullmatch(source_id):
        raise errors.unsupported_source(source_id)
    source = repository.source(source_id, param="source", in_path=False)
    if "customer" in source:
        raise errors.already_attached()
    if source["status"] == "consumed":
        raise errors.consumed()
    if source["status"] not in ATTACHABLE_STATUSES:
        raise errors.not_chargeable()
    # A single-use source is taken too: recorded six times, by way of customer creation [REC].
    return source


def _set_default(
    repository: Repository, customer: JsonObject, source_id: str | None, context: RequestContext
) -> None:
    previous = {"default_source": customer["default_source"]}
    customer["default_source"] = source_id
    repository.save_customer(customer)
    emit(repository, "customer.updated", customer, context, previous=previous)


def list_sources(call: Call) -> JsonObject:
    """GET /v1/customers/:customer/sources, the last attached first (a choice [U])."""
    customer = call.repository.customer(call.ids[0])
    query = _sources_of(customer["id"])
    if "object" in call.params:
        query.where("object", call.params["object"])
    return _page(call.repository, query, customer["id"], call.params)


def first_page(repository: Repository, customer_id: str) -> JsonObject:
    """The list that a customer shows under ``sources``."""
    return _page(repository, _sources_of(customer_id), customer_id, {})


def _sources_of(customer_id: str) -> ListQuery:
    query = ListQuery("sources", order="attached")
    query.where("customer", customer_id)
    return query


def _page(
    repository: Repository, query: ListQuery, customer_id: str, params: JsonObject
) -> JsonObject:
    url = f"/v1/customers/{customer_id}/sources"
    return page_of(repository, query, params, url=url, what="source")


def retrieve(call: Call) -> JsonObject:
    """GET /v1/customers/:customer/sources/:id."""
    return _owned(call)


def _owned(call: Call) -> JsonObject:
    """The source of the path, if it belongs to the customer of the path."""
    customer_id, source_id = call.ids
    call.repository.customer(customer_id)
    return call.repository.owned_source(source_id, customer_id)


def update(call: Call) -> JsonObject:
    """POST /v1/customers/:customer/sources/:id."""
    source, params = _owned(call), call.params
    before = dict(source)
    if "metadata" in params:
        source["metadata"] = merged_metadata(source["metadata"], params["metadata"])
    if source["object"] == "source" and "owner" in params:
        source["owner"] = with_owner(source["owner"], params["owner"])
        notice_test_email(call.repository, source)
    if source["object"] != "source":
        source.update(_changed_fields(source, params))
    previous = {name: before[name] for name in before if before[name] != source[name]}
    if not previous:
        return source
    source = call.repository.save_source(source)
    if source["object"] == "card":
        schedule_expiry(call.repository, source)
    emit(call.repository, "customer.source.updated", source, call.context, previous=previous)
    return source


def _changed_fields(card: JsonObject, params: JsonObject) -> JsonObject:
    """What the parameters say of fields that a card or bank account has."""
    fields: JsonObject = {name: value or None for name, value in params.items() if name in card}
    fields.pop("metadata", None)
    return fields


def detach(call: Call) -> JsonObject:
    """DELETE /v1/customers/:customer/sources/:id: the source is consumed for good."""
    repository = call.repository
    source = detach_source(repository, _owned(call), call.context)
    customer = repository.customer(call.ids[0])
    if customer["default_source"] == source["id"]:
        # The most recently added one that is left [Dx:Delete a card].
        left = repository.source_ids_of(customer["id"])
        _set_default(repository, customer, left[0] if left else None, call.context)
    return source


def detach_source(
    repository: Repository, source: JsonObject, context: RequestContext
) -> JsonObject:
    """Detach a source: it is consumed [D:Sources and customers]. A card is deleted."""
    repository.timers.set(source["id"], "expire", None)
    if source["object"] != "source":
        repository.delete_payment_source(source["id"])
        emit(repository, "customer.source.deleted", source, context)
        return {"id": source["id"], "object": source["object"], "deleted": True}
    source["status"] = "consumed"
    source = repository.set_customer(source, None)
    emit(repository, "customer.source.deleted", source, context)  # [INF]
    return source


_CARD_UPDATE: Final[dict[str, Any]] = {
    **CARD_FIELDS,
    "account_holder_name": unsettable(text()),
    "account_holder_type": choice("company", "individual"),
    "exp_month": integer(1, 12),
    "exp_year": integer(1970, 2100),
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
            "bank_account": text_or_object(text(), BANK_ACCOUNT),
            "card": text_or_object(text(), CARD),
            "expand": EXPAND,
            "metadata": metadata,
            "source": text_or_object(text(), CARD_OR_BANK_ACCOUNT),
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
