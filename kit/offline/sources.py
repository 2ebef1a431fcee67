"""Sources by themselves: create, retrieve, update, verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kit.facts.source_types import FLOWS, SOURCE_TYPES, USAGES, SourceType
from kit.offline import life_cycle, refusals
from kit.offline.calls import Answer, Call, Route
from kit.offline.hashes import EXPAND, MANDATE, OWNER, RECEIVER, REDIRECT, SOURCE_ORDER
from kit.offline.metadata import merged
from kit.offline.owners import with_owner
from kit.offline.parameters import Check, choice, each, integer, metadata, text, unsettable
from kit.offline.source_objects import new_source

if TYPE_CHECKING:
    from kit.offline.world import JSON

__all__ = ["ROUTES"]


def create(call: Call) -> Answer:
    """POST /v1/sources."""
    params = call.params
    if "type" not in params:
        raise refusals.missing("type")
    kind = SOURCE_TYPES[params["type"]]
    flow, usage = params.get("flow", kind.flow), params.get("usage", kind.usage)
    _require_documented(kind, flow, usage, params)
    world = call.world
    n, source_id = world.next_source_id()
    source = new_source(
        source_id,
        kind,
        seed=world.seed,
        n=n,
        created=world.now,
        flow=flow,
        usage=usage,
        amount=params.get("amount"),
        currency=params.get("currency", next(iter(kind.currencies), None)),
        owner=with_owner(None, params.get("owner", {})),
        metadata=merged({}, params.get("metadata", {})),
        details=params.get(kind.name),
        return_url=params.get("redirect", {}).get("return_url", ""),
        statement_descriptor=params.get("statement_descriptor"),
    )
    world.add_source(n, source)
    life_cycle.schedule_time_out(world, source, world.now)
    life_cycle.notice_test_email(world, source)
    if source["status"] == "chargeable" and kind.name != "card":
        world.emit("source.chargeable", source, call.cause)  # [INF]
    return source


def _require_documented(kind: SourceType, flow: str, usage: str, params: JSON) -> None:
    """Refuse what the documentation calls required [SPEC22]; the texts are choices."""
    if usage not in kind.usages:
        raise refusals.invalid(
            f"Invalid usage: a source of type {kind.name} must be {' or '.join(kind.usages)}.",
            "usage",
        )
    if usage == "single_use" and kind.currencies:
        for name in ("amount", "currency"):
            if name not in params:
                raise refusals.missing(name)
    if flow == "redirect" and "redirect" not in params:
        raise refusals.missing("redirect[return_url]")


def retrieve(call: Call) -> Answer:
    """GET /v1/sources/:source."""
    body = call.world.source_body(call.ids[0])
    if body is None:
        raise call.world.no_such_source(call.ids[0])
    return body


def update(call: Call) -> Answer:
    """POST /v1/sources/:source."""
    source = call.world.source(call.ids[0])
    params = call.params
    if "metadata" in params:
        source["metadata"] = merged(source["metadata"], params["metadata"])
    if "owner" in params:
        source["owner"] = with_owner(source["owner"], params["owner"])
        life_cycle.notice_test_email(call.world, source)
    if "amount" in params:
        source["amount"] = params["amount"]
    return call.world.keep_source(source)


def verify(call: Call) -> Answer:
    """POST /v1/sources/:source/verify."""
    source = call.world.source(call.ids[0])
    if "values" not in call.params:
        raise refusals.missing("values")
    return life_cycle.verify(call.world, source, call.params["values"], call.cause)


def _type_details(value: Any, name: str) -> JSON:
    """A hash named like the type, as the guides send it: ``sepa_debit[iban]`` and so on."""
    if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
        raise refusals.invalid("Invalid object", name)
    return value


_UPDATE: Final[dict[str, Check]] = {
    "amount": integer(0),
    "expand": EXPAND,
    "mandate": MANDATE,
    "metadata": metadata,
    "owner": OWNER,
    "source_order": SOURCE_ORDER,
}

_CREATE: Final[dict[str, Check]] = {
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
    **dict.fromkeys(SOURCE_TYPES, _type_details),
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
        {"expand": EXPAND, "values": each(text())},
        permission="rak_source_write",
    ),
)
