"""What every route works on: the account's customers, sources and events, and its clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import orjson

from kit.facts import JsonObject
from kit.facts.source_types import SOURCE_KEYS
from kit.offline.storage.customer_index import forget_customer, index_customer
from kit.offline.storage.database import Database
from kit.offline.storage.ids import invoice_prefix, long_id, request_id, short_id
from kit.offline.storage.live_objects import LiveObjects
from kit.offline.storage.timers import Timers
from kit.offline.storage.webhooks import Webhooks

__all__ = ["Repository", "SavedResponse", "in_wire_order"]


class SavedResponse(NamedTuple):
    """What an idempotency key was answered with, and what it was sent with."""

    endpoint: str
    params_digest: bytes
    request_id: str
    status: int
    body: bytes


class Repository(LiveObjects):
    """The objects of one offline account. Not for two threads at once."""

    def __init__(self, database: Database, *, seed: int, now: int, api_version: str) -> None:
        self.database = database
        self.api_version = api_version
        self.seed = seed
        self.now = now
        self.timers = Timers(database)
        self.webhooks = Webhooks(database)
        self.count_requests_from(database.fact("runs", 0))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; after a roll-back everything is what it was before."""
        try:
            with self.database.transaction():
                yield
        except BaseException:
            self.timers.forget()
            self.webhooks.reload()
            self.now = self.database.fact("now", self.now)
            raise

    def reload(self) -> None:
        """Read again what is remembered of the tables: they were replaced."""
        self.database.forget_numbers()
        self.timers.forget()
        self.seed, self.now = int(self.database.fact("seed")), int(self.database.fact("now"))

    def set_clock(self, now: int) -> None:
        """Let it be ``now``."""
        if now != self.now:
            self.now = now
            self.database.set_fact("now", now)

    def next_request_id(self) -> str:
        """The id of the next request: its number in this run of this account."""
        if not self._requests:
            self.database.set_fact("runs", self._run + 1)
        self._requests += 1
        return request_id(self.seed, self._run, self._requests)

    def count_requests_from(self, run: int) -> None:
        """Number the requests from one again, in the account's ``run``-th run."""
        self._run, self._requests = run, 0

    def _body(self, query: str, *values: str | int) -> bytes | None:
        row = self.database.execute(query, values).fetchone()
        return None if row is None else row[0]

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    # -- customers -----------------------------------------------------------------------

    def add_customer(self, customer: JsonObject) -> JsonObject:
        """Save a new customer, giving it its id."""
        n = self.database.next_number("customers")
        customer = {"id": short_id(self.seed, "cus_", n), **customer}  # a given id wins
        customer["invoice_prefix"] = customer["invoice_prefix"] or invoice_prefix(self.seed, n)
        self.database.execute(
            "INSERT INTO customers (n, id, created, email, body) VALUES (?, ?, ?, ?, ?)",
            (n, customer["id"], customer["created"], customer["email"], orjson.dumps(customer)),
        )
        index_customer(self.database, n, customer, known=False)
        return customer

    def is_deleted(self, customer_id: str) -> bool:
        """Whether there was such a customer once."""
        query = "SELECT body FROM customers WHERE id = ? AND deleted = 1"
        return self._body(query, customer_id) is not None

    def customer(self, id: str, *, param: str = "customer", in_path: bool = True) -> JsonObject:
        """A customer that was not deleted, or ApiError."""
        body = self._body("SELECT body FROM customers WHERE id = ? AND deleted = 0", id)
        if body is None:
            raise self.no_such("customer", id, param=param, in_path=in_path)
        return _object(body)

    def numbered_customer(self, n: int) -> JsonObject:
        """The customer in a row that is known to exist."""
        return _object(self._body("SELECT body FROM customers WHERE n = ?", n))

    def save_customer(self, customer: JsonObject) -> None:
        """Write a changed customer back."""
        self.database.execute(
            "UPDATE customers SET email = ?, body = ? WHERE id = ?",
            (customer["email"], orjson.dumps(customer), customer["id"]),
        )

    def index_customer(self, customer: JsonObject) -> None:
        """Let a changed customer be found by what it is now."""
        index_customer(self.database, self._number_of(customer["id"]), customer, known=True)

    def delete_customer(self, id: str) -> None:
        """Mark a customer as deleted: it is listed and found no more."""
        forget_customer(self.database, self._number_of(id))
        self.database.execute("UPDATE customers SET deleted = 1 WHERE id = ?", (id,))

    def _number_of(self, customer_id: str) -> int:
        # Only of customers that were found before.
        return self.database.number_of("customers", customer_id) or 0

    # -- sources, cards and bank accounts --------------------------------------------------

    def next_source_id(self) -> tuple[int, str]:
        """The number and the id of the next source."""
        n = self.database.next_number("sources")
        return n, long_id(self.seed, "src_", n)

    def add_source(self, n: int, source: JsonObject) -> None:
        """Save a new source, card or bank account, of a customer or of nobody."""
        customer_id = source.get("customer")
        self.database.execute(
            "INSERT INTO sources (n, id, object, customer, attached, body) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                n,
                source["id"],
                source["object"],
                customer_id,
                None if customer_id is None else self._next_attached(),
                orjson.dumps(source),
            ),
        )

    def source(self, id: str, *, param: str = "source", in_path: bool = True) -> JsonObject:
        """A source, or ApiError."""
        body = self.source_body(id)
        if body is None:
            raise self.no_such("source", id, param=param, in_path=in_path)
        return _object(body)

    def source_body(self, id: str) -> bytes | None:
        """A source as it goes over the wire, or None."""
        return self._body("SELECT body FROM sources WHERE id = ? AND object = 'source'", id)

    def payment_source(self, id: str) -> JsonObject:
        """A source, card or bank account that is known to exist."""
        return _object(self._body("SELECT body FROM sources WHERE id = ?", id))

    def owned_source(self, id: str, customer_id: str) -> JsonObject:
        """A source, card or bank account of this customer, or ApiError."""
        body = self._body("SELECT body FROM sources WHERE id = ? AND customer = ?", id, customer_id)
        if body is None:
            raise self.no_such("source", id, param="id", in_path=True)
        return _object(body)

    def owns(self, customer_id: str, source_id: str) -> bool:
        """Whether something is attached to a customer."""
        query = "SELECT body FROM sources WHERE id = ? AND customer = ?"
        return self._body(query, source_id, customer_id) is not None

    def source_ids_of(self, customer_id: str) -> list[str]:
        """The ids of everything attached to a customer, the last attached first."""
        rows = self.database.execute(
            "SELECT id FROM sources WHERE customer = ? ORDER BY attached DESC", (customer_id,)
        )
        return [row[0] for row in rows]

    def delete_payment_source(self, id: str) -> None:
        """Forget a card or a bank account: unlike a source it leaves nothing behind."""
        self.database.execute("DELETE FROM sources WHERE id = ?", (id,))

    def save_source(self, source: JsonObject) -> JsonObject:
        """Write a changed source back; returns it with its keys in Stripe's order."""
        if source["object"] == "source":
            source = in_wire_order(source)
        self.database.execute(
            "UPDATE sources SET body = ? WHERE id = ?", (orjson.dumps(source), source["id"])
        )
        return source

    def set_customer(self, source: JsonObject, customer_id: str | None) -> JsonObject:
        """Attach a source to a customer, or detach it with None; returns it as written."""
        attached = None
        if customer_id is None:
            source.pop("customer", None)
        else:
            source["customer"] = customer_id
            attached = self._next_attached()
        source = in_wire_order(source)
        self.database.execute(
            "UPDATE sources SET customer = ?, attached = ?, body = ? WHERE id = ?",
            (customer_id, attached, orjson.dumps(source), source["id"]),
        )
        return source

    def _next_attached(self) -> int:
        return self.database.next_number("sources", "attached")

    # -- events and transactions -----------------------------------------------------------

    def add_event(self, n: int, event: JsonObject) -> None:
        """Save what happened."""
        self.database.execute(
            "INSERT INTO events (n, id, created, type, body) VALUES (?, ?, ?, ?, ?)",
            (n, event["id"], event["created"], event["type"], orjson.dumps(event)),
        )

    def event_body(self, id: str, *, since: int) -> bytes | None:
        """An event as it goes over the wire, or None."""
        return self._body("SELECT body FROM events WHERE id = ? AND created >= ?", id, since)

    def count_down(self, event_id: str) -> None:
        """One endpoint more has taken an event, if the event is still there."""
        body = self.event_body(event_id, since=0)
        if body is not None:
            event = _object(body)
            event["pending_webhooks"] -= 1
            query = "UPDATE events SET body = ? WHERE id = ?"
            self.database.execute(query, (orjson.dumps(event), event_id))

    def add_source_transaction(self, n: int, transaction: JsonObject) -> None:
        """Save a transfer to a receiver."""
        self.database.execute(
            "INSERT INTO source_transactions (n, id, source, created, body) VALUES (?, ?, ?, ?, ?)",
            (
                n,
                transaction["id"],
                transaction["source"],
                transaction["created"],
                orjson.dumps(transaction),
            ),
        )

    # -- idempotency -----------------------------------------------------------------------

    def saved_response(self, key: str, *, since: int) -> SavedResponse | None:
        """What an idempotency key was answered with after a time."""
        row = self.database.execute(
            "SELECT endpoint, parameters, request_id, status, body FROM idempotent_answers "
            "WHERE key = ? AND created > ?",
            (key, since),
        ).fetchone()
        return None if row is None else SavedResponse(*row)

    def save_response(self, key: str, saved: SavedResponse) -> None:
        """Remember what an idempotency key is answered with."""
        self.database.execute(
            "INSERT OR REPLACE INTO idempotent_answers "
            "(key, created, endpoint, parameters, request_id, status, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, self.now, *saved),
        )

    def forget_responses(self, *, until: int) -> None:
        """Drop the responses that were given by a time."""
        self.database.execute("DELETE FROM idempotent_answers WHERE created <= ?", (until,))


def _object(body: bytes | None) -> JsonObject:
    """An object that is known to be there."""
    if body is None:
        raise LookupError("An object of the offline account is not where it was.")
    found: JsonObject = orjson.loads(body)
    return found


def in_wire_order(source: JsonObject) -> JsonObject:
    """The same source with its keys in Stripe's order."""
    ordered = {key: source[key] for key in SOURCE_KEYS if key in source}
    if len(ordered) < len(source):  # a recorded one has what this kit does not know yet
        others = sorted(source.keys() - {"id", "object"})
        ordered = {key: source[key] for key in ("id", "object", *others)}
    return ordered
