"""The offline account's own controls, under ``/_kit/``: clock, faults, reset, the payer's part.

They take forms like every other route and want a secret key too, so that no web page can
use them. What Stripe's payers, banks and Charges API would do to a source is done here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from kit.facts import JsonObject
from kit.facts.source_types import SOURCE_TYPES
from kit.offline.account import OfflineAccount
from kit.offline.protocol.faults import FAULT_PARAMETERS, FaultPlan
from kit.offline.protocol.idempotent_requests import forget_old_responses
from kit.offline.protocol.params import Parameter, array_of, choice, integer, text
from kit.offline.protocol.request_errors import invalid, missing
from kit.offline.protocol.routing import Call, Handler, Route
from kit.offline.resources import lifecycle, webhook_endpoints
from kit.offline.resources.webhook_endpoints import CREATE_ENDPOINT
from kit.offline.storage.snapshot import export_snapshot
from kit.offline.stories import trigger

__all__ = ["control_routes"]

#: A century: more than any time-out, and no overflow.
_MOST_SECONDS: Final = 100 * 366 * 86_400

#: A whole account comes through one route.
_MAX_SNAPSHOT_BYTES: Final = 2_000_000_000

_YEAR_9999: Final = 253_402_300_799

_MOST_MONEY: Final = 999_999_999_999


def control_routes(account: OfflineAccount) -> tuple[Route, ...]:
    """The controls of one running account."""
    controls = _Controls(account)
    return (
        _route("GET", "/_kit/state", controls.state),
        _route("GET", "/_kit/answers", controls.answers),
        _route("POST", "/_kit/clock", controls.advance, {"seconds": integer(0, _MOST_SECONDS)}),
        _route("POST", "/_kit/reset", controls.reset),
        _route("GET", "/_kit/world", controls.export_world),
        Route(
            "POST",
            "/_kit/world",
            controls.import_world,
            control=True,
            raw=True,
            max_body=_MAX_SNAPSHOT_BYTES,
        ),
        _route(
            "POST", "/_kit/recorded/begin", controls.begin_recorded, {"now": integer(0, _YEAR_9999)}
        ),
        Route(
            "POST",
            "/_kit/recorded/objects",
            controls.take_over,
            control=True,
            raw=True,
            max_body=_MAX_SNAPSHOT_BYTES,
        ),
        _route(
            "POST",
            "/_kit/recorded/end",
            controls.end_recorded,
            {"notes": array_of(text())},
        ),
        _route("GET", "/_kit/recorded/left_out", controls.left_out),
        _route("GET", "/_kit/faults", controls.faults),
        _route("POST", "/_kit/faults", controls.set_faults, FAULT_PARAMETERS),
        _route("DELETE", "/_kit/faults", controls.clear_faults),
        _route("POST", "/_kit/webhook_endpoints", webhook_endpoints.create, CREATE_ENDPOINT),
        _route("DELETE", "/_kit/webhook_endpoints/{}", webhook_endpoints.delete),
        Route("GET", "/_kit/deliveries", _deliveries, control=True, settled=True),
        _route("POST", "/_kit/trigger", trigger, {"event": text(), "type": choice(*SOURCE_TYPES)}),
        *(
            _route("POST", f"/_kit/sources/{{}}/{name}", _on_source(act), parameters)
            for name, (act, parameters) in _ACTS.items()
        ),
    )


def _route(
    method: str,
    path: str,
    handler: Handler,
    parameters: Mapping[str, Parameter] | None = None,
) -> Route:
    return Route(method, path, handler, parameters or {}, control=True)


class _Controls:
    """The controls that concern the account as a whole."""

    def __init__(self, account: OfflineAccount) -> None:
        self._account = account

    def state(self, call: Call) -> JsonObject:  # noqa: ARG002 - a handler's shape
        """What stands where, and how much there is of everything."""
        return self._state()

    def _state(self) -> JsonObject:
        repository = self._account.repository
        return {
            "object": "offline_account",
            "now": repository.now,
            "seed": repository.seed,
            "customers": repository.count("customers"),
            "sources": repository.count("sources"),
            "events": repository.count("events"),
            "live_objects": repository.live_objects(),
            "faults": self._account.faults.plan.as_json(),
            "recorded": self._account.is_recorded,
        }

    def answers(self, call: Call) -> JsonObject:  # noqa: ARG002 - a handler's shape
        """The answer key: what was planted."""
        return self._account.answers()

    def advance(self, call: Call) -> JsonObject:
        """Move the practice clock."""
        if "seconds" not in call.params:
            raise missing("seconds")
        lifecycle.advance(call.repository, call.params["seconds"])
        forget_old_responses(call.repository)
        return self._state()

    def reset(self, call: Call) -> JsonObject:  # noqa: ARG002 - a handler's shape
        """Back to the practice data."""
        self._account.reset()
        return self._state()

    def export_world(self, call: Call) -> bytes:
        """The whole account as one JSON object."""
        return export_snapshot(call.repository)

    def import_world(self, call: Call) -> JsonObject:
        """Another account in the place of this one."""
        prefix = self._account.import_snapshot(call.raw_body)
        return {**self._state(), "idempotency_prefix": prefix}

    def begin_recorded(self, call: Call) -> JsonObject:
        """Empty the account for recorded objects."""
        if "now" not in call.params:
            raise missing("now")
        self._account.begin_recorded(call.params["now"])
        return self._state()

    def take_over(self, call: Call) -> JsonObject:
        """Keep some recorded objects, in their order."""
        self._account.take_over(_objects(call.raw_body))
        return {"object": "offline_account"}

    def end_recorded(self, call: Call) -> JsonObject:
        """All recorded objects are here."""
        self._account.end_recorded(call.params.get("notes", ()))
        return self._state()

    def left_out(self, call: Call) -> JsonObject:  # noqa: ARG002 - a handler's shape
        """What could not be taken over, or not as it was recorded."""
        names = ("object", "id", "reason")
        rows = self._account.left_out()
        return {"object": "list", "data": [dict(zip(names, row, strict=True)) for row in rows]}

    def faults(self, call: Call) -> JsonObject:  # noqa: ARG002 - a handler's shape
        """What goes wrong at present."""
        return self._account.faults.plan.as_json()

    def set_faults(self, call: Call) -> JsonObject:
        """Change what goes wrong; what is not named stays."""
        self._account.put_in_force(self._account.faults.plan.changed(call.params))
        return self.faults(call)

    def clear_faults(self, call: Call) -> JsonObject:
        """Let nothing go wrong any more."""
        self._account.put_in_force(FaultPlan())
        return self.faults(call)


def _deliveries(call: Call) -> JsonObject:
    """Every webhook that was sent, or waits to be."""
    return {"object": "list", "data": call.repository.webhooks.deliveries()}


def _objects(body: bytes) -> list[JsonObject]:
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise invalid("Recorded objects come as a JSON list of objects.", "objects")
    return given


def _on_source(act: Callable[[Call, JsonObject], JsonObject]) -> Handler:
    def handler(call: Call) -> JsonObject:
        return act(call, call.repository.source(call.ids[0]))

    return handler


def _authorize(call: Call, source: JsonObject) -> JsonObject:
    return lifecycle.make_chargeable(call.repository, source)


def _decline(call: Call, source: JsonObject) -> JsonObject:
    reason = call.params.get("reason", "declined")
    return lifecycle.fail(call.repository, source, reason=reason)


def _receive_funds(call: Call, source: JsonObject) -> JsonObject:
    if "amount" not in call.params:
        raise missing("amount")
    return lifecycle.receive_funds(call.repository, source, call.params["amount"])


def _charge(call: Call, source: JsonObject) -> JsonObject:
    return lifecycle.charge(call.repository, source, call.params.get("amount"))


_AMOUNT: Final[dict[str, Parameter]] = {"amount": integer(1, _MOST_MONEY)}

_ACTS: Final[dict[str, tuple[Callable[[Call, JsonObject], JsonObject], dict[str, Any]]]] = {
    "authorize": (_authorize, {}),
    "decline": (_decline, {"reason": choice("user_abort", "declined", "processing_error")}),
    "receive_funds": (_receive_funds, _AMOUNT),
    "charge": (_charge, _AMOUNT),
}
