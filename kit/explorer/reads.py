"""What each list shows for a query, read through the account's public methods.

Words say what was looked through and what was not: a list that ends never claims to be
all there is.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kit.account import Account
from kit.customer_search import SUBSTRING_LENGTH
from kit.errors import InvalidId, NotFound
from kit.explorer.listing import Found, Query
from kit.explorer.orders import ReadList
from kit.explorer.overview import ABOUT
from kit.explorer.sifting import has_words, id_in, sifted, sorted_by, words_of
from kit.facts import JsonObject
from kit.facts.statuses import ATTACHABLE_STATUSES

if TYPE_CHECKING:
    from kit.explorer.census import Census

__all__ = ["Reads", "timeline_rows"]

#: Where nothing was found under the whole text, its longest word is looked for in these.
_WIDE: Final = 100

#: So many are read at least, a page of events; a search goes on to look through all of them.
_LOOKED_THROUGH: Final = 100

_NONE_READY: Final = (
    "No source that is attached to nobody had an event in the last 30 days. "
    "Look one up by its id, or make a practice one."
)


class Reads:
    """Answers ReadList orders; remembers the sources that are ready, which are dear to read."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lock = threading.Lock()
        self._ready: list[JsonObject] = []
        self._ready_limit = 0
        self._whole = False
        self._gone: set[str] = set()
        #: Sources made here: a new one that nobody paid for yet had no event to be found by.
        self._made: dict[str, JsonObject] = {}
        self._census: Census | None = None
        self._by_name = {
            "customers": self._customers,
            "ready": self._ready_sources,
            "attached": self._attached,
            "by_id": self._look_up,
            "known": self._known,
        }

    def found(self, order: ReadList) -> Found:
        """What ``order`` asks for, or the KitError that says why not."""
        return self._by_name[order.name](order)

    def remember(self, made: JsonObject) -> None:
        """List ``made`` first among the sources that are ready."""
        with self._lock:
            self._made = {str(made["id"]): made} | self._made

    def keep(self, census: Census | None) -> None:
        """List what was counted, or nothing any more."""
        self._census = census

    def drop(self, source: str) -> None:
        """Take ``source``, which was just written to, out of what is remembered."""
        with self._lock:
            self._gone.add(source)

    def forget(self) -> None:
        """Read all again, what was made here too."""
        with self._lock:
            made = list(self._made)
            self._ready, self._ready_limit, self._whole = [], 0, False
        now = {each: self._now(each) for each in made}
        with self._lock:
            self._made = {each: source for each, source in now.items() if source is not None}

    def _now(self, source: str) -> JsonObject | None:
        try:
            record = self._account.source(source)
        except NotFound:
            return None  # the practice data was reset
        return record if _is_ready(record) else None

    def _customers(self, order: ReadList) -> Found:
        if dict(order.query.filters).get(ABOUT):
            return self._counted("customers", order.query)
        text, limit = order.query.text.strip(), order.query.limit
        wanted = id_in(text, "cus_") or text
        # One more than is shown tells whether there are more.
        records = self._account.customer_records(wanted or None, limit=limit + 1)
        words = words_of(text)
        if not records and len(words) > 1:
            wide = self._account.customer_records(max(words, key=len), limit=_WIDE)
            records = [each for each in wide if has_words(_customer_text(each), words)]
        shown = sorted_by(records[:limit], order.query.sort)
        more = len(records) > limit
        count = self._account.customer_count(wanted) if more and text else None
        return Found(tuple(shown), _customer_words(text, len(shown), more=more, count=count), more)

    def _ready_sources(self, order: ReadList) -> Found:
        query = order.query
        if order.afresh:
            self.forget()
        looks = _looks(query)
        records, whole = self._read_ready(max(query.limit, _LOOKED_THROUGH))
        wanted = id_in(query.text, "src_")
        if wanted is not None and all(each["id"] != wanted for each in records):
            return self._one_by_id(wanted)
        if not records:
            return Found((), _NONE_READY)
        # Reusable ones first: attaching serves no later payment of the others.
        ordered = sorted(records, key=lambda each: each.get("usage") != "reusable")
        kept = sifted(
            ordered if not query.sort else records, replace(query, text=wanted or query.text)
        )
        shown = tuple(kept[: query.limit])
        words = _ready_words(len(shown), len(kept), len(records), whole=whole, looks=looks)
        more = len(kept) > len(shown) or not (whole or looks)
        return Found(shown, words, more, partial=looks and not whole)

    def _one_by_id(self, wanted: str) -> Found:
        try:
            source = self._account.source(wanted)
        except (InvalidId, NotFound):
            return Found((), f"No source that is ready has the id {wanted}.")
        if _is_ready(source):
            return Found((source,), "1 source, found by its id.")
        owner = source.get("customer")
        state = f"attached to {owner}" if owner else str(source.get("status"))
        return Found((), f"{wanted} is {state}: look at it under By id.")

    def read_whole(self) -> None:
        """Read all sources that are ready, so that a search may look through all of them."""
        fresh = self._account.attachable_source_records()
        with self._lock:
            self._take(fresh, len(fresh), whole=True)

    def _read_ready(self, limit: int) -> tuple[list[JsonObject], bool]:
        """At least ``limit`` sources that are ready, if there are so many; whether it is all."""
        with self._lock:
            known, whole, known_limit = self._still_ready(), self._whole, self._ready_limit
        runs_low = len(known) < limit // 2 and known_limit > 0
        if whole or (known_limit >= limit and not runs_low):
            return known, whole
        fresh = self._account.attachable_source_records(limit=limit)
        with self._lock:
            self._take(fresh, limit, whole=len(fresh) < limit)
            return self._still_ready(), self._whole

    def _take(self, fresh: list[JsonObject], limit: int, *, whole: bool) -> None:
        self._ready, self._ready_limit, self._whole = fresh, limit, whole
        self._gone -= {str(each["id"]) for each in fresh}

    def _still_ready(self) -> list[JsonObject]:
        listed = [each for each in self._ready if each["id"] not in self._made]
        both = [*self._made.values(), *listed]
        return [each for each in both if each["id"] not in self._gone]

    def _attached(self, order: ReadList) -> Found:
        if order.customer is None:
            return Found((), "Choose a customer to see its sources.")
        records = self._account.source_records(order.customer)
        if not records:
            return Found((), "This customer has no source yet.")
        kept = sifted(records, order.query)
        shown = kept[: order.query.limit]
        more = len(kept) > len(shown)
        return Found(tuple(shown), _counted(len(shown), len(kept), len(records)), more)

    def _known(self, order: ReadList) -> Found:
        return self._counted("sources", order.query)

    def _counted(self, what: str, query: Query) -> Found:
        census = self._census
        if census is None:
            return Found((), "The account was not counted yet: open the tab Overview.")
        return census.customers(query) if what == "customers" else census.sources(query)

    def _look_up(self, order: ReadList) -> Found:
        text = order.query.text.strip()
        if not text:
            return Found((), "Paste the id of a source; it begins with src_.")
        try:
            source = self._account.source(id_in(text, "src_") or text)
        except (InvalidId, NotFound) as error:
            return Found((), str(error))
        return Found((source,), "Found. Click it or press Enter to choose it.")


def _looks(query: Query) -> bool:
    return bool(query.text.strip() or any(value for _, value in query.filters) or query.sort)


def _customer_text(customer: JsonObject) -> str:
    return " ".join(str(customer.get(field) or "") for field in ("name", "email", "id"))


def _is_ready(source: JsonObject) -> bool:
    return source.get("status") in ATTACHABLE_STATUSES and not source.get("customer")


def timeline_rows(account: Account, source: str) -> tuple[tuple[str, ...], ...]:
    """What happened to ``source``, oldest first: time, event, status, customer, request."""
    frame = account.timeline(source, progress=False)
    columns = ["created", "type", "status_after", "customer", "request"]
    moments = frame["created"].dt.strftime("%Y-%m-%d %H:%M:%S").fillna("now")
    rows = frame.assign(created=moments)[columns].astype(object).to_numpy().tolist()
    return tuple(tuple(each if isinstance(each, str) else "" for each in row) for row in rows)


def _customer_words(text: str, shown: int, *, more: bool, count: int | None) -> str:
    if more and count is not None:
        return f"{count:,} customers found, {shown} shown; type more to narrow it."
    if more:
        return f"The newest {shown} customers; type to search them all."
    if text.startswith("cus_"):
        # Stripe's search has no field for ids; only a whole one can be looked up.
        whole = "No customer has this id. Stripe finds an id only when it is whole."
        return "1 customer, found by its id." if shown else whole
    if 0 < len(text) < SUBSTRING_LENGTH:
        short = f"Up to {SUBSTRING_LENGTH - 1} letters must be a whole name"
        return f"{short}: type {SUBSTRING_LENGTH - len(text)} more to search within names."
    if not shown:
        return f"No customer has “{text}” in name or e-mail." if text else "No customers yet."
    return f"{shown} customer{_s(shown)}."


def _ready_words(shown: int, kept: int, looked: int, *, whole: bool, looks: bool) -> str:
    if not looks and not whole:
        return f"{shown} shown of the newest {looked}; type to search them all."
    if not looks:
        part = f", {shown} shown" if shown < looked else ""
        return f"{looked:,} source{_s(looked)} ready to attach{part}."
    where = f"{looked:,} that are ready" if whole else f"the newest {looked}"
    rest = "" if whole else " Looking through the rest…"
    if not kept:
        hint = " Clear the search or the filters." if whole else rest
        return f"None of {where} fits.{hint}"
    part = f", {shown} shown" if shown < kept else ""
    return f"{kept:,} of {where}{part}.{rest}"


def _counted(shown: int, kept: int, all_of_them: int) -> str:
    if not kept:
        return f"None of {all_of_them} fits. Clear the search or the filters."
    if shown < kept == all_of_them:
        return f"{kept} sources, {shown} shown."
    if shown < kept:
        return f"{shown} of {kept} that fit, {all_of_them} in all."
    return f"{kept} of {all_of_them}."


def _s(count: int | Iterable[object]) -> str:
    return "" if count == 1 else "s"
