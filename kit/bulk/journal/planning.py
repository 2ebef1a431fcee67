"""From rows to a plan: what rows have against each other, and who comes when.

Done in SQL inside the journal, so that the memory it takes does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Iterable

from kit.bulk.journal.database import Database
from kit.bulk.pairs import PairRow

__all__ = ["write_plan"]


def write_plan(database: Database, rows: Iterable[PairRow], *, retry_refused: bool) -> None:
    """Put checked ``rows`` in the place of those of the last call, judge and order them."""
    database.execute("DELETE FROM pairs")
    database.write(
        "INSERT INTO pairs (number, customer, source, metadata, code, problem) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (
            (number, row.customer, row.source, row.metadata, row.code, row.problem)
            for number, row in enumerate(rows)
        ),
    )
    _refuse_two_customers(database)
    _refuse_duplicates(database)
    _refuse_what_the_journal_knows_otherwise(database)
    database.execute(
        "INSERT INTO attaches (source, customer, metadata) "
        "SELECT source, customer, metadata FROM pairs WHERE code IS NULL "
        "ON CONFLICT (source) DO NOTHING"
    )
    _open_again(database, "contradicted")
    if retry_refused:
        _open_again(database, "refused")
    _give_turns(database)


def _open_again(database: Database, outcome: str) -> None:
    """Rows of this call with that outcome are asked anew, under new keys.

    What was refused has done nothing, and begins as if never sent. What was contradicted
    may yet turn out to be this journal's work.
    """
    database.execute(
        "UPDATE attaches SET outcome = NULL, settled_by = NULL, error_code = NULL, "
        "error_message = NULL, source_after = NULL, verified = NULL, key = NULL, "
        "key_number = key_number + 1, sent = iif(outcome = 'refused', NULL, sent) "
        "WHERE outcome = ? AND source IN (SELECT source FROM pairs WHERE code IS NULL)",
        outcome,
    )


def _refuse_two_customers(database: Database) -> None:
    """Attaching is for good, so nobody guesses which of the customers was meant."""
    torn = database.rows(
        "SELECT source, group_concat(number, ', ') FROM "
        "(SELECT source, customer, number FROM pairs WHERE code IS NULL ORDER BY number) "
        "GROUP BY source HAVING count(DISTINCT customer) > 1"
    )
    for source, numbers in list(torn):
        shown = numbers if len(numbers) < 60 else numbers[:60].rpartition(",")[0] + ", ..."
        problem = (
            f"Rows {shown} give this source to different customers, and it can belong to one "
            "only, for good. None of them is sent: keep the row that is right."
        )
        database.execute(
            "UPDATE pairs SET code = 'source_for_two_customers', problem = ? "
            "WHERE source = ? AND code IS NULL",
            problem,
            source,
        )


def _refuse_duplicates(database: Database) -> None:
    database.execute(
        """
        UPDATE pairs SET code = 'duplicate_row', problem =
            'Row ' || first.number || ' is the same pair' ||
            iif(pairs.metadata IS first.metadata, '', ' with other metadata') ||
            '; only that one is sent.'
        FROM (SELECT source, metadata, min(number) AS number
              FROM pairs WHERE code IS NULL GROUP BY source) AS first
        WHERE pairs.source = first.source AND pairs.number > first.number AND pairs.code IS NULL
        """
    )


def _refuse_what_the_journal_knows_otherwise(database: Database) -> None:
    database.execute(
        """
        UPDATE pairs SET code = 'differs_from_journal', problem =
            'The journal holds this source ' || iif(pairs.customer = known.customer,
                'with other metadata', 'for customer ' || known.customer) ||
            '. Use a new journal for what is a new request.'
        FROM attaches AS known
        WHERE pairs.source = known.source AND pairs.code IS NULL
          AND NOT (pairs.customer = known.customer AND pairs.metadata IS known.metadata)
        """
    )


def _give_turns(database: Database) -> None:
    """Unsettled rows in the order to send them.

    What may be under way already comes first. Then whoever has most rows to come, since
    the rows of one customer must go one after the other, in the order given.
    """
    database.execute(
        """
        UPDATE pairs SET turn = planned.turn
        FROM (SELECT number, row_number() OVER
                     (ORDER BY untouched, behind DESC, number) AS turn
              FROM (SELECT number, sent IS NULL AS untouched,
                           count(*) OVER (PARTITION BY pairs.customer) - row_number() OVER
                           (PARTITION BY pairs.customer ORDER BY number) AS behind
                    FROM pairs JOIN attaches USING (source)
                    WHERE code IS NULL AND outcome IS NULL)) AS planned
        WHERE pairs.number = planned.number
        """
    )
