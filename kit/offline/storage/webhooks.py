"""Webhook endpoints, and the attempts to deliver events to them: done, and yet to be done.

Neither is part of an exported world: an address and its secret belong to whoever listens.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import orjson

from kit.facts import JsonObject
from kit.offline.storage.database import Database

__all__ = ["Delivery", "Endpoint", "Webhooks"]

_COLUMNS: Final = "n, event, endpoint, attempt, due, state, fault, status, error"


class Endpoint(NamedTuple):
    """Who is told of which events, and the secret that deliveries are signed with."""

    id: str
    url: str
    secret: str
    enabled_events: tuple[str, ...]
    api_version: str | None

    def __repr__(self) -> str:
        return f"Endpoint(id={self.id!r}, url={self.url!r})"  # a traceback shows no secret

    def wants(self, type: str) -> bool:
        """Whether events of a type are sent there."""
        return "*" in self.enabled_events or type in self.enabled_events


class Delivery(NamedTuple):
    """One attempt to deliver an event: ``waiting``, ``delivered``, ``failed`` or ``dropped``.

    ``due`` is a time of the practice clock. ``fault`` is what is to go wrong with it, ""
    for nothing, None until that was decided.
    """

    n: int
    event: str
    endpoint: str
    attempt: int
    due: int
    state: str
    fault: str | None
    status: int | None
    error: str | None


class Webhooks:
    """The endpoints and deliveries of a repository."""

    def __init__(self, database: Database) -> None:
        self._database = database
        #: Who listens at present, kept at hand: every event asks.
        self.endpoints: tuple[Endpoint, ...] = ()
        self.reload()

    def reload(self) -> None:
        """Read the endpoints again: the table may have changed."""
        rows = self._database.execute("SELECT secret, body FROM webhook_endpoints ORDER BY n")
        bodies = [(secret, orjson.loads(body)) for secret, body in rows]
        self.endpoints = tuple(
            Endpoint(
                body["id"],
                body["url"],
                secret,
                tuple(body["enabled_events"]),
                body["api_version"],
            )
            for secret, body in bodies
            if body["status"] == "enabled"
        )

    # -- endpoints -----------------------------------------------------------------------

    def add_endpoint(self, n: int, endpoint: JsonObject, secret: str) -> None:
        """Save a new endpoint; its secret is kept beside it, and shown no more."""
        self._database.execute(
            "INSERT INTO webhook_endpoints (n, id, created, secret, body) VALUES (?, ?, ?, ?, ?)",
            (n, endpoint["id"], endpoint["created"], secret, orjson.dumps(endpoint)),
        )
        self.reload()

    def endpoint(self, id: str) -> JsonObject | None:
        """An endpoint as it goes over the wire, or None."""
        row = self._database.execute(
            "SELECT body FROM webhook_endpoints WHERE id = ?", (id,)
        ).fetchone()
        return None if row is None else orjson.loads(row[0])

    def save_endpoint(self, endpoint: JsonObject) -> None:
        """Write a changed endpoint back; what waits for a disabled one is sent no more."""
        self._database.execute(
            "UPDATE webhook_endpoints SET body = ? WHERE id = ?",
            (orjson.dumps(endpoint), endpoint["id"]),
        )
        if endpoint["status"] == "disabled":
            self._drop(endpoint["id"])
        self.reload()

    def delete_endpoint(self, id: str) -> None:
        """Forget an endpoint; what was waiting for it is sent no more."""
        self._database.execute("DELETE FROM webhook_endpoints WHERE id = ?", (id,))
        self._drop(id)
        self.reload()

    def _drop(self, endpoint: str) -> None:
        self._database.execute(
            "UPDATE deliveries SET state = 'dropped' WHERE state = 'waiting' AND endpoint = ?",
            (endpoint,),
        )

    # -- deliveries ----------------------------------------------------------------------

    def add(
        self, event: str, endpoint: str, due: int, *, attempt: int = 1, fault: str | None = None
    ) -> None:
        """Let an event be delivered at a time."""
        n = self._database.next_number("deliveries")
        self._database.execute(
            "INSERT INTO deliveries (n, event, endpoint, attempt, due, state, fault) "
            "VALUES (?, ?, ?, ?, ?, 'waiting', ?)",
            (n, event, endpoint, attempt, due, fault),
        )

    def next_due(self, endpoint: str, until: int) -> Delivery | None:
        """What is to be sent to an endpoint first, if it is due by ``until``."""
        row = self._database.execute(
            f"SELECT {_COLUMNS} FROM deliveries WHERE endpoint = ? AND state = 'waiting' "
            "AND due <= ? ORDER BY due, n LIMIT 1",
            (endpoint, until),
        ).fetchone()
        return None if row is None else Delivery(*row)

    def decide(self, delivery: Delivery, fault: str, due: int) -> None:
        """Note what is to go wrong with a delivery, and when it is sent therefore."""
        self._database.execute(
            "UPDATE deliveries SET fault = ?, due = ? WHERE n = ?", (fault, due, delivery.n)
        )

    def release(self, endpoint: str, fault: str, due: int) -> None:
        """Let what a fault holds back be sent at a time."""
        self._database.execute(
            "UPDATE deliveries SET due = min(due, ?) "
            "WHERE endpoint = ? AND fault = ? AND state = 'waiting'",
            (due, endpoint, fault),
        )

    def settle(self, n: int, state: str, status: int | None, error: str | None) -> None:
        """Note what became of a delivery."""
        self._database.execute(
            "UPDATE deliveries SET state = ?, status = ?, error = ? WHERE n = ?",
            (state, status, error, n),
        )

    def is_delivered(self, event: str, endpoint: str) -> bool:
        """Whether an endpoint has taken an event already."""
        row = self._database.execute(
            "SELECT 1 FROM deliveries WHERE event = ? AND endpoint = ? AND state = 'delivered'",
            (event, endpoint),
        ).fetchone()
        return row is not None

    def deliveries(self) -> list[JsonObject]:
        """Every delivery in the order of its event, with the event's type and the address."""
        rows = self._database.execute(
            f"SELECT {', '.join(f'd.{name}' for name in _COLUMNS.split(', '))}, "
            "e.type, w.body FROM deliveries d LEFT JOIN events e ON e.id = d.event "
            "LEFT JOIN webhook_endpoints w ON w.id = d.endpoint ORDER BY d.n"
        )
        return [
            {
                **Delivery(*row[: len(Delivery._fields)])._asdict(),
                "type": row[-2],
                "url": None if row[-1] is None else orjson.loads(row[-1])["url"],
            }
            for row in rows
        ]
