"""Many pages under way at once, as fast as the account permits.

One thread decides everything: which strand sends next, what an answer means, where a window is
cut. Requests are made by threads that only wait for answers, as many as ever are under way at once.
Pages go to whoever iterates; when they are not taken, no more are asked for.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Final

from kit.collector import collect_young, resting_collector
from kit.errors import NotFound, NothingListens, StripeUnreachable, TooManyRequests
from kit.facts import JsonObject
from kit.frames.exact_json import ParsedText
from kit.gateway.stripe_api import ApiResponse, StripeApi
from kit.whole_account.limiter import RateLimiter
from kit.whole_account.strands import Strand, SubList, Window
from kit.whole_account.windows import WindowPlan

__all__ = ["ConcurrentReader", "Delivery"]

#: So many pages may wait to be taken.
_WAITING: Final = 64

#: The name of the threads that wait for answers.
_REQUESTS: Final = "kit-request"

#: How long the loop sleeps at most, so that it notices when pages are taken.
_NAP: Final = 0.02

#: So often garbage is collected, which others make meanwhile. Pages make none; to walk those that
#: wait, as often as Python would, costs as much as laying them out.
_COLLECT_SECONDS: Final = 5.0

#: So many lost answers in a row of one strand end the reading, with waits in between.
_TRIES: Final = 6
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 8.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One page, and what is still to be read once it is kept.

    ``customer`` is whose sources they are on a page of a sub-list, None for a page of the list
    itself; ``listed`` is what it counts for in a bar; ``changes`` are the states of the strands
    that it changed, None for one that is done; ``expected`` how many objects there will be.
    """

    body: bytes = field(repr=False)  # which tracebacks print
    page: JsonObject = field(repr=False)
    customer: str | None
    listed: int
    changes: Mapping[int, JsonObject | None] = field(repr=False)
    expected: int | None

    @property
    def answer(self) -> ParsedText | bytes:
        """What ``flatten`` takes for it; ``page`` has a sub-list in a form of its own."""
        return ParsedText(self.body, self.page) if self.customer is None else self.body


@dataclass(order=True, slots=True)
class _Ready:
    """A strand in its place: unread ones first, then the longest."""

    place: tuple[bool, float, int]
    strand: Strand = field(compare=False)
    number: int = field(compare=False)
    was_read: bool = field(default=False, compare=False)
    lost: int = field(default=0, compare=False)


@dataclass(slots=True)
class _Arrival:
    ready: _Ready
    sent_at: float
    answer: ApiResponse | None = None
    error: BaseException | None = None


class ConcurrentReader:
    """Reads strands to their ends, and all that comes out of them.

    ``plan`` cuts the windows among them; ``strands`` is everything to begin with.
    """

    def __init__(
        self, api: StripeApi, limiter: RateLimiter, strands: Iterable[Strand], plan: WindowPlan
    ) -> None:
        self._api = api
        self._limiter = limiter
        self._plan = plan
        self._numbers = itertools.count()
        self._orders: SimpleQueue[_Arrival | None] = SimpleQueue()
        self._threads = 0
        self._arrivals: SimpleQueue[_Arrival] = SimpleQueue()
        self._out: SimpleQueue[Delivery | BaseException | None] = SimpleQueue()
        self._ready: list[_Ready] = []
        self._later: list[tuple[float, _Ready]] = []
        self._under_way = 0
        self._was_answered = False
        self._left = threading.Event()
        self.requests = 0
        self.remaining: dict[int, JsonObject] = {}
        for strand in strands:
            ready = self._add(strand)
            self.remaining[ready.number] = strand.state()

    def deliveries(self) -> Iterator[Delivery | None]:
        """Every page as it comes, None now and then when none does.

        Raises the KitError that no waiting helps against.
        """
        loop = threading.Thread(target=self._run, name="kit-reader", daemon=True)
        loop.start()
        try:
            with resting_collector():
                yield from self._taken()
        finally:
            self._left.set()
            loop.join()

    def _taken(self) -> Iterator[Delivery | None]:
        due = time.monotonic() + _COLLECT_SECONDS
        while True:
            if time.monotonic() >= due:
                collect_young()
                due = time.monotonic() + _COLLECT_SECONDS
            try:
                item = self._out.get(timeout=0.1)
            except Empty:
                yield None
                continue
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item

    def kept(self, delivery: Delivery) -> None:
        """This page is kept: ``remaining`` is what is left to read without it."""
        for number, state in delivery.changes.items():
            if state is None:
                self.remaining.pop(number, None)
            else:
                self.remaining[number] = state

    # -- the loop ---------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._left.is_set() and (self._ready or self._later or self._under_way):
                self._receive(min(self._send(), _NAP))
        except BaseException as error:  # noqa: BLE001  # raised where pages are taken
            self._out.put(error)
        else:
            self._out.put(None)
        finally:
            for _ in range(self._threads):
                self._orders.put(None)

    def _send(self) -> float:
        """Send what may go now; seconds until something else may."""
        while True:
            now = time.monotonic()
            while self._later and self._later[0][0] <= now:
                heapq.heappush(self._ready, heapq.heappop(self._later)[1])
            if not self._ready or self._out.qsize() + self._under_way >= _WAITING:
                return _NAP
            wait = self._limiter.wait(self._under_way)
            if wait > 0:
                return wait
            self._start(heapq.heappop(self._ready))

    def _start(self, ready: _Ready) -> None:
        self._under_way += 1
        self.requests += 1
        # Threads are kept: to start one, this one waits until it runs, while others compute.
        # Daemons: a request that hangs must not keep the interpreter from ending.
        if self._under_way > self._threads:
            self._threads += 1
            threading.Thread(target=self._perform, name=_REQUESTS, daemon=True).start()
        self._orders.put(_Arrival(ready, self._limiter.sent()))

    def _perform(self) -> None:
        while (arrival := self._orders.get()) is not None:
            try:
                arrival.answer = arrival.ready.strand.call(self._api)
            except BaseException as error:  # noqa: BLE001  # raised where pages are taken
                arrival.error = error
            self._arrivals.put(arrival)
            del arrival  # nor is the page kept until the next order comes

    def _receive(self, pause: float) -> None:
        try:
            arrival = self._arrivals.get(timeout=max(pause, 0.0))
            while True:
                self._take(arrival)
                arrival = self._arrivals.get_nowait()
        except Empty:
            return

    def _take(self, arrival: _Arrival) -> None:
        self._under_way -= 1
        ready, error = arrival.ready, arrival.error
        refusal = error if isinstance(error, TooManyRequests) else None
        if not isinstance(error, StripeUnreachable):
            self._limiter.answered(arrival.sent_at, refusal, self._under_way)
        if arrival.answer is not None:
            self._took(ready, arrival.answer)
        elif refusal is not None:
            self._push(ready)
        elif isinstance(error, NotFound) and ready.strand.give_up(error):
            self._gave_up(ready)
        elif isinstance(error, StripeUnreachable) and self._may_come_back(error, ready):
            ready.lost += 1
            wait = min(_FIRST_WAIT * 2 ** (ready.lost - 1), _LONGEST_WAIT)
            heapq.heappush(self._later, (time.monotonic() + wait, ready))
        else:
            assert error is not None  # noqa: S101  # an arrival has one or the other
            raise error

    def _may_come_back(self, error: StripeUnreachable, ready: _Ready) -> bool:
        # Where nobody ever listened, waiting helps nobody.
        never_was = isinstance(error, NothingListens) and not self._was_answered
        return not never_was and ready.lost < _TRIES

    def _took(self, ready: _Ready, answer: ApiResponse) -> None:
        self._was_answered = True
        strand = ready.strand
        page = strand.take(answer)
        fresh = strand.further(page.parsed)
        if isinstance(strand, Window):
            created = [each["created"] for each in page.parsed["data"]]
            at_once = min(self._limiter.at_once, _WAITING)
            fresh += self._plan.took(strand, created, at_once=at_once)
        ready.was_read, ready.lost = True, 0
        changes = {ready.number: None if strand.done else strand.state()}
        for each in fresh:
            changes[self._add(each).number] = each.state()
        if not strand.done:
            self._push(ready)
        customer = strand.customer if isinstance(strand, SubList) else None
        expected = self._plan.objects_expected
        counted = strand.counted(page.parsed)
        self._out.put(Delivery(page.body, page.parsed, customer, counted, changes, expected))

    def _gave_up(self, ready: _Ready) -> None:
        if not ready.strand.done:
            self._push(ready)
            return
        nothing: JsonObject = {"object": "list", "data": []}
        self._out.put(Delivery(b"", nothing, None, 0, {ready.number: None}, None))

    def _add(self, strand: Strand) -> _Ready:
        ready = _Ready((True, 0.0, 0), strand, next(self._numbers))
        self._push(ready)
        return ready

    def _push(self, ready: _Ready) -> None:
        ready.place = (ready.was_read, -ready.strand.pages_left, ready.number)
        heapq.heappush(self._ready, ready)
