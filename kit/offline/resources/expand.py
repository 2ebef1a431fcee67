"""``expand[]``: an id becomes the object it names, a hidden list is shown.

A path goes through hashes and lists by their names: ``default_source`` of one customer,
``data.sources`` of a page of customers, ``data.object.customer`` of an event stays an id.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kit.facts import JsonObject
from kit.facts.limits import MAX_EXPAND_DEPTH
from kit.offline.protocol import request_errors
from kit.offline.protocol.routing import Call
from kit.offline.resources.customer_sources import first_page
from kit.offline.resources.old_versions import shown_as_of
from kit.offline.resources.search import total_count

__all__ = ["expanded"]

#: Hashes that the schema calls expandable and Stripe sends whole anyway [SPEC22].
_SENT_WHOLE: Final = {
    "source": frozenset(
        ("code_verification", "owner", "receiver", "redirect", "source_order", "owner.address")
    ),
    "customer": frozenset(("address", "discount", "invoice_settings", "shipping", "test_clock")),
}


def expanded(call: Call, result: JsonObject) -> JsonObject:
    """``result`` with everything that the call asked to expand."""
    for path in call.params.get("expand", ()):
        steps = path.split(".")
        if len(steps) > MAX_EXPAND_DEPTH:
            raise request_errors.too_deep(path, MAX_EXPAND_DEPTH)
        _expand(call, result, steps, path)
    shown_as_of(call.version, call.repository, result)
    return result


def _expand(call: Call, target: Any, steps: list[str], path: str) -> None:
    if not steps or target is None:
        return
    if isinstance(target, list):
        for element in target:
            _expand(call, element, steps, path)
        return
    if not isinstance(target, dict):
        raise request_errors.not_expandable(path)
    step, *rest = steps
    expand = _EXPANDABLE.get((target.get("object", ""), step))
    if expand is not None:
        expand(call, target)
    elif not _may_pass(target, step, rest):
        raise request_errors.not_expandable(path)
    _expand(call, target.get(step), rest, path)


def _may_pass(target: JsonObject, step: str, rest: list[str]) -> bool:
    """Whether a step names something that is there already: a list's data, a whole hash."""
    if target.get("deleted"):
        return True
    kind = target.get("object", "")
    if kind in ("list", "search_result"):
        return step == "data" and bool(rest)
    return step in _SENT_WHOLE.get(kind, ())


def _default_source(call: Call, customer: JsonObject) -> None:
    default = customer["default_source"]
    if isinstance(default, str):
        customer["default_source"] = call.repository.payment_source(default)


def _sources(call: Call, customer: JsonObject) -> None:
    customer["sources"] = first_page(call.repository, customer["id"])


def _empty_list(name: str) -> Callable[[Call, JsonObject], None]:
    def expand(call: Call, customer: JsonObject) -> None:  # noqa: ARG001 - one shape for all
        url = f"/v1/customers/{customer['id']}/{name}"
        customer[name] = {"object": "list", "data": [], "has_more": False, "url": url}

    return expand


def _tax(call: Call, customer: JsonObject) -> None:  # noqa: ARG001 - one shape for all
    customer["tax"] = {
        "automatic_tax": "unrecognized_location",
        "ip_address": None,
        "location": None,
    }


def _card_customer(call: Call, card: JsonObject) -> None:
    if isinstance(card["customer"], str):
        card["customer"] = call.repository.customer(card["customer"])


def _total_count(call: Call, result: JsonObject) -> None:
    result["total_count"] = total_count(call)


_EXPANDABLE: Final[dict[tuple[str, str], Callable[[Call, JsonObject], None]]] = {
    ("customer", "default_source"): _default_source,
    ("customer", "sources"): _sources,
    # The offline account has no subscriptions and no tax ids: none is the whole truth.
    ("customer", "subscriptions"): _empty_list("subscriptions"),
    ("customer", "tax_ids"): _empty_list("tax_ids"),
    ("customer", "tax"): _tax,
    ("card", "customer"): _card_customer,
    ("bank_account", "customer"): _card_customer,
    ("search_result", "total_count"): _total_count,
}
