"""Webhooks of an offline account: who listens, what was sent, and what has to happen for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from kit.facts import JsonObject
from kit.models.masked_dict import MaskedDict
from kit.on_demand import pd
from kit.practice.deliveries import deliveries_frame
from kit.practice.inbox import WebhookInbox
from kit.practice.requests import OfflineRequests
from kit.public_call import public_methods

__all__ = ["WebhookControls"]

#: The account's own twin of Stripe's route, which no fault befalls.
_ENDPOINTS: Final = "/_kit/webhook_endpoints"


@public_methods()
class WebhookControls(OfflineRequests):
    """The part of the practice controls that is about webhooks."""

    def trigger(self, event: str, *, type: str | None = None) -> JsonObject:
        """Let an event happen from the beginning of its story; what it is about.

        ``trigger("source.chargeable", type="ideal")`` makes a source, lets its payer
        authorise it, and the event is sent. InvalidInput names the events there are.
        """
        params = {"event": event} if type is None else {"event": event, "type": type}
        return MaskedDict(self._post("/_kit/trigger", params))

    def deliveries(self) -> pd.DataFrame:
        """Every attempt to deliver a webhook, in order; waits until what is due was sent.

        Columns: ``event``, ``type``, ``url``, ``attempt`` (from 1), ``due`` (by the practice
        clock), ``state`` ("waiting", "delivered", "failed", "dropped"), ``status`` (of the
        answer), ``error`` (why there was none), ``fault`` (what was to go wrong).
        """
        return deliveries_frame(self.delivered())

    def delivered(self) -> list[JsonObject]:
        """What ``deliveries`` shows, as JSON objects."""
        data: list[JsonObject] = self._call("GET", "/_kit/deliveries")["data"]
        return data

    def listening(self, *events: str, answers: Sequence[int] = ()) -> WebhookInbox:
        """A receiver in this process, told of these events, or of all of them.

        ``answers`` are the statuses of its first answers, 200 those of all later ones.

        >>> import kit
        >>> with kit.connect(offline=True) as account:
        ...     with account.offline.listening("source.chargeable") as inbox:
        ...         source = account.offline.trigger("source.chargeable", type="ideal")
        ...         [event["data"]["object"]["id"] == source["id"] for event in inbox]
        [True]
        """
        return WebhookInbox(self, events or ("*",), answers)

    def add_webhook_endpoint(self, url: str, events: Sequence[str] = ("*",)) -> JsonObject:
        """Let events be sent to an address of this machine; the endpoint, with its secret."""
        pairs = [("url", url), *(("enabled_events[]", event) for event in events)]
        return MaskedDict(self._post(_ENDPOINTS, pairs))

    def delete_webhook_endpoint(self, id: str) -> None:
        """Let nothing be sent to an endpoint any more."""
        self._call("DELETE", f"{_ENDPOINTS}/{quote(id, safe='')}")
