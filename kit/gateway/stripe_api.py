"""The border with stripe-python: nothing above this module ever sees a StripeObject.

Each method is one call of Stripe's API, made through ``StripeClient`` and answered with
the bytes as they came. Lists are answered as an iterator of pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final

import orjson
import stripe

from kit.facts import JsonObject
from kit.gateway.errors import translated, without_frames
from kit.gateway.transport import Exchange, RecordingClient
from kit.models.attach_request import AttachRequest

__all__ = ["ApiResponse", "StripeApi"]

STRIPE_API_BASE: Final = "https://api.stripe.com"

# The SDK has no other switch than this global one. With telemetry on it writes an id
# to the user's home and sends it along [SDK _telemetry_id.py].
stripe.enable_telemetry = False

#: What one call sends besides its path; a list call adds its cursor.
Params = JsonObject


@dataclass(frozen=True)
class ApiResponse:
    """One answer of Stripe's: the body as it came, and the request's id.

    ``replayed`` tells that Stripe did nothing this time: it kept the answer for the key.
    """

    body: bytes = field(repr=False)  # which tracebacks print
    request_id: str | None
    replayed: bool = False

    @property
    def data(self) -> JsonObject:
        """The body as plain Python: integers of any size stay exact."""
        parsed: JsonObject = json.loads(self.body)
        return parsed

    @cached_property
    def skimmed(self) -> JsonObject:
        """The body parsed fast, for ids and flags: integers beyond 64 bits are floats here."""
        parsed: JsonObject = orjson.loads(self.body)
        return parsed


class StripeApi:
    """Stripe's API as far as the kit needs it, over one ``StripeClient``.

    ``retries`` is how often the SDK repeats a request after a lost connection, a 409 or
    a 5xx; each repetition carries the same idempotency key.
    """

    def __init__(self, key: str, api_base: str = STRIPE_API_BASE, *, retries: int = 2) -> None:
        # The SDK joins base and path by plain concatenation [M].
        self.api_base = api_base.rstrip("/")
        self._http = RecordingClient(self.api_base)
        self._v1 = stripe.StripeClient(
            key,
            base_addresses={"api": self.api_base},
            http_client=self._http,
            max_network_retries=retries,
        ).v1

    @property
    def api_version(self) -> str:
        """The version of Stripe's API that every request asks for."""
        return stripe.api_version

    @property
    def log(self) -> list[Exchange]:
        """The latest requests, oldest first, each attempt by itself."""
        return list(self._http.log)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def source(self, source: str, *, retries: int | None = None) -> ApiResponse:
        """Retrieve one source."""
        options = _options(None, retries)
        return self._call(
            f"read {source}", lambda: self._v1.sources.retrieve(source, options=options)
        )

    def create_source(self, params: Params, *, idempotency_key: str) -> ApiResponse:
        """Create a source."""
        return self._call(
            f"create a source of type {params.get('type')!r}",
            lambda: self._v1.sources.create(params, _options(idempotency_key)),  # type: ignore[arg-type]  # params come from the caller
        )

    def attach(self, request: AttachRequest, *, retries: int | None = None) -> ApiResponse:
        """Attach a source to a customer, the call this kit is about."""
        return self._call(
            f"attach {request.source} to {request.customer}",
            lambda: self._v1.customers.payment_sources.create(
                request.customer,
                request.params,  # type: ignore[arg-type]  # AttachRequest has checked them
                _options(request.idempotency_key, retries),
            ),
        )

    def detach(self, customer: str, source: str) -> ApiResponse:
        """Detach a source from its customer, for good."""
        return self._call(
            f"detach {source} from {customer}",
            lambda: self._v1.customers.payment_sources.delete(customer, source),
        )

    def customer(
        self, customer: str, params: Params | None = None, *, retries: int | None = None
    ) -> ApiResponse:
        """Retrieve one customer."""
        options = _options(None, retries)
        return self._call(
            f"read {customer}",
            lambda: self._v1.customers.retrieve(customer, params or {}, options),  # type: ignore[arg-type]  # built in the kit
        )

    def create_customer(self, params: Params, *, idempotency_key: str) -> ApiResponse:
        """Create a customer."""
        return self._call(
            "create a customer",
            lambda: self._v1.customers.create(params, _options(idempotency_key)),  # type: ignore[arg-type]  # params come from the caller
        )

    def customers(self, params: Params) -> Iterator[ApiResponse]:
        """List customers, newest first, page by page."""
        return self._pages(
            "list customers",
            lambda at: self._v1.customers.list(params | at),  # type: ignore[arg-type]  # built in the kit
        )

    def search_customers(self, params: Params) -> Iterator[ApiResponse]:
        """Search customers in Stripe's query language, page by page."""
        return self._pages(
            "search customers",
            lambda at: self._v1.customers.search(params | at),  # type: ignore[arg-type]  # built in the kit
        )

    def customer_sources(self, customer: str, params: Params) -> Iterator[ApiResponse]:
        """List what is attached to one customer, newest first, page by page."""
        return self._pages(
            f"list the sources of {customer}",
            lambda at: self._v1.customers.payment_sources.list(customer, params | at),  # type: ignore[arg-type]  # built in the kit
        )

    def events(self, params: Params) -> Iterator[ApiResponse]:
        """List the events of the last 30 days, newest first, page by page."""
        return self._pages(
            "list events",
            lambda at: self._v1.events.list(params | at),  # type: ignore[arg-type]  # built in the kit
        )

    def _call(self, doing: str, send: Callable[[], object]) -> ApiResponse:
        try:
            send()
        except stripe.StripeError as error:
            raise translated(error, doing) from without_frames(error)
        kept = self._http.answer
        replayed = kept.headers.get("Idempotent-Replayed") == "true"
        return ApiResponse(kept.body, kept.headers.get("Request-Id"), replayed)

    def _pages(self, doing: str, send: Callable[[Params], object]) -> Iterator[ApiResponse]:
        cursor: Params | None = {}
        while cursor is not None:
            answer = self._call(doing, partial(send, cursor))
            yield answer
            cursor = _next(answer.skimmed)


def _next(page: Mapping[str, Any]) -> Params | None:
    """The parameters that ask for the page after ``page``, None after the last."""
    if not page.get("has_more"):
        return None
    if page.get("next_page"):
        return {"page": page["next_page"]}
    # A page that promises more and holds nothing would be asked for without end.
    return {"starting_after": page["data"][-1]["id"]} if page["data"] else None


def _options(idempotency_key: str | None, retries: int | None = None) -> stripe.RequestOptions:
    options: stripe.RequestOptions = {}
    if idempotency_key is not None:
        options["idempotency_key"] = idempotency_key
    if retries is not None:
        options["max_network_retries"] = retries
    return options
