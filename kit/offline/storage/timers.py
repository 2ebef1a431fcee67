"""What is to happen to sources at its time: at most one timer per source and action."""

from __future__ import annotations

from typing import Final, NamedTuple

from kit.offline.storage.database import Database

__all__ = ["Timer", "Timers"]

_NEVER: Final = 2**62


class Timer(NamedTuple):
    """One thing to happen; ``amount`` for funds that arrive."""

    n: int
    at: int
    source_id: str
    action: str
    amount: int | None


class Timers:
    """The timers of a repository. The next one's time is kept at hand, for every call asks it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._next: int | None = None

    def forget(self) -> None:
        """Look at the table again: it may have changed."""
        self._next = None

    def set(self, source_id: str, action: str, at: int | None, amount: int | None = None) -> None:
        """Let ``action`` happen to a source at a time, and at no other; None for never."""
        self._database.execute(
            "DELETE FROM timers WHERE source = ? AND action = ?", (source_id, action)
        )
        self._next = None
        if at is not None:
            self.add(source_id, action, at, amount)

    def add(self, source_id: str, action: str, at: int, amount: int | None = None) -> None:
        """Let ``action`` happen to a source that has no such timer yet."""
        self._database.execute(
            "INSERT INTO timers (at, source, action, amount) VALUES (?, ?, ?, ?)",
            (at, source_id, action, amount),
        )
        self._next = None

    def first(self, until: int) -> Timer | None:
        """The timer that rings first, if it does by ``until``."""
        if self._next is None:
            row = self._database.execute("SELECT min(at) FROM timers").fetchone()
            self._next = _NEVER if row[0] is None else row[0]
        if self._next > until:
            return None
        return Timer(
            *self._database.execute(
                "SELECT n, at, source, action, amount FROM timers ORDER BY at, n LIMIT 1"
            ).fetchone()
        )

    def drop(self, n: int) -> None:
        """Forget one timer."""
        self._database.execute("DELETE FROM timers WHERE n = ?", (n,))
        self._next = None
