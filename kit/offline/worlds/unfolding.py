"""From plans to objects: a customer's life, with all its sources, played up to today."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Any, Final

from kit.facts import JsonObject
from kit.offline.errors import InvalidWorld
from kit.offline.resources.objects import new_customer
from kit.offline.storage.ids import invoice_prefix
from kit.offline.worlds.chronicle import Chronicle
from kit.offline.worlds.plans import Happening, PlannedCustomer, PlannedSource
from kit.offline.worlds.source_life import Life

__all__ = ["Unfolding"]

#: At the same second, what falls due by itself comes before what is done.
_BY_ITSELF: Final = 0
_DONE: Final = 1


class Unfolding:
    """One customer's life, or that of sources that nobody has.

    ``customer`` is the customer as it is today, empty for nobody; ``lives`` are its sources.
    Raises InvalidWorld for what cannot have happened.
    """

    def __init__(
        self,
        plan: PlannedCustomer | None,
        sources: Iterable[PlannedSource],
        *,
        seed: int,
        chronicle: Chronicle,
        today: int,
    ) -> None:
        self._seed = seed
        self._today = today
        self._chronicle = chronicle
        self._steps: list[tuple[int, int, int, Life | None, Happening]] = []
        self._told = 0
        self._attached: list[Life] = []
        self.lives: list[Life] = []
        self.deleted = False
        self.customer: JsonObject = {}
        if plan is not None:
            fields = {"invoice_prefix": invoice_prefix(seed, plan.n), **plan.fields}
            self.customer = {"id": plan.id, **new_customer(plan.created, **fields)}
            chronicle.event(plan.created, "customer.created", self.customer)
            for happening in plan.happenings:
                self._expect(happening)
        for source in sources:
            self._expect(Happening(source.created, "begin", source))
        self._play()

    def _expect(self, happening: Happening, life: Life | None = None, place: int = _DONE) -> None:
        self._told += 1
        heappush(self._steps, (happening.at, place, self._told, life, happening))

    def _play(self) -> None:
        while self._steps:
            at, place, _, life, happening = heappop(self._steps)
            if life is None:
                getattr(self, happening.verb)(at, happening.value)
            elif place == _DONE:
                self._do(life, happening)
            elif life.ends_at == at:  # else something happened in time
                life.cancel(at, None)

    def begin(self, at: int, plan: PlannedSource) -> None:
        """A source is made."""
        life = Life(plan, self._seed, self._chronicle)
        self.lives.append(life)
        for happening in plan.happenings:
            self._expect(happening, life)
        self._await_end(life, at)

    def _do(self, life: Life, happening: Happening) -> None:
        at, verb, value = happening
        if verb == "attach":
            self._attach(life, at)
        elif verb == "detach":
            self._detach(life, at)
        else:
            getattr(life, verb)(at, value)
        self._await_end(life, at)

    def _await_end(self, life: Life, at: int) -> None:
        if life.ends_at is not None and at < life.ends_at <= self._today:
            self._expect(Happening(life.ends_at, "cancel"), life, _BY_ITSELF)

    def _attach(self, life: Life, at: int) -> None:
        self._require_customer(at, "gets a source")
        life.attach(at, self.customer["id"])
        self._attached.append(life)
        if life.expires_at is not None and at < life.expires_at <= self._today:
            self._expect(Happening(life.expires_at, "expire"), life)
        if self.customer["default_source"] is None:
            self.update(at, {"default_source": life.plan.id})

    def _detach(self, life: Life, at: int) -> None:
        life.detach(at)
        self._attached.remove(life)
        if self.customer["default_source"] == life.plan.id:
            # The most recently added one that is left [Dx:Delete a card].
            left = self._attached[-1].plan.id if self._attached else None
            self.update(at, {"default_source": left})

    def update(self, at: int, fields: dict[str, Any]) -> None:
        """The customer changes."""
        self._require_customer(at, "is updated")
        previous = {name: self.customer[name] for name in fields}
        self.customer = {**self.customer, **fields}
        self._chronicle.event(at, "customer.updated", self.customer, previous)

    def choose_default(self, at: int, source: PlannedSource) -> None:
        """Another attached source becomes the default."""
        if not any(life.plan is source for life in self._attached):
            raise InvalidWorld(
                f"{source.id} becomes the default of {self.customer['id']}, but is not attached."
            )
        if self.customer["default_source"] != source.id:
            self.update(at, {"default_source": source.id})

    def delete(self, at: int, _: object) -> None:
        """The customer goes, and its sources with it."""
        self._require_customer(at, "is deleted")
        for life in reversed(self._attached):
            life.detach(at)
        self._attached.clear()
        self.deleted = True
        self._chronicle.event(at, "customer.deleted", self.customer)

    def _require_customer(self, at: int, verb: str) -> None:
        if not self.customer or self.deleted or at < self.customer["created"]:
            raise InvalidWorld(f"A customer {verb} before it is made or after it is deleted.")
