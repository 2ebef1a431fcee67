"""A list of customers in memory that answers pages as Stripe does, and may change meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from kit.errors import NotFound
from kit.gateway.stripe_api import ApiResponse


class ListedApi:
    """Stands where a StripeApi stands; ``before`` is called before each page is made."""

    def __init__(self, created: list[int], before: Callable[[ListedApi], None] | None = None):
        self._lock = threading.Lock()
        self._before = before or (lambda _: None)
        ordered = sorted(created)
        self.customers_now = [
            {"id": f"cus_{number}", "object": "customer", "created": second}
            for number, second in enumerate(ordered)
        ][::-1]
        self.ids_ever = {each["id"] for each in self.customers_now}
        self.requests = 0
        self.log: list[dict[str, Any]] = []

    def customers(self, params: dict[str, Any]) -> Iterator[ApiResponse]:
        with self._lock:
            self._before(self)
            self.requests += 1
            self.log.append(params)
            page = self._page(params)
            yield ApiResponse(orjson.dumps(page), None, skimmed=page)

    def _page(self, params: dict[str, Any]) -> dict[str, Any]:
        created = params.get("created", {})
        fits = [
            each
            for each in self.customers_now
            if created.get("gte", 0) <= each["created"] < created.get("lt", 2**62)
        ]
        after = params.get("starting_after")
        if after is not None:
            ids = [each["id"] for each in fits]
            if after not in ids:
                raise NotFound(f"No such customer: '{after}'", param="starting_after")
            fits = fits[ids.index(after) + 1 :]
        page, more = fits[: params["limit"]], len(fits) > params["limit"]
        return {"object": "list", "url": "/v1/customers", "data": page, "has_more": more}

    def add(self, second: int) -> None:
        """One more customer, as the newest of its second."""
        new = {"id": f"cus_new_{len(self.ids_ever)}", "object": "customer", "created": second}
        self.ids_ever.add(new["id"])
        place = next(
            (n for n, each in enumerate(self.customers_now) if each["created"] <= second),
            len(self.customers_now),
        )
        self.customers_now.insert(place, new)


class NoLimit:
    """A limiter that lets everything through, so many at once."""

    def __init__(self, at_once: int = 16):
        self.at_once = at_once

    def wait(self, under_way: int) -> float:
        return 0.0 if under_way < self.at_once else 0.001

    def sent(self) -> float:
        return 0.0

    def answered(self, sent_at: float, refusal: object, under_way: int) -> None:
        pass
