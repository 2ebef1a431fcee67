"""What is known about the end of Sources, as a frame: dated, sourced, and for these types."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import pandas as pd

from kit.facts.end_of_sources import STATEMENTS
from kit.facts.replacements import CERTAINTIES, REPLACEMENTS
from kit.facts.stripe_pages import PAGES

__all__ = ["known_facts"]

_COLUMNS: Final = ("about", "says", "certainty", "title", "page", "page_of", "page_read")


def known_facts(types: Collection[str]) -> pd.DataFrame:
    """The statements about Sources as a whole and about these ``types``, then the rules of these.

    Columns, all str: ``about`` (types, "all", "all but cards"), ``says``, ``certainty``
    (documented, disputed, inferred, unconfirmed), the ``title`` and address (``page``) of the
    page that says so, ``page_of`` (the day of the copy, missing where it names none) and
    ``page_read``.

    >>> frame = known_facts(["card"])
    >>> sorted(set(frame["certainty"]))
    ['disputed', 'documented']
    """
    rows = [
        (each.subject, each.says, each.certainty, each.page)
        for each in STATEMENTS
        if not each.about or not set(types).isdisjoint(each.about)
    ]
    rows += [
        (name, rule.reason, rule.certainty, rule.page)
        for name, rule in REPLACEMENTS.items()
        if name in types
    ]
    return pd.DataFrame([_row(*row) for row in rows], columns=list(_COLUMNS), dtype="str")


def _row(about: str, says: str, certainty: str, page: str) -> tuple[str | None, ...]:
    if certainty not in CERTAINTIES:
        raise KeyError(certainty)
    where = PAGES[page]
    return (about, says, certainty, where.title, where.address, where.of or None, where.read)
