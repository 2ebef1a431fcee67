"""One list of objects: its table, its conditions, its order; a page is a range of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from kit.offline.storage.database import Database

__all__ = ["ListQuery"]

_BEYOND: Final = 2**62


@dataclass(slots=True)
class ListQuery:
    """Rows of ``table`` in the order of a column, newest first.

    The names of tables and columns are the package's own words; values are bound.
    """

    table: Literal["customers", "sources", "events", "source_transactions", "webhook_endpoints"]
    order: Literal["n", "attached"] = "n"
    _conditions: list[str] = field(default_factory=list)
    _values: list[Any] = field(default_factory=list)

    def where(self, column: str, value: Any) -> None:
        """Only rows with this value."""
        self._add(f"{column} = ?", value)

    def where_in(self, column: str, values: list[Any]) -> None:
        """Only rows with one of these values."""
        self._add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def where_like(self, column: str, pattern: str) -> None:
        """Only rows whose value fits a pattern in which ``*`` stands for anything."""
        self._add(f"{column} GLOB ?", pattern.replace("[", "[[]").replace("?", "[?]"))

    def where_created(self, first: int, last: int) -> None:
        """Only what was created in these seconds.

        Said as row numbers, which come in order of creation: a range of the table itself,
        found by two look-ups, whatever its size.
        """
        self._add(
            f"n >= (SELECT coalesce(min(n), {_BEYOND}) FROM (SELECT n FROM {self.table} "
            "WHERE created >= ? ORDER BY created, n LIMIT 1))",
            first,
        )
        self._add(
            f"n <= (SELECT coalesce(max(n), 0) FROM (SELECT n FROM {self.table} "
            "WHERE created <= ? ORDER BY created DESC, n DESC LIMIT 1))",
            last,
        )

    def where_about(self, id: str) -> None:
        """Only events that tell of the object with this id."""
        self._add("json_extract(CAST(body AS TEXT), '$.data.object.id') = ?", id)

    def where_delivered(self, delivered: bool) -> None:  # noqa: FBT001 - a value to look for
        """Only events that every endpoint has taken, or that some have not."""
        pending = "json_extract(CAST(body AS TEXT), '$.pending_webhooks')"
        self._add(f"{pending} {'=' if delivered else '>'} 0")

    def after(self, position: int) -> None:
        """Only what comes after a position in the list: older rows."""
        self._add(f"{self.order} < ?", position)

    def before(self, position: int) -> None:
        """Only what comes before a position in the list: newer rows."""
        self._add(f"{self.order} > ?", position)

    def position(self, database: Database, id: str) -> int | None:
        """Where an object stands in the order of the list, None where it does not."""
        row = database.execute(
            f"SELECT {self.order} FROM {self.table} WHERE id = ?", (id,)
        ).fetchone()
        return None if row is None else row[0]

    def bodies(self, database: Database, count: int, *, oldest_first: bool) -> list[bytes]:
        """The first ``count`` objects, from the one end or the other."""
        where = " AND ".join(self._conditions) or "1"
        direction = "ASC" if oldest_first else "DESC"
        statement = (
            f"SELECT body FROM {self.table} WHERE {where} ORDER BY {self.order} {direction} LIMIT ?"
        )
        return [row[0] for row in database.execute(statement, (*self._values, count))]

    def _add(self, condition: str, *values: Any) -> None:
        self._conditions.append(condition)
        self._values.extend(values)
