"""The overview as the browser is given it, and as a frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from kit.explorer.overview import Counts, Overview
from kit.explorer.state import State
from kit.facts import JsonObject
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUS_MEANINGS, Status
from kit.on_demand import pd

__all__ = ["numbers_frame", "overview_part"]

#: From what may be charged to what is over.
_STATUSES: Final[tuple[Status, ...]] = (
    "chargeable",
    "pending",
    "consumed",
    "canceled",
    "failed",
)

_NUMBERS: Final = ("of", "type", "status", "finding", "says", "count")

_EVENTS_ONLY: Final = "Sources without a customer are known by events of the last 30 days alone."

_EMPTY: Final = {
    "offline": (
        "There is nothing to count yet: no customer, and no source. Make a source under "
        "“Make a practice one”, and a customer with account.create_customer(name=...)."
    ),
    "test": (
        "There is nothing to count yet: no customer, and no source. Make a source under "
        "“Make a practice one”, and a customer with account.create_customer(name=...)."
    ),
    "live": "There is nothing to count: this account has no customer, and no source.",
}


def overview_part(state: State) -> JsonObject:
    """The tab "Overview"."""
    overview = state.overview
    counts = overview.counts
    part: JsonObject = {
        "busy": overview.busy,
        "done": overview.done,
        "total": overview.total,
        "words": overview.words or _words(overview, state.facts.mode),
        "failed": overview.failed,
        "isRead": counts is not None,
        "isEmpty": counts is None or not (counts.customers or counts.sources),
        "statuses": [[name, STATUS_MEANINGS[name]] for name in _STATUSES],
    }
    return part | (_numbers(counts) if counts is not None else {"attention": [], "types": []})


def _words(overview: Overview, mode: str) -> str:
    counts = overview.counts
    if counts is None:
        return "The account is read when this is opened."
    if not counts.customers and not counts.sources:
        return _EMPTY[mode]
    told = (
        f"{_several(counts.customers, 'customer')} and {_several(counts.sources, 'source')}, "
        f"as read {counts.read_at}."
    )
    changed = " Something was changed here since: read it again." if overview.outdated else ""
    return f"{told}{changed} {_EVENTS_ONLY}"


def _numbers(counts: Counts) -> JsonObject:
    totals = Counter[str]()
    for _, by_status in counts.by_type:
        totals.update(by_status)
    return {
        "attention": [
            [each.name, each.of, f"{each.count:,}", _said(each.of, each.count, each.says)]
            for each in counts.attention
        ],
        "types": [
            ["", "All", *_row(totals, counts.sources)],
            *(
                [name, _title(name), *_row(by_status, sum(by_status.values()))]
                for name, by_status in counts.by_type
            ),
        ],
    }


def _row(by_status: Mapping[str, int], total: int) -> list[str]:
    return [f"{total:,}", *(f"{by_status.get(name, 0):,}" for name in _STATUSES)]


def _title(name: str) -> str:
    return SOURCE_TYPES[name].title if name in SOURCE_TYPES else name.replace("_", " ")


def _said(of: str, count: int, says: str) -> str:
    return f"{of if count != 1 else of.removesuffix('s')} {says}"


def _several(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def numbers_frame(state: State) -> pd.DataFrame:
    """Each number of the overview: ``of, type, status, finding, says`` (str), ``count`` (Int64).

    No rows before the account was read.
    """
    counts = state.overview.counts or Counts(0, 0)
    rows = [
        ("sources", name, status, None, None, count)
        for name, by_status in counts.by_type
        for status, count in by_status.items()
    ]
    rows += [(each.of, None, None, each.name, each.says, each.count) for each in counts.attention]  # type: ignore[misc]  # or None
    frame = pd.DataFrame(rows, columns=list(_NUMBERS))
    return frame.astype(dict.fromkeys(_NUMBERS[:-1], "str") | {"count": "Int64"})
