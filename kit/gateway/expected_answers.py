"""What Stripe's answer to each call looks like, as far as it can be told from another's.

Each function makes a check: given the parsed answer, it gives the words for what is wrong
with it, or None. Fields that the kit does not know are none of its business; but an answer
is for this very request only if it names the object that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kit.facts import JsonObject
from kit.facts.objects import ID_PREFIXES

__all__ = ["Check", "attached", "created", "listed", "retrieved"]

#: Gives the words for what is wrong with an answer, None when it is the one asked for.
Check = Callable[[JsonObject], str | None]

#: What a customer may hold as a means of payment [SPEC22].
_HELD: Final = frozenset({"source", "card", "bank_account", "account"})

#: What reached a receiver source.
_TRANSFERS: Final = frozenset({"source_transaction"})

_ITEMS: Final = {
    "/v1/customers": frozenset({"customer"}),
    "/v1/customers/search": frozenset({"customer"}),
    "/v1/events": frozenset({"event"}),
}


def retrieved(kind: str, object_id: str) -> Check:
    """The object of this kind and id; a deleted customer is one too.

    >>> retrieved("source", "src_1")({"object": "source", "id": "src_2"})
    'the source src_2, not src_1'
    """

    def check(answer: JsonObject) -> str | None:
        if answer.get("object") != kind:
            return _instead(answer, f"the {kind} {object_id}")
        if answer.get("id") != object_id:
            return f"the {kind} {_shown(answer.get('id'))}, not {object_id}"
        return _list_inside(answer)

    return check


def attached(customer: str, source: str) -> Check:
    """The source, and that it is the customer's."""
    right_source = retrieved("source", source)

    def check(answer: JsonObject) -> str | None:
        owner = answer.get("customer")
        if (problem := right_source(answer)) is not None:
            return problem
        if owner is None:
            return f"{source} as attached to nobody"
        return None if owner == customer else f"{source} as customer {_shown(owner)} has it"

    return check


def created(kind: str, **fields: object) -> Check:
    """A new object of this kind, with these of the fields that it was asked to have."""

    def check(answer: JsonObject) -> str | None:
        if answer.get("object") != kind:
            return _instead(answer, f"a new {kind}")
        if not _begins(answer.get("id"), ID_PREFIXES[kind]):
            return f"a {kind} without an id of one"
        for name, value in fields.items():
            if answer.get(name) != value:
                return f"a {kind} of another {name}"
        return _list_inside(answer)

    return check


def listed(url: str) -> Check:
    """A page of the list, or of the search, at ``url``."""

    def check(answer: JsonObject) -> str | None:
        return _problem_of_page(answer, url)

    return check


def _problem_of_page(answer: JsonObject, url: str) -> str | None:
    """What is wrong with a page of ``url``: a function of its own for the many in one answer."""
    kind = "search_result" if url.endswith("/search") else "list"
    if answer.get("object") != kind:
        return _instead(answer, f"a page of {url}")
    if answer.get("url") != url:
        return f"a page of {_shown(answer.get('url'))}, not of {url}"
    if not isinstance(answer.get("has_more"), bool):
        return f"a page of {url} that does not say whether it is the last"
    allowed = _ITEMS.get(url, _TRANSFERS if url.endswith("/source_transactions") else _HELD)
    if not _is_list_of(answer.get("data"), allowed):
        return f"a page of {url} that holds something else"
    return None


def _is_list_of(items: object, allowed: frozenset[str]) -> bool:
    if not isinstance(items, list):
        return False
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            return False
        kind = item.get("object")
        if not isinstance(kind, str) or kind not in allowed:
            return False
        if kind == "event" and not _is_about_something(item):
            return False
        if kind == "customer" and _list_inside(item) is not None:
            return False
    return True


def _is_about_something(event: JsonObject) -> bool:
    data = event.get("data")
    about = data.get("object") if isinstance(data, dict) else None
    return isinstance(about, dict) and isinstance(about.get("id"), str)


def _list_inside(answer: JsonObject) -> str | None:
    """What is wrong with the list of sources that a customer may carry."""
    sources: Any = answer.get("sources")
    if answer.get("object") != "customer" or sources is None:
        return None
    held = sources if isinstance(sources, dict) else {}
    return _problem_of_page(held, f"/v1/customers/{answer.get('id')}/sources")


def _begins(value: object, prefix: str) -> bool:
    return isinstance(value, str) and value.startswith(prefix) and len(value) > len(prefix)


def _instead(answer: JsonObject, wanted: str) -> str:
    kind = answer.get("object")
    what = "JSON of no kind" if kind is None else f"an object of the kind {_shown(kind)}"
    return f"{what}, not {wanted}"


def _shown(value: object) -> str:
    """``value`` as it may stand in a message: somebody else wrote it."""
    text = value if isinstance(value, str) else type(value).__name__
    return text[:80] if text.isascii() and text.isprintable() else repr(text[:80])
