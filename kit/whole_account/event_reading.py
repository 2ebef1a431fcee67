"""Events in parallel, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kit.facts import JsonObject
from kit.facts.limits import EVENT_DAYS, MAX_PAGE_SIZE
from kit.gateway.stripe_api import Params, StripeApi
from kit.whole_account.concurrent_reader import ConcurrentReader
from kit.whole_account.ending import watched
from kit.whole_account.limiter import AdaptivePace, RateLimiter
from kit.whole_account.strands import Strand, Window
from kit.whole_account.windows import WindowPlan

__all__ = ["event_pages", "event_reader", "newest_first"]

_DAY: Final = 86_400


def newest_first(api: StripeApi, types: Sequence[str]) -> Iterator[JsonObject]:
    """Events one page after the other, for those who need the newest only."""
    for page in api.events({"types": list(types), "limit": MAX_PAGE_SIZE}):
        yield from page.data["data"]


def event_reader(
    api: StripeApi,
    types: Sequence[str] | None,
    limiter: RateLimiter | None = None,
    *,
    since: int | None = None,
    until: int | None = None,
    strands: Iterable[Strand] | None = None,
) -> ConcurrentReader:
    """A reader of the events of these types, or all: from ``since`` on and before ``until``.

    ``strands`` are what an earlier reading left over.
    """
    params: Params = {} if types is None else {"types": list(types)}
    begun = [Window("events", params, since, until)] if strands is None else list(strands)
    plan = EventPlan([each for each in begun if isinstance(each, Window)])
    return ConcurrentReader(api, limiter or AdaptivePace(), begun, plan)


class EventPlan(WindowPlan):
    """The windows of the events: they reach back thirty days from the newest."""

    def took(self, window: Window, created: Sequence[int], *, at_once: float) -> list[Window]:
        """Cut as any list is cut, with a begin that is known."""
        if created:
            self.begins(created[0] - EVENT_DAYS * _DAY)
        return super().took(window, created, at_once=at_once)


def event_pages(
    api: StripeApi,
    types: Sequence[str] | None,
    *,
    since: int | None = None,
    until: int | None = None,
    progress: bool,
    rate: float | None = None,
) -> list[JsonObject]:
    """Every such event, newest first, those of one second as Stripe lists them."""
    reader = event_reader(api, types, AdaptivePace(rate), since=since, until=until)
    pages: list[tuple[int, int, list[JsonObject]]] = []
    go_on = "Nothing was kept: call it again to begin anew."
    with watched("Reading events", "events", shown=progress, go_on=go_on) as watch:
        for turn, delivery in enumerate(watch.deliveries(reader)):
            if events := json.loads(delivery.body)["data"]:
                pages.append((-events[0]["created"], turn, events))
    pages.sort(key=lambda page: page[:2])
    return [event for _, _, events in pages for event in events]
