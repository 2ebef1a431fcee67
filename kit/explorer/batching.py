"""Several pairs: what a person does with them, and what comes of it, state by state."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from kit import bulk
from kit.errors import InvalidInput
from kit.explorer.answers import Foretold, Progressed, RunBroke, error_words
from kit.explorer.batch import Batch, PairOutcome, pairs_in
from kit.explorer.events import DryRunAsked, PairsTyped, RunAsked, StopAsked
from kit.explorer.orders import (
    DryRun,
    Order,
    RunPairs,
    Step,
    StopRun,
    ask_list,
    ask_record,
    numbered,
)
from kit.explorer.state import Entry, State

__all__ = [
    "dry_run_asked",
    "foretold",
    "pairs_typed",
    "progressed",
    "run_asked",
    "run_broke",
    "stop_asked",
]

_LATE: Final = "Nothing was sent: the kernel was busy when you clicked. Look again, then run it."


def pairs_typed(state: State, event: PairsTyped) -> Step:
    """Take over what stands in the field."""
    return replace(state, batch=state.batch.typed(event.text)), ()


def dry_run_asked(state: State, event: DryRunAsked) -> Step:
    """Read what would become of the pairs in the field."""
    if state.batch.busy:
        return state, ()
    state, number = numbered(state)
    batch = Batch(text=event.text, asked=number, customer=event.customer)
    try:
        pairs = pairs_in(event.text, event.customer)
    except InvalidInput as error:
        return replace(state, batch=replace(batch, words=str(error), failed=True)), ()
    words = f"Reading what would become of {_pairs(len(pairs))}…"
    batch = replace(batch, pairs=pairs, busy="reading", words=words)
    return replace(state, batch=batch, said=words), (DryRun(number, pairs),)


def foretold(state: State, event: Foretold) -> Step:
    """Show what is expected of each pair."""
    if event.number != state.batch.asked:
        return state, ()
    batch = replace(state.batch, busy="", expected=event.expected)
    if event.error is not None:
        words = error_words(event.error)
        return replace(state, batch=replace(batch, words=words, failed=True), said=words), ()
    words = f"Nothing was sent yet. Expected: {_counted(event.expected)}."
    return replace(state, batch=replace(batch, words=words), said=words), ()


def run_asked(state: State, event: RunAsked) -> Step:
    """Attach what the dry run on the screen showed, or say why not."""
    batch = state.batch
    if batch.busy or event.dry_run != batch.asked or not batch.foretold:
        return state, ()  # the second click of a double click, or one on what is no more
    if words := _in_the_way(state, event):
        return replace(state, batch=replace(batch, words=words, failed=True), said=words), ()
    words = f"Attaching {_pairs(len(batch.attachable))}…"
    batch = replace(batch, busy="running", words=words, failed=False)
    return replace(state, batch=batch, said=words), (RunPairs(batch.asked, batch.attachable),)


def stop_asked(state: State, _event: StopAsked) -> Step:
    """Let what is under way end, and send no more."""
    if state.batch.busy != "running":
        return state, ()
    words = "Stopping: what is under way ends first…"
    batch = replace(state.batch, busy="stopping", words=words)
    return replace(state, batch=batch, said=words), (StopRun(),)


def progressed(state: State, event: Progressed) -> Step:
    """Show how far a run is; at its end read again what it may have changed."""
    if event.number != state.batch.asked:
        return state, ()
    done, total = len(event.outcomes), len(state.batch.attachable)
    before = len(state.batch.outcomes)
    state = replace(state, history=(*state.history, *_entries(state.batch, event, before)))
    batch = state.batch.at(event.outcomes)
    if not event.ended:
        stops = batch.busy == "stopping"
        words = batch.words if stops else f"{done} of {_pairs(total)} done…"
        return replace(state, batch=replace(batch, words=words)), ()
    rest = f" Stopped: {_pairs(total - done)} not sent." if done < total else ""
    words = f"Done: {_counted(event.outcomes) or 'nothing'}.{rest}"
    return _ended(replace(state, batch=replace(batch, busy="", words=words), said=words))


def run_broke(state: State, event: RunBroke) -> Step:
    """A run ended in an error: say it, and what was done stays in sight."""
    if event.number != state.batch.asked:
        return state, ()
    done, total = len(state.batch.outcomes), len(state.batch.attachable)
    words = f"Ended after {done} of {_pairs(total)}: {error_words(event.error)}"
    # A dry run tells what became of the rest.
    unknown = PairOutcome("not_tried", "Dry run again to see what became of it.")
    outcomes = (*state.batch.outcomes, *[unknown] * (total - done))
    batch = replace(state.batch, busy="", words=words, failed=True, outcomes=outcomes)
    return _ended(replace(state, batch=batch, said=words))


def _in_the_way(state: State, event: RunAsked) -> str:
    if event.late:
        return _LATE
    if not state.facts.allows_writes:
        return "This live account only reads. Nothing was sent."
    if not state.batch.attachable:
        return "Nothing was sent: no pair here is expected to be attached."
    if state.facts.wants_confirmation and not state.batch.confirmed_by(event.confirm):
        return f"This is LIVE. Type {state.batch.phrase!r} to confirm. Nothing was sent."
    return ""


def _ended(state: State) -> Step:
    orders: tuple[Order, ...] = ()
    for subject in ("customer", "source"):
        state, asked = ask_record(state, subject)
        orders += asked
    for name in ("customers", "ready", "attached"):
        state, asked = ask_list(state, name)
        orders += asked
    return state, orders


def _entries(batch: Batch, event: Progressed, before: int) -> list[Entry]:
    fresh = zip(batch.attachable[before:], event.outcomes[before:], strict=False)
    return [
        Entry("attach", pair.customer, pair.source, became.outcome, words=became.reason)
        for pair, became in fresh
    ]


def _counted(outcomes: tuple[PairOutcome, ...]) -> str:
    counts = Counter(each.outcome for each in outcomes)
    named = [(name, counts[name]) for name in bulk.OUTCOMES if counts[name]]
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in named)


def _pairs(count: int) -> str:
    return f"{count} pair{'' if count == 1 else 's'}"
