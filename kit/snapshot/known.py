"""Every source that a snapshot knows of, whether a customer has it or an event tells of it."""

from __future__ import annotations

from datetime import datetime

import orjson
import pandas as pd

from kit.frames import Frame, flatten
from kit.snapshot.row_buffer import JSON

__all__ = ["known_sources", "newest_elsewhere"]


def known_sources(sources: Frame, events: Frame, made_at: datetime) -> Frame:
    """The sources, and below them those that only events know, each with its ``as_of``.

    ``events`` are newest first and have the column ``json``.
    """
    newest = newest_elsewhere(sources, events)
    data = [orjson.loads(text) for text in newest[JSON]]
    # As the snapshot holds them: masked already, unless it was revealed.
    page = {"object": "list", "url": "/v1/sources", "data": data}
    others = flatten(page, reveal=True, metadata_columns=0)
    others["as_of"] = newest["created"].array
    attached = sources.assign(as_of=pd.Timestamp(made_at).as_unit("us"))
    together: Frame = pd.concat([attached, others], ignore_index=True)
    return together


def newest_elsewhere(sources: Frame, events: Frame) -> Frame:
    """The newest event of each source that is not among ``sources``."""
    if JSON not in events.columns:
        return events.assign(**{JSON: pd.Series(dtype="str")})  # an account without any event
    newest = events[events["status_after"].notna()].drop_duplicates("source")
    newest = newest[~newest["source"].isin(sources["id"])]
    is_source = [orjson.loads(text).get("object") == "source" for text in newest[JSON]]
    found: Frame = newest[is_source]
    return found
