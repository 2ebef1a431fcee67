"""``Explorer.value``: a plain dict of customer, source and metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.errors import InvalidInput
from kit.models.attach_request import checked_customer_id, checked_source_id

__all__ = ["checked_value"]


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
