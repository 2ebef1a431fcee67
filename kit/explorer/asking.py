"""Asking for what a state needs: the next number, and the read that carries it."""

from __future__ import annotations

from dataclasses import replace

from kit.explorer.orders import Order, ReadList, ReadRecord
from kit.explorer.state import Chosen, ListName, State, Subject

__all__ = ["Step", "ask_list", "ask_record", "numbered", "take"]

Step = tuple[State, tuple[Order, ...]]


def numbered(state: State) -> tuple[State, int]:
    """A state that has given out one number more, and that number."""
    return replace(state, number=state.number + 1), state.number + 1


def ask_list(state: State, name: ListName, *, afresh: bool = False) -> Step:
    """Ask the list called ``name`` what its query says; older answers no longer count."""
    state, number = numbered(state)
    listing = replace(state.listing(name), asked=number)
    order = ReadList(name, number, listing.query, state.customer.id, afresh=afresh)
    return state.with_listing(name, listing), (order,)


def ask_record(state: State, subject: Subject) -> Step:
    """Read what is chosen as ``subject``, again if it was read before."""
    chosen = state.chosen(subject)
    if chosen.id is None:
        return state, ()
    state, number = numbered(state)
    # The old record stays in sight meanwhile; an error gives way to "Reading…".
    asked = replace(chosen, asked=number, error=None)
    return state.with_chosen(subject, asked), (ReadRecord(subject, number, chosen.id),)


def take(state: State, customer: str | None, source: str | None) -> Step:
    """Take over a pair; what differs from before is read."""
    orders: tuple[Order, ...] = ()
    wanted: dict[Subject, str | None] = {"customer": customer, "source": source}
    for subject, chosen in wanted.items():
        if chosen != state.chosen(subject).id:
            state, asked = _take_one(state, subject, chosen)
            orders += asked
    return state, orders


def _take_one(state: State, subject: Subject, chosen: str | None) -> Step:
    # A number of its own, or the answer about the one before would be taken for its.
    state, number = numbered(state)
    state, orders = ask_record(state.with_chosen(subject, Chosen(chosen, asked=number)), subject)
    if subject == "source":
        return state, orders
    state, listed = ask_list(replace(state, confirm=""), "attached")
    return state, orders + listed
