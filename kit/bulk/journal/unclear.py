"""Attached rows of unclear cause: a reading found them attached, not who attached them.

A row is unclear while it is ``attached`` and settled by ``reading``. The events of the
account tell such rows apart, and whoever reads those tells it here.
"""

from __future__ import annotations

from kit.bulk.journal.database import Database

__all__ = ["UnclearRows"]

_UNCLEAR = "outcome = 'attached' AND settled_by = 'reading'"


class UnclearRows:
    """The unclear rows of one journal."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __bool__(self) -> bool:
        """Whether there are any."""
        return self._database.row(f"SELECT 1 FROM attaches WHERE {_UNCLEAR} LIMIT 1") is not None

    def attribute(
        self, source: str, customer: str, *, key: str | None, request_id: str | None
    ) -> None:
        """Stripe attached ``source`` to ``customer`` for the request of that key and id.

        Without a key, as of an API version before 2017, the customer and the time speak for
        this journal's request.
        """
        found = self._database.value(
            f"SELECT key FROM attaches WHERE source = ? AND customer = ? AND {_UNCLEAR}",
            source,
            customer,
        )
        if found is None:
            return
        # The keys of one row differ in their number only.
        ours = key is None or key.rpartition("-")[0] == found.rpartition("-")[0]
        self._database.write(
            "UPDATE attaches SET outcome = ?, settled_by = 'events', "
            "request_id = coalesce(?, request_id) WHERE source = ?",
            [("attached" if ours else "already_attached", request_id if ours else None, source)],
        )

    def attribute_the_rest_to_others(self) -> None:
        """No event since the journal began attached them, so they were attached before."""
        self._database.execute(
            "UPDATE attaches SET outcome = 'already_attached', settled_by = 'events' "
            f"WHERE {_UNCLEAR}"
        )
