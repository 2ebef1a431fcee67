"""Reading many objects by their ids, as a flow: what a preflight needs to know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from kit.bulk.flow import Job, Reply
from kit.bulk.patience import Patience
from kit.errors import KitError, StripeRefused, TooManyRequests
from kit.gateway.stripe_api import ApiResponse, StripeApi

__all__ = ["Found", "ReadWork"]

#: Is told an id with its object, or with the refusal when there is none.
Found = Callable[[str, dict[str, Any] | KitError | None], None]


class ReadWork:
    """Reads each of ``ids`` by ``read`` and tells ``found``; the work of a flow."""

    def __init__(
        self,
        ids: Iterable[str],
        read: Callable[[StripeApi, str], ApiResponse],
        found: Found,
        patience: Patience,
    ) -> None:
        self._ids: Iterator[str] = iter(ids)
        self._read = read
        self._found = found
        self._patience = patience

    def more(self, count: int) -> list[Job]:
        """The next objects to read."""
        return [_ReadJob(each, self) for each in islice(self._ids, count)]

    def unsent(self, jobs: Iterable[Job]) -> None:
        """Nothing was changed, so there is nothing to give back."""

    def send(self, api: StripeApi, object_id: str) -> ApiResponse:
        """One request."""
        return self._read(api, object_id)

    def take(self, object_id: str, reply: Reply, failures: int) -> float | None:
        """What came of it: None when read, refused for good, or given up."""
        error = reply.error
        is_final = reply.answer is not None or (
            isinstance(error, StripeRefused) and not isinstance(error, TooManyRequests)
        )
        if is_final or failures >= self._patience.tries:
            self._found(object_id, error if reply.answer is None else reply.answer.data)
            return None
        return 0.0 if isinstance(error, TooManyRequests) else self._patience.wait(failures)


class _ReadJob:
    def __init__(self, object_id: str, work: ReadWork) -> None:
        self.lane = object_id
        self._work = work
        self._failures = 0

    def call(self, api: StripeApi) -> ApiResponse:
        return self._work.send(api, self.lane)

    def take(self, reply: Reply) -> float | None:
        if not isinstance(reply.error, TooManyRequests):
            self._failures += 1
        return self._work.take(self.lane, reply, self._failures)
