"""What reading found behind the open rows, kept beside the journal while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kit.bulk.journal.database import Database
from kit.eligibility import ExpectedOutcome
from kit.facts import JsonObject

__all__ = ["OPEN_ROWS", "Observations"]

#: The rows of this call that are not settled.
OPEN_ROWS: Final = (
    "FROM pairs JOIN attaches USING (source) WHERE pairs.code IS NULL AND outcome IS NULL"
)

#: What of a source decides whether it may be attached.
_KEPT: Final = ("customer", "status", "usage")

_NOT_READ: Final = ExpectedOutcome(None, "Not read yet.")

_TABLES: Final = (
    """CREATE TEMP TABLE IF NOT EXISTS seen_customers (
        id TEXT PRIMARY KEY, expected TEXT, reason TEXT)""",
    """CREATE TEMP TABLE IF NOT EXISTS seen_sources (
        id TEXT PRIMARY KEY, customer TEXT, status TEXT, usage TEXT, expected TEXT, reason TEXT)""",
)
_MISSING_CUSTOMERS: Final = (
    f"SELECT DISTINCT attaches.customer {OPEN_ROWS} "
    "AND attaches.customer NOT IN (SELECT id FROM seen_customers)"
)
_MISSING_SOURCES: Final = (
    f"SELECT source {OPEN_ROWS} AND source NOT IN (SELECT id FROM seen_sources)"
)


class Observations:
    """Customers and sources as they were read.

    ``problem`` is what is expected of a row whose customer or source is no living object.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        for table in _TABLES:
            database.execute(table)

    def forget(self) -> None:
        """Begin anew."""
        self._database.execute("DELETE FROM seen_customers")
        self._database.execute("DELETE FROM seen_sources")

    def add_customer(self, customer_id: str, problem: ExpectedOutcome | None) -> None:
        """A customer was read, or cannot be."""
        self._database.write(
            "INSERT OR REPLACE INTO seen_customers VALUES (?, ?, ?)",
            [(customer_id, *(problem or (None, None)))],
        )

    def add_source(
        self, source_id: str, source: JsonObject, problem: ExpectedOutcome | None
    ) -> None:
        """A source was read, or cannot be."""
        kept = (source.get(name) for name in _KEPT)
        self._database.write(
            "INSERT OR REPLACE INTO seen_sources VALUES (?, ?, ?, ?, ?, ?)",
            [(source_id, *kept, *(problem or (None, None)))],
        )

    def missing_customers(self) -> list[str]:
        """Customers of open rows that were not read yet."""
        return [row[0] for row in self._database.rows(_MISSING_CUSTOMERS)]

    def count_missing_customers(self) -> int:
        """How many those are."""
        return int(self._database.value(f"SELECT count(*) FROM ({_MISSING_CUSTOMERS})"))

    def missing_sources(self) -> list[str]:
        """Sources of open rows that were not read yet."""
        return [row[0] for row in self._database.rows(_MISSING_SOURCES)]

    def by_row(self) -> Iterator[JsonObject | ExpectedOutcome]:
        """For each row as given: its source as far as it is known, or what that leads to."""
        found = self._database.rows(
            "SELECT coalesce(seen_customers.reason, seen_sources.reason), "
            "iif(seen_customers.reason IS NULL, seen_sources.expected, seen_customers.expected), "
            "seen_sources.id, seen_sources.customer, status, usage FROM pairs "
            "LEFT JOIN seen_customers ON seen_customers.id = pairs.customer "
            "LEFT JOIN seen_sources ON seen_sources.id = pairs.source ORDER BY number"
        )
        for reason, expected, source_id, *values in found:
            if reason is not None:
                yield ExpectedOutcome(expected, reason)
            elif source_id is None:
                yield _NOT_READ
            else:
                yield dict(zip(_KEPT, values, strict=True))

    def extent(self) -> dict[str, Any]:
        """How much is to be done: open rows, their customers, the most rows of one customer."""
        open_rows, customers = self._database.row(
            f"SELECT count(*), count(DISTINCT attaches.customer) {OPEN_ROWS}"
        ) or (0, 0)
        longest = self._database.value(
            "SELECT coalesce(max(n), 0) FROM "
            f"(SELECT count(*) AS n {OPEN_ROWS} GROUP BY attaches.customer)"
        )
        refused, settled = self._database.row(
            "SELECT count(code), count(outcome) FROM pairs "
            "LEFT JOIN attaches ON code IS NULL AND attaches.source = pairs.source"
        ) or (0, 0)
        return {
            "open_rows": open_rows,
            "customers": customers,
            "longest_lane": longest,
            "refused": refused,
            "settled": settled,
        }
