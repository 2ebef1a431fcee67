"""Lists, records and the timeline: asked for, and shown when the newest answer is there."""

from __future__ import annotations

from dataclasses import replace

from kit.explorer.answers import (
    Listed,
    NotListed,
    NotRead,
    Read,
    TimelineRead,
    WholeRead,
    error_words,
)
from kit.explorer.events import ReadAgain, Searched
from kit.explorer.orders import ReadTimeline, ReadWhole, Step, ask_list, ask_record, numbered
from kit.explorer.state import State, Timeline

__all__ = [
    "listed",
    "not_listed",
    "not_read",
    "read",
    "read_again",
    "searched",
    "timeline_read",
    "whole_read",
    "with_timeline",
]


def searched(state: State, event: Searched) -> Step:
    """Ask a list what was typed."""
    listing = replace(state.listing(event.name), query=event.query)
    if event.afresh and state.whole == "failed":
        state = replace(state, whole="")
    return ask_list(state.with_listing(event.name, listing), event.name, afresh=event.afresh)


def listed(state: State, event: Listed) -> Step:
    """Show what a query found, unless a newer one is asked."""
    listing = state.listing(event.name)
    if event.number != listing.asked:
        return state, ()
    listing = replace(listing, answered=event.number, found=event.found, error=None)
    state = state.with_listing(event.name, listing)
    if not event.found.partial or state.whole:
        return state, ()
    return replace(state, whole="reading"), (ReadWhole(),)


def not_listed(state: State, event: NotListed) -> Step:
    """Say why a list could not be read."""
    listing = state.listing(event.name)
    if event.number == listing.asked:
        listing = replace(listing, answered=event.number, error=event.error)
    return state.with_listing(event.name, listing), ()


def whole_read(state: State, event: WholeRead) -> Step:
    """Look once more, now that all are known."""
    if event.error is None:
        return ask_list(replace(state, whole=""), "ready")
    found = state.ready.found
    words = found.words.replace(
        "Looking through the rest…", f"The rest: {error_words(event.error)}"
    )
    ready = replace(state.ready, found=replace(found, words=words))
    return replace(state, whole="failed", ready=ready), ()


def read_again(state: State, event: ReadAgain) -> Step:
    """Read the chosen record once more."""
    return ask_record(state, event.subject)


def read(state: State, event: Read) -> Step:
    """Take a chosen record over."""
    chosen = state.chosen(event.subject)
    if event.number == chosen.asked:
        chosen = replace(chosen, record=event.record, error=None)
    return state.with_chosen(event.subject, chosen), ()


def not_read(state: State, event: NotRead) -> Step:
    """Say why a chosen record could not be read."""
    chosen = state.chosen(event.subject)
    if event.number == chosen.asked:
        # What was known before may no longer hold.
        chosen = replace(chosen, record=None, error=event.error)
    return state.with_chosen(event.subject, chosen), ()


def with_timeline(state: State) -> Step:
    """Read what happened to the chosen source, while that is looked at."""
    source = state.source
    about = (source.id, source.asked)
    if state.result_tab != "Timeline" or state.timeline.about == about:
        return state, ()
    if source.id is None:
        return replace(state, timeline=Timeline(about)), ()
    state, number = numbered(state)
    same = state.timeline.about[0] == source.id  # its rows stay in sight meanwhile
    rows = state.timeline.rows if same else None
    reading = Timeline(about, number, rows, "Reading what happened…")
    return replace(state, timeline=reading), (ReadTimeline(number, source.id),)


def timeline_read(state: State, event: TimelineRead) -> Step:
    """Show what happened to the chosen source."""
    if event.number != state.timeline.asked:
        return state, ()
    words = "" if event.error is None else error_words(event.error)
    return replace(state, timeline=replace(state.timeline, rows=event.rows, words=words)), ()
