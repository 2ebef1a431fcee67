"""What is told of a world's past: the events that can still be seen, and every transfer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import orjson

from kit.facts import JsonObject
from kit.facts.limits import EVENT_DAYS
from kit.offline.resources.events import new_event
from kit.offline.resources.objects import new_source_transaction
from kit.offline.storage.ids import long_id

__all__ = ["Chronicle", "EventRow"]

_DAY: Final = 86_400


class EventRow(NamedTuple):
    """An event as the account keeps it."""

    created: int
    n: int
    id: str
    type: str
    body: bytes


class Chronicle:
    """Events as they happen, in the words of the running account.

    Those of more than thirty days ago are never seen again, and so are not kept.
    """

    def __init__(self, seed: int, today: int, api_version: str) -> None:
        self._seed = seed
        self._api_version = api_version
        self._since = today - EVENT_DAYS * _DAY
        self.events: list[EventRow] = []
        self.transactions: list[tuple[int, JsonObject]] = []

    def event(
        self,
        at: int,
        type: str,
        object: Mapping[str, Any],
        previous: Mapping[str, Any] | None = None,
    ) -> None:
        """Something happened to an object, which is as it is now."""
        if at < self._since:
            return
        n = len(self.events) + 1
        event = new_event(
            long_id(self._seed, "evt_", n),
            type,
            object,
            at,
            previous=previous,
            api_version=self._api_version,
        )
        self.events.append(EventRow(at, n, event["id"], type, orjson.dumps(event)))

    def transfer(self, at: int, source: JsonObject, amount: int) -> None:
        """Money reached a receiver."""
        n = len(self.transactions) + 1
        transaction = new_source_transaction(
            source, seed=self._seed, n=n, created=at, amount=amount
        )
        self.transactions.append((n, transaction))
        self.event(at, "source.transaction.created", transaction)
