"""What each list shows for a query, read through the account's public methods.

Words say what was looked through and what was not: a list that ends never claims to be
all there is.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable
from typing import Final

from kit.account import Account
from kit.customer_search import SUBSTRING_LENGTH
from kit.errors import InvalidId, NotFound
from kit.explorer.orders import ReadList
from kit.explorer.sifting import sifted, sorted_by
from kit.explorer.state import Found, Query
from kit.explorer.typed import has_words, id_in, words_of
from kit.facts import JsonObject
from kit.facts.statuses import ATTACHABLE_STATUSES

__all__ = ["Reads"]

#: Where nothing was found under the whole text, its longest word is looked for in these.
_WIDE: Final = 100

#: A search and a filter look through all that are ready, however many there are.
_ALL: Final = sys.maxsize

#: So many of those that fit are shown, and four times as many each time more are asked for.
_SHOWN: Final = 100

_CLEAR: Final = "Clear the search or the filters."

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
        self._gone: set[str] = set()
        #: Sources made here: a new one that nobody paid for yet had no event to be found by.
        self._made: dict[str, JsonObject] = {}
        self._by_name = {
            "customers": self._customers,
            "ready": self._ready_sources,
            "attached": self._attached,
            "by_id": self._look_up,
        }

    def found(self, order: ReadList) -> Found:
        """What ``order`` asks for, or the KitError that says why not."""
        return self._by_name[order.name](order)

    def remember(self, made: JsonObject) -> None:
        """List ``made`` first among the sources that are ready."""
        with self._lock:
            self._made = {str(made["id"]): made} | self._made

    def drop(self, source: str) -> None:
        """Take ``source``, which was just written to, out of what is remembered."""
        with self._lock:
            self._gone.add(source)

    def forget(self) -> None:
        """Read all again, what was made here too."""
        with self._lock:
            made = list(self._made)
            self._ready, self._ready_limit = [], 0
        now = {each: self._now(each) for each in made}
        with self._lock:
            self._made = {each: source for each, source in now.items() if source is not None}

    def _now(self, source: str) -> JsonObject | None:
        try:
            record = self._account.source(source)
        except NotFound:
            return None  # the practice data was reset
        attachable = record.get("status") in ATTACHABLE_STATUSES and not record.get("customer")
        return record if attachable else None

    def _customers(self, order: ReadList) -> Found:
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
        return Found(tuple(shown), _customer_words(text, len(shown), more=more), more)

    def _ready_sources(self, order: ReadList) -> Found:
        query = order.query
        looks = _looks(query)
        limit = _ALL if looks else query.limit
        if order.afresh:
            self.forget()
        records = self._read_ready(limit)
        if not records:
            return Found((), _NONE_READY)
        # Reusable ones first: attaching serves no later payment of the others.
        ordered = sorted(records, key=lambda each: each.get("usage") != "reusable")
        kept = sifted(ordered if not query.sort else records, query)
        if looks:
            shown = kept[: max(query.limit, _SHOWN)]
            words = _counted(len(shown), len(kept), len(records))
            return Found(tuple(shown), words, len(shown) < len(kept))
        shown = kept[: query.limit]
        whole = self._ready_limit == _ALL
        more = len(shown) < len(kept) if whole else len(records) >= limit + len(self._made)
        return Found(
            tuple(shown), _ready_words(len(shown), len(kept), whole=whole, more=more), more
        )

    def _read_ready(self, limit: int) -> list[JsonObject]:
        with self._lock:
            known, known_limit = self._still_ready(), self._ready_limit
        runs_low = len(known) < limit // 2 and len(self._ready) >= known_limit
        if known_limit < limit or (runs_low and known_limit > 0):
            fresh = self._account.attachable_source_records(None if limit == _ALL else limit)
            with self._lock:
                self._ready, self._ready_limit = fresh, limit
                self._gone -= {str(each["id"]) for each in fresh}
                known = self._still_ready()
        return known

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

    def _look_up(self, order: ReadList) -> Found:
        text = order.query.text.strip()
        if not text:
            return Found((), "Paste the id of a source; it begins with src_.")
        try:
            source = self._account.source(id_in(text, "src_") or text)
        except (InvalidId, NotFound) as error:
            return Found((), str(error))
        return Found((source,), "Found. Press Enter to take it.")


def _looks(query: Query) -> bool:
    return bool(query.text.strip() or any(value for _, value in query.filters) or query.sort)


def _customer_text(customer: JsonObject) -> str:
    return " ".join(str(customer.get(field) or "") for field in ("name", "email", "id"))


def _customer_words(text: str, shown: int, *, more: bool) -> str:
    if more:
        rest = "type more to narrow it" if text else "type to search them all"
        return f"The newest {shown} customers; {rest}."
    if text.startswith("cus_"):
        # Stripe's search has no field for ids; only a whole one can be looked up.
        return "" if shown else "No customer has this id. Stripe finds an id only when it is whole."
    if 0 < len(text) < SUBSTRING_LENGTH:
        short = f"Up to {SUBSTRING_LENGTH - 1} letters must be a whole name"
        return f"{short}: type {SUBSTRING_LENGTH - len(text)} more to search within names."
    if not shown:
        return f"No customer has “{text}” in name or e-mail." if text else "No customers yet."
    return f"{shown} customer{_s(shown)}."


def _ready_words(shown: int, known: int, *, whole: bool, more: bool) -> str:
    if not more:
        return f"{known} source{_s(known)} ready to attach."
    if whole:
        return f"{shown} of {known} that are ready."
    return f"The newest {known} that are ready; there may be more."


def _counted(shown: int, kept: int, all_of_them: int) -> str:
    if not kept:
        return f"None of {all_of_them} fits. {_CLEAR}"
    if shown < kept:
        return f"{shown} of {kept} that fit, {all_of_them} in all."
    return f"{kept} of {all_of_them}."


def _s(count: int | Iterable[object]) -> str:
    return "" if count == 1 else "s"
