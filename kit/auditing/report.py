"""The audit as one page of HTML: it runs no script, loads nothing, and shows text as text."""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import uuid4

import jinja2
import pandas as pd

from kit.auditing.customers_at_risk import HOW_SOON
from kit.errors import NotWritten
from kit.facts.replacements import ACTION_MEANINGS, CERTAINTIES
from kit.snapshot.folder import not_written

if TYPE_CHECKING:
    from kit.auditing.audit import Audit

__all__ = ["write_report"]

#: Rows that the page shows of a long table; the frames and the CSV files have all.
_ROWS: Final = 100

_ONLY_OWNER: Final = 0o600


class Bar(NamedTuple):
    """One row of a chart: a name, and how long each part of the bar is, in parts of the longest."""

    name: str
    parts: list[tuple[str, int, float]]
    total: int


def write_report(audit: Audit, path: Path, *, force: bool) -> Path:
    """Write the page, whole or not at all, for its owner only to read."""
    if path.exists() and not force:
        raise NotWritten(
            f"{path} exists and was not touched. Choose another name, or pass force=True."
        )
    page = _template().render(_content(audit)).encode()
    draft = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    with not_written(path):
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_OWNER)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(page)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    return path


@cache
def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    environment.filters["text"] = _text
    return environment.get_template("audit.html.jinja")


def _content(audit: Audit) -> dict[str, Any]:
    counts = audit.customers["breaks"].value_counts()
    return {
        "account": audit.account,
        "mode": audit.mode,
        "read_at": audit.read_at,
        "now": audit.now,
        "kit": version("stripe-source-kit"),
        "headline": audit.headline,
        "sources": len(audit.plan),
        "customers": audit.total_customers,
        "soon": [(name, int(counts.get(name, 0)), HOW_SOON[name]) for name in HOW_SOON],
        "by_action": _bars(audit.summary, "action"),
        "by_type": _bars(audit.summary, "type"),
        "months": _month_bars(audit.card_months),
        "money": audit.money.itertuples(index=False),
        "first": audit.customers.head(_ROWS),
        "left": max(0, len(audit.customers) - _ROWS),
        "summary": audit.summary,
        "actions": [
            (name, ACTION_MEANINGS[name], len(frame))  # type: ignore[index]  # the plan's own words
            for name, frame in audit.actions.items()
        ],
        "facts": audit.facts,
        "certainties": CERTAINTIES,
    }


def _bars(summary: pd.DataFrame, by: str) -> list[Bar]:
    """One bar per type or action, the longest first, its parts by what breaks."""
    counts: dict[str, dict[str, int]] = {}
    for name, breaks, sources in zip(
        summary[by], summary["breaks"], summary["sources"].astype(int), strict=True
    ):
        of_name = counts.setdefault(str(name) or "none", {})
        of_name[str(breaks)] = of_name.get(str(breaks), 0) + int(sources)
    totals = {name: sum(of_name.values()) for name, of_name in counts.items()}
    longest = max(totals.values(), default=1)
    bars = []
    for name in sorted(totals, key=lambda name: (-totals[name], name)):
        parts = [
            (breaks, counts[name][breaks], 100 * counts[name][breaks] / longest)
            for breaks in HOW_SOON
            if breaks in counts[name]
        ]
        bars.append(Bar(name, parts, totals[name]))
    return bars


def _month_bars(months: pd.DataFrame) -> list[Bar]:
    longest = max(int(months["cards"].max()), 1)
    return [
        Bar(when, [("yes" if when == "expired" else "card", cards, 100 * cards / longest)], cards)
        for when, cards in zip(months["when"], months["cards"].astype(int), strict=True)
    ]


def _text(value: Any) -> str:
    """A cell as text: nothing for what is missing, a day for a moment."""
    if value is None or value is pd.NaT or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return f"{value:,.2f}"
    return str(value)
