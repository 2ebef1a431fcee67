"""Attaching and detaching: what leaves is what the screen showed, or nothing leaves.

Whether a write took effect is Stripe's word alone. Where its answer was lost the outcome
is unknown, and stays so until the source was read again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kit.errors import KitError, StripeAnswerError, StripeUnreachable
from kit.explorer.answers import FollowedUp, NotWritten, Settled, StillUnknown, Wrote, error_words
from kit.explorer.events import AnswerKept, AttachAsked, DetachAsked, SettleAsked
from kit.explorer.metadata_rows import as_metadata
from kit.explorer.orders import FollowUp, Order, Send, Settle, Step, ask_list, ask_record, numbered
from kit.explorer.state import Asking, Chosen, Entry, Outcome, State, Write, Written
from kit.facts import JsonObject
from kit.models.source_change import Attachment

__all__ = [
    "answer_kept",
    "attach_asked",
    "detach_asked",
    "followed_up",
    "gave_up",
    "not_settled",
    "not_written",
    "notice",
    "settle_asked",
    "settled",
    "wrote",
]

_CHANGED: Final = "Nothing was sent: the choice changed while you clicked. Look again."
#: So many pairs that were sent stay at hand.
_RECENT: Final = 8

_DONE: Final = {"attach": "attached", "detach": "detached"}
_DOING: Final = {"attach": "Attaching", "detach": "Detaching"}


def notice(state: State, words: str) -> State:
    """Say why nothing was sent."""
    return replace(state, outcome=Outcome("notice", words), said=words, asking=None)


def gave_up(state: State) -> State:
    """The choice changed before a late click was answered for."""
    return notice(state, _CHANGED)


def attach_asked(state: State, event: AttachAsked) -> Step:
    """Send the attach, if it is what the screen shows now."""
    write = Write(0, "attach", event.customer, event.source, event.metadata)
    if state.writing is None and _is_done(state, write):
        stands_in_the_way = None if event.revision is None else ""
    else:
        stands_in_the_way = state.missing(event.metadata, event.confirm)
    return _sent_or_not(state, event, write, stands_in_the_way)


def detach_asked(state: State, event: DetachAsked) -> Step:
    """Send the detach, if it is what the screen shows now."""
    write = Write(0, "detach", event.customer, event.source)
    stands_in_the_way = state.unconfirmed(event.confirm)
    if not state.holder:
        stands_in_the_way = "the chosen source is not attached to the chosen customer."
    return _sent_or_not(state, event, write, stands_in_the_way)


def answer_kept(state: State, event: AnswerKept) -> Step:
    """Send a late click whose page still shows what was clicked."""
    asking = state.asking
    if asking is None or (asking.page, asking.click) != (event.page, event.click):
        return state, ()
    if not event.kept:
        return gave_up(state), ()
    return _send(state, asking.write)


def settle_asked(state: State, _event: SettleAsked) -> Step:
    """Read once more what became of the write whose answer was lost."""
    outcome = state.outcome
    if outcome.kind != "unknown" or outcome.write is None or outcome.reading:
        return state, ()
    return replace(state, outcome=replace(outcome, reading=True)), (Settle(outcome.write),)


def wrote(state: State, event: Wrote) -> Step:
    """Stripe accepted the write: show what changed."""
    write, change = event.write, event.change
    words = repr(change).partition("\n")[0]
    entry = _entry(write, _DONE[write.kind], change.after, change.request_id)
    state = replace(
        _ended(state, Written(write, change=change)),
        outcome=Outcome("done", words, write),
        change=change,
        history=(*state.history, entry),
        said=words,
    )
    if isinstance(change, Attachment):
        state = replace(state, attachment=change)
    if (write.customer, write.source) == state.pair:
        # What was sent belonged to this write; what was typed since is the next one's.
        left = tuple(row for row in state.metadata if row not in write.metadata)
        state = replace(state, metadata=left)
    if state.source.id == write.source:
        state, number = numbered(state)  # so that no read from before the write counts
        state = replace(state, source=Chosen(write.source, change.after, asked=number))
    return state, (FollowUp(),)


def followed_up(state: State, _event: FollowedUp) -> Step:
    """Show the latest change as frame and code too, and read what it may have touched."""
    return _read_around(replace(state, formed=state.change))


def not_written(state: State, event: NotWritten) -> Step:
    """The write was refused, or nobody knows what became of it."""
    write, error = event.write, event.error
    unknown = isinstance(error, StripeUnreachable)
    kind = "unknown" if unknown else "refused" if isinstance(error, KitError) else "broken"
    request_id = error.request_id if isinstance(error, StripeAnswerError) else None
    entry = replace(_entry(write, kind, {}, request_id), words=str(error))
    words = error_words(error)
    if kind == "broken":
        words += " Whether it took effect is what the source shows, which is read again."
    state = replace(
        _ended(state, Written(write, error=error)),
        outcome=Outcome(kind, words, write, error, reading=unknown),  # type: ignore[arg-type]  # one of three
        history=(*state.history, entry),
        said=words,
    )
    # The source's state is the likely reason, so it is read again.
    orders: tuple[Order, ...] = ()
    if state.source.id == write.source:
        state, orders = ask_record(state, "source")
    if not unknown:
        return state, orders
    state, around = _read_around(state)
    return state, (*orders, *around, Settle(write))


def settled(state: State, event: Settled) -> Step:
    """Say what reading the source showed about a write whose answer was lost."""
    if not _concerns(state, event.write):
        return state, ()
    happened, words = _what_happened(event.write, event.record)
    entry = _entry(event.write, happened, event.record, None)
    history = tuple(
        replace(entry, words=words) if _is_unknown(each, event.write) else each
        for each in state.history
    )
    outcome = replace(state.outcome, kind="settled", words=words, reading=False)
    return replace(state, outcome=outcome, history=history, said=words), ()


def not_settled(state: State, event: StillUnknown) -> Step:
    """It is still unknown; the person may read again."""
    if not _concerns(state, event.write):
        return state, ()
    words = (
        f"It is not known whether {event.write.source} was {_DONE[event.write.kind]}: "
        f"the source could not be read either. {event.error}"
    )
    return replace(state, outcome=replace(state.outcome, words=words, reading=False)), ()


def _sent_or_not(
    state: State, event: AttachAsked | DetachAsked, write: Write, in_the_way: str | None
) -> Step:
    if state.writing is not None or in_the_way == "":
        return state, ()  # the second click of a double click
    if event.revision is None:
        return _send(state, write)  # a cell's word needs no screen
    if event.revision != state.revision or (write.customer, write.source) != state.pair:
        return notice(state, _CHANGED), ()
    if state.resetting or in_the_way:
        return notice(state, f"Nothing was sent: {in_the_way or 'the data is being reset.'}"), ()
    if event.late and state.seen:
        page, click = list(state.seen.items())[-1]
        return replace(state, asking=Asking(page, click, write, event.confirm)), ()
    return _send(state, write)


def _send(state: State, write: Write) -> Step:
    words = f"{_DOING[write.kind]} {write.source}…"
    state, number = numbered(state)  # a write that was asked about is as old as its click
    write = replace(write, number=number)
    return replace(state, writing=write, asking=None, outcome=Outcome(words=words)), (Send(write),)


def _ended(state: State, written: Written) -> State:
    pair = (written.write.customer, written.write.source)
    recent = (pair, *[each for each in state.recent if each != pair])[:_RECENT]
    return replace(state, writing=None, written=written, confirm="", asking=None, recent=recent)


def _read_around(state: State) -> Step:
    """Read again whatever a write may have changed."""
    state, orders = ask_record(state, "customer")
    for name in ("customers", "ready", "attached"):
        state, asked = ask_list(state, name)
        orders += asked
    return state, orders


def _is_done(state: State, write: Write) -> bool:
    return state.holder and (write.customer, write.source) == state.pair


def _concerns(state: State, write: Write) -> bool:
    asked = state.outcome.write
    return state.outcome.kind == "unknown" and asked is not None and asked.number == write.number


def _is_unknown(entry: Entry, write: Write) -> bool:
    pair = (entry.customer, entry.source)
    return entry.outcome == "unknown" and pair == (write.customer, write.source)


def _entry(write: Write, outcome: str, source: JsonObject, request_id: str | None) -> Entry:
    return Entry(
        kind=write.kind,
        customer=write.customer,
        source=write.source,
        outcome=outcome,
        type=source.get("type"),
        status=source.get("status"),
        request_id=request_id,
    )


def _what_happened(write: Write, record: JsonObject) -> tuple[str, str]:
    """What the source as it is now says about ``write``."""
    owner, status = record.get("customer"), record.get("status")
    now = f"{write.source} is {status} and on {owner or 'no customer'} now."
    if (owner == write.customer) != (write.kind == "attach"):
        return "not done", f"The answer was lost, and nothing was changed: {now}"
    held = record.get("metadata") or {}
    lost = [key for key, value in as_metadata(write.metadata).items() if value != held.get(key, "")]
    missing = f" Its metadata lacks {', '.join(lost)}." if lost else ""
    return _DONE[write.kind], f"The answer was lost, but it was {_DONE[write.kind]}: {now}{missing}"
