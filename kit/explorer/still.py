"""The explorer as it stood, as HTML that needs no kernel: what a saved notebook shows.

nbconvert and code hosts show it as it is, where styles are stripped as a plain table. It
holds no secret, and of live mode no names and no addresses of people.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final

from kit import frames
from kit.explorer.cells import shortened
from kit.explorer.front import STILL_STYLES
from kit.explorer.metadata_rows import as_metadata
from kit.explorer.result_view import changes
from kit.explorer.state import AccountFacts, Chosen, State
from kit.facts.printable import printable

__all__ = ["SAVED_PLAIN", "still"]

SAVED_PLAIN: Final = "The explorer lives while its kernel runs: run this cell to open it."

_EMAIL: Final = re.compile(r"[^\s@,;:<>()\"']+@[^\s@,;:<>()\"']+")

#: So many rows tell what it was; the rest is in the account.
_ROWS: Final = 12


def still(state: State) -> str:
    """``state`` as HTML.

    >>> facts = AccountFacts("test", allows_writes=True, api_base="", api_version="2022-11-15")
    >>> "Nothing was chosen" in still(State.begin(facts))
    True
    """
    facts = state.facts
    badge, version = escape(facts.mode.upper()), escape(facts.api_version)
    parts = [
        f"<p><b>{badge}</b> Stripe source explorer, API version {version}</p>",
        _table("What was chosen", [], _chosen(state)),
        _table("Before you attach", [], [[c.subject, c.reason] for c in state.checks]),
        _paragraph(state.outcome.words),
        _table(
            "What changed",
            ["Field", "Before", "After"],
            changes(state.change) if state.change else [],
        ),
        _several(state),
        _history(state),
    ]
    alt = _private(_alt(state), facts)
    return (
        f'<figure class="kit-saved" aria-label="{escape(alt)}"><style>{STILL_STYLES}</style>'
        f"{_private(''.join(parts), facts)}<figcaption>{SAVED_PLAIN}</figcaption></figure>"
    )


def _alt(state: State) -> str:
    customer, source = state.pair
    what = f"{source or 'no source'} and {customer or 'no customer'} chosen"
    outcome = f"; {state.outcome.words}" if state.outcome.words else ""
    return f"A still of the Stripe source explorer in {state.facts.mode} mode: {what}{outcome}"


def _chosen(state: State) -> list[list[str]]:
    if state.pair == (None, None):
        return [["Nothing was chosen", ""]]
    named = state.facts.mode != "live"
    metadata = frames.mask(as_metadata(state.metadata))
    return [
        ["Source", _one(state.source, "type", named=True)],
        ["Customer", _one(state.customer, "name", named=named)],
        *[["Metadata", f"{key} = {value}"] for key, value in metadata.items()],
    ]


def _one(chosen: Chosen, field: str, *, named: bool) -> str:
    name = str((chosen.record or {}).get(field) or "") if named else ""
    return f"{chosen.id or 'none'} {shortened(name)}".strip()


def _several(state: State) -> str:
    rows = [
        [pair.source, pair.customer, became.outcome.replace("_", " "), became.reason]
        for pair, became in state.batch.rows()
    ]
    return _table("Several", ["Source", "Customer", "Outcome", "Why"], rows)


def _history(state: State) -> str:
    rows = [
        [each.source, each.customer, each.outcome, each.request_id or ""]
        for each in reversed(state.history)
    ]
    return _table("History", ["Source", "Customer", "Outcome", "Request id"], rows)


def _table(title: str, heads: list[str], rows: list[list[str | None]] | list[list[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    lines = [f"<tr>{head}</tr>"] if heads else []
    for first, *rest in rows[:_ROWS]:
        others = "".join(f"<td>{_cell(each)}</td>" for each in rest)
        lines.append(f"<tr><th>{_cell(first)}</th>{others}</tr>")
    more = f"<p>and {len(rows) - _ROWS} more</p>" if len(rows) > _ROWS else ""
    return f'<table aria-label="{escape(title)}">{"".join(lines)}</table>{more}'


def _cell(text: str | None) -> str:
    return "not there" if text is None else escape(printable(shortened(text)))


def _paragraph(text: str) -> str:
    return f"<p>{escape(printable(text))}</p>" if text else ""


def _private(html: str, facts: AccountFacts) -> str:
    return _EMAIL.sub("(an address)", html) if facts.mode == "live" else html
