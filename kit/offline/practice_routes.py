"""The offline account's own controls, under ``/_kit/``: clock, faults, reset, the payer's part.

They take forms like every other route and want a secret key too, so that no web page can
use them. What Stripe's payers, banks and Charges API would do to a source is done here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kit.offline import life_cycle
from kit.offline.calls import Answer, Call, Route
from kit.offline.clock import advance
from kit.offline.faults import FAULT_PARAMETERS, FaultPlan
from kit.offline.idempotency import forget_old
from kit.offline.parameters import Check, choice, integer
from kit.offline.request_refusals import missing
from kit.offline.service import Service
from kit.offline.world import JSON
from kit.offline.world_file import exported, import_world

__all__ = ["practice_routes"]

#: A century: more than any time-out, and no overflow.
_MOST_SECONDS: Final = 100 * 366 * 86_400

_MOST_MONEY: Final = 999_999_999_999


def practice_routes(service: Service) -> tuple[Route, ...]:
    """The controls of one running account."""
    controls = _Controls(service)
    return (
        _route("GET", "/_kit/state", controls.state),
        _route("POST", "/_kit/clock", controls.advance, {"seconds": integer(0, _MOST_SECONDS)}),
        _route("POST", "/_kit/reset", controls.reset),
        _route("GET", "/_kit/world", controls.export_world),
        _route("POST", "/_kit/world", controls.import_world, raw=True),
        _route("GET", "/_kit/faults", controls.faults),
        _route("POST", "/_kit/faults", controls.set_faults, FAULT_PARAMETERS),
        _route("DELETE", "/_kit/faults", controls.clear_faults),
        *(
            _route("POST", f"/_kit/sources/{{}}/{name}", _on_source(act), checks)
            for name, (act, checks) in _ACTS.items()
        ),
    )


def _route(
    method: str,
    path: str,
    answer: Callable[[Call], Answer],
    parameters: dict[str, Check] | None = None,
    *,
    raw: bool = False,
) -> Route:
    return Route(method, path, answer, parameters or {}, practice=True, raw=raw)


class _Controls:
    """The controls that concern the account as a whole."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def state(self, call: Call) -> Answer:  # noqa: ARG002 - a route's shape
        """What stands where, and how much there is of everything."""
        world = self._service.world
        return {
            "object": "offline_account",
            "now": world.now,
            "seed": world.seed,
            "customers": world.count("customers"),
            "sources": world.count("sources"),
            "events": world.count("events"),
            "live_objects": world.live_objects(),
            "faults": self._service.faults.plan.as_json(),
        }

    def advance(self, call: Call) -> Answer:
        """Move the practice clock."""
        if "seconds" not in call.params:
            raise missing("seconds")
        advance(call.world, call.params["seconds"])
        forget_old(call.world)
        return self.state(call)

    def reset(self, call: Call) -> Answer:
        """Back to the practice data."""
        self._service.reset()
        return self.state(call)

    def export_world(self, call: Call) -> Answer:
        """The whole world as one JSON object."""
        return exported(call.world)

    def import_world(self, call: Call) -> Answer:
        """Another world in the place of this one."""
        import_world(call.world, call.raw_body)
        self._service.begin_anew()
        return self.state(call)

    def faults(self, call: Call) -> Answer:  # noqa: ARG002 - a route's shape
        """What goes wrong at present."""
        return self._service.faults.plan.as_json()

    def set_faults(self, call: Call) -> Answer:
        """Change what goes wrong; what is not named stays."""
        self._service.put_in_force(self._service.faults.plan.changed(call.params))
        return self.faults(call)

    def clear_faults(self, call: Call) -> Answer:
        """Let nothing go wrong any more."""
        self._service.put_in_force(FaultPlan())
        return self.faults(call)


def _on_source(act: Callable[[Call, JSON], JSON]) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        return act(call, call.world.source(call.ids[0]))

    return answer


def _authorize(call: Call, source: JSON) -> JSON:
    return life_cycle.make_chargeable(call.world, source)


def _decline(call: Call, source: JSON) -> JSON:
    reason = call.params.get("reason", "declined")
    return life_cycle.fail(call.world, source, reason=reason)


def _receive_funds(call: Call, source: JSON) -> JSON:
    if "amount" not in call.params:
        raise missing("amount")
    return life_cycle.receive_funds(call.world, source, call.params["amount"])


def _charge(call: Call, source: JSON) -> JSON:
    return life_cycle.charge(call.world, source, call.params.get("amount"))


_AMOUNT: Final[dict[str, Check]] = {"amount": integer(1, _MOST_MONEY)}

_ACTS: Final[dict[str, tuple[Callable[[Call, JSON], JSON], dict[str, Any]]]] = {
    "authorize": (_authorize, {}),
    "decline": (_decline, {"reason": choice("user_abort", "declined", "processing_error")}),
    "receive_funds": (_receive_funds, _AMOUNT),
    "charge": (_charge, _AMOUNT),
}
