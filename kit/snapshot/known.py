"""Every source that a snapshot knows of, whether a customer has it or an event tells of it."""

from __future__ import annotations

from datetime import datetime

import orjson
import pandas as pd

from kit.frames import Frame, flatten
from kit.snapshot.row_buffer import JSON

__all__ = ["known_sources"]


def known_sources(sources: Frame, events: Frame, made_at: datetime) -> Frame:
    """The sources, and below them those that only events know, each with its ``as_of``.

    ``events`` are newest first and have the column ``json``.
    """
    newest = events[events["status_after"].notna()].drop_duplicates("source")
    newest = newest[~newest["source"].isin(sources["id"])]
    objects = [orjson.loads(text) for text in newest[JSON]]
    is_source = [each.get("object") == "source" for each in objects]
    data = [each for each, kept in zip(objects, is_source, strict=True) if kept]
    # As the snapshot holds them: masked already, unless it was revealed.
    page = {"object": "list", "url": "/v1/sources", "data": data}
    others = flatten(page, reveal=True, metadata_columns=0)
    others["as_of"] = newest.loc[is_source, "created"].array
    attached = sources.assign(as_of=pd.Timestamp(made_at).as_unit("us"))
    together: Frame = pd.concat([attached, others], ignore_index=True)
    return together
