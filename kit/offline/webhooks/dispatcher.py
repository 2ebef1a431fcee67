"""What is due is sent, endpoint by endpoint, beside the account's own work.

One endpoint gets one delivery after the other, in order of their time, so that the same
calls give the same story each time; different endpoints do not wait for one another. All
of it happens in the server's event loop: a receiver may call the account while it is asked.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import orjson

from kit.facts import JsonObject
from kit.offline.account import OfflineAccount
from kit.offline.storage.webhooks import Delivery, Endpoint
from kit.offline.webhooks.delivery_plan import decide_fault, plan_retry
from kit.offline.webhooks.post import NotAnswered, post
from kit.offline.webhooks.signature import signature_header

__all__ = ["WebhookDispatcher"]

_USUAL_HEADERS: Final = {
    "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    "Accept": "*/*; q=0.5, application/xml",
    "Cache-Control": "no-cache",
    "Content-Type": "application/json; charset=utf-8",
}

_OK: Final = range(200, 300)


class WebhookDispatcher:
    """The deliveries of one account. ``told`` is called with each attempt that was made."""

    def __init__(
        self, account: OfflineAccount, told: Callable[[JsonObject], None] | None = None
    ) -> None:
        self._account = account
        self._told = told
        self._under_way: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Send what is due; returns at once."""
        repository = self._account.repository
        for endpoint in repository.webhooks.endpoints:
            if endpoint.id in self._under_way:
                continue
            if repository.webhooks.next_due(endpoint.id, repository.now) is not None:
                task = asyncio.get_running_loop().create_task(self._send_all(endpoint.id))
                self._under_way[endpoint.id] = task

    async def idle(self) -> None:
        """Wait until everything that is due was sent."""
        self.wake()
        while self._under_way:
            await asyncio.wait(list(self._under_way.values()))

    async def close(self) -> None:
        """Give up what is under way: it stays waiting."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _send_all(self, endpoint_id: str) -> None:
        try:
            while await self._send_next(endpoint_id):
                pass
        finally:
            del self._under_way[endpoint_id]

    async def _send_next(self, endpoint_id: str) -> bool:
        """Send one delivery, or decide what befalls it; False when nothing is due."""
        repository = self._account.repository
        endpoint = next((e for e in repository.webhooks.endpoints if e.id == endpoint_id), None)
        delivery = repository.webhooks.next_due(endpoint_id, repository.now)
        if endpoint is None or delivery is None:
            return False
        if delivery.fault is None:
            with repository.transaction():
                decide_fault(
                    repository, endpoint, delivery, self._account.faults.next_webhook_fault()
                )
            return True
        body = self._payload(endpoint, delivery)
        if body is None:
            with repository.transaction():
                repository.webhooks.settle(delivery.n, "dropped", None, "the event is gone")
            return True
        status, error = await _sent(endpoint, delivery, body)
        with repository.transaction():
            self._note(delivery, status, error)
        if self._told is not None:
            with suppress(OSError):  # nobody reads what is printed any more
                self._told(_report(endpoint, delivery, body, status, error))
        return True

    def _payload(self, endpoint: Endpoint, delivery: Delivery) -> bytes | None:
        """The event as it is now, indented as Stripe writes it [REC]; None if it is no more.

        Its version is the endpoint's; the object in it is as of today whatever that is, which
        concerns customers before 2020-08-27 only.
        """
        body = self._account.repository.event_body(delivery.event, since=0)
        if body is None:
            return None
        event = orjson.loads(body)
        event["api_version"] = endpoint.api_version or event["api_version"]
        return orjson.dumps(event, option=orjson.OPT_INDENT_2)

    def _note(self, delivery: Delivery, status: int | None, error: str | None) -> None:
        """Keep what came of it: an event counts down at the first success of each endpoint."""
        repository = self._account.repository
        webhooks = repository.webhooks
        if status in _OK:
            if not webhooks.is_delivered(delivery.event, delivery.endpoint):
                repository.count_down(delivery.event)
            webhooks.settle(delivery.n, "delivered", status, None)
        else:
            webhooks.settle(delivery.n, "failed", status, error)
            plan_retry(repository, delivery)
        if delivery.fault != "webhook_reorder":
            webhooks.release(delivery.endpoint, "webhook_reorder", repository.now)


async def _sent(
    endpoint: Endpoint, delivery: Delivery, body: bytes
) -> tuple[int | None, str | None]:
    """The status of a delivery's answer, or why there is none."""
    # With the fault it is signed with a secret that is not the endpoint's.
    wrong = "_of_another" if delivery.fault == "webhook_bad_signature" else ""
    signature = signature_header(endpoint.secret + wrong, body, int(time.time()))
    try:
        headers = {**_USUAL_HEADERS, "Stripe-Signature": signature}
        return await post(endpoint.url, headers, body), None
    except NotAnswered as error:
        return None, str(error)


def _report(
    endpoint: Endpoint, delivery: Delivery, body: bytes, status: int | None, error: str | None
) -> JsonObject:
    event = orjson.loads(body)
    return {
        "event": delivery.event,
        "type": event["type"],
        "object": event["data"]["object"]["id"],
        "url": endpoint.url,
        "attempt": delivery.attempt,
        "fault": delivery.fault,
        "status": status,
        "error": error,
    }
