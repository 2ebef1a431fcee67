"""What becomes of one source: the rules, by its type, status and usage, and whose it is."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from kit.facts.replacements import (
    BREAKING_ACTIONS,
    FOR_ONE_PAYMENT,
    KEEPING_ACTIONS,
    NO_MANDATE,
    REPLACEMENTS,
    TOKEN_OBJECTS,
    Action,
    Breaks,
    Certainty,
    Replacement,
)
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUS_MEANINGS, STATUSES, TERMINAL_STATUSES

__all__ = ["AS_OBJECT", "State", "Step", "breaks", "step_of"]

#: Before the kind of object in place of a type, for what a token made.
AS_OBJECT: Final = "object "


class Step(NamedTuple):
    """What becomes of one source."""

    payment_method_type: str | None
    action: Action
    reason: str
    certainty: Certainty
    page: str


class State(NamedTuple):
    """All of a source that decides what becomes of it; ``kind`` is its type."""

    kind: str | None
    status: str | None
    usage: str | None
    attached: bool
    without_mandate: bool


@cache
def step_of(state: State) -> Step:
    """What becomes of a source in this state.

    >>> step_of(State("card", "failed", "reusable", attached=True, without_mandate=False)).action
    'drop'
    """
    kind = state.kind or ""
    if kind.startswith(AS_OBJECT) and kind.removeprefix(AS_OBJECT) in TOKEN_OBJECTS:
        return _as_it_stands(TOKEN_OBJECTS[kind.removeprefix(AS_OBJECT)])
    replacement = REPLACEMENTS.get(kind)
    if replacement is None or state.status not in STATUSES:
        return _unknown(state)
    step = _as_it_stands(replacement)
    if state.status in TERMINAL_STATUSES:
        meaning = STATUS_MEANINGS[state.status]
        return step._replace(
            action="drop", reason=meaning, certainty="documented", page="best practices"
        )
    if replacement.action in KEEPING_ACTIONS and _usage(state) == "single_use":
        # Which type takes the next payment is documented, whatever becomes of saved ones.
        certainty = "documented" if step.certainty == "disputed" else step.certainty
        return step._replace(
            action="pay_anew", reason=FOR_ONE_PAYMENT, certainty=certainty, page="Sources API"
        )
    if state.without_mandate:
        return step._replace(
            action="collect_again",
            reason=f"{NO_MANDATE} {replacement.reason}",
            certainty="inferred",
        )
    if replacement.needs_customer and not state.attached:
        return step._replace(
            action="attach_first",
            reason=f"Only one that belongs to a customer can be kept. {replacement.reason}",
            certainty="inferred",
        )
    return step


def _as_it_stands(replacement: Replacement) -> Step:
    return Step(
        replacement.payment_method,
        replacement.action,
        replacement.reason,
        replacement.certainty,
        replacement.page,
    )


def _unknown(state: State) -> Step:
    """What Stripe may add, and frames that somebody made."""
    is_known = state.kind in REPLACEMENTS
    name, value = ("status", state.status) if is_known else ("type", state.kind)
    what = f"a source without a {name}" if value is None else f"the {name} {value!r}"
    return Step(None, "check", f"Nothing is known of {what}.", "unconfirmed", "migration")


def _usage(state: State) -> str | None:
    """The usage, or that of the type where the source says none."""
    if state.usage is None and state.kind in SOURCE_TYPES:
        return SOURCE_TYPES[state.kind].usage
    return state.usage


def breaks(step: Step, state: State) -> Breaks:
    """Whether a customer can pay no more by it when Sources end and nothing was done."""
    if not state.attached or step.action in {"drop", "pay_anew", "choose_another"}:
        return "no"
    if step.certainty == "disputed":
        return "disputed"
    return "yes" if step.action in BREAKING_ACTIONS else "unknown"
