"""The webhooks that an offline account sent, and those that wait, as a frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kit.facts import JsonObject
from kit.on_demand import pd

__all__ = ["DELIVERY_DTYPES", "deliveries_frame"]

#: Column and dtype, whatever the rows.
DELIVERY_DTYPES: Final = {
    "event": "string",
    "type": "string",
    "url": "string",
    "attempt": "int64",
    "due": "datetime64[us, UTC]",
    "state": "category",
    "status": "Int64",
    "error": "string",
    "fault": "string",
}

#: All states that there are, whatever the rows.
_STATES: Final = ("waiting", "delivered", "failed", "dropped")


def deliveries_frame(deliveries: Iterable[JsonObject]) -> pd.DataFrame:
    """One row for each attempt, in the order in which they came up.

    >>> deliveries_frame([]).columns.to_list()[:3]
    ['event', 'type', 'url']
    """
    # No fault is nothing to tell, as is one that was not drawn yet.
    rows = [
        {**{name: each[name] for name in DELIVERY_DTYPES}, "fault": each["fault"] or None}
        for each in deliveries
    ]
    frame = pd.DataFrame(rows, columns=list(DELIVERY_DTYPES))
    frame["due"] = pd.to_datetime(frame["due"], unit="s", utc=True).astype("datetime64[us, UTC]")
    frame["state"] = pd.Categorical(frame["state"], categories=list(_STATES))
    return frame.astype(DELIVERY_DTYPES)
