"""Where the state is kept: each event goes in here, and what it orders is begun.

Events come from pages, from cells and from the account, each in a thread of its own; one
lock makes them one after the other.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Final, Protocol

from kit.account import Account
from kit.errors import AccountClosed, KitError
from kit.explorer.answers import Answer, Failed
from kit.explorer.events import Event, Heard
from kit.explorer.orders import Order
from kit.explorer.runner import Runner
from kit.explorer.state import AccountFacts, State, Write, Written
from kit.explorer.update import begin, update
from kit.explorer.wire import Clock, heard
from kit.facts import JsonObject

__all__ = ["NotSettled", "Store"]

#: How often a waiting cell looks up, so that an interrupt is felt.
_LOOK_SECONDS: Final = 0.2

_CLOSED: Final = "This explorer is closed. Make a new one with kit.Explorer(account)."


class Show(Protocol):
    """Shows a state."""

    def __call__(self, state: State, *, answers_follow: bool) -> None:
        """Show ``state``; what was asked for as it came to be is not answered yet."""


class NotSettled(KitError, TimeoutError):
    """Work that runs beside the kernel was not done in time."""


class Store:
    """The state of one explorer.

    ``show`` is called with it whenever it has changed, and told whether answers follow.
    """

    def __init__(self, account: Account, facts: AccountFacts, show: Show) -> None:
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._show = show
        self._clock = Clock()
        self._trouble: list[Exception] = []
        self._runner = Runner(account, self._answered, self.lock)
        self.state, self._first = begin(State.begin(facts))

    def start(self) -> None:
        """Begin to read; what a result is shown with is loaded when the first lists are there."""
        with self.lock:
            self._runner.start(self._first)
        self._runner.load_ahead()

    def dispatch(self, event: Event | Answer) -> None:
        """Make the next state, begin what it orders, and show it."""
        with self._changed:
            self._step(event)
            self._changed.notify_all()

    def show(self) -> None:
        """Show the state as it is now."""
        with self._changed:
            self._draw(answers_follow=False)

    def hear(self, message: object) -> None:
        """Take what a page said; what cannot be understood is shown, and still answered."""
        try:
            event = heard(message, self._lateness)
        except KitError as error:
            page, number = _page_of(message)
            self.dispatch(Heard(page, number))
            self.dispatch(Failed(error))
        else:
            self.dispatch(event)

    def remember(self, made: JsonObject) -> None:
        """List a source that a cell made among those that are ready."""
        self._runner.remember(made)

    def settled(self, timeout: float) -> None:
        """Wait until nothing is under way; raises what went wrong since the last call."""
        if not self._runner.wait(timeout):
            raise NotSettled(
                f"The explorer still waits for an answer after {timeout:g} seconds. "
                "Check the network, or allow it more with settled(timeout=...)."
            )
        with self.lock:
            trouble, self._trouble = self._trouble, []
        if trouble:
            raise trouble[0]

    def outcome_of(self, write: Write) -> Written:
        """Wait for ``write``; an interrupt leaves it under way, and its outcome is shown."""
        with self._changed:
            while (written := self.state.written) is None or written.write.number != write.number:
                if self._runner.is_closed and self._runner.is_idle:
                    raise AccountClosed(f"{_CLOSED} Nothing was sent.")
                self._changed.wait(_LOOK_SECONDS)
            # Whoever waits for it is told; settled() need not tell again.
            self._trouble = [each for each in self._trouble if each is not written.error]
            return written

    def close(self) -> None:
        """Take on nothing more."""
        self._runner.close()

    def check_open(self) -> None:
        """Raise AccountClosed where nothing is taken on any more."""
        if self._runner.is_closed:
            raise AccountClosed(_CLOSED)

    def _step(self, event: Event | Answer) -> None:
        """Make the next state and show it; what it orders is done, shown or not."""
        try:
            orders = self._next(event)
        except Exception as error:  # noqa: BLE001 - Lab would swallow any of them
            self._failed(error)
            return
        self._draw(answers_follow=bool(orders) and not isinstance(event, Answer))

    def _next(self, event: Event | Answer) -> tuple[Order, ...]:
        """Make the next state, and begin what it orders before there is another one.

        A lane drops the order that waits for the one that is put last, which must be the
        newest: an observer of ``value`` may make the next state while this one is shown.
        """
        self.state, orders = update(self.state, event)
        self._runner.start(orders)
        return orders

    def _draw(self, *, answers_follow: bool) -> None:
        try:
            self._show(self.state, answers_follow=answers_follow)
        except Exception as error:  # noqa: BLE001 - the same
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        """Keep what failed for whoever waits, and show it if it can be: no lane ends of it."""
        self._trouble.append(error)
        try:
            self._next(Failed(error))
            self._show(self.state, answers_follow=False)
        except Exception as again:  # noqa: BLE001 - the same
            self._trouble.append(again)

    def _answered(self, answer: Answer, error: Exception | None) -> None:
        if error is not None:
            with self.lock:
                self._trouble.append(error)
        self.dispatch(answer)

    def _lateness(self, page: str, at: float) -> float:
        return self._clock.lateness(page, at, time.monotonic() * 1000)


def _page_of(message: object) -> tuple[str, int]:
    if not isinstance(message, Mapping):
        return "", 0
    page, number = message.get("page"), message.get("number")
    return str(page), number if isinstance(number, int) else 0
