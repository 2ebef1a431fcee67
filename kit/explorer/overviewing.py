"""The overview: asked for, read, stopped, and out of date, state by state."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kit.explorer.answers import (
    Acted,
    Answer,
    Made,
    OverviewFailed,
    OverviewProgressed,
    OverviewRead,
    OverviewStopped,
    Progressed,
    Settled,
    Wrote,
    error_words,
)
from kit.explorer.events import Event, OverviewAsked, OverviewStopAsked, Searched
from kit.explorer.orders import Order, ReadOverview, Step, StopOverview, ask_list, numbered
from kit.explorer.overview import ABOUT
from kit.explorer.state import State

__all__ = [
    "given_up",
    "overview_asked",
    "overview_failed",
    "overview_progressed",
    "overview_read",
    "overview_stop_asked",
    "overview_stopped",
    "with_overview",
]

_TAB: Final = "Overview"

#: What may make the numbers untrue.
_CHANGES: Final = (Acted, Made, Progressed, Settled, Wrote)

_STOPPED: Final = "Stopped: an account counts only when it is read whole."


def with_overview(state: State, event: Event | Answer) -> Step:
    """Read the account when its overview is first looked at; note what makes it untrue."""
    if isinstance(event, _CHANGES) and state.overview.asked:
        state = replace(state, overview=replace(state.overview, outdated=True))
    first = state.source_tab == _TAB and not state.overview.asked
    if not (first or _asks_afresh(event)) or state.overview.busy or state.resetting:
        return state, ()
    return _begin(state)


def _asks_afresh(event: Event | Answer) -> bool:
    """Whether a list of what was counted is to be read again."""
    if not isinstance(event, Searched) or not event.afresh:
        return False
    return event.name == "known" or bool(dict(event.query.filters).get(ABOUT))


def overview_asked(state: State, _event: OverviewAsked) -> Step:
    """Read the account again."""
    return (state, ()) if state.overview.busy or state.resetting else _begin(state)


def overview_stop_asked(state: State, _event: OverviewStopAsked) -> Step:
    """Read no more of it."""
    return given_up(state) if state.overview.busy == "reading" else (state, ())


def given_up(state: State) -> Step:
    """Stop the read that is under way, if one is."""
    if not state.overview.busy:
        return state, ()
    overview = replace(state.overview, busy="stopping", words="Stopping…")
    return replace(state, overview=overview), (StopOverview(),)


def overview_progressed(state: State, event: OverviewProgressed) -> Step:
    """Say how far the read is."""
    if event.number != state.overview.asked or state.overview.busy != "reading":
        return state, ()
    told = replace(state.overview, words=event.words, done=event.done, total=event.total)
    return replace(state, overview=told), ()


def overview_read(state: State, event: OverviewRead) -> Step:
    """Show the numbers, and what they filter."""
    if event.number != state.overview.asked:
        return state, ()
    overview = replace(state.overview.ended(), counts=event.counts)
    words = f"{event.counts.customers:,} customers and {event.counts.sources:,} sources counted."
    state, orders = ask_list(replace(state, overview=overview, said=words), "known")
    if ABOUT in dict(state.customers.query.filters):
        state, asked = ask_list(state, "customers")
        orders += asked
    return state, orders


def overview_stopped(state: State, event: OverviewStopped) -> Step:
    """The read was stopped; the numbers from before are still there, if there were any."""
    return _ended(state, event.number, _STOPPED, failed=False)


def overview_failed(state: State, event: OverviewFailed) -> Step:
    """Say why the account could not be read."""
    return _ended(state, event.number, error_words(event.error), failed=True)


def _ended(state: State, number: int, words: str, *, failed: bool) -> Step:
    if number != state.overview.asked:
        return state, ()
    return replace(state, overview=state.overview.ended(words, failed=failed), said=words), ()


def _begin(state: State) -> Step:
    state, number = numbered(state)
    orders: tuple[Order, ...] = (ReadOverview(number),)
    return replace(state, overview=state.overview.begun(number)), orders
