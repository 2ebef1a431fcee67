"""The conversation by stripe-python: sync, or async over httpx or aiohttp, by the argument."""

import asyncio
import inspect
import json
import sys
from pathlib import Path

import stripe


async def awaited(value):
    """A value, or what a coroutine gives."""
    return await value if inspect.isawaitable(value) else value


class Conversation:
    """What every client is asked to do."""

    def __init__(self, manner, task):
        self.task = task
        self.suffix = "" if manner == "sync" else "_async"
        clients = {"httpx": stripe.HTTPXClient, "aiohttp": stripe.AIOHTTPClient}
        self.http = clients[manner]() if manner in clients else None
        self.client = self.of(task["api_base"], 0)

    def of(self, base, retries):
        """A client of an account."""
        return stripe.StripeClient(
            self.task["key"],
            base_addresses={"api": base},
            max_network_retries=retries,
            http_client=self.http,
        )

    async def call(self, service, name, *arguments):
        """A method of a service, in the manner asked for."""
        return await awaited(getattr(service, name + self.suffix)(*arguments))

    async def attach(self, client, customer, params, options=None):
        """Attach, under options."""
        service = client.v1.customers.payment_sources
        return await self.call(service, "create", customer, params, options or {})

    async def run(self):
        """All of it, as one JSON object."""
        task, customers = self.task, self.client.v1.customers
        first = task["attach"]
        options = {"idempotency_key": first["idempotency_key"]}
        attached = await self.attach(self.client, first["customer"], first["params"], options)
        page = await self.call(customers, "list", {"limit": 5})
        ids = (
            [customer.id async for customer in page.auto_paging_iter()]
            if self.suffix
            else [customer.id for customer in page.auto_paging_iter()]
        )
        expand = {"expand": ["default_source"]}
        shown = await self.call(customers, "retrieve", first["customer"], expand)
        found = await self.call(customers, "search", {"query": task["query"]})
        return {
            "metadata": attached.metadata.to_dict(),
            "customers": ids,
            "default_source": shown.default_source.id,
            "found": [customer.id for customer in found.data],
            "refusals": [await self.refusal(each) for each in task["refusals"]],
            "retried": await self.retried(),
            "webhook": self.webhook(),
        }

    async def refusal(self, given):
        """The error that an attach is refused with."""
        options = {name: given[name] for name in ("api_key", "idempotency_key") if name in given}
        try:
            await self.attach(self.client, given["customer"], given["params"], options)
        except stripe.StripeError as error:
            return [type(error).__name__, error.error.code, error.error.param, error.http_status]
        return None

    async def retried(self):
        """Who each source belongs to after an attach through faults."""
        client = self.of(self.task["faulty_base"], 4)
        owners = []
        for customer, source in self.task["pairs"]:
            owners.append((await self.attach(client, customer, {"source": source})).customer)
        return owners

    def webhook(self):
        """The type of a verified event, and the error for a wrong secret."""
        sent = self.task["webhook"]
        event = stripe.Webhook.construct_event(sent["body"], sent["signature"], sent["secret"])
        try:
            stripe.Webhook.construct_event(sent["body"], sent["signature"], "whsec_wrong")
        except stripe.StripeError as error:
            return [event.type, type(error).__name__]
        return [event.type, None]


async def main():
    """Do the task of the file that is named."""
    stripe.enable_telemetry = False
    manner, file = sys.argv[1:]
    conversation = Conversation(manner, json.loads(Path(file).read_text(encoding="utf-8")))
    result = await conversation.run()
    if conversation.http is not None:
        await conversation.http.close_async()
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    asyncio.run(main())
