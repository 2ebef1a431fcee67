"""What the browser said, as events; anything else is refused with InvalidInput.

Each message holds ``kind``, ``page`` (which view of the widget), ``number`` (it counts the
page's messages) and ``at`` (the page's clock in milliseconds), and the whole of what the
screen showed that matters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from kit.errors import InvalidInput
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
from kit.explorer.listing import LISTS, Query
from kit.explorer.metadata_rows import Rows, checked_rows
from kit.facts.secret_kinds import hide_secrets
from kit.models.attach_request import checked_customer_id, checked_source_id

__all__ = ["LATE_MS", "Clock", "heard"]

#: A click that took so much longer than the page's quickest message waited for the kernel.
LATE_MS: Final = 1000

_LONGEST_LIST: Final = 1000

_Message = Mapping[str, Any]


class Clock:
    """Tells how much longer than usual a page's message took to get here."""

    def __init__(self) -> None:
        self._offset: dict[str, float] = {}

    def lateness(self, page: str, at: float, now: float) -> float:
        """Milliseconds over the quickest message of ``page``; ``at`` is the page's clock.

        >>> clock = Clock()
        >>> clock.lateness("p", 100, 5000), clock.lateness("p", 200, 7100)
        (0, 2000)
        """
        offset = min(self._offset.get(page, now - at), now - at)
        self._offset[page] = offset
        return now - at - offset


def heard(message: object, lateness: Callable[[str, float], float]) -> Heard:
    """``message`` as an event; ``lateness`` tells how late one of a page is."""
    if not isinstance(message, Mapping):
        raise InvalidInput("A message of the explorer's page is an object.")
    page, number = _text(message, "page"), message.get("number")
    if not isinstance(number, int):
        raise InvalidInput("A message of the explorer's page has a number.")
    late = lateness(page, float(message.get("at") or 0)) > LATE_MS
    parse = _KINDS.get(_text(message, "kind"))
    if parse is None:
        raise InvalidInput(f"The explorer knows no message {message.get('kind')!r}.")
    event = parse(message)
    if late and isinstance(event, AttachAsked | DetachAsked | RunAsked):
        event = replace(event, late=True)
    return Heard(page, number, event)


def _text(message: _Message, name: str, default: str | None = None) -> str:
    value = message.get(name, default)
    if not isinstance(value, str):
        raise InvalidInput(f"{name} in a message of the explorer's page is text.")
    return hide_secrets(value)


def _rows(message: _Message) -> Rows:
    """The metadata of a message. A secret that was pasted there goes no further."""
    rows = checked_rows(message.get("metadata", []))
    return tuple((hide_secrets(key), hide_secrets(value)) for key, value in rows)


def _one_of(message: _Message, name: str, known: tuple[str, ...]) -> Any:
    value = _text(message, name)
    if value not in known:
        raise InvalidInput(f"{name} is one of {', '.join(known)}, not {value!r}.")
    return value


def _id(message: _Message, subject: str, check: Callable[[object], str]) -> str | None:
    value = message.get(subject)
    return None if value is None else check(value)


def _searched(message: _Message) -> Event:
    filters = message.get("filters") or {}
    if not isinstance(filters, Mapping):
        raise InvalidInput("filters in a message of the explorer's page is an object.")
    limit = message.get("limit")
    if not isinstance(limit, int) or not 0 < limit <= _LONGEST_LIST:
        raise InvalidInput(f"A list shows 1 to {_LONGEST_LIST} rows.")
    query = Query(
        text=_text(message, "text", ""),
        filters=tuple((str(name), str(value)) for name, value in filters.items() if value),
        sort=_text(message, "sort", ""),
        limit=limit,
    )
    return Searched(_one_of(message, "list", LISTS), query, afresh=bool(message.get("afresh")))


def _chose(message: _Message) -> Event:
    return Chose(
        _id(message, "customer", checked_customer_id),
        _id(message, "source", checked_source_id),
        _rows(message),
    )


def _attach(message: _Message) -> Event:
    return AttachAsked(
        checked_customer_id(message.get("customer")),
        checked_source_id(message.get("source")),
        _rows(message),
        _revision(message),
        _text(message, "confirm", ""),
    )


def _detach(message: _Message) -> Event:
    return DetachAsked(
        checked_customer_id(message.get("customer")),
        checked_source_id(message.get("source")),
        _revision(message),
        _text(message, "confirm", ""),
    )


def _revision(message: _Message) -> int:
    revision = message.get("revision")
    if not isinstance(revision, int):
        raise InvalidInput("A click names the revision of the checklist that it was made under.")
    return revision


def _kept(message: _Message) -> Event:
    click = message.get("click")
    if not isinstance(click, int):
        raise InvalidInput("An answer about a click names its number.")
    return AnswerKept(_text(message, "page"), click, kept=message.get("kept") is True)


def _tab(message: _Message) -> Event:
    return TabTurned(_one_of(message, "group", ("source", "result")), _text(message, "title"))


def _make(message: _Message) -> Event:
    return MakeAsked(
        **{name: _text(message, name) for name in ("type", "amount", "currency", "email")}
    )


def _act(message: _Message) -> Event:
    source = checked_source_id(message.get("source"))
    return ActAsked(_text(message, "act"), source, _text(message, "amount", ""))


def _dry_run(message: _Message) -> Event:
    return DryRunAsked(_text(message, "text"), _id(message, "customer", checked_customer_id))


def _run(message: _Message) -> Event:
    dry_run = message.get("dry_run")
    if not isinstance(dry_run, int):
        raise InvalidInput("A run names the dry run that it was seen in.")
    return RunAsked(dry_run, _text(message, "confirm", ""))


_KINDS: Final[dict[str, Callable[[_Message], Event | None]]] = {
    "hello": lambda _message: None,
    "ping": lambda _message: None,
    "search": _searched,
    "choose": _chose,
    "confirm": lambda message: ConfirmTyped(_text(message, "text")),
    "tab": _tab,
    "attach": _attach,
    "detach": _detach,
    "pairs": lambda message: PairsTyped(_text(message, "text")),
    "dry_run": _dry_run,
    "run": _run,
    "stop": lambda _message: StopAsked(),
    "kept": _kept,
    "overview": lambda _message: OverviewAsked(),
    "stop_overview": lambda _message: OverviewStopAsked(),
    "read": lambda message: ReadAgain(_one_of(message, "subject", ("customer", "source"))),
    "settle": lambda _message: SettleAsked(),
    "make": _make,
    "act": _act,
    "reset": lambda _message: ResetAsked(),
}
