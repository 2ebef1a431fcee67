"""Ids that exist in live mode only, as far as a test account knows; and what is refused of them."""

from __future__ import annotations

from kit.offline.errors import ApiError, no_such
from kit.offline.storage.database import Database

__all__ = ["LiveObjects"]


class LiveObjects:
    """The part of a repository that knows which ids belong to the other mode."""

    database: Database

    def live_objects(self) -> list[str]:
        """Ids that, as far as this account knows, exist in live mode only."""
        rows = self.database.execute("SELECT id FROM live_objects ORDER BY id")
        return [row[0] for row in rows]

    def add_live_object(self, id: str) -> None:
        """Let an id be one that exists in live mode only."""
        self.database.execute("INSERT INTO live_objects VALUES (?)", (id,))

    def no_such(self, what: str, id: str, *, param: str, in_path: bool) -> ApiError:
        """The refusal of an unknown id, which may be known in live mode."""
        live = self.database.execute("SELECT 1 FROM live_objects WHERE id = ?", (id,)).fetchone()
        return no_such(what, id, param=param, in_path=in_path, live=live is not None)
