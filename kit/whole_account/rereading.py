"""Single sources, read again at the full rate."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

from kit.facts import JsonObject
from kit.gateway.stripe_api import StripeApi
from kit.whole_account.concurrent_reader import ConcurrentReader
from kit.whole_account.ending import watched
from kit.whole_account.limiter import AdaptivePace
from kit.whole_account.strands import OneSource
from kit.whole_account.windows import WindowPlan

__all__ = ["reread"]


def reread(
    api: StripeApi, sources: Sequence[str], *, progress: bool, rate: float | None
) -> list[tuple[JsonObject, int]]:
    """Each source as it is now, and the second it was read in by this machine's clock."""
    strands = [OneSource(source) for source in sources]
    reader = ConcurrentReader(api, AdaptivePace(rate), strands, WindowPlan([]))
    found: dict[str, tuple[JsonObject, int]] = {}
    go_on = "Nothing was kept: call it again to begin anew."
    with watched("Reading again", "sources", shown=progress, go_on=go_on) as watch:
        for delivery in watch.deliveries(reader):
            if delivery.body:
                source = json.loads(delivery.body)
                found[source["id"]] = source, int(time.time())
    return [found[source] for source in sources if source in found]
