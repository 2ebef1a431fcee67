"""Many objects to be read by their ids, as jobs for the scheduler."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from kit.bulk.retry import RetryPolicy, ends_reading
from kit.bulk.scheduler import Attempt, ScheduledJob
from kit.errors import KitError, StripeRefused, TooManyRequests
from kit.facts import JsonObject
from kit.gateway.stripe_api import ApiResponse, StripeApi

__all__ = ["OnRead", "ReadQueue"]

#: Is told an id with its object, or with the refusal when there is none.
OnRead = Callable[[str, JsonObject | KitError], None]


class ReadQueue:
    """Reads each of ``ids`` by ``read`` and tells ``on_read``."""

    def __init__(
        self,
        ids: Iterable[str],
        read: Callable[[StripeApi, str], ApiResponse],
        on_read: OnRead,
        policy: RetryPolicy,
    ) -> None:
        self._ids: Iterator[str] = iter(ids)
        self._read = read
        self._on_read = on_read
        self._policy = policy

    def more(self, count: int) -> list[ScheduledJob]:
        """The next objects to read."""
        return [
            _ReadJob(each, self._read, self._on_read, self._policy)
            for each in islice(self._ids, count)
        ]

    def take_back(self, jobs: Iterable[ScheduledJob]) -> None:
        """Nothing was changed, so there is nothing to give back."""


class _ReadJob(ScheduledJob):
    """One object, whose id is its lane."""

    def __init__(
        self,
        object_id: str,
        read: Callable[[StripeApi, str], ApiResponse],
        on_read: OnRead,
        policy: RetryPolicy,
    ) -> None:
        super().__init__(object_id)
        self._read = read
        self._on_read = on_read
        self._policy = policy
        self._failures = 0

    def send(self, api: StripeApi) -> ApiResponse:
        return self._read(api, self.lane)

    def receive(self, attempt: Attempt) -> float | None:
        """None when it is read, refused for good, or given up."""
        if attempt.response is not None:
            self._on_read(self.lane, attempt.response.data)
            return None
        error = attempt.error or KitError("no answer")
        if isinstance(error, TooManyRequests):
            return 0.0
        if ends_reading(error, self._policy):
            raise error
        self._failures += 1
        if isinstance(error, StripeRefused) or self._failures >= self._policy.tries:
            self._on_read(self.lane, error)
            return None
        return self._policy.wait(self._failures)
