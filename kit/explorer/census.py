"""The account as it was counted once: its numbers, and the lists that each number leaves."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Event
from typing import Any, Final

import pandas as pd

from kit.account import Account
from kit.auditing.audit import Audit
from kit.auditing.evidence import Evidence, evidence_of
from kit.errors import KitError
from kit.explorer.frame_list import FrameList
from kit.explorer.listing import Found, Query
from kit.explorer.overview import ABOUT, Counts, FindingCount
from kit.explorer.sifting import id_in
from kit.facts import JsonObject

__all__ = ["Census", "CountingStopped", "take_census"]

#: How often a page is told how far a read is.
_TELL_SECONDS: Final = 0.25

_SOURCES: Final = (
    *("id", "object", "type", "status", "usage", "amount", "currency", "customer", "created"),
    "owner.email",
)
_CUSTOMERS: Final = ("id", "name", "email", "created", "default_source", "held")

_NOBODY: Final = pd.Series([], dtype="str")

#: Words, how many are done, and of how many.
_Tell = Callable[[str, int, int | None], None]


class CountingStopped(KitError):
    """Somebody wished that no more is read."""


def take_census(account: Account, stop: Event, tell: _Tell) -> Census:
    """Read ``account`` whole; CountingStopped as soon as ``stop`` is set."""
    told_at = 0.0

    def listen(what: str, read: int, expected: int | None) -> None:
        nonlocal told_at
        if stop.is_set():
            raise CountingStopped("The reading was stopped.")
        if read and time.monotonic() - told_at >= _TELL_SECONDS:
            told_at = time.monotonic()
            of_all = "" if expected is None else f" of about {expected:,}"
            tell(f"Reading {what}: {read:,}{of_all}…", read, expected)

    evidence = evidence_of(account, progress=listen)
    tell("Counting…", 1, 1)
    return Census(evidence)


class Census:
    """What was read: ``counts``, and the customers and sources under each number."""

    def __init__(self, evidence: Evidence) -> None:
        audit = Audit(evidence)
        sources = _typed(evidence.sources)
        held = sources["customer"].value_counts()
        customers = evidence.customers.assign(held=evidence.customers["id"].map(held).fillna(0))
        self._ids = {name: audit.found_by(name) for name in audit.attention["finding"]}
        self._customers = FrameList(customers, _CUSTOMERS, email="email")
        self._sources = FrameList(sources, _SOURCES, email="owner.email")
        self._holders = sources[["id", "customer"]].dropna()
        self.counts = _counts(audit, evidence, sources)

    def customers(self, query: Query) -> Found:
        """The customers that the finding in ``query`` counts, and its text fits."""
        records, kept = self._customers.sifted(query, self._under(query), id_in(query.text, "cus_"))
        shown = self._holders[self._holders["customer"].isin([each["id"] for each in records])]
        of_each: Mapping[Any, list[str]] = shown.groupby("customer")["id"].agg(list).to_dict()
        found = [each | {"sources": {"data": of_each.get(each["id"], [])}} for each in records]
        return _found(found, kept, "customer")

    def sources(self, query: Query) -> Found:
        """The sources that ``query`` leaves."""
        wanted = id_in(query.text, "src_")
        return _found(*self._sources.sifted(query, self._under(query), wanted), "source")

    def _under(self, query: Query) -> pd.Series[str] | None:
        finding = dict(query.filters).get(ABOUT)
        return self._ids.get(finding, _NOBODY) if finding else None


def _typed(sources: pd.DataFrame) -> pd.DataFrame:
    """The sources, each with a type: what a token made has none, and is what it is."""
    return sources.assign(
        type=sources["type"].astype("str").fillna(sources["object"].astype("str")),
        status=sources["status"].astype("str"),
    )


def _counts(audit: Audit, evidence: Evidence, sources: pd.DataFrame) -> Counts:
    names: list[str] = sources["type"].value_counts().index.to_list()
    by_type: dict[str, dict[str, int]] = {name: {} for name in names}
    table = sources.groupby(["type", "status"], as_index=False).size()
    for name, status, count in table.astype("object").to_numpy().tolist():
        by_type[name][status] = count
    rows = audit.attention.to_dict("records")
    return Counts(
        customers=len(evidence.customers),
        sources=len(sources),
        by_type=tuple(by_type.items()),
        attention=tuple(
            FindingCount(each["finding"], each["of"], int(each["count"]), each["says"])
            for each in rows
        ),
        read_at=f"{evidence.read_at:%Y-%m-%d %H:%M} UTC",
    )


def _found(records: list[JsonObject], kept: int, what: str) -> Found:
    several = "" if kept == 1 else "s"
    if not kept:
        return Found((), "None fits. Clear the search or the filters.")
    shown = f", {len(records):,} shown" if len(records) < kept else ""
    words = f"{kept:,} {what}{several}{shown}, as the account was counted."
    return Found(tuple(records), words, more=len(records) < kept)
