"""Sources by themselves: create, retrieve, update, verify."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson

from kit.facts import JsonObject
from kit.facts.source_types import FLOWS, SOURCE_TYPES, USAGES, SourceType
from kit.facts.type_hashes import TYPE_HASHES
from kit.offline import errors
from kit.offline.protocol import request_errors
from kit.offline.protocol.params import (
    Parameter,
    array_of,
    boolean,
    choice,
    integer,
    merged_metadata,
    metadata,
    object_of,
    one_of,
    text,
    unsettable,
)
from kit.offline.protocol.routing import Call, Route
from kit.offline.protocol.shapes import EXPAND, MANDATE, OWNER, RECEIVER, REDIRECT, SOURCE_ORDER
from kit.offline.resources import lifecycle
from kit.offline.resources.card_numbers import number_details
from kit.offline.resources.cards import token_card
from kit.offline.resources.events import emit
from kit.offline.resources.ibans import iban_details
from kit.offline.resources.mandates import changed_mandate
from kit.offline.resources.objects import new_source, source_order, with_owner
from kit.offline.storage.ids import fingerprint
from kit.offline.storage.repository import Repository

__all__ = ["ROUTES"]


def create(call: Call) -> JsonObject:
    """POST /v1/sources."""
    repository, params = call.repository, call.params
    if "customer" in params:
        repository.customer(params["customer"], in_path=False)
    if "original_source" in params:
        params = {**_shared(repository, params["original_source"]), **params}
    if "type" not in params:
        raise request_errors.missing("type")
    kind = SOURCE_TYPES[params["type"]]
    _require_documented(kind, params)
    n, source_id = repository.next_source_id()
    source = new_source(
        source_id,
        kind,
        seed=repository.seed,
        n=n,
        created=repository.now,
        flow=params.get("flow"),
        usage=params.get("usage"),
        amount=params.get("amount"),
        currency=params.get("currency", next(iter(kind.currencies), None)),
        owner=with_owner(None, params.get("owner", {})),
        metadata=merged_metadata({}, params.get("metadata", {})),
        details=_details(repository, kind.name, params),
        return_url=params.get("redirect", {}).get("return_url", ""),
        statement_descriptor=params.get("statement_descriptor") or None,
    )
    if "source_order" in params:
        source["source_order"] = source_order(source, params["source_order"])
    if "mandate" in params and "mandate" in source:
        source["mandate"] = changed_mandate(source["mandate"], params["mandate"])
    if "receiver" in source:
        source["receiver"].update(params.get("receiver", {}))
    repository.add_source(n, source)
    return _begun(call, source)


def _begun(call: Call, source: JsonObject) -> JsonObject:
    """Let the source's life begin: its time-out, its test e-mail, its first event."""
    lifecycle.schedule_time_out(call.repository, source, call.repository.now)
    lifecycle.notice_test_email(call.repository, source)
    if source["status"] == "chargeable" and source["type"] != "card":
        emit(call.repository, "source.chargeable", source, call.context)  # [INF]
    return source


def _shared(repository: Repository, original_id: str) -> JsonObject:
    """What a shared source takes from its original; which members do is a choice [U]."""
    original = repository.source(original_id, param="original_source", in_path=False)
    name = original["type"]
    return {"type": name, "currency": original["currency"], "redirect": {}, name: original[name]}


def _require_documented(kind: SourceType, params: JsonObject) -> None:
    """Refuse what the documentation calls impossible or required [SPEC22]; texts are choices."""
    usage, flow = params.get("usage", kind.usage), params.get("flow", kind.flow)
    for name, value, possible in (
        ("usage", usage, kind.usages),
        ("flow", flow, (kind.flow, *kind.other_flows)),
    ):
        if value not in possible:
            message = f"Invalid {name}: a source of type {kind.name} is {one_of(possible)}"
            raise request_errors.invalid(message, name)
    if usage == "single_use" and kind.currencies:
        for name in ("amount", "currency"):
            if name not in params:
                raise request_errors.missing(name)
    if flow == "redirect" and "redirect" not in params:
        raise request_errors.missing("redirect[return_url]")


def _details(repository: Repository, name: str, params: JsonObject) -> JsonObject:
    """Members of the hash named like the type, sent outright or seen from what was sent."""
    sent: dict[str, Any] = dict(params.get(name, {}))
    seed = repository.seed
    if "token" in params:
        if name != "card":
            raise errors.no_such("token", params["token"], param="token", in_path=False)
        sent.update(token_card(params["token"], "token", seed))
    if sent.get("iban"):
        sent |= iban_details(sent["iban"], seed)
    if sent.get("number"):
        sent |= number_details(sent["number"], seed)
    if sent.get("account_number") and name in _BANK_OF:
        sent |= _account_details(name, sent, seed)
    if sent.get("cvc"):
        sent["cvc_check"] = "pass"
    if name == "three_d_secure" and sent.get("card"):
        sent = {**_of_card(repository, sent["card"]), **sent}
    known = {field.name for field in TYPE_HASHES[name]} - set(_SENT_ONLY.get(name, ()))
    return {member: value for member, value in sent.items() if member in known}


def _account_details(name: str, sent: JsonObject, seed: int) -> JsonObject:
    bank = sent.get(_BANK_OF[name], "")
    number = sent["account_number"].replace(" ", "")
    return {"fingerprint": fingerprint(seed, name, f"{bank} {number}"), "last4": number[-4:]}


def _of_card(repository: Repository, card_source_id: str) -> JsonObject:
    """What 3D Secure shows of the card that it was asked for."""
    source = repository.source(card_source_id, param="three_d_secure[card]", in_path=False)
    if source["type"] != "card":
        raise request_errors.invalid(
            "3D Secure is asked for a source of type card.", "three_d_secure[card]"
        )
    return dict(source["card"])


def retrieve(call: Call) -> JsonObject | bytes:
    """GET /v1/sources/:source."""
    body = call.repository.source_body(call.ids[0])
    if body is None:
        raise call.repository.no_such("source", call.ids[0], param="source", in_path=True)
    if call.secret:
        return body
    if "client_secret" not in call.params:
        raise request_errors.missing("client_secret")
    source: JsonObject = orjson.loads(body)
    if source["client_secret"] != call.params["client_secret"]:
        raise call.repository.no_such(
            "source", call.ids[0], param="source", in_path=True
        )  # a choice: nothing is given away
    del source["metadata"]  # for secret keys only [D:Metadata]
    return source


def update(call: Call) -> JsonObject:
    """POST /v1/sources/:source."""
    source = call.repository.source(call.ids[0])
    params = call.params
    if "metadata" in params:
        source["metadata"] = merged_metadata(source["metadata"], params["metadata"])
    if "owner" in params:
        source["owner"] = with_owner(source["owner"], params["owner"])
        lifecycle.notice_test_email(call.repository, source)
    if "mandate" in params and "mandate" in source:
        source["mandate"] = changed_mandate(source["mandate"], params["mandate"])
    if "amount" in params:
        source["amount"] = params["amount"]
    if "source_order" in params:
        source["source_order"] = source_order(source, params["source_order"])
    return call.repository.save_source(source)


def verify(call: Call) -> JsonObject:
    """POST /v1/sources/:source/verify."""
    source = call.repository.source(call.ids[0])
    if "values" not in call.params:
        raise request_errors.missing("values")
    return lifecycle.verify(call.repository, source, call.params["values"], call.context)


#: What names the bank of an account that is debited.
_BANK_OF: Final = {
    "ach_debit": "routing_number",
    "acss_debit": "institution_number",
    "au_becs_debit": "bsb_number",
}

#: What the guides send in the hash of a type beside its own members [D].
_SENT_ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    "ach_debit": ("account_number",),
    "acss_debit": ("account_number", "institution_number", "transit_number"),
    "au_becs_debit": ("account_number",),
    "card": ("number", "cvc"),
    "sepa_debit": ("iban",),
}


_KINDS: Final[dict[str, Parameter]] = {"integer": integer(0), "boolean": boolean}


def _type_hash(name: str) -> Parameter:
    members = {field.name: _KINDS.get(field.kind, text()) for field in TYPE_HASHES[name]}
    return object_of({**members, **dict.fromkeys(_SENT_ONLY.get(name, ()), text())})


#: A hash named like the type: in no schema, in every guide, ``sepa_debit[iban]`` and so on.
_TYPE_PARAMETERS: Final[dict[str, Parameter]] = {name: _type_hash(name) for name in SOURCE_TYPES}

_UPDATE: Final[dict[str, Parameter]] = {
    "amount": integer(0),
    "expand": EXPAND,
    "mandate": MANDATE,
    "metadata": metadata,
    "owner": OWNER,
    "source_order": SOURCE_ORDER,
}

_CREATE: Final[dict[str, Parameter]] = {
    **_UPDATE,
    "currency": text(),
    "customer": text(500),
    "flow": choice(*sorted(FLOWS)),
    "original_source": text(),
    "receiver": RECEIVER,
    "redirect": REDIRECT,
    "statement_descriptor": unsettable(text()),
    "token": text(),
    "type": choice(*SOURCE_TYPES),
    "usage": choice(*USAGES),
    **_TYPE_PARAMETERS,
}

ROUTES: Final = (
    Route("POST", "/v1/sources", create, _CREATE, permission="rak_source_write"),
    Route(
        "GET",
        "/v1/sources/{}",
        retrieve,
        {"client_secret": text(), "expand": EXPAND},
        permission="rak_source_read",
        publishable=True,
    ),
    Route("POST", "/v1/sources/{}", update, _UPDATE, permission="rak_source_write"),
    Route(
        "POST",
        "/v1/sources/{}/verify",
        verify,
        {"expand": EXPAND, "values": array_of(text())},
        permission="rak_source_write",
    ),
)
