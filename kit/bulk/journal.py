"""The journal of one ``attach_many``: what is to be done, what was begun, what came of it.

A key is written down before the request that carries it leaves; an outcome soon after its
answer came. So whatever happens in between, the next call finds every request that may
have taken effect, and repeats it under the same key.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from kit.bulk.journal_file import open_copy, open_file, temporary_path, writing
from kit.bulk.outcomes import Outcome
from kit.bulk.plan import write_plan
from kit.bulk.row_checks import CheckedRow

__all__ = ["Journal", "PlannedAttach", "Verdict"]

#: Verdicts wait so long, or for so many others, to be written in one go.
_GATHERED_SECONDS: Final = 0.2
_GATHERED: Final = 100

_UNSETTLED: Final = (
    "The answer to this row's request is not known: it may or may not have taken effect. "
    "The same call with the same journal settles it."
)


@dataclass(frozen=True, slots=True)
class PlannedAttach:
    """One attach as the journal holds it.

    ``sent`` is when an earlier call handed out its key, in Unix seconds, or None.
    """

    source: str
    customer: str
    metadata: dict[str, str] | None
    key: str
    sent: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is known of one attach. Without ``outcome`` it is not settled yet."""

    outcome: Outcome | None = None
    settled_by: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    request_id: str | None = None
    source_after: str | None = None


class Journal:
    """An open journal. Close it with ``close()`` or ``with``. For one thread.

    ``path`` None keeps it in a temporary file, which is deleted on closing unless
    something was sent and not all is settled. ``salt`` makes the keys of a new journal its own.
    """

    def __init__(
        self,
        path: str | Path | None,
        *,
        salt: str,
        copy: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._now = now
        given = None if path is None else Path(path)
        self._is_temporary = given is None and not copy
        self.path = given if copy or given is not None else temporary_path()
        self._db = open_copy(given) if copy else open_file(self.path or Path())
        self._turn = 0
        self._gathered: list[tuple[Any, ...]] = []
        self._gathered_since = 0.0
        self.salt: str = self.fact("salt") or salt
        self.set_fact("salt", self.salt)

    # -- the whole -------------------------------------------------------------------

    def fact(self, name: str) -> Any:
        """One remembered value, None when there is none."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else row[0]

    def set_fact(self, name: str, value: Any) -> None:
        """Remember one value."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def plan(self, rows: Iterable[CheckedRow]) -> None:
        """Take the rows of this call; the outcomes of earlier calls stay."""
        with writing(self._db):
            write_plan(self._db, rows)
        self._turn = 0

    def select(self, statement: str, *values: Any) -> sqlite3.Cursor:
        """Read what a preflight or a report wants to know."""
        return self._db.execute(statement, values)

    def write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write many rows in one go."""
        with writing(self._db):
            self._db.executemany(statement, rows)

    @property
    def rows(self) -> int:
        """How many rows were given."""
        return int(self.select("SELECT count(*) FROM pairs").fetchone()[0])

    @property
    def unsettled(self) -> int:
        """How many attaches of this call have no definite outcome yet."""
        return int(self.select(f"SELECT count(*) {_OPEN}").fetchone()[0])

    # -- sending ---------------------------------------------------------------------

    def claim(self, count: int) -> list[PlannedAttach]:
        """The next attaches to send, their keys written down; none when all are claimed."""
        self.flush()
        rows = self.select(
            "SELECT source, attaches.customer, attaches.metadata, key, key_number, sent, turn "
            f"{_OPEN} AND turn > ? ORDER BY turn LIMIT ?",
            self._turn,
            count,
        ).fetchall()
        claimed = [
            PlannedAttach(
                source,
                customer,
                None if metadata is None else json.loads(metadata),
                key or self._key(source, customer, metadata, number),
                sent,
            )
            for source, customer, metadata, key, number, sent, _ in rows
        ]
        now = self._now()
        if rows and not self.fact("begun"):
            self.set_fact("begun", now)
        self.write(
            "UPDATE attaches SET key = ?, sent = coalesce(sent, ?) WHERE source = ?",
            ((each.key, now, each.source) for each in claimed),
        )
        if rows:
            self._turn = rows[-1][-1]
        return claimed

    def renew_key(self, source: str) -> str:
        """A new key, for when the old one would only repeat an answer that says nothing."""
        self.flush()
        customer, metadata, number = self.select(
            "SELECT customer, metadata, key_number FROM attaches WHERE source = ?", source
        ).fetchone()
        key = self._key(source, customer, metadata, number + 1)
        self.write(
            "UPDATE attaches SET key = ?, key_number = ?, sent = ? WHERE source = ?",
            [(key, number + 1, self._now(), source)],
        )
        return key

    def give_back(self, sources: Iterable[str]) -> None:
        """Claimed attaches that were not sent after all."""
        self.flush()
        self.write("UPDATE attaches SET sent = NULL WHERE source = ?", ((s,) for s in sources))

    def record(self, source: str, verdict: Verdict, attempts: int, seconds: float) -> None:
        """Add what is known of one attach now, and what it took. Written within moments."""
        if not self._gathered:
            self._gathered_since = time.monotonic()
        self._gathered.append(
            (
                verdict.outcome,
                verdict.settled_by,
                verdict.error_code,
                verdict.error_message,
                verdict.request_id,
                verdict.source_after,
                attempts,
                seconds,
                source,
            )
        )
        if (
            len(self._gathered) >= _GATHERED
            or time.monotonic() - self._gathered_since > _GATHERED_SECONDS
        ):
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        if self._gathered:
            rows, self._gathered = self._gathered, []
            self.write(
                "UPDATE attaches SET outcome = ?, settled_by = ?, error_code = ?, "
                "error_message = ?, request_id = ?, source_after = ?, "
                "attempts = attempts + ?, seconds = seconds + ? WHERE source = ?",
                rows,
            )

    # -- telling ---------------------------------------------------------------------

    def outcomes(self) -> Iterator[tuple[Any, ...]]:
        """A row for each given one, in the order given: the columns of an outcome frame."""
        self.flush()
        return iter(self.select(_OUTCOMES, _UNSETTLED))

    def counts(self) -> dict[str, int]:
        """How many rows came to which outcome."""
        self.flush()
        return dict(
            self.select(
                f"SELECT outcome, count(*) FROM ({_OUTCOMES}) GROUP BY outcome",  # noqa: S608  # no text from outside
                _UNSETTLED,
            )
        )

    def close(self) -> None:
        """Write everything down and close the file."""
        try:
            self.flush()
            is_needed = self.unsettled and self.fact("begun")
        finally:
            self._db.close()
        if self._is_temporary and self.path is not None and not is_needed:
            self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _key(self, source: str, customer: str, metadata: str | None, number: int) -> str:
        told = "\n".join((self.salt, customer, source, metadata or ""))
        return f"kit-{hashlib.sha256(told.encode()).hexdigest()[:40]}-{number}"


_OPEN: Final = (
    "FROM pairs JOIN attaches USING (source) WHERE pairs.code IS NULL AND outcome IS NULL"
)

_OUTCOMES: Final = """
SELECT pairs.customer, pairs.source,
       CASE WHEN code IS NOT NULL THEN 'refused'
            WHEN outcome IS NOT NULL THEN outcome
            WHEN sent IS NOT NULL OR error_message IS NOT NULL THEN 'failed'
            ELSE 'not_tried' END AS outcome,
       CASE WHEN code IS NOT NULL THEN code
            WHEN outcome IS NULL AND sent IS NOT NULL THEN coalesce(error_code, 'unsettled')
            ELSE error_code END,
       CASE WHEN code IS NOT NULL THEN problem
            WHEN outcome IS NULL AND sent IS NOT NULL THEN coalesce(error_message, ?)
            ELSE error_message END,
       request_id, coalesce(attempts, 0), coalesce(seconds, 0.0),
       CASE WHEN code IS NOT NULL THEN 'check' ELSE settled_by END, source_after
FROM pairs LEFT JOIN attaches ON code IS NULL AND attaches.source = pairs.source
ORDER BY number
"""
