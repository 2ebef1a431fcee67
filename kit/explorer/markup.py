"""HTML for the explorer. Whatever comes from Stripe goes in through an escaping format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ipywidgets import HTML
from markupsafe import Markup

from kit.explorer.finder import Cell, shortened

__all__ = ["chip", "heading", "html", "join", "note", "table"]

_CELL: Final = Markup('<td dir="auto" title="{}">{}</td>')


def html(content: str = "", *classes: str) -> HTML:
    """A widget that shows ``content``."""
    shown = HTML(content)
    for each in ("kit-html", *classes):
        shown.add_class(each)
    return shown


def heading(text: str) -> HTML:
    """A heading of one part of the explorer."""
    return html(Markup("<h3>{}</h3>").format(text), "kit-heading")


def note(text: str, tone: str = "quiet") -> Markup:
    """One paragraph of words."""
    return Markup('<p class="kit-{}">{}</p>').format(tone, text)


def chip(cell: Cell) -> Markup:
    """A chip with its explanation on hover."""
    return Markup('<span class="kit-chip kit-{}" title="{}">{}</span>').format(
        cell.tone or "plain", cell.hint, cell.text
    )


def join(parts: Iterable[str]) -> Markup:
    """``parts`` one after the other; what is not markup is escaped."""
    return Markup("").join(parts)


def table(label: str, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """A table; long values are cut and whole on hover."""
    head = join(Markup('<th scope="col">{}</th>').format(title) for title in titles)
    body = join(Markup("<tr>{}</tr>").format(join(_cell(value) for value in row)) for row in rows)
    return Markup(
        '<div class="kit-scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="kit-table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(label, head, body)


def _cell(value: str) -> Markup:
    if isinstance(value, Markup):
        return Markup("<td>{}</td>").format(value)
    return _CELL.format(value, shortened(value))
