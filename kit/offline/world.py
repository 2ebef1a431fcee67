"""The account's world: its objects, its clock, its numbers. What every route works on."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from kit.offline.customer_index import forget_customer, index_customer
from kit.offline.ids import long_id, short_id
from kit.offline.refusals import Refused, no_such
from kit.offline.source_objects import in_wire_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kit.offline.store import Store

__all__ = ["API_VERSION", "JSON", "Cause", "World"]

JSON = dict[str, Any]

#: What the account's events are written in, and what it answers in unless asked otherwise.
API_VERSION: Final = "2026-10-28.endive"


class Cause(NamedTuple):
    """The request that made an event happen; nulls when no request did."""

    request_id: str | None = None
    idempotency_key: str | None = None


NO_CAUSE: Final = Cause()

_NEVER: Final = 2**62


@dataclass(slots=True)
class World:
    """The objects of one offline account. Not for two threads at once."""

    store: Store
    seed: int
    now: int
    _numbers: dict[str, int] = field(default_factory=dict)
    _next_timer: int | None = None

    def next_number(self, table: str) -> int:
        """The number of the next row of a table."""
        if table not in self._numbers:
            self._numbers[table] = self.store.last_number(table)
        self._numbers[table] += 1
        return self._numbers[table]

    def last_number(self, table: str) -> int:
        """The number that was given last."""
        return self._numbers[table]

    def forget_numbers(self) -> None:
        """Count again from the tables: after a roll-back, a reset or an import."""
        self._numbers.clear()
        self._next_timer = None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing: see Store.writing; what was counted meanwhile is counted again."""
        try:
            with self.store.writing():
                yield
        except BaseException:
            self.forget_numbers()
            raise

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.store.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def live_objects(self) -> list[str]:
        """Ids that, as far as this account knows, exist in live mode only."""
        return [row[0] for row in self.store.execute("SELECT id FROM live_objects ORDER BY id")]

    def add_live_object(self, id: str) -> None:
        """Let an id be one that exists in live mode only."""
        self.store.execute("INSERT INTO live_objects VALUES (?)", (id,))

    # -- customers -------------------------------------------------------------------

    def add_customer(self, customer: JSON) -> JSON:
        """Keep a new customer, giving it its id."""
        n = self.next_number("customers")
        customer = {"id": short_id(self.seed, "cus_", n), **customer}  # a given id wins
        self.store.execute(
            "INSERT INTO customers (n, id, created, email, body) VALUES (?, ?, ?, ?, ?)",
            (n, customer["id"], customer["created"], customer["email"], orjson.dumps(customer)),
        )
        index_customer(self.store, n, customer, known=False)
        return customer

    def is_deleted(self, customer_id: str) -> bool:
        """Whether there was such a customer once."""
        row = self.store.execute(
            "SELECT 1 FROM customers WHERE id = ? AND deleted = 1", (customer_id,)
        ).fetchone()
        return row is not None

    def customer(self, id: str, *, param: str = "customer", in_path: bool = True) -> JSON:
        """A customer that was not deleted, or Refused."""
        row = self.store.execute(
            "SELECT body FROM customers WHERE id = ? AND deleted = 0", (id,)
        ).fetchone()
        if row is None:
            raise self._no_such("customer", id, param=param, in_path=in_path)
        customer: JSON = orjson.loads(row[0])
        return customer

    def keep_customer(self, customer: JSON) -> None:
        """Write a changed customer back."""
        self.store.execute(
            "UPDATE customers SET email = ?, body = ? WHERE id = ?",
            (customer["email"], orjson.dumps(customer), customer["id"]),
        )

    def index_customer(self, customer: JSON) -> None:
        """Let a changed customer be found by what it is now."""
        index_customer(self.store, self._number_of(customer["id"]), customer, known=True)

    def delete_customer(self, id: str) -> None:
        """Mark a customer as deleted: it is listed and found no more."""
        forget_customer(self.store, self._number_of(id))
        self.store.execute("UPDATE customers SET deleted = 1 WHERE id = ?", (id,))

    def _number_of(self, customer_id: str) -> int:
        row = self.store.execute("SELECT n FROM customers WHERE id = ?", (customer_id,)).fetchone()
        return int(row[0])

    # -- sources ---------------------------------------------------------------------

    def next_source_id(self) -> tuple[int, str]:
        """The number and the id of the next source."""
        n = self.next_number("sources")
        return n, long_id(self.seed, "src_", n)

    def add_source(self, n: int, source: JSON, attached: int | None = None) -> None:
        """Keep a new source."""
        self.store.execute(
            "INSERT INTO sources (n, id, object, customer, attached, body) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                n,
                source["id"],
                source["object"],
                source.get("customer"),
                attached,
                orjson.dumps(source),
            ),
        )

    def source_body(self, id: str) -> bytes | None:
        """A source as it goes over the wire, or None."""
        row = self.store.execute(
            "SELECT body FROM sources WHERE id = ? AND object = 'source'", (id,)
        ).fetchone()
        return None if row is None else row[0]

    def payment_source(self, id: str) -> JSON:
        """A source, card or bank account that is known to exist."""
        row = self.store.execute("SELECT body FROM sources WHERE id = ?", (id,)).fetchone()
        payment_source: JSON = orjson.loads(row[0])
        return payment_source

    def owned_source(self, id: str, customer_id: str) -> JSON:
        """A source, card or bank account of this customer, or Refused."""
        row = self.store.execute(
            "SELECT body FROM sources WHERE id = ? AND customer = ?", (id, customer_id)
        ).fetchone()
        if row is None:
            raise self._no_such("source", id, param="id", in_path=True)
        source: JSON = orjson.loads(row[0])
        return source

    def sources_of(self, customer_id: str) -> list[str]:
        """The ids of everything attached to a customer, the last attached first."""
        rows = self.store.execute(
            "SELECT id FROM sources WHERE customer = ? ORDER BY attached DESC", (customer_id,)
        )
        return [row[0] for row in rows]

    def drop_payment_source(self, id: str) -> None:
        """Forget a card or a bank account: unlike a source it leaves nothing behind."""
        self.store.execute("DELETE FROM sources WHERE id = ?", (id,))

    def source(self, id: str, *, param: str = "source", in_path: bool = True) -> JSON:
        """A source, or Refused."""
        body = self.source_body(id)
        if body is None:
            raise self._no_such("source", id, param=param, in_path=in_path)
        source: JSON = orjson.loads(body)
        return source

    def keep_source(self, source: JSON) -> JSON:
        """Write a changed source back; returns it with its keys in Stripe's order."""
        if source["object"] == "source":
            source = in_wire_order(source)
        self.store.execute(
            "UPDATE sources SET body = ? WHERE id = ?", (orjson.dumps(source), source["id"])
        )
        return source

    def set_owner(self, source: JSON, customer_id: str | None) -> JSON:
        """Attach a source to a customer, or detach it with None; returns it as written."""
        attached = None
        if customer_id is None:
            source.pop("customer", None)
        else:
            source["customer"] = customer_id
            attached = self.next_attached()
        source = in_wire_order(source)
        self.store.execute(
            "UPDATE sources SET customer = ?, attached = ?, body = ? WHERE id = ?",
            (customer_id, attached, orjson.dumps(source), source["id"]),
        )
        return source

    def next_attached(self) -> int:
        """The place of the next attached source in the order of attaching."""
        if "attached" not in self._numbers:
            row = self.store.execute(
                "SELECT coalesce(max(attached), 0) FROM sources WHERE attached IS NOT NULL"
            ).fetchone()
            self._numbers["attached"] = row[0]
        self._numbers["attached"] += 1
        return self._numbers["attached"]

    def no_such_source(self, id: str, *, param: str = "source", in_path: bool = True) -> Refused:
        """The refusal of an unknown source."""
        return self._no_such("source", id, param=param, in_path=in_path)

    def _no_such(self, what: str, id: str, *, param: str, in_path: bool) -> Refused:
        live = self.store.execute("SELECT 1 FROM live_objects WHERE id = ?", (id,)).fetchone()
        return no_such(what, id, param=param, in_path=in_path, live=live is not None)

    # -- time ------------------------------------------------------------------------

    def set_clock(self, now: int) -> None:
        """Let it be ``now``."""
        if now != self.now:
            self.now = now
            self.store.set_fact("now", now)

    def set_timer(
        self, source_id: str, action: str, at: int | None, amount: int | None = None
    ) -> None:
        """Let ``action`` happen to a source at a time, and at no other; None for never."""
        self.store.execute(
            "DELETE FROM timers WHERE source = ? AND action = ?", (source_id, action)
        )
        if at is not None:
            self.store.execute(
                "INSERT INTO timers (at, source, action, amount) VALUES (?, ?, ?, ?)",
                (at, source_id, action, amount),
            )
        self._next_timer = None

    def first_timer(self, until: int) -> tuple[int, int, str, str, int | None] | None:
        """The timer that rings first, if it does by ``until``: (n, at, source, action, amount)."""
        if self._next_timer is None:
            self._next_timer = self.store.execute("SELECT min(at) FROM timers").fetchone()[0]
            if self._next_timer is None:
                self._next_timer = _NEVER
        if self._next_timer > until:
            return None
        row: tuple[int, int, str, str, int | None] = self.store.execute(
            "SELECT n, at, source, action, amount FROM timers ORDER BY at, n LIMIT 1"
        ).fetchone()
        return row

    def drop_timer(self, n: int) -> None:
        """Forget one timer."""
        self.store.execute("DELETE FROM timers WHERE n = ?", (n,))
        self._next_timer = None

    # -- events ----------------------------------------------------------------------

    def emit(
        self,
        type: str,
        object: Mapping[str, Any],
        cause: Cause = NO_CAUSE,
        *,
        previous: Mapping[str, Any] | None = None,
        created: int | None = None,
    ) -> None:
        """Record that something happened to an object."""
        n = self.next_number("events")
        data: JSON = {"object": object}
        if previous is not None:
            data["previous_attributes"] = previous
        event = {
            "id": long_id(self.seed, "evt_", n),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now if created is None else created,
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": cause.request_id, "idempotency_key": cause.idempotency_key},
            "type": type,
        }
        self.store.execute(
            "INSERT INTO events (n, id, created, type, body) VALUES (?, ?, ?, ?, ?)",
            (n, event["id"], event["created"], type, orjson.dumps(event)),
        )
