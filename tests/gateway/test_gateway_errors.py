"""Each error of stripe-python becomes one of the kit's."""

import inspect

import pytest
import stripe

from kit.errors import (
    IdempotencyConflict,
    KeyRefused,
    KitError,
    NotFound,
    SourceAlreadyAttached,
    StripeRefused,
    StripeUnreachable,
    TooManyRequests,
)
from kit.gateway.errors import translated
from kit.gateway.stripe_api import StripeApi


def _below(kind):
    """All classes below ``kind``; the SDK's module names them only once they were asked for."""
    return [each for below in kind.__subclasses__() for each in (below, *_below(below))]


SDK_ERRORS = [kind for kind in _below(stripe.StripeError) if kind.__module__.startswith("stripe.")]


def _met(kind, status, error, headers=None):
    """An SDK error as the SDK makes it from an answer."""
    needs = set(inspect.signature(kind.__init__).parameters)
    extra = {"param": error.get("param"), "code": error.get("code")}
    return kind(
        error.get("message"),
        http_status=status,
        json_body={"error": error},
        headers={"request-id": "req_practice", **(headers or {})},
        **{name: value for name, value in extra.items() if name in needs},
    )


@pytest.mark.parametrize("kind", SDK_ERRORS, ids=lambda kind: kind.__name__)
def test_no_error_of_the_sdk_is_left_over(kind):
    """Whatever the SDK can raise ends under the kit's root, with Stripe's words in it."""
    error = kind.__new__(kind)
    stripe.StripeError.__init__(error, "Something is amiss.")
    if isinstance(error, stripe.StripeErrorWithParamCode):
        error.param = None
    met = translated(error, "read src_x")
    assert isinstance(met, KitError)
    said = "no answer came" if kind is stripe.APIConnectionError else "Something is amiss"
    assert f"Could not read src_x: {said}." in str(met)


@pytest.mark.parametrize(
    ("kind", "status", "error", "expected"),
    [
        (
            stripe.InvalidRequestError,
            404,
            {"code": "resource_missing", "param": "customer", "message": "No such customer: 'x'"},
            NotFound,
        ),
        (
            stripe.InvalidRequestError,
            400,
            {"message": "The source you provided has already been attached to a customer."},
            SourceAlreadyAttached,
        ),
        (stripe.InvalidRequestError, 400, {"message": "Nope"}, StripeRefused),
        (stripe.AuthenticationError, 401, {"message": "Invalid API Key"}, KeyRefused),
        (stripe.PermissionError, 403, {"message": "Not permitted"}, KeyRefused),
        (stripe.RateLimitError, 429, {"code": "rate_limit", "message": "Slow"}, TooManyRequests),
        (stripe.IdempotencyError, 400, {"message": "Same parameters"}, IdempotencyConflict),
        (
            stripe.APIError,
            409,
            {"code": "idempotency_key_in_use", "message": "In progress"},
            IdempotencyConflict,
        ),
        (stripe.APIError, 500, {"message": "Unknown"}, StripeUnreachable),
    ],
)
def test_the_kind_and_the_fields_survive(kind, status, error, expected):
    """The most specific error of the kit, with Stripe's request id, code and param."""
    met = translated(_met(kind, status, error), "attach src_x to cus_x")
    assert type(met) is expected
    assert met.http_status == status
    assert met.request_id == "req_practice"
    assert met.code == error.get("code")
    assert met.param == error.get("param")
    assert met.stripe_message == error["message"]


def test_a_lost_connection_leaves_the_outcome_open():
    """Without an answer nobody knows whether it took effect, and the message says so."""
    met = translated(stripe.APIConnectionError("gone"), "attach src_x to cus_x")
    assert isinstance(met, StripeUnreachable)
    assert "may or may not have taken effect" in str(met)


@pytest.mark.parametrize("fault", ["cut_before", "error_before"])
def test_a_failed_read_says_that_nothing_was_changed(account, page, fault):
    """Whether a write took effect may be open; a read changes nothing, whatever came of it."""
    account.offline.set_faults(**{fault: 1.0})
    api = StripeApi("sk_test_any", account.api_base, retries=0)
    reads = {
        "source": lambda: api.source(page.source),
        "customer": lambda: api.customer(page.customer),
        "customers": lambda: next(api.customers({})),
        "search": lambda: next(api.search_customers({"query": "name:'x'"})),
        "sources": lambda: next(api.customer_sources(page.customer, {})),
        "events": lambda: next(api.events({})),
        "transactions": lambda: next(api.source_transactions(page.source, {})),
    }
    for name, read in reads.items():
        with pytest.raises(StripeUnreachable, match="Nothing was changed") as met:
            read()
        assert "may or may not" not in str(met.value), name
    with pytest.raises(StripeUnreachable, match="may or may not have taken effect"):
        api.detach(page.customer, page.source)
    api.close()


def test_a_rate_limit_keeps_its_reason():
    """Which limiter said no is in a header, and a lock has none."""
    headers = {"Stripe-Rate-Limited-Reason": "endpoint-rate"}
    error = _met(stripe.RateLimitError, 429, {"message": "Slow"}, headers)
    assert translated(error, "list events").limit_reason == "endpoint-rate"
    assert translated(_met(stripe.RateLimitError, 429, {}), "x").limit_reason is None
