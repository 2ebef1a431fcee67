"""What the browser is given: each part of the screen as JSON, of a State alone.

A part is built again only when what it shows has changed, so that a keystroke sends its
own list and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kit.auditing.findings import Kind
from kit.eligibility import Check
from kit.explorer.batch import Pair, PairOutcome
from kit.explorer.cells import (
    CUSTOMER_COLUMNS,
    SOURCE_COLUMNS,
    Cell,
    customer_cells,
    shortened,
    source_cells,
)
from kit.explorer.listing import LISTS, Listing, ListName
from kit.explorer.metadata_rows import row_problems, rows_problem
from kit.explorer.overview import ABOUT, filters_of
from kit.explorer.overview_view import overview_part
from kit.explorer.practising import acts_for
from kit.explorer.result_view import forms, result
from kit.explorer.sifting import FILTERS
from kit.explorer.state import AccountFacts, Chosen, State, Subject
from kit.explorer.still import still
from kit.facts import JsonObject
from kit.facts.limits import (
    MAX_METADATA_KEY_LENGTH,
    MAX_METADATA_KEYS,
    MAX_METADATA_VALUE_LENGTH,
)
from kit.facts.source_types import SOURCE_TYPES
from kit.snippets import FORMATS

__all__ = ["HELD_BACK_SECONDS", "PARTS", "account_part", "changed_parts"]

#: So long an answer may take to be shown by itself, without a message before it that says only
#: that it was asked for. The page does not count it as slowness of the kernel.
HELD_BACK_SECONDS: Final = 0.04

_MARKS: Final = {"good": "✓", "done": "✓", "note": "!", "stop": "✕"}
_SPOKEN: Final = {"good": "fine", "done": "done", "note": "note", "stop": "stands in the way"}

_MEANINGS: Final = {
    "offline": "Practice data on this machine. Nothing here is real, so try anything.",
    "test": "Your Stripe account in test mode. No real money can move.",
    "live": "Your real Stripe account. Whatever you attach here can be charged for real.",
}
_ONLY_READS: Final = "Your real Stripe account, opened to read only: nothing can be changed here."

#: For types that take any currency.
_CURRENCIES: Final = ("usd", "eur", "gbp", "jpy")


def account_part(facts: AccountFacts) -> JsonObject:
    """What never changes: the account, and the choices there are."""
    reads_only = facts.mode == "live" and not facts.allows_writes
    return {
        "mode": facts.mode,
        "badge": facts.mode.upper(),
        "meaning": _ONLY_READS if reads_only else _MEANINGS[facts.mode],
        "where": f"{facts.label} · API version {facts.api_version}",
        "readsOnly": reads_only,
        "heldBack": HELD_BACK_SECONDS * 1000,
        "confirms": facts.wants_confirmation,
        "columns": {"customers": CUSTOMER_COLUMNS, "sources": SOURCE_COLUMNS},
        "filters": FILTERS,
        "about": {"customers": _about("customers"), "sources": _about("sources")},
        "limits": [MAX_METADATA_KEYS, MAX_METADATA_KEY_LENGTH, MAX_METADATA_VALUE_LENGTH],
        "languages": [[name, each.title] for name, each in FORMATS.items()],
        "types": [
            [name, kind.title, list(kind.currencies or _CURRENCIES)]
            for name, kind in SOURCE_TYPES.items()
        ],
    }


def _about(of: Kind) -> JsonObject:
    return {"name": ABOUT, "title": "Needs attention", "options": filters_of(of)}


def changed_parts(before: State | None, after: State) -> tuple[dict[str, Any], Exception | None]:
    """The parts that differ between two states, all where there was none before; and an error.

    A part that cannot be built is left out, and keeps no other one from being shown.
    """
    parts: dict[str, Any] = {}
    trouble: Exception | None = None
    for name, (shown, build) in PARTS.items():
        if before is not None and not _differ(shown(before), shown(after)):
            continue
        try:
            parts[name] = build(after)
        except Exception as error:  # noqa: BLE001 - whoever draws raises it when all is shown
            trouble = trouble or error
    return parts, trouble


def _differ(before: tuple[object, ...], after: tuple[object, ...]) -> bool:
    return any(one is not other and one != other for one, other in zip(before, after, strict=True))


def _status(state: State) -> JsonObject:
    return {
        "seen": dict(state.seen),
        "said": state.said,
        "tabs": {"source": state.source_tab, "result": state.result_tab},
    }


def _listing(name: ListName, listing: Listing) -> JsonObject:
    cells = customer_cells if name == "customers" else source_cells
    found = listing.found
    return {
        "text": listing.query.text,
        "filters": dict(listing.query.filters),
        "sort": listing.query.sort,
        "limit": listing.query.limit,
        "asked": listing.asked,
        "answered": listing.answered,
        "rows": [] if listing.error else [_row(record, cells(record)) for record in found.records],
        "words": _words(listing.error) if listing.error else found.words,
        "failed": listing.error is not None,
        "more": found.more and listing.error is None,
    }


def _row(record: JsonObject, cells: list[Cell]) -> JsonObject:
    return {"id": str(record.get("id")), "cells": [cell.as_json() for cell in cells]}


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _plan(state: State) -> JsonObject:
    missing = state.missing(state.metadata, state.confirm)
    return {
        "customer": _chosen("customer", state.customer),
        "source": _chosen("source", state.source),
        "metadata": [list(row) for row in state.metadata],
        "problems": list(row_problems(state.metadata)),
        "problem": rows_problem(state.metadata) or "",
        "confirm": state.confirm,
        "checks": [_check(check) for check in state.checks],
        "missing": missing or "",
        "revision": state.revision,
        "writing": state.writing.kind if state.writing else "",
        "asking": {"page": state.asking.page, "click": state.asking.click}
        if state.asking
        else None,
        "recent": [list(pair) for pair in state.recent],
        "detach": _detach(state),
        "acts": acts_for(state.source.record) if state.facts.mode == "offline" else [],
    }


def _chosen(subject: Subject, chosen: Chosen) -> JsonObject:
    name = _customer_name if subject == "customer" else _source_name
    return {
        "id": chosen.id,
        "name": shortened(name(chosen.record)) if chosen.record else "",
        "error": _words(chosen.error) if chosen.error else "",
    }


def _customer_name(customer: JsonObject) -> str:
    return str(customer.get("name") or customer.get("email") or "")


def _source_name(source: JsonObject) -> str:
    return str(source.get("type") or "").replace("_", " ")


def _check(check: Check) -> Mapping[str, str]:
    return {
        "verdict": check.verdict,
        "mark": _MARKS[check.verdict],
        "spoken": _SPOKEN[check.verdict],
        "subject": check.subject,
        "reason": check.reason,
    }


def _detach(state: State) -> JsonObject:
    unconfirmed = state.unconfirmed(state.confirm)
    possible = state.holder and not unconfirmed and state.facts.allows_writes
    if not state.facts.allows_writes:
        label = "This live account only reads"
    elif state.holder:
        label = unconfirmed or "Detach it for good"
    else:
        label = "Choose a row to detach it"
    return {
        "ready": possible,
        "label": label,
        "warning": f"Detaching is final: {state.source.id} is consumed and never works again.",
    }


def _batch(state: State) -> JsonObject:
    batch = state.batch
    reads_only = state.facts.mode == "live" and not state.facts.allows_writes
    count = len(batch.attachable)
    return {
        "text": batch.text,
        "dryRun": batch.asked,
        "customer": batch.customer,
        "busy": batch.busy,
        "done": len(batch.outcomes),
        "total": count,
        "rows": [_pair_row(pair, became) for pair, became in batch.rows()],
        "words": batch.words,
        "failed": batch.failed,
        "foretold": batch.foretold,
        "canRun": batch.foretold and count > 0 and not reads_only,
        "runLabel": "This live account only reads" if reads_only else f"Attach {count}",
        "phrase": batch.phrase if state.facts.wants_confirmation and batch.foretold else "",
    }


def _pair_row(pair: Pair, became: PairOutcome) -> list[str]:
    metadata = ", ".join(f"{key}={value}" for key, value in pair.metadata)
    outcome = became.outcome.replace("_", " ")
    return [pair.source, pair.customer, shortened(metadata), outcome, shortened(became.reason)]


def _maker(state: State) -> JsonObject:
    maker = state.maker
    return {
        "busy": maker.busy,
        "words": maker.words,
        "failed": maker.failed,
        "resetting": state.resetting,
    }


_Part = tuple[Callable[[State], tuple[object, ...]], Callable[[State], Any]]
Parts = dict[str, _Part]


def _list_part(name: ListName) -> _Part:
    return (
        lambda state: (state.listing(name),),
        lambda state: _listing(name, state.listing(name)),
    )


#: By name, what of the state a part shows, and how it is built of it.
_PARTS: Final[Parts] = {
    "status": (
        lambda state: (state.seen, state.said, state.source_tab, state.result_tab),
        _status,
    ),
    **{name: _list_part(name) for name in LISTS},
    "plan": (
        lambda state: (
            state.customer,
            state.source,
            state.metadata,
            state.confirm,
            state.writing,
            state.asking,
            state.revision,
            state.recent,
        ),
        _plan,
    ),
    "batch": (lambda state: (state.batch,), _batch),
    "overview": (lambda state: (state.overview,), overview_part),
    "maker": (lambda state: (state.maker, state.resetting), _maker),
    "result": (
        lambda state: (state.outcome, state.change, state.history, state.timeline),
        result,
    ),
    "forms": (lambda state: (state.change, state.formed), forms),
}

_OF_STILL: Final = [_PARTS[name][0] for name in ("plan", "batch", "result")]

#: The still is the first: a notebook saved at this very moment shows what is shown.
PARTS: Final[Parts] = {
    "still": (lambda state: tuple(each for shown in _OF_STILL for each in shown(state)), still),
} | _PARTS
