"""One source on its way to today: each verb of its plan, with what it does and tells.

The arrows are those of ``resources.transitions``, and what the running account would tell of
them in an event is told here: objects and events are one story.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from kit.facts import JsonObject
from kit.offline.errors import InvalidWorld
from kit.offline.protocol.params import merged_metadata
from kit.offline.resources import transitions
from kit.offline.resources.lifecycle import last_month, time_out
from kit.offline.storage.repository import in_wire_order
from kit.offline.worlds.chronicle import Chronicle
from kit.offline.worlds.plans import PlannedSource
from kit.offline.worlds.source_objects import source_object

__all__ = ["Life"]


class Life:
    """A source from the moment it is made; ``object`` is what it is by now."""

    __slots__ = (
        "_chronicle",
        "attached_at",
        "chargeable_at",
        "charges",
        "ends_at",
        "expires_at",
        "object",
        "plan",
    )

    def __init__(self, plan: PlannedSource, seed: int, chronicle: Chronicle) -> None:
        self._chronicle = chronicle
        self.plan = plan
        self.object: JsonObject = source_object(plan, seed)
        self.attached_at: int | None = None
        self.chargeable_at: int | None = None
        #: How often it paid, which Stripe tells of few types.
        self.charges = 0
        #: When Stripe cancels it, unless something happens before.
        self.ends_at = time_out(self.object, plan.created)
        #: When the last month of an attached card begins.
        self.expires_at: int | None = None
        if self.status == "chargeable":
            self.chargeable_at = plan.created
            if plan.kind.name != "card":
                chronicle.event(plan.created, "source.chargeable", self.object)

    @property
    def status(self) -> str:
        """What it is by now."""
        status: str = self.object["status"]
        return status

    def attach(self, at: int, customer_id: str) -> None:
        """It gets a customer."""
        self._require(at, "attach", "pending", "chargeable")
        self.object["customer"] = customer_id
        self.object = in_wire_order(self.object)
        self.attached_at = at
        if "card" in self.object:
            self.expires_at = last_month(self.object["card"])
        self._chronicle.event(at, "customer.source.created", self.object)

    def detach(self, at: int) -> None:
        """It loses its customer, and with it its use."""
        if self.attached_at is None:
            raise InvalidWorld(f"{self.plan.id} is detached {_day(at)}, but nobody has it.")
        self.object["status"] = "consumed"
        del self.object["customer"]
        self.attached_at = self.ends_at = self.expires_at = None
        self._chronicle.event(at, "customer.source.deleted", self.object)

    def cancel(self, at: int, _: object) -> None:
        """Its time is over."""
        transitions.become_canceled(self.object)
        self._changed(at, "source.canceled")
        receiver = self.object.get("receiver", {})
        if receiver.get("amount_returned") and receiver["refund_attributes_status"] == "missing":
            receiver["refund_attributes_status"] = "requested"
            self._chronicle.event(at, "source.refund_attributes_required", self.object)

    def expire(self, at: int, _: object) -> None:
        """A card begins its last month."""
        if self.attached_at is not None:
            self._chronicle.event(at, "customer.source.expiring", self.object)

    def authorize(self, at: int, _: object) -> None:
        """The payer agrees."""
        self._require(at, "authorize", "pending")
        transitions.become_chargeable(self.object)
        self.chargeable_at = at
        self._changed(at, "source.chargeable")

    def decline(self, at: int, reason: str) -> None:
        """The payer or the bank refuses."""
        self._require(at, "decline", "pending", "chargeable")
        transitions.become_failed(self.object, reason)
        self._changed(at, "source.failed")

    def receive_funds(self, at: int, amount: int) -> None:
        """A transfer lands."""
        self._require(at, "receive_funds", "pending", "chargeable")
        self._receiver(at, "receive_funds")["amount_received"] += amount
        self._chronicle.transfer(at, self.object, amount)
        if self.status == "pending" and transitions.is_covered(self.object):
            self.authorize(at, None)

    def return_funds(self, at: int, amount: int) -> None:
        """Money goes back, to the account that the payer named."""
        receiver = self._receiver(at, "return_funds")
        self._require_money(at, "return_funds", amount)
        receiver["amount_returned"] += amount
        receiver["refund_attributes_status"] = "available"

    def charge(self, at: int, amount: int | None) -> None:
        """It pays."""
        self._require(at, "charge", "chargeable")
        if "receiver" in self.object:
            taken = transitions.money_left(self.object) if amount is None else amount
            self._require_money(at, "charge", taken)
            self.object["receiver"]["amount_charged"] += taken
        self.charges += 1
        if self.plan.usage == "single_use" or self.attached_at is None:
            self.object["status"] = "consumed"
            self.ends_at = None  # and no event tells of it: none is known [U]

    def update(self, at: int, metadata: dict[str, str]) -> None:  # noqa: ARG002 - as all verbs
        """Its metadata changes."""
        self.object["metadata"] = merged_metadata(self.object["metadata"], metadata)

    def _changed(self, at: int, event: str) -> None:
        self.ends_at = time_out(self.object, at)
        self._chronicle.event(at, event, self.object)

    def _require(self, at: int, verb: str, *statuses: str) -> None:
        if self.status not in statuses:
            raise InvalidWorld(
                f"{self.plan.id} ({self.plan.kind.name}) is {self.status} by {_day(at)} and "
                f"cannot {verb}; that takes one that is {' or '.join(statuses)}."
            )

    def _receiver(self, at: int, verb: str) -> dict[str, Any]:
        if "receiver" not in self.object:
            raise InvalidWorld(
                f"{self.plan.id} ({self.plan.kind.name}) is no receiver and cannot {verb} "
                f"{_day(at)}; types with the flow receiver can."
            )
        receiver: dict[str, Any] = self.object["receiver"]
        return receiver

    def _require_money(self, at: int, verb: str, amount: int) -> None:
        left = transitions.money_left(self.object)
        if amount > left:
            raise InvalidWorld(f"{self.plan.id} holds {left} {_day(at)}: {verb} of {amount} fails.")


_FORM: Final = "on %Y-%m-%d at %H:%M"


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime(_FORM)
