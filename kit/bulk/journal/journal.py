"""The journal's face: what is to be done, what was begun, what came of it.

A key is written down before the request that carries it leaves; a result soon after its
answer came. So whatever happens in between, the next call finds every request that may
have taken effect, and repeats it under the same key.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from kit.bulk.journal.claims import Claims
from kit.bulk.journal.database import check_space, open_copy, open_file, temporary_path
from kit.bulk.journal.observations import OPEN_ROWS, Observations
from kit.bulk.journal.planning import write_plan
from kit.bulk.journal.unclear import UnclearRows
from kit.bulk.outcomes import Outcome
from kit.bulk.pairs import PairRow
from kit.errors import JournalFailed
from kit.models.attach_request import AttachRequest

__all__ = ["AttachResult", "Journal"]

#: Results wait so long, or for so many others, to be written in one go.
_GATHERED_SECONDS: Final = 0.2
_GATHERED: Final = 100

_UNSETTLED: Final = (
    "The answer to this row's request is not known: it may or may not have taken effect. "
    "The same call with the same journal settles it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachResult:
    """What is known of one attach. Without ``outcome`` it is not settled yet.

    ``attempts`` are the attach requests it took this time, ``seconds`` those of all its
    requests.
    """

    outcome: Outcome | None = None
    settled_by: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    request_id: str | None = None
    source_after: str | None = None
    attempts: int = 0
    seconds: float = 0.0


class Journal:
    """An open journal. Close it with ``close()`` or ``with``. For one thread.

    ``path`` None keeps it in a temporary file, which is deleted on closing unless
    something was sent and not all is settled, or an error named it. ``salt`` makes the keys
    of a new journal its own. ``unclear``, ``claims`` and ``observations`` are its rows from
    other points of view.
    """

    def __init__(
        self,
        path: str | Path | None,
        *,
        salt: str,
        copy: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.now = now
        given = None if path is None else Path(path)
        self.is_temporary = given is None and not copy
        self.path = given if copy or given is not None else temporary_path()
        self._db = open_copy(given) if copy else open_file(self.path or Path())
        self.unclear = UnclearRows(self._db)
        self.claims = Claims(self._db)
        self.observations = Observations(self._db)
        self._turn = 0
        self._gathered: list[tuple[str, AttachResult]] = []
        self._gathered_since = 0.0
        self.salt: str = self.fact("salt") or salt
        self.set_fact("salt", self.salt)

    # -- the whole -------------------------------------------------------------------

    def fact(self, name: str) -> Any:
        """One remembered value, None when there is none."""
        return self._db.value("SELECT value FROM facts WHERE name = ?", name)

    def set_fact(self, name: str, value: Any) -> None:
        """Remember one value."""
        self._db.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", name, value)

    def plan(self, rows: Iterable[PairRow], *, retry_refused: bool = False) -> None:
        """Take the checked rows of this call; the outcomes of earlier calls stay.

        Contradicted ones are open again, and with ``retry_refused`` what Stripe refused.
        """
        with self._db.transaction():
            write_plan(self._db, rows, retry_refused=retry_refused)
        self._turn = 0

    @property
    def rows(self) -> int:
        """How many rows were given."""
        return int(self._db.value("SELECT count(*) FROM pairs"))

    @property
    def unsettled(self) -> int:
        """How many attaches of this call have no definite outcome yet."""
        return int(self._db.value(f"SELECT count(*) {OPEN_ROWS}"))

    @property
    def contradicted(self) -> int:
        """How many rows of this call the account contradicts."""
        return int(
            self._db.value(
                "SELECT count(*) FROM pairs JOIN attaches USING (source) "
                "WHERE code IS NULL AND outcome = 'contradicted'"
            )
        )

    def check_space(self) -> None:
        """Raise InvalidInput when the disk is too full for what is to come."""
        check_space(self.path or Path(), self.unsettled)

    # -- sending ---------------------------------------------------------------------

    def claim(self, count: int) -> list[tuple[AttachRequest, float | None]]:
        """The next requests to send, their keys written down; none when all are claimed.

        With each comes when an earlier call handed it out, in Unix seconds, or None.
        """
        self.flush()
        rows = list(
            self._db.rows(
                "SELECT source, attaches.customer, attaches.metadata, key, key_number, sent, turn "
                f"{OPEN_ROWS} AND turn > ? ORDER BY turn LIMIT ?",
                self._turn,
                count,
            )
        )
        claimed = [
            (
                AttachRequest(
                    customer=customer,
                    source=source,
                    metadata=None if metadata is None else json.loads(metadata),
                    idempotency_key=key or self._key(source, customer, metadata, number),
                ),
                sent,
            )
            for source, customer, metadata, key, number, sent, _ in rows
        ]
        now = self.now()
        if rows and not self.fact("begun"):
            self.set_fact("begun", now)
        self._db.write(
            "UPDATE attaches SET key = ?, sent = coalesce(sent, ?) WHERE source = ?",
            ((request.idempotency_key, now, request.source) for request, _ in claimed),
        )
        if rows:
            self._turn = rows[-1][-1]
        return claimed

    def renew_key(self, source: str) -> str:
        """A new key, for when the old one would only repeat an answer that says nothing."""
        self.flush()
        customer, metadata, number = self._db.row(
            "SELECT customer, metadata, key_number FROM attaches WHERE source = ?", source
        ) or ("", None, 0)
        key = self._key(source, customer, metadata, number + 1)
        self._db.write(
            "UPDATE attaches SET key = ?, key_number = ?, sent = ? WHERE source = ?",
            [(key, number + 1, self.now(), source)],
        )
        return key

    def give_back(self, sources: Iterable[str]) -> None:
        """Claimed attaches that were not sent after all."""
        self.flush()
        self._db.write("UPDATE attaches SET sent = NULL WHERE source = ?", ((s,) for s in sources))

    def record(self, source: str, result: AttachResult) -> None:
        """Add what is known of one attach now, and what it took. Written within moments."""
        if not self._gathered:
            self._gathered_since = time.monotonic()
        self._gathered.append((source, result))
        if (
            len(self._gathered) >= _GATHERED
            or time.monotonic() - self._gathered_since > _GATHERED_SECONDS
        ):
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        if not self._gathered:
            return
        gathered, self._gathered = self._gathered, []
        self._db.write(
            "UPDATE attaches SET outcome = ?, settled_by = ?, error_code = ?, "
            "error_message = ?, request_id = ?, source_after = ?, "
            "attempts = attempts + ?, seconds = seconds + ? WHERE source = ?",
            (
                (
                    result.outcome,
                    result.settled_by,
                    result.error_code,
                    result.error_message,
                    result.request_id,
                    result.source_after,
                    result.attempts,
                    result.seconds,
                    source,
                )
                for source, result in gathered
            ),
        )

    # -- telling ---------------------------------------------------------------------

    def outcomes(self) -> Iterator[tuple[Any, ...]]:
        """A row for each given one, in the order given: the columns of an outcome frame."""
        self.flush()
        return self._db.rows(f"{_OUTCOMES} {_OF_THIS_CALL}", _UNSETTLED)

    def all_outcomes(self) -> Iterator[tuple[Any, ...]]:
        """The same for every attach of every call with this journal."""
        return self._db.rows(f"{_OUTCOMES} {_OF_ALL_CALLS}", _UNSETTLED)

    def close(self) -> None:
        """Write everything down and close the file."""
        try:
            self.flush()
            is_needed = self.unsettled and self.fact("begun")
        finally:
            self._db.close()
        if self.is_temporary and self.path is not None and not is_needed:
            self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        # What an error told somebody to go on with must be there.
        self.is_temporary = self.is_temporary and not isinstance(error, JournalFailed)
        self.close()

    def _key(self, source: str, customer: str, metadata: str | None, number: int) -> str:
        told = "\n".join((self.salt, customer, source, metadata or ""))
        return f"kit-{hashlib.sha256(told.encode()).hexdigest()[:40]}-{number}"


_OUTCOMES: Final = """
SELECT customer, source,
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
"""
_OF_THIS_CALL: Final = """
FROM (SELECT pairs.customer, pairs.source, number, code, problem, outcome, sent, error_code,
             error_message, request_id, attempts, seconds, settled_by, source_after
      FROM pairs LEFT JOIN attaches ON code IS NULL AND attaches.source = pairs.source)
ORDER BY number
"""
_OF_ALL_CALLS: Final = """
FROM (SELECT rowid AS number, *, NULL AS code, NULL AS problem FROM attaches) ORDER BY number
"""
