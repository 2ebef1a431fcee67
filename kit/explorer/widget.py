"""The explorer's face: one widget model, and the Python that can do whatever a click can."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextvars import copy_context
from typing import Any, TypeVar

import traitlets

from kit import frames, snippets
from kit.account import Account
from kit.errors import InvalidInput, KitError
from kit.explorer.answers import Made
from kit.explorer.browser_model import BrowserModel
from kit.explorer.events import AttachAsked, Chose, DetachAsked, OverviewAsked, ResetAsked, Searched
from kit.explorer.listing import Query
from kit.explorer.metadata_rows import as_metadata, as_rows, checked_value
from kit.explorer.overview import filtered_by
from kit.explorer.overview_view import numbers_frame
from kit.explorer.result_view import (
    HISTORY,
    change_code,
    history_rows,
    selection_frame,
)
from kit.explorer.state import AccountFacts, State, Write
from kit.explorer.store import NotSettled, Store
from kit.explorer.view import HELD_BACK_SECONDS
from kit.models.attach_request import AttachRequest
from kit.models.source_change import Attachment, Detachment, SourceChange
from kit.on_demand import pd
from kit.practice_source import practice_params
from kit.public_call import public_methods

__all__ = ["Explorer", "NotSettled"]

_Change = TypeVar("_Change", bound=SourceChange)


@public_methods()
class Explorer(BrowserModel):
    """The widget in which a person attaches a source to a customer.

    Whatever a click can do, a cell can: ``value`` is a plain dict of ``customer``,
    ``source`` and ``metadata`` to get, set and observe; ``attach()`` attaches what it
    names. ``attachment`` is the latest result, ``frame`` that result as a frame,
    ``history`` a frame of all that was tried here, ``code`` the call in every language.

    It works by keyboard alone, in JupyterLab, Notebook 7 and Voilà, light and dark.
    The explorer reads beside the kernel; ``settled()`` waits until it is done.
    """

    value = traitlets.Dict()

    def __init__(self, account: Account) -> None:
        if not isinstance(account, Account):
            raise InvalidInput("The explorer needs an account: kit.Explorer(kit.connect()).")
        self._account = account
        self._soon: threading.Timer | None = None
        facts = AccountFacts(
            account.mode,
            allows_writes=account.allows_writes,
            api_base=account.api_base,
            api_version=account.api_version,
            label=account.label,
        )
        self._store = Store(account, facts, self._show)
        super().__init__(self._state, value=checked_value({}))
        self.on_msg(lambda _widget, message, _buffers: self._store.hear(message))
        self._store.start()

    @property
    def _state(self) -> State:
        return self._store.state

    @property
    def attachment(self) -> Attachment | None:
        """What the latest attach of this explorer returned, None before the first."""
        return self._state.attachment

    @property
    def frame(self) -> pd.DataFrame:
        """The source of the latest attach as a frame of one row; no rows before the first."""
        return frames.flatten([]) if self.attachment is None else self.attachment.frame

    @property
    def selection(self) -> pd.DataFrame:
        """What is chosen: the pairs under "Several", else the chosen pair, one row each.

        ``customer``, ``source``, ``metadata.KEY`` for each key, then ``expected`` and
        ``reason`` by the latest dry run and ``outcome`` of the latest run, all ``str``.
        ``account.attach_many`` takes it as it is.
        """
        return selection_frame(self._state)

    @property
    def history(self) -> pd.DataFrame:
        """All that was tried here, oldest first, one row each, all columns ``str``.

        ``customer``, ``source``, ``type``, ``status``, ``request_id``, ``kind`` (attach or
        detach), ``outcome`` (attached, detached, refused, unknown, not done) and ``words``.
        """
        return pd.DataFrame(history_rows(self._state.history), columns=list(HISTORY), dtype="str")

    @property
    def code(self) -> snippets.Code:
        """The latest attach or detach as code, or else the attach that ``value`` describes.

        Empty while neither is there. See ``kit.as_code`` for the keys.
        """
        state = self._state
        if state.change is not None:
            return snippets.Code(change_code(state.change, state.facts))
        customer, source = state.pair
        if customer is None or source is None:
            return snippets.Code()
        try:
            request = AttachRequest(
                customer=customer, source=source, metadata=as_metadata(state.metadata) or None
            )
        except KitError:
            return snippets.Code()
        api_base = state.facts.api_base if state.facts.mode == "offline" else None
        return snippets.as_code(request, api_base=api_base)

    def attach(self, *, confirm: str | None = None) -> Attachment:
        """Attach what ``value`` names, as the button does; raises the KitError on a refusal.

        In live mode ``confirm`` must be the customer's id once more.
        """
        with self._store.lock:
            customer, source = self._checked_pair(confirm)
            event = AttachAsked(customer, source, self._state.metadata, None, confirm or "")
            write = self._begun(event)
        return self._outcome_of(write, Attachment)

    def detach(self, *, confirm: str | None = None) -> Detachment:
        """Detach the chosen source from the chosen customer, for good: it is consumed.

        In live mode ``confirm`` must be the customer's id once more.
        """
        with self._store.lock:
            customer, source = self._checked_pair(confirm)
            write = self._begun(DetachAsked(customer, source, None, confirm or ""))
        return self._outcome_of(write, Detachment)

    def make_source(
        self,
        type: str,
        *,
        amount: int | None = None,
        currency: str | None = None,
        email: str | None = None,
    ) -> dict[str, Any]:
        """Make a practice source and choose it; ``amount`` counts minor units."""
        self._store.check_open()
        params = practice_params(type, amount=amount, currency=currency, email=email)
        source = self._account.create_source(**params)
        self._store.remember(source)
        with self._store.lock:
            self._store.dispatch(Made(source, self._state.source.id))
        return source

    def search(self, text: str, about: str = "") -> None:
        """Search customers as if ``text`` had been typed, among those that ``about`` counts.

        ``about`` is a ``finding`` of ``count()``.
        """
        self._store.check_open()
        query = Query(text, filtered_by(about), limit=self._state.customers.query.limit)
        self._store.dispatch(Searched("customers", query))

    def count(self, timeout: float = 600) -> pd.DataFrame:
        """Read the account whole, and count it, as the tab Overview does: one row each number.

        ``of`` (customers or sources), ``type`` and ``status``, or ``finding`` and what it
        ``says``, all ``str``, and ``count`` (Int64).
        """
        self._store.check_open()
        self._store.dispatch(OverviewAsked())
        self.settled(timeout)
        return numbers_frame(self._state)

    def reset(self) -> None:
        """Go back to the practice data of the start, as the button does."""
        self._store.check_open()
        self._store.dispatch(ResetAsked())

    def settled(self, timeout: float = 30) -> None:
        """Wait until nothing is under way; raises what went wrong since the last call."""
        self._store.settled(timeout)

    def close(self) -> None:
        """Remove the widget and stop its work; the account stays open."""
        if "_store" in vars(self):  # also called on what a refused account left half made
            self._store.close()
        super().close()

    def __repr__(self) -> str:
        return f"Explorer(mode={self._account.mode!r})"

    # The store calls this for each new state, whoever made it.

    def _show(self, state: State, *, answers_follow: bool) -> None:
        if answers_follow:
            self._show_soon()
        else:
            self._show_now(state)
        value = _value_of(state)
        if value != self.value:
            self.value = value

    def _show_now(self, state: State) -> None:
        asks = state.result_tab == "Requests"
        self._draw(state, requests=self._account.requests() if asks else None)

    def _show_soon(self) -> None:
        """Show that something was asked for, unless its answer is there to be shown first.

        The page says so by itself: a message of nothing new would hold up the one of the answer.
        """

        def show() -> None:
            with self._store.lock:
                self._soon = None
                self._store.show()

        if self._soon is None:
            # With this request's context, as in runner.Lane.
            soon = threading.Timer(HELD_BACK_SECONDS, copy_context().run, (show,))
            soon.daemon = True
            soon.start()
            self._soon = soon

    # What Python sets arrives in `value`, and goes the way of any event.

    def __setattr__(self, name: str, value: Any) -> None:
        # Before traitlets make an error of their own; and a secret stays in no frame.
        try:
            super().__setattr__(name, checked_value(value) if name == "value" else value)
        finally:
            del value

    @traitlets.validate("value")
    def _check_value(self, proposal: Mapping[str, Any]) -> dict[str, Any]:
        return checked_value(proposal["value"])

    @traitlets.observe("value")
    def _value_changed(self, change: Mapping[str, Any]) -> None:
        if not hasattr(self, "_store"):
            return
        value = change["new"]
        with self._store.lock:
            if value != _value_of(self._state):  # else it is the explorer that tells
                metadata = as_rows(value["metadata"])
                self._store.dispatch(Chose(value["customer"], value["source"], metadata))

    def _checked_pair(self, confirm: str | None) -> tuple[str, str]:
        self._store.check_open()
        customer, source = self._state.pair
        if customer is None or source is None:
            missing = "a customer" if customer is None else "a source"
            raise InvalidInput(f"Choose {missing} first: explorer.value = {{...}}, or by a click.")
        if self._state.facts.wants_confirmation and confirm != customer:
            raise InvalidInput(
                "This is LIVE mode: pass confirm=... with the customer's id. Nothing was sent."
            )
        if self._state.writing is not None:
            raise InvalidInput(
                "An attach or detach is under way: wait for it with explorer.settled(). "
                "Nothing was sent."
            )
        return customer, source

    def _begun(self, event: AttachAsked | DetachAsked) -> Write:
        self._store.dispatch(event)
        if self._state.writing is None:
            raise InvalidInput(self._state.outcome.words)
        return self._state.writing

    def _outcome_of(self, write: Write, kind: type[_Change]) -> _Change:
        written = self._store.outcome_of(write)
        if written.error is not None:
            raise written.error
        if not isinstance(written.change, kind):
            raise KitError(f"{kind.__name__} was expected, but {written.change!r} came.")
        return written.change


def _value_of(state: State) -> dict[str, Any]:
    """What ``value`` is of a state."""
    return {
        "customer": state.customer.id,
        "source": state.source.id,
        "metadata": as_metadata(state.metadata),
    }
