"""What a person has chosen: the two ids, the metadata, and what was read about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kit.eligibility import Check, checklist, next_step
from kit.errors import InvalidInput, KitError
from kit.models.attach_request import AttachRequest, checked_customer_id, checked_source_id

__all__ = ["Choice", "checked_value"]

_Record = Mapping[str, Any]


def checked_value(value: Mapping[str, Any]) -> dict[str, Any]:
    """``value`` whole: with all three keys, or InvalidInput for what it cannot mean.

    >>> checked_value({"customer": "cus_1"})
    {'customer': 'cus_1', 'source': None, 'metadata': {}}
    """
    unknown = set(value) - {"customer", "source", "metadata"}
    if unknown:
        raise InvalidInput(
            f"The explorer's value has no {', '.join(sorted(map(repr, unknown)))}: "
            "its keys are 'customer', 'source' and 'metadata'."
        )
    customer, source = value.get("customer"), value.get("source")
    return {
        "customer": None if customer is None else checked_customer_id(customer),
        "source": None if source is None else checked_source_id(source),
        "metadata": _text_to_text(value.get("metadata") or {}),
    }


def _text_to_text(metadata: object) -> dict[str, str]:
    # Stripe's limits are no matter here: what is over them is shown, with the reason.
    if not isinstance(metadata, Mapping) or not all(
        isinstance(each, str) for pair in metadata.items() for each in pair
    ):
        raise InvalidInput("The explorer's metadata maps text to text, such as {'order': '6735'}.")
    return dict(metadata)


@dataclass(slots=True)
class Choice:
    """The chosen ids, and the objects behind them once they were read."""

    customer_id: str | None = None
    source_id: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    customer: _Record | None = None
    source: _Record | None = None
    #: Why one of the two could not be read.
    unread: dict[str, Exception] = field(default_factory=dict)
    #: What is wrong with the metadata as typed.
    metadata_problem: str | None = None

    def checks(self, mode: str, *, allows_writes: bool) -> tuple[Check, ...]:
        """The checklist; empty until both objects are read."""
        if self.customer is None or self.source is None:
            return ()
        return checklist(self.customer, self.source, mode, allows_writes=allows_writes)

    def missing(self, checks: tuple[Check, ...]) -> str | None:
        """What to do before Attach, short enough for a button; None when all is there."""
        for what, chosen, read in (
            ("customer", self.customer_id, self.customer),
            ("source", self.source_id, self.source),
        ):
            if chosen is None:
                return f"Choose a {what}"
            if what in self.unread:
                return f"Choose another {what}: this one could not be read"
            if read is None:
                return f"Reading the {what}…"
        return next_step(checks) or ("Mend the metadata" if self.metadata_problem else None)

    def request(self) -> AttachRequest | None:
        """The request that Attach would send, None while it could not be sent."""
        if self.customer_id is None or self.source_id is None:
            return None
        try:
            return AttachRequest(
                customer=self.customer_id, source=self.source_id, metadata=self.metadata or None
            )
        except KitError:
            return None
