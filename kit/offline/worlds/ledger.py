"""The answers to an analyst's questions, written down while a world is planted.

They are counted from the plans and their lives, never from what the account answers, so that
whoever reads the account by any other way can compare.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any, Final

from kit.facts import JsonObject
from kit.facts.limits import EVENT_DAYS
from kit.facts.statuses import ATTACHABLE_STATUSES, TERMINAL_STATUSES
from kit.offline.resources.transitions import money_left
from kit.offline.worlds.source_life import Life
from kit.offline.worlds.unfolding import Unfolding

__all__ = ["Ledger", "Table", "table"]

#: Columns and rows, as plain data.
Table = dict[str, list[Any]]

_DAY: Final = 86_400

#: A card that ends within so many days is about to expire.
_SOON_DAYS: Final = 90

#: How far the key looks ahead: by then every documented time-out has rung.
_AHEAD_DAYS: Final = 7

#: What is charged again with another PaymentMethod once Sources end: all but cards.
_CARD: Final = "card"


def table(columns: str, rows: Iterable[Iterable[Any]]) -> Table:
    """Rows under the columns named in a text, sorted."""
    return {"columns": columns.split(), "rows": sorted(list(row) for row in rows)}


class Ledger:
    """Counts each life as it ends in today."""

    def __init__(self, today: int) -> None:
        self._today = today
        self._events_since = today - EVENT_DAYS * _DAY
        self._customers = 0
        self._sources = 0
        self._statuses: Counter[tuple[str, str]] = Counter()
        self._numbers: defaultdict[tuple[str, str], list[Life]] = defaultdict(list)
        self._waiting: defaultdict[str, list[int]] = defaultdict(list)
        self._delays: defaultdict[str, list[int]] = defaultdict(list)
        self._rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def count(self, unfolded: Unfolding) -> None:
        """One customer with its sources, or sources of nobody."""
        for life in unfolded.lives:
            self._look_ahead(life)
            if life.attached_at is None:
                self._count_unattached(life)
            else:
                self._count_attached(life)
        if unfolded.customer and not unfolded.deleted:
            self._count_customer(unfolded)

    def _count_customer(self, unfolded: Unfolding) -> None:
        self._customers += 1
        customer_id = unfolded.customer["id"]
        attached = {life.plan.id: life for life in unfolded.lives if life.attached_at is not None}
        if all(life.status != "chargeable" for life in attached.values()):
            self._rows["without_chargeable"].append((customer_id, len(attached)))
        default = attached.get(unfolded.customer["default_source"])
        if default is None:
            return
        row = (customer_id, default.plan.id, default.plan.kind.name, default.status)
        if default.status in TERMINAL_STATUSES:
            self._rows["broken_defaults"].append(row)
        elif default.plan.kind.name != _CARD and default.plan.usage == "reusable":
            self._rows["who_breaks"].append(row)

    def _count_attached(self, life: Life) -> None:
        plan, source = life.plan, life.object
        self._sources += 1
        self._statuses[plan.kind.name, life.status] += 1
        if plan.number is not None:
            network = source[plan.kind.name]["fingerprint"]
            self._numbers[network, plan.number.replace(" ", "")].append(life)
        if "receiver" in source and money_left(source) > 0:
            self._waiting[source["currency"]].append(money_left(source))
        if life.status == "chargeable":
            if life.charges == 0:
                self._rows["never_used"].append(self._named(life))
            if plan.kind.name == _CARD:
                self._count_card(life)
        at = life.chargeable_at
        if plan.kind.name != _CARD and at is not None and at >= self._events_since:
            self._delays[plan.kind.name].append(at - plan.created)

    def _count_card(self, life: Life) -> None:
        card = life.object[_CARD]
        ends = _end_of_month(card["exp_year"], card["exp_month"])
        row = (*self._named(life), f"{card['exp_year']}-{card['exp_month']:02d}")
        if ends < self._today:
            self._rows["expired_cards"].append(row)
        elif ends < self._today + _SOON_DAYS * _DAY:
            self._rows["expiring_cards"].append(row)

    def _count_unattached(self, life: Life) -> None:
        seen = life.chargeable_at is not None and life.chargeable_at >= self._events_since
        if seen and life.plan.kind.name != _CARD and life.status in ATTACHABLE_STATUSES:
            self._rows["attachable"].append((life.plan.id, life.plan.kind.name, life.status))

    def _look_ahead(self, life: Life) -> None:
        if life.ends_at is not None and life.ends_at <= self._today + _AHEAD_DAYS * _DAY:
            self._rows["changes_ahead"].append((*self._named(life), "canceled", life.ends_at))

    @staticmethod
    def _named(life: Life) -> tuple[str, str, str]:
        return life.plan.id, life.object.get("customer", ""), life.plan.kind.name

    def answers(self) -> JsonObject:
        """Every answer by its name: a number, or a table of columns and rows."""
        rows = self._rows
        return {
            "customers": self._customers,
            "sources": self._sources,
            "without_chargeable": table("customer sources", rows["without_chargeable"]),
            "broken_defaults": table("customer source type status", rows["broken_defaults"]),
            "expired_cards": table("source customer type expires", rows["expired_cards"]),
            "expiring_cards": table("source customer type expires", rows["expiring_cards"]),
            "duplicates": table("source customer type fingerprint", self._duplicates()),
            "money_waiting": table(
                "currency sources amount",
                ((code, len(sums), sum(sums)) for code, sums in self._waiting.items()),
            ),
            "chargeable_seconds": table(
                "type sources median_seconds",
                ((name, len(times), median(times)) for name, times in self._delays.items()),
            ),
            "never_used": table("source customer type", rows["never_used"]),
            "changes_ahead": table("source customer type change at", rows["changes_ahead"]),
            "who_breaks": table("customer source type status", rows["who_breaks"]),
            "statuses": table(
                "type status sources", ((*pair, n) for pair, n in self._statuses.items())
            ),
            "attachable": table("source type status", rows["attachable"]),
        }

    def _duplicates(self) -> Iterable[tuple[str, str, str, str]]:
        for (fingerprint, _), lives in self._numbers.items():
            if len(lives) > 1:
                yield from ((*self._named(life), fingerprint) for life in lives)


def _end_of_month(year: int, month: int) -> int:
    """The last second in which a card of that month is good."""
    after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return int((after - timedelta(seconds=1)).timestamp())
