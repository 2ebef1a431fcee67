"""What went over the wire: one line for each attempt, the latest thousand of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Final

import pandas as pd

__all__ = ["LOG_LENGTH", "Exchange", "exchanges_frame"]

LOG_LENGTH: Final = 1000

_COLUMNS: Final = {
    "method": "str",
    "path": "str",
    "status": "Int64",
    "seconds": "float64",
    "request_id": "str",
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as it went over the wire. ``status`` is None when no answer came."""

    method: str
    path: str
    status: int | None
    seconds: float
    request_id: str | None


def exchanges_frame(log: Iterable[Exchange]) -> pd.DataFrame:
    """One row an exchange, in their order, under the names of its fields.

    >>> exchanges_frame([Exchange("GET", "/v1/events", None, 0.25, None)])["status"].tolist()
    [<NA>]
    """
    return pd.DataFrame(map(astuple, log), columns=list(_COLUMNS)).astype(_COLUMNS)
