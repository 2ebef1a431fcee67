"""Rows that claim to be attached, and what the account says of them.

A row claims it while its outcome is ``attached`` or ``already_attached``. Each is held
against the account once, by whoever reads that; what it finds is told here.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

from kit.bulk.journal.database import Database

__all__ = ["Claims"]

_CLAIMING: Final = "FROM attaches WHERE outcome IN ('attached', 'already_attached')"
_OPEN: Final = f"{_CLAIMING} AND verified IS NULL"


class Claims:
    """The rows of one journal that claim to be attached."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def total(self) -> int:
        """How many there are."""
        return int(self._database.value(f"SELECT count(*) {_CLAIMING}"))

    @property
    def unverified(self) -> int:
        """How many the account has not confirmed."""
        return int(self._database.value(f"SELECT count(*) {_OPEN}"))

    @property
    def unverified_customers(self) -> int:
        """How many customers those are about."""
        return int(self._database.value(f"SELECT count(DISTINCT customer) {_OPEN}"))

    def customers_of_several(self, limit: int | None = None) -> list[str]:
        """Those with more than one such source, most sources first."""
        statement = (
            f"SELECT customer {_OPEN} GROUP BY customer HAVING count(*) > 1 "
            "ORDER BY count(*) DESC, customer LIMIT ?"
        )
        return [row[0] for row in self._database.rows(statement, -1 if limit is None else limit)]

    def is_open(self, customer: str) -> bool:
        """Whether any such source is this customer's."""
        return self._database.row(f"SELECT 1 {_OPEN} AND customer = ?", customer) is not None

    def sources(self, limit: int | None = None) -> list[str]:
        """The sources that were not confirmed, ``limit`` of them at most."""
        statement = f"SELECT source {_OPEN} ORDER BY source LIMIT ?"
        return [row[0] for row in self._database.rows(statement, -1 if limit is None else limit)]

    def forget(self) -> None:
        """Hold every claim against the account once more."""
        self._database.execute("UPDATE attaches SET verified = NULL WHERE verified IS NOT NULL")

    def confirm(self, shown: Iterable[tuple[str, str]]) -> None:
        """The account shows these sources attached to these customers."""
        self._database.write(
            "UPDATE attaches SET verified = ? WHERE source = ? AND customer = ? "
            "AND outcome IN ('attached', 'already_attached') AND verified IS NULL",
            ((time.time(), source, customer) for source, customer in shown),
        )

    def contradict(self, source: str, code: str, message: str) -> None:
        """The account holds it otherwise."""
        self._database.execute(
            "UPDATE attaches SET outcome = 'contradicted', settled_by = 'verification', "
            "error_code = ?, error_message = ? WHERE source = ?",
            code,
            message,
            source,
        )

    def customer(self, source: str) -> str:
        """Whose it is by this journal."""
        return str(self._database.value("SELECT customer FROM attaches WHERE source = ?", source))

    def samples(self, count: int) -> list[tuple[str, str]]:
        """Some sources that are attached here, each with its customer."""
        statement = f"SELECT source, customer {_CLAIMING} LIMIT ?"
        return [(source, customer) for source, customer in self._database.rows(statement, count)]

    def unknown_sample(self) -> tuple[str, str, str] | None:
        """A source and a customer of which one is unknown, and Stripe's sentence on that."""
        row = self._database.row(
            "SELECT source, customer, error_message FROM attaches "
            "WHERE outcome = 'refused' AND error_code = 'resource_missing' LIMIT 1"
        )
        return None if row is None else (row[0], row[1], row[2] or "")
