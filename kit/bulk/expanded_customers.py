"""Customers by pages of a hundred, each with its sources.

They are read while that is cheaper than asking for the wanted ones one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kit.bulk.cancellation import CancelToken
from kit.bulk.retry import RetryPolicy, call_with_retries
from kit.facts import JsonObject
from kit.facts.limits import MAX_PAGE_SIZE
from kit.gateway.stripe_api import Params, StripeApi

__all__ = ["read_customer_pages"]


def read_customer_pages(
    api: StripeApi,
    count_missing: Callable[[], int],
    on_customer: Callable[[JsonObject], None],
    *,
    cancel: CancelToken,
    policy: RetryPolicy,
) -> int:
    """Tell ``on_customer`` each customer until the missing ones are few; the pages it took."""
    params: Params = {"limit": MAX_PAGE_SIZE, "expand": ["data.sources"]}
    pages = 0
    while not cancel.times_asked and pages + 1 < count_missing():
        page = call_with_retries(partial(_first_page, api, params), policy)
        pages += 1
        for customer in page["data"]:
            on_customer(customer)
        if not page["has_more"] or not page["data"]:
            break
        params = params | {"starting_after": page["data"][-1]["id"]}
    return pages


def _first_page(api: StripeApi, params: Params) -> JsonObject:
    return next(api.customers(params)).data
