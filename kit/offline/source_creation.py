"""POST /v1/sources: what was asked for, checked and filled in by its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kit.facts.source_types import SOURCE_TYPES, SourceType
from kit.facts.type_hashes import TYPE_HASHES
from kit.offline import life_cycle, refusals, request_refusals
from kit.offline.calls import Answer, Call
from kit.offline.cards import token_card
from kit.offline.metadata import merged
from kit.offline.owners import with_owner
from kit.offline.parameters import Check, boolean, integer, one_of, table, text
from kit.offline.source_objects import new_source, source_order
from kit.offline.world import JSON, World

__all__ = ["TYPE_PARAMETERS", "create"]


def create(call: Call) -> Answer:
    """POST /v1/sources."""
    world, params = call.world, call.params
    if "customer" in params:
        world.customer(params["customer"], in_path=False)
    if "original_source" in params:
        params = {**_shared(world, params["original_source"]), **params}
    if "type" not in params:
        raise request_refusals.missing("type")
    kind = SOURCE_TYPES[params["type"]]
    _require_documented(kind, params)
    n, source_id = world.next_source_id()
    source = new_source(
        source_id,
        kind,
        seed=world.seed,
        n=n,
        created=world.now,
        flow=params.get("flow"),
        usage=params.get("usage"),
        amount=params.get("amount"),
        currency=params.get("currency", next(iter(kind.currencies), None)),
        owner=with_owner(None, params.get("owner", {})),
        metadata=merged({}, params.get("metadata", {})),
        details=_details(kind.name, params),
        return_url=params.get("redirect", {}).get("return_url", ""),
        statement_descriptor=params.get("statement_descriptor") or None,
    )
    if "source_order" in params:
        source["source_order"] = source_order(source, params["source_order"])
    if "receiver" in source:
        source["receiver"].update(params.get("receiver", {}))
    world.add_source(n, source)
    return _begun(call, source)


def _begun(call: Call, source: JSON) -> JSON:
    """Let the source's life begin: its time-out, its test e-mail, its first event."""
    life_cycle.schedule_time_out(call.world, source, call.world.now)
    life_cycle.notice_test_email(call.world, source)
    if source["status"] == "chargeable" and source["type"] != "card":
        call.world.emit("source.chargeable", source, call.cause)  # [INF]
    return source


def _shared(world: World, original_id: str) -> JSON:
    """What a shared source takes from its original; which members do is a choice [U]."""
    original = world.source(original_id, param="original_source", in_path=False)
    name = original["type"]
    return {"type": name, "currency": original["currency"], "redirect": {}, name: original[name]}


def _require_documented(kind: SourceType, params: JSON) -> None:
    """Refuse what the documentation calls impossible or required [SPEC22]; texts are choices."""
    usage, flow = params.get("usage", kind.usage), params.get("flow", kind.flow)
    for name, value, possible in (
        ("usage", usage, kind.usages),
        ("flow", flow, (kind.flow, *kind.other_flows)),
    ):
        if value not in possible:
            message = f"Invalid {name}: a source of type {kind.name} is {one_of(possible)}"
            raise request_refusals.invalid(message, name)
    if usage == "single_use" and kind.currencies:
        for name in ("amount", "currency"):
            if name not in params:
                raise request_refusals.missing(name)
    if flow == "redirect" and "redirect" not in params:
        raise request_refusals.missing("redirect[return_url]")


def _details(name: str, params: JSON) -> JSON:
    """Members of the hash named like the type, sent outright or seen from what was sent."""
    sent: dict[str, Any] = dict(params.get(name, {}))
    for number_name in _NUMBERS:
        number = sent.pop(number_name, None)
        if number:
            sent["last4"] = number.replace(" ", "")[-4:]
            if number_name == "iban":
                sent["country"] = number[:2].upper()
    if "cvc" in sent:
        del sent["cvc"]
        sent["cvc_check"] = "pass"
    if "token" in params:
        if name != "card":
            raise refusals.no_such("token", params["token"], param="token", in_path=False)
        sent.update(token_card(params["token"], "token"))
    known = {field.name for field in TYPE_HASHES[name]}
    return {member: value for member, value in sent.items() if member in known}


#: What identifies an account or card and is never sent back whole.
_NUMBERS: Final = ("iban", "account_number", "number")

#: What the guides send in the hash of a type beside its own members [D].
_SENT_ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    "ach_debit": ("account_number",),
    "acss_debit": ("account_number", "institution_number", "transit_number"),
    "au_becs_debit": ("account_number",),
    "card": ("number", "cvc"),
    "sepa_debit": ("iban",),
}


_CHECKS: Final[dict[str, Check]] = {"integer": integer(0), "boolean": boolean}


def _type_parameters(name: str) -> Check:
    members = {field.name: _CHECKS.get(field.kind, text()) for field in TYPE_HASHES[name]}
    return table({**members, **dict.fromkeys(_SENT_ONLY.get(name, ()), text())})


#: A hash named like the type: in no schema, in every guide, ``sepa_debit[iban]`` and so on.
TYPE_PARAMETERS: Final[dict[str, Check]] = {name: _type_parameters(name) for name in SOURCE_TYPES}
