"""``update(state, event)``: the next state, and what is to be done. No widget, no thread.

Answers that belong to an older question are dropped by their number. A click is carried
out exactly as it stood on the screen, or not at all: see ``writing``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from kit.explorer import batching, overviewing, reading, writing
from kit.explorer.answers import (
    Acted,
    Answer,
    Failed,
    FollowedUp,
    Foretold,
    Listed,
    Made,
    NotActed,
    NotListed,
    NotMade,
    NotRead,
    NotReset,
    NotWritten,
    OverviewFailed,
    OverviewProgressed,
    OverviewRead,
    OverviewStopped,
    Progressed,
    Read,
    ResetDone,
    RunBroke,
    Settled,
    StillUnknown,
    TimelineRead,
    WholeRead,
    Wrote,
    error_words,
)
from kit.explorer.events import (
    ActAsked,
    AnswerKept,
    AttachAsked,
    Chose,
    ConfirmTyped,
    DetachAsked,
    DryRunAsked,
    Event,
    Heard,
    MakeAsked,
    OverviewAsked,
    OverviewStopAsked,
    PairsTyped,
    ReadAgain,
    ResetAsked,
    RunAsked,
    Searched,
    SettleAsked,
    StopAsked,
    TabTurned,
)
from kit.explorer.listing import LISTS
from kit.explorer.orders import (
    Act,
    Make,
    Order,
    Reset,
    Step,
    ask_list,
    ask_record,
    take,
)
from kit.explorer.state import (
    Maker,
    Outcome,
    State,
)

__all__ = ["begin", "update"]


def begin(state: State) -> Step:
    """Ask every list for its first rows."""
    orders: list[Order] = []
    for name in LISTS:
        state, asked = ask_list(state, name)
        orders += asked
    return state, tuple(orders)


def update(state: State, event: Event | Answer) -> Step:
    """The state after ``event``, and the orders that come of it."""
    after, orders = _BY_EVENT[type(event)](state, event)
    after, asked = reading.with_timeline(_revised(state, after))
    after, counted = overviewing.with_overview(after, event)
    return after, orders + asked + counted


def _revised(before: State, after: State) -> State:
    """``after``, with a new revision if it shows another pair or another checklist."""
    if (before.pair, before.checks) == (after.pair, after.checks):
        return after
    after = replace(after, revision=before.revision + 1)
    return after if after.asking is None else writing.gave_up(after)


def _heard(state: State, event: Heard) -> Step:
    # A page that reloads is another page; the few latest are enough to answer.
    others = [each for each in state.seen.items() if each[0] != event.page]
    state = replace(state, seen=dict([*others[-8:], (event.page, event.number)]))
    return (state, ()) if event.event is None else update(state, event.event)


def _chose(state: State, event: Chose) -> Step:
    state, orders = take(state, event.customer, event.source)
    outcome = Outcome() if state.outcome.kind == "notice" else state.outcome
    return replace(state, metadata=event.metadata, outcome=outcome), orders


def _confirm_typed(state: State, event: ConfirmTyped) -> Step:
    return replace(state, confirm=event.text), ()


def _tab_turned(state: State, event: TabTurned) -> Step:
    return replace(state, **{f"{event.group}_tab": event.title}), ()  # type: ignore[arg-type]  # a title


def _make_asked(state: State, event: MakeAsked) -> Step:
    if state.maker.busy:
        return state, ()
    order = Make(event, state.source.id)
    return replace(state, maker=Maker(busy=True, words="Making it…")), (order,)


def _made(state: State, event: Made) -> Step:
    source = str(event.record["id"])
    made = f"Made {source}, which is {event.record.get('status')}"
    orders: tuple[Order, ...] = ()
    if state.source.id in (event.beside, None):
        words = f"{made}: it is chosen."
        metadata = state.metadata if None in state.pair else ()
        state, orders = take(state, state.customer.id, source)
        state = replace(state, metadata=metadata)
    else:
        words = f"{made}. You chose another meanwhile: look this one up by its id."
    state = replace(state, maker=Maker(words=words), said=words)
    state, listed = ask_list(state, "ready")
    return state, orders + listed


def _not_made(state: State, event: NotMade) -> Step:
    words = error_words(event.error)
    return replace(state, maker=Maker(words=words, failed=True), said=words), ()


def _act_asked(state: State, event: ActAsked) -> Step:
    if state.maker.busy:
        return state, ()
    return replace(state, maker=replace(state.maker, busy=True)), (Act(event),)


def _acted(state: State, event: Acted) -> Step:
    state = replace(state, maker=Maker(words=event.words), said=event.words)
    state, orders = ask_record(state, "source")
    for name in ("ready", "attached"):
        state, asked = ask_list(state, name, afresh=True)
        orders += asked
    return state, orders


def _not_acted(state: State, event: NotActed) -> Step:
    words = error_words(event.error)
    return replace(state, maker=Maker(words=words, failed=True), said=words), ()


def _reset_asked(state: State, _event: ResetAsked) -> Step:
    if state.resetting:
        return state, ()
    if state.writing is not None or state.batch.busy:
        return writing.notice(state, "Wait until the attach under way has ended, then reset."), ()
    # What is read of the account meanwhile is of the data before.
    state, stopped = overviewing.given_up(state)
    return replace(state, resetting=True, asking=None), (*stopped, Reset())


def _reset_done(state: State, _event: ResetDone) -> Step:
    # Numbers go on, so that answers from before the reset find nobody who asked.
    fresh = replace(
        State.begin(state.facts, number=state.number),
        seen=state.seen,
        revision=state.revision + 1,
        source_tab=state.source_tab,
        result_tab=state.result_tab,
        said="The practice data is as at the start.",
    )
    return begin(fresh)


def _not_reset(state: State, event: NotReset) -> Step:
    return _failed(replace(state, resetting=False), Failed(event.error))


def _failed(state: State, event: Failed) -> Step:
    words = error_words(event.error)
    return replace(state, outcome=Outcome("broken", words, error=event.error), said=words), ()


_BY_EVENT: Final[dict[type, Callable[[State, Any], Step]]] = {
    Heard: _heard,
    Searched: reading.searched,
    Chose: _chose,
    ConfirmTyped: _confirm_typed,
    TabTurned: _tab_turned,
    AttachAsked: writing.attach_asked,
    DetachAsked: writing.detach_asked,
    AnswerKept: writing.answer_kept,
    PairsTyped: batching.pairs_typed,
    DryRunAsked: batching.dry_run_asked,
    RunAsked: batching.run_asked,
    StopAsked: batching.stop_asked,
    Foretold: batching.foretold,
    Progressed: batching.progressed,
    RunBroke: batching.run_broke,
    WholeRead: reading.whole_read,
    TimelineRead: reading.timeline_read,
    OverviewAsked: overviewing.overview_asked,
    OverviewStopAsked: overviewing.overview_stop_asked,
    OverviewProgressed: overviewing.overview_progressed,
    OverviewRead: overviewing.overview_read,
    OverviewStopped: overviewing.overview_stopped,
    OverviewFailed: overviewing.overview_failed,
    ReadAgain: reading.read_again,
    SettleAsked: writing.settle_asked,
    MakeAsked: _make_asked,
    ActAsked: _act_asked,
    ResetAsked: _reset_asked,
    Listed: reading.listed,
    NotListed: reading.not_listed,
    Read: reading.read,
    NotRead: reading.not_read,
    Wrote: writing.wrote,
    FollowedUp: writing.followed_up,
    NotWritten: writing.not_written,
    Settled: writing.settled,
    StillUnknown: writing.not_settled,
    Made: _made,
    NotMade: _not_made,
    Acted: _acted,
    NotActed: _not_acted,
    ResetDone: _reset_done,
    NotReset: _not_reset,
    Failed: _failed,
}
