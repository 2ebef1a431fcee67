"""Where a frame came from: the account, its mode, and when it was read; kept in ``attrs``.

A frame outlives the cell that made it: it is filtered, joined and written to Parquet, and
``attrs`` goes with it. Whoever meets it later can tell practice data from live money.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

import pandas as pd

__all__ = ["came_from"]

AnyFrame = TypeVar("AnyFrame", bound=pd.DataFrame)


def came_from(
    frame: AnyFrame, *, account: str, mode: str, read_at: datetime | None = None
) -> AnyFrame:
    """``frame`` itself, with ``account``, ``mode`` and ``read_at`` (ISO 8601, UTC) in its attrs.

    ``account`` says which account in words and never holds a key; ``read_at`` is now, by the
    clock of this machine, unless it is given.

    >>> moment = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    >>> came_from(pd.DataFrame(), account="offline mode", mode="offline", read_at=moment).attrs
    {'account': 'offline mode', 'mode': 'offline', 'read_at': '2026-11-25T09:30:00+00:00'}
    """
    moment = datetime.now(UTC) if read_at is None else read_at.astimezone(UTC)
    read = moment.isoformat(timespec="seconds")
    frame.attrs = {**frame.attrs, "account": account, "mode": mode, "read_at": read}
    return frame
