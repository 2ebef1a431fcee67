"""The result as the browser is given it: headline, changes, history; frame, JSON, code."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from kit import frames, snippets
from kit.errors import StripeAnswerError
from kit.explorer.cells import shortened
from kit.explorer.metadata_rows import Rows, as_metadata
from kit.explorer.state import AccountFacts, Entry, Outcome, State
from kit.facts import JsonObject
from kit.models.source_change import Attachment, Detachment, SourceChange
from kit.on_demand import pd

__all__ = [
    "HISTORY",
    "change_code",
    "changes",
    "forms",
    "history_rows",
    "requests_part",
    "result",
    "selection_frame",
]

HISTORY: Final = ("customer", "source", "type", "status", "request_id", "kind", "outcome", "words")

#: The newest requests are the ones that somebody looks for.
_REQUEST_ROWS: Final = 30

_STRIPE_FIELDS: Final = {
    "stripe_message": "message",
    "code": "code",
    "param": "param",
    "type": "type",
    "http_status": "HTTP status",
    "request_id": "request id",
}

_DETACH_PATH: Final = "/v1/customers/{customer}/sources/{source}"


def result(state: State) -> JsonObject:
    """What came of it, and what happened before."""
    change = state.change
    return {
        "headline": _headline(state.outcome, change),
        "changes": None if change is None else changes(change),
        "timeline": _timeline(state),
        "history": [[shortened(each) for each in row] for row in history_rows(state.history)],
        "historyColumns": list(HISTORY),
    }


def forms(state: State) -> JsonObject:
    """The latest change as frame, JSON and code, which take longer to make than all the rest."""
    change = state.formed
    if change is None or change is not state.change:
        making = state.change is not None
        return {"frame": None, "json": None, "code": {}, "making": making}
    return {
        "frame": _frame(change.frame),
        "json": json.dumps(frames.mask(dict(change.after)), ensure_ascii=False),
        "code": change_code(change, state.facts),
        "making": False,
    }


def change_code(change: SourceChange, facts: AccountFacts) -> dict[str, str]:
    """The call that made ``change``, as code in every form that there is for it."""
    # Code for an account of its own address must name that address to run.
    api_base = facts.api_base if facts.mode == "offline" else None
    if isinstance(change, Attachment):
        return snippets.as_code(change, api_base=api_base)
    if isinstance(change, Detachment):
        return _detach_code(change.customer, change.source, api_base)
    return {}


def history_rows(history: tuple[Entry, ...]) -> list[list[str]]:
    """One row an entry, under the columns of HISTORY."""
    return [[getattr(entry, column) or "" for column in HISTORY] for entry in history]


def selection_frame(state: State) -> pd.DataFrame:
    """The pairs that are chosen, one row each, with what is known of each; all ``str``."""
    rows: list[dict[str, str | None]] = []
    for (pair, became), expected in zip(state.batch.rows(), state.batch.expected, strict=False):
        outcome = None if became is expected else became.outcome
        known = {"expected": expected.outcome, "reason": expected.reason, "outcome": outcome}
        rows.append(_pair(pair.customer, pair.source, pair.metadata) | known)
    customer, source = state.pair
    if not rows and customer is not None and source is not None:
        rows.append(_pair(customer, source, state.metadata))
    keys = dict.fromkeys(name for row in rows for name in row if name.startswith("metadata."))
    columns = ["customer", "source", *keys, "expected", "reason", "outcome"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _pair(customer: str, source: str, metadata: Rows) -> dict[str, str | None]:
    pair: dict[str, str | None] = {"customer": customer, "source": source}
    return pair | {f"metadata.{key}": value for key, value in as_metadata(metadata).items()}


def requests_part(requests: pd.DataFrame) -> JsonObject:
    """The latest requests, newest first."""
    latest = requests.tail(_REQUEST_ROWS)[::-1].astype(object)
    return {
        "rows": [
            {
                "method": method,
                "path": path,
                "status": _text(status) or "no answer",
                "time": f"{seconds * 1000:.0f} ms",
                "requestId": _text(request_id),
                "body": _text(body),
                "error": _text(error),
            }
            for method, path, status, seconds, request_id, body, error in latest.to_numpy().tolist()
        ]
    }


def _timeline(state: State) -> JsonObject:
    timeline, rows = state.timeline, state.timeline.rows or ()
    nothing = "" if timeline.about[0] else "Choose a source to see what happened to it."
    return {"rows": [list(row) for row in rows], "words": timeline.words or nothing}


def _headline(outcome: Outcome, change: SourceChange | None) -> JsonObject:
    head: JsonObject = {
        "kind": outcome.kind,
        "words": outcome.words,
        "facts": "",
        "stripe": [],
        "reading": outcome.reading,
    }
    if outcome.kind == "done" and change is not None:
        done, _, facts = outcome.words.partition(" (")
        head |= {"words": done, "facts": f"({facts}"}
        head["request"] = f"Request {change.request_id or 'without an id'}"
    if isinstance(outcome.error, StripeAnswerError):
        said = ((name, getattr(outcome.error, field)) for field, name in _STRIPE_FIELDS.items())
        head["stripe"] = [[name, str(value)] for name, value in said if value is not None]
    return head


def changes(change: SourceChange) -> list[list[str | None]]:
    """Field, value before, value after; None where a field is not there."""
    rows = change.changes.astype(object).to_numpy().tolist()
    return [[cell if isinstance(cell, str) else None for cell in row] for row in rows]


def _frame(frame: pd.DataFrame) -> JsonObject:
    # One row with thirty columns reads best turned: a line for each column.
    meanings = _meanings()
    rows = [
        {
            "column": str(name),
            "meaning": meanings.get(name) or str(name),
            "value": _text(frame[name].iloc[0]),
            "dtype": str(frame[name].dtype),
        }
        for name in frame.columns
        if not str(name).startswith("_")
    ]
    return {"rows": rows, "columns": len(frame.columns)}


@cache
def _meanings() -> dict[str, str]:
    described = frames.describe_columns("source")
    return dict(zip(described["column"], described["meaning"], strict=True))


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _detach_code(customer: str, source: str, api_base: str | None) -> dict[str, str]:
    path = _DETACH_PATH.format(customer=customer, source=source)
    base = api_base or "https://api.stripe.com"
    address = f', api_base="{api_base}"' if api_base else ""
    own = [f"stripe.api_base = {api_base!r}"] if api_base else []
    python = [
        "import os",
        "import stripe",
        'stripe.api_key = os.environ["STRIPE_API_KEY"]',
        *own,
        "",
        f'stripe.Customer.delete_source("{customer}", "{source}")',
        "",
    ]
    kit = [
        "import os",
        "import kit",
        f'account = kit.connect(os.environ["STRIPE_API_KEY"]{address})',
        f'account.detach("{customer}", "{source}")',
        "",
    ]
    curl = f'curl -X DELETE {base}{path} \\\n  -u "$STRIPE_API_KEY:"\n'
    return {"python": "\n".join(python), "curl": curl, "kit": "\n".join(kit)}
