"""The explorer: choose a customer and a source, attach, and see what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeVar

import pandas as pd
import traitlets
from IPython.display import display
from ipywidgets import VBox

from kit.account import Account
from kit.errors import InvalidInput, KitError
from kit.explorer.background import Background
from kit.explorer.choice import Choice, checked_value
from kit.explorer.choosing import Choosing
from kit.explorer.customer_picker import CustomerPicker
from kit.explorer.manners import ROOT_CLASS, Manners
from kit.explorer.outcome import Outcome
from kit.explorer.plan import Plan
from kit.explorer.source_picker import SourcePicker
from kit.explorer.where_am_i import WhereAmI
from kit.frames import flatten
from kit.models.source_change import Attachment, Detachment, SourceChange
from kit.snippets import as_code

__all__ = ["Explorer"]

_Change = TypeVar("_Change", bound=SourceChange)

_SAVED_PLAIN: Final = "The explorer lives while its kernel runs: run this cell to open it."
_SAVED: Final = f'<p class="kit-saved">{_SAVED_PLAIN}</p>'

_HISTORY: Final = ["customer", "source", "type", "status", "request_id"]


class Explorer(VBox):
    """The widget in which a person attaches a source to a customer.

    Whatever a click can do, a cell can: ``value`` is a plain dict of ``customer``,
    ``source`` and ``metadata`` to get, set and observe; ``attach()`` attaches what it
    names. ``attachment`` is the latest result, ``frame`` that result as a frame,
    ``history`` a frame of all attaches made here, ``code`` the call in every language.

    The explorer reads beside the kernel; ``settled()`` waits until it is done.
    """

    value = traitlets.Dict()

    def __init__(self, account: Account) -> None:
        if not isinstance(account, Account):
            raise InvalidInput("The explorer needs an account: kit.Explorer(kit.connect()).")
        self._account = account
        self._work = Background(self._show_trouble)
        self._choosing = Choosing(account, self._work, self._show_plan)
        self._attachments: list[Attachment] = []
        self._attaching = False
        self._manners = Manners(self._work.lock)
        self._where = WhereAmI(account, self._work, self._reset_clicked)
        self._customers = CustomerPicker(account, self._work)
        self._sources = SourcePicker(account, self._work, self._source_picked, self._detach_clicked)
        self._plan = Plan(account, self._work, self._attach_clicked, self._metadata_typed)
        self._outcome = Outcome(account, self._work, lambda: self.history)
        pickers = VBox([self._customers, self._sources])
        pickers.add_class("kit-pickers")
        work = VBox([self._plan, self._outcome])
        work.add_class("kit-work")
        super().__init__(
            [self._manners, self._where, pickers, work],
            value=checked_value({}),
        )
        self.add_class(ROOT_CLASS)
        self.add_class(f"kit-in-{account.mode}")
        self._customers.finder.observe(self._work.guard(self._customer_picked), "picked")
        self._plan.confirm.observe(self._work.guard(lambda _change: self._show_plan()), "typed")
        self._customers.finder.refresh()
        self._sources.refresh()

    @property
    def attachment(self) -> Attachment | None:
        """What the latest attach of this explorer returned, None before the first."""
        return self._attachments[-1] if self._attachments else None

    @property
    def frame(self) -> pd.DataFrame:
        """The source of the latest attach as a frame of one row; no rows before the first."""
        return flatten([]) if self.attachment is None else self.attachment.frame

    @property
    def history(self) -> pd.DataFrame:
        """All attaches made here, oldest first: customer, source, type, status, request_id."""
        rows = [
            (
                each.customer,
                each.source,
                each.after.get("type"),
                each.after.get("status"),
                each.request_id,
            )
            for each in self._attachments
        ]
        return pd.DataFrame(rows, columns=_HISTORY, dtype="str")

    @property
    def code(self) -> dict[str, str]:
        """The latest attach as code, or else the one that ``value`` describes.

        Empty while neither is there. See ``kit.as_code`` for the keys.
        """
        call = self.attachment or self._choice.request()
        return {} if call is None else as_code(call, api_base=self._api_base)

    def attach(self, *, confirm: str | None = None) -> Attachment:
        """Attach what ``value`` names, as the button does; raises the KitError on a refusal.

        In live mode ``confirm`` must be the customer's id once more.
        """
        with self._work.lock:
            send = self._attach_call(confirm)
        return self._done_now(send, self._attached)

    def detach(self, *, confirm: str | None = None) -> Detachment:
        """Detach the chosen source from the chosen customer, for good: it is consumed.

        In live mode ``confirm`` must be the customer's id once more.
        """
        with self._work.lock:
            customer, source = self._checked_pair(confirm)
        return self._done_now(partial(self._account.detach, customer, source), self._detached)

    def make_source(
        self,
        type: str,
        *,
        amount: int | None = None,
        currency: str | None = None,
        email: str | None = None,
    ) -> dict[str, Any]:
        """Make a practice source and choose it; ``amount`` counts minor units."""
        source = self._sources.maker.make(type, amount=amount, currency=currency, email=email)
        self._work.guard(self._sources.add)(source)
        return dict(source)

    def search(self, text: str) -> None:
        """Search customers as if ``text`` had been typed."""
        self._customers.finder.search(text)

    def settled(self, timeout: float = 30) -> None:
        """Wait until nothing is under way; raises what went wrong since the last call."""
        self._work.settle(timeout)

    def close(self) -> None:
        """Remove the widget and stop its work; the account stays open."""
        if "_work" in vars(self):  # also called on what a refused account left half made
            self._work.close()
        super().close()

    def __repr__(self) -> str:
        return f"Explorer(mode={self._account.mode!r})"

    def _ipython_display_(self) -> None:
        # A saved notebook without its kernel has no widget to show, so it keeps this note;
        # the style sheet hides it beside a living explorer.
        display(super()._repr_mimebundle_(), raw=True)  # type: ignore[no-untyped-call]  # IPython
        display({"text/html": _SAVED, "text/plain": _SAVED_PLAIN}, raw=True)  # type: ignore[no-untyped-call]  # IPython

    @property
    def _choice(self) -> Choice:
        return self._choosing.choice

    @property
    def _api_base(self) -> str | None:
        return self._account.api_base if self._account.mode == "offline" else None

    # What Python or a person changes arrives in `value`, and from there everywhere.

    @traitlets.validate("value")
    def _check_value(self, proposal: Mapping[str, Any]) -> dict[str, Any]:
        return checked_value(proposal["value"])

    @traitlets.observe("value")
    def _value_changed(self, change: Mapping[str, Any]) -> None:
        self._work.guard(self._take)(change["new"])

    def _take(self, value: Mapping[str, Any]) -> None:
        changed = self._choosing.take(value)
        if "customer" in changed:
            self._customers.finder.picked = value["customer"]
            self._sources.show_customer(value["customer"])
        if "source" in changed:
            self._sources.mark(value["source"])
        self._plan.metadata.fill(value["metadata"])
        self._show_plan()

    def _update(self, **changes: Any) -> None:
        self.value = self.value | changes

    def _customer_picked(self, change: Mapping[str, Any]) -> None:
        self._update(customer=change["new"])

    def _source_picked(self, source: str) -> None:
        self._update(source=source)

    def _metadata_typed(self) -> None:
        self._choice.metadata_problem = self._plan.metadata.problem
        self._update(metadata=self._plan.metadata.metadata)
        self._show_plan()

    def _show_plan(self) -> None:
        self._plan.show(self._choice, attaching=self._attaching)
        self._sources.show_detach(self._choice, unconfirmed=self._plan.unconfirmed(self._choice))

    # Changing something.

    def _attach_clicked(self) -> None:
        send = self._attach_call(self._plan.confirm.typed.strip())
        self._attaching = True  # a second click meets a busy button
        self._show_plan()
        self._work.start(send, self._attached, self._failed)

    def _attach_call(self, confirm: str | None) -> Callable[[], Attachment]:
        customer, source = self._checked_pair(confirm)
        metadata = dict(self._choice.metadata) or None
        return partial(self._account.attach, customer, source, metadata)

    def _detach_clicked(self) -> None:
        customer, source = self._checked_pair(self._plan.confirm.typed.strip())
        self._sources.detach.busy = True
        detach = partial(self._account.detach, customer, source)
        self._work.start(detach, self._detached, self._failed)

    def _checked_pair(self, confirm: str | None) -> tuple[str, str]:
        customer, source = self._choice.customer_id, self._choice.source_id
        if customer is None or source is None:
            missing = "a customer" if customer is None else "a source"
            raise InvalidInput(f"Choose {missing} first: explorer.value = {{...}}, or by a click.")
        if self._account.mode == "live" and confirm != customer:
            raise InvalidInput(
                "This is LIVE mode: pass confirm=... with the customer's id. Nothing was sent."
            )
        return customer, source

    def _done_now(self, send: Callable[[], _Change], then: Callable[[_Change], None]) -> _Change:
        """What a click starts in the background, done by a cell, which sees the error."""
        try:
            change = send()
        except KitError as error:
            self._work.guard(self._failed)(error)
            raise
        self._work.guard(then)(change)
        return change

    def _attached(self, attachment: Attachment) -> None:
        self._attachments.append(attachment)
        self._show_change(attachment)

    def _detached(self, detachment: Detachment) -> None:
        self._show_change(detachment)

    def _show_change(self, change: SourceChange) -> None:
        self._idle_again()
        self._choosing.know("source", change.after)
        self._outcome.show(change)
        self._manners.said = repr(change).partition("\n")[0]
        self._choosing.read("customer")
        self._customers.finder.refresh()
        self._sources.forget(str(change.after["id"]))
        self._show_plan()

    def _failed(self, error: Exception) -> None:
        self._idle_again()
        self._outcome.show_trouble(error)
        self._manners.said = str(error)
        # The source's state is the likely reason, so it is read again.
        self._choosing.read("source")
        self._show_plan()

    def _idle_again(self) -> None:
        self._attaching = self._sources.detach.busy = False
        self._plan.confirm.typed = ""

    def _reset_clicked(self) -> None:
        self._work.start(self._account.offline.reset, self._begin_anew)

    def _begin_anew(self, _done: object) -> None:
        self._attachments.clear()
        self._outcome.clear()
        self.value = checked_value({})
        self._customers.finder.search("")
        self._sources.refresh()

    def _show_trouble(self, error: Exception) -> None:
        self._outcome.show_trouble(error)
