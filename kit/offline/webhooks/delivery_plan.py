"""Which events go where, what goes wrong with them, and when they are sent again."""

from __future__ import annotations

from typing import Final

from kit.facts import JsonObject
from kit.offline.storage.repository import Repository
from kit.offline.storage.webhooks import Delivery, Endpoint

__all__ = ["LATE_SECONDS", "RETRY_SECONDS", "decide_fault", "plan_deliveries", "plan_retry"]

_HOUR: Final = 3600

#: A sandbox retries three times over some hours [REC]; that these are 1, 2 and 4 is a choice [U].
RETRY_SECONDS: Final = (1 * _HOUR, 2 * _HOUR, 4 * _HOUR)

#: How much later by the practice clock a late delivery is sent.
LATE_SECONDS: Final = 1 * _HOUR


def plan_deliveries(repository: Repository, event: JsonObject) -> int:
    """Note a new event for everybody who wants it; how many they are."""
    webhooks = repository.webhooks
    wanting = [each for each in webhooks.endpoints if each.wants(event["type"])]
    for endpoint in wanting:
        webhooks.add(event["id"], endpoint.id, repository.now)
    return len(wanting)


def decide_fault(
    repository: Repository, endpoint: Endpoint, delivery: Delivery, fault: str
) -> None:
    """Let a fault befall a delivery that was not sent yet: "" for none.

    A reordered one is held back until the next one was sent, or the clock moves on.
    """
    due = delivery.due
    if fault == "webhook_late":
        due = repository.now + LATE_SECONDS
    elif fault == "webhook_reorder":
        due = repository.now + 1
    elif fault == "webhook_duplicate":
        repository.webhooks.add(delivery.event, endpoint.id, due, fault=fault)
    repository.webhooks.decide(delivery, fault, due)


def plan_retry(repository: Repository, delivery: Delivery) -> None:
    """Let a failed delivery be tried again, later each time, until it was tried enough."""
    if delivery.attempt <= len(RETRY_SECONDS):
        due = delivery.due + RETRY_SECONDS[delivery.attempt - 1]
        repository.webhooks.add(
            delivery.event, delivery.endpoint, due, attempt=delivery.attempt + 1, fault=""
        )
