"""The border with stripe-python: nothing above this module ever sees a StripeObject.

Each method is one call of Stripe's API, made through ``StripeClient`` and answered with
the bytes as they came, once they are proved to be Stripe's answer to it. Lists are answered
as an iterator of pages.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import stripe

from kit.errors import InvalidInput, StripeAnswerError
from kit.facts import JsonObject
from kit.gateway import expected_answers as expected
from kit.gateway.api_response import ApiResponse
from kit.gateway.authenticity import authenticated
from kit.gateway.errors import NoAnswer, translated, unanswered, without_frames
from kit.gateway.request_log import Exchange
from kit.gateway.retries import Backoff
from kit.gateway.transport import LOOPBACK_HOSTS, REQUEST_SECONDS, RecordingClient
from kit.models.attach_request import AttachRequest

__all__ = ["STRIPE_API_BASE", "ApiResponse", "Params", "StripeApi"]

STRIPE_API_BASE: Final = "https://api.stripe.com"

# The SDK has no other switch than this global one. With telemetry on it writes an id
# to the user's home and sends it along [SDK _telemetry_id.py].
stripe.enable_telemetry = False

#: What one call sends besides its path; a list call adds its cursor.
Params = JsonObject


class StripeApi:
    """Stripe's API as far as the kit needs it, over one ``StripeClient``.

    ``retries`` is how often a request is repeated after a lost or foreign answer, a 409 or
    a 5xx; each repetition carries the same idempotency key. ``timeout`` is in seconds, for
    one request as a whole.
    """

    def __init__(
        self,
        key: str,
        api_base: str = STRIPE_API_BASE,
        *,
        retries: int = 2,
        timeout: float = REQUEST_SECONDS,
    ) -> None:
        # The SDK joins base and path by plain concatenation [M].
        self.api_base = api_base.rstrip("/")
        _refuse_clear_text(key, self.api_base)
        self._backoff = Backoff(retries)
        self._http = RecordingClient(self.api_base, timeout=timeout)
        self._v1 = stripe.StripeClient(
            key,
            base_addresses={"api": self.api_base},
            http_client=self._http,
            max_network_retries=0,
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
        return self._call(
            f"read {source}",
            lambda: self._v1.sources.retrieve(source),
            expected.retrieved("source", source),
            retries,
            only_reads=True,
        )

    def create_source(self, params: Params, *, idempotency_key: str) -> ApiResponse:
        """Create a source."""
        kind = params.get("type")
        return self._call(
            f"create a source of type {kind!r}",
            lambda: self._v1.sources.create(params, _options(idempotency_key)),  # type: ignore[arg-type]  # params come from the caller
            expected.created("source", type=kind),
        )

    def attach(self, request: AttachRequest, *, retries: int | None = None) -> ApiResponse:
        """Attach a source to a customer, the call this kit is about."""
        key = request.idempotency_key or str(uuid.uuid4())
        return self._call(
            f"attach {request.source} to {request.customer}",
            lambda: self._v1.customers.payment_sources.create(
                request.customer,
                request.params,  # type: ignore[arg-type]  # AttachRequest has checked them
                _options(key),
            ),
            expected.attached(request.customer, request.source),
            retries,
        )

    def detach(self, customer: str, source: str) -> ApiResponse:
        """Detach a source from its customer, for good."""
        return self._call(
            f"detach {source} from {customer}",
            lambda: self._v1.customers.payment_sources.delete(customer, source),
            expected.retrieved("source", source),
        )

    def customer(
        self, customer: str, params: Params | None = None, *, retries: int | None = None
    ) -> ApiResponse:
        """Retrieve one customer."""
        return self._call(
            f"read {customer}",
            lambda: self._v1.customers.retrieve(customer, params or {}),  # type: ignore[arg-type]  # built in the kit
            expected.retrieved("customer", customer),
            retries,
            only_reads=True,
        )

    def create_customer(self, params: Params, *, idempotency_key: str) -> ApiResponse:
        """Create a customer."""
        return self._call(
            "create a customer",
            lambda: self._v1.customers.create(params, _options(idempotency_key)),  # type: ignore[arg-type]  # params come from the caller
            expected.created("customer"),
        )

    def customers(self, params: Params) -> Iterator[ApiResponse]:
        """List customers, newest first, page by page."""
        return self._pages(
            "list customers",
            lambda at: self._v1.customers.list(params | at),  # type: ignore[arg-type]  # built in the kit
            "/v1/customers",
        )

    def search_customers(self, params: Params) -> Iterator[ApiResponse]:
        """Search customers in Stripe's query language, page by page."""
        return self._pages(
            "search customers",
            lambda at: self._v1.customers.search(params | at),  # type: ignore[arg-type]  # built in the kit
            "/v1/customers/search",
        )

    def customer_sources(self, customer: str, params: Params) -> Iterator[ApiResponse]:
        """List what is attached to one customer, newest first, page by page."""
        return self._pages(
            f"list the sources of {customer}",
            lambda at: self._v1.customers.payment_sources.list(customer, params | at),  # type: ignore[arg-type]  # built in the kit
            f"/v1/customers/{customer}/sources",
        )

    def source_transactions(self, source: str, params: Params) -> Iterator[ApiResponse]:
        """List the transfers that reached a receiver source, newest first, page by page."""
        return self._pages(
            f"list the transactions of {source}",
            lambda at: self._v1.sources.transactions.list(source, params | at),  # type: ignore[arg-type]  # built in the kit
            f"/v1/sources/{source}/source_transactions",
        )

    def events(self, params: Params) -> Iterator[ApiResponse]:
        """List the events of the last 30 days, newest first, page by page."""
        return self._pages(
            "list events",
            lambda at: self._v1.events.list(params | at),  # type: ignore[arg-type]  # built in the kit
            "/v1/events",
        )

    def _call(
        self,
        doing: str,
        send: Callable[[], object],
        check: expected.Check,
        retries: int | None = None,
        *,
        only_reads: bool = False,
    ) -> ApiResponse:
        """Send until Stripe's own word comes, at most ``retries`` times more."""
        failures = 0
        while True:
            try:
                return self._once(doing, send, check, only_reads=only_reads)
            except StripeAnswerError as error:
                failures += 1
                wait = self._backoff.wait(error, failures, retries)
                if wait is None:
                    raise
            time.sleep(wait)

    def _once(
        self, doing: str, send: Callable[[], object], check: expected.Check, *, only_reads: bool
    ) -> ApiResponse:
        try:
            with self._http.authenticating(partial(authenticated, check=check)):
                send()
        except stripe.StripeError as error:
            raise translated(error, doing, only_reads=only_reads) from without_frames(error)
        except NoAnswer as lost:
            raise unanswered(lost, doing, only_reads=only_reads) from without_frames(lost)
        except BaseException as stop:  # noqa: BLE001  # it goes on
            # Ctrl-C, for one: the frames it passed through know the key.
            raise without_frames(stop)  # noqa: B904  # the very exception
        return ApiResponse.of(*self._http.take_answer())

    def _pages(
        self, doing: str, send: Callable[[Params], object], url: str
    ) -> Iterator[ApiResponse]:
        cursor: Params | None = {}
        while cursor is not None:
            check = expected.listed(url)
            answer = self._call(doing, partial(send, cursor), check, only_reads=True)
            yield answer
            cursor = _next(answer.skimmed)


def _refuse_clear_text(key: str, api_base: str) -> None:
    """A live key is never sent to another machine where anybody on the way may read it."""
    place = urlsplit(api_base)
    if "_live_" in key and place.scheme != "https" and place.hostname not in LOOPBACK_HOSTS:
        raise InvalidInput(
            f"A live key is not sent in clear text to {place.hostname}: use https://."
        )


def _next(page: Mapping[str, Any]) -> Params | None:
    """The parameters that ask for the page after ``page``, None after the last."""
    if not page.get("has_more"):
        return None
    if page.get("next_page"):
        return {"page": page["next_page"]}
    # A page that promises more and holds nothing would be asked for without end.
    return {"starting_after": page["data"][-1]["id"]} if page["data"] else None


def _options(idempotency_key: str) -> stripe.RequestOptions:
    return {"idempotency_key": idempotency_key}
